"""Personal numbers at rest: AES-256-GCM with the row as associated data, and a keyed lookup value.

A sealed value cannot be moved to another row (the associated data differs) nor guessed from a stolen database
(citizen numbers have at most 10^12 values: an unkeyed hash of all of them falls in days). Both keys live outside
the database. Sealed bytes: key id (ASCII) + b":" + 12-byte nonce + ciphertext with tag.
"""

import base64
import hmac
import os
from functools import lru_cache

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

NONCE_BYTES = 12


def seal(plain: bytes, *, place: str) -> bytes:
    """Encrypt under the newest key; `place` (table, column and row) must be given again to open."""
    (mark, key), nonce = _newest(tuple(settings.FIELD_KEYS)), os.urandom(NONCE_BYTES)
    return mark + nonce + key.encrypt(nonce, plain, place.encode())


def unseal(sealed: bytes | memoryview, *, place: str) -> bytes:
    """Decrypt; raises `cryptography.exceptions.InvalidTag` if the bytes were changed or moved to another place."""
    key_id, _, rest = bytes(sealed).partition(b":")
    key = _keys(tuple(settings.FIELD_KEYS))[key_id.decode()]
    return key.decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], place.encode())


def lookup(kind: str, value: str) -> str:
    """The keyed hash by which a normalised identifier is found (64 hex digits)."""
    begun = _begun(settings.LOOKUP_KEY).copy()
    begun.update(f"{kind}:{value}".encode())
    return begun.hexdigest()


@lru_cache(maxsize=4)
def _begun(key: str) -> hmac.HMAC:
    """HMAC-SHA-256 that has read the key already: a file asks for 100,000 hashes under one key."""
    return hmac.new(base64.urlsafe_b64decode(key), digestmod="sha256")


@lru_cache(maxsize=4)
def _newest(listed: tuple[str, ...]) -> tuple[bytes, AESGCM]:
    """What sealed bytes begin with, and the cipher."""
    key_id, key = next(iter(_keys(listed).items()))
    return key_id.encode() + b":", key


@lru_cache(maxsize=4)
def _keys(listed: tuple[str, ...]) -> dict[str, AESGCM]:
    """`("k2:base64", "k1:base64")`, newest first, as a dict of ciphers in that order."""
    keys = {}
    for entry in listed:
        key_id, _, encoded = entry.partition(":")
        raw = base64.urlsafe_b64decode(encoded or "")
        if len(raw) != 32:
            raise ImproperlyConfigured(f"FIELD_KEYS: key {key_id!r} is not 32 bytes of URL-safe base64")
        keys[key_id] = AESGCM(raw)
    return keys
