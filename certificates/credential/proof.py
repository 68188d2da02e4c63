"""Signs JSON so that anyone can check it: W3C Data Integrity with the suite `eddsa-jcs-2022`.

The document and the proof's own settings are each written in one canonical way (RFC 8785), hashed, and signed
together with Ed25519. Nothing has to be fetched to check it but the public key.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

Json = dict[str, Any]
SUITE = "eddsa-jcs-2022"
ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"  # base58 of Bitcoin, multibase "z"
LONGEST = 88  # letters: a signature of 64 bytes; reading takes the square of the length


def canonical(document: Any) -> bytes:
    """RFC 8785 for what we write: text, whole numbers, lists and objects with ASCII names."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def moment(at: datetime) -> str:
    """A moment as credentials write it, in UTC to the second."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def signed(document: Json, private: Ed25519PrivateKey, *, method: str, at: datetime) -> Json:
    """The document with its proof; `method` names the public key (`did:web:…#…`)."""
    proof: Json = {
        "type": "DataIntegrityProof",
        "cryptosuite": SUITE,
        "created": moment(at),
        "verificationMethod": method,
        "proofPurpose": "assertionMethod",
        "@context": document["@context"],
    }
    return document | {"proof": proof | {"proofValue": "z" + base58(private.sign(_hashes(document, proof)))}}


def proves(document: Mapping[str, Any], public: Ed25519PublicKey) -> bool:
    """Whether the document stands as this key signed it."""
    content, proof = dict(document), dict(document["proof"])
    del content["proof"]
    value = str(proof.pop("proofValue", ""))
    if proof.get("cryptosuite") != SUITE or not value.startswith("z"):
        return False
    try:
        public.verify(from_base58(value[1:]), _hashes(content, proof))
    except (InvalidSignature, ValueError):
        return False
    return True


def key_of(document: Mapping[str, Any]) -> str:
    """The id of the key that the proof names: what follows the `#`."""
    return str(document["proof"]["verificationMethod"]).rpartition("#")[2]


def _hashes(document: Json, proof: Json) -> bytes:
    return hashlib.sha256(canonical(proof)).digest() + hashlib.sha256(canonical(document)).digest()


def base58(content: bytes) -> str:
    """Bytes in base58; each leading zero byte is a "1"."""
    number, digits = int.from_bytes(content, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        digits = ALPHABET[digit] + digits
    return "1" * (len(content) - len(content.lstrip(b"\0"))) + digits


def from_base58(text: str) -> bytes:
    """Bytes from base58; raises ValueError, for what is longer than a signature too."""
    if len(text) > LONGEST:
        raise ValueError(f"{len(text)} letters are no signature")
    number = 0
    for letter in text:
        number = number * 58 + ALPHABET.index(letter)
    zeros = len(text) - len(text.lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")
