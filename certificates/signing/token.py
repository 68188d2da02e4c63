"""Keys for papers that never leave a token or a security module: PKCS#11 (OASIS, 2.40), asked for each signature.

A key is named by the label that its private half and its certificate share in the token; certificates above it are
looked for in the same token. The PIN is given once a process and stands in no message.
"""

import hashlib
import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import pkcs11
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from pkcs11 import Attribute, Mechanism, ObjectClass
from pkcs11.exceptions import (
    MultipleTokensReturned,
    NoSuchKey,
    NoSuchToken,
    PinExpired,
    PinIncorrect,
    PinInvalid,
    PinLenRange,
    PinLocked,
    PKCS11Error,
)

from certificates.paper.refusals import marked as _
from certificates.signing.keys import Key, TokenPrivateKey
from certificates.signing.refusals import KeyMissing

PIN_REFUSED = (PinIncorrect, PinInvalid, PinLenRange, PinExpired, PinLocked)
WRONG_PIN = _("the token “%(token)s” does not take the PIN that is set")


@dataclass(frozen=True, slots=True)
class Token:
    """Where keys are: the library of its maker, the token's label, and the PIN of its user."""

    library: str
    label: str
    pin: str = field(repr=False)

    def read(self, labels: Sequence[str]) -> tuple[Key, ...]:
        """The keys of these labels, with their certificates. Raises KeyMissing."""
        with _lock:
            try:
                found = _certificates(_session(self))
            except PKCS11Error as error:
                raise self._failed(error) from error
        return tuple(self._key(label, found) for label in labels)

    def _key(self, label: str, found: dict[str, x509.Certificate]) -> Key:
        certificate = found.get(label)
        if certificate is None:
            raise KeyMissing(
                _("the token “%(token)s” holds no certificate “%(label)s”"), token=self.label, label=label
            )
        public = certificate.public_key()
        if not isinstance(public, EllipticCurvePublicKey | RSAPublicKey):
            raise KeyMissing(_("the key “%(label)s” is of a kind that signs no papers"), label=label)
        return Key(PrivateKey(self, label, public), certificate, _chain(certificate, found.values()))

    def sign(self, label: str, content: bytes, *, is_rsa: bool) -> bytes:
        """The raw signature of the private key of this label. Raises KeyMissing."""
        with _lock:
            try:
                key = _session(self).get_key(ObjectClass.PRIVATE_KEY, label=label)
                if is_rsa:
                    return bytes(key.sign(content, mechanism=Mechanism.SHA256_RSA_PKCS))
                return bytes(key.sign(hashlib.sha256(content).digest(), mechanism=Mechanism.ECDSA))
            except NoSuchKey as error:
                raise KeyMissing(
                    _("the token “%(token)s” holds no private key “%(label)s”"), token=self.label, label=label
                ) from error
            except PKCS11Error as error:
                raise self._failed(error) from error

    def _failed(self, error: PKCS11Error) -> KeyMissing:
        """What the token says instead; the next try begins with a session of its own."""
        _sessions.pop((os.getpid(), self), None)
        return KeyMissing(
            _("the token “%(token)s” does not answer as it should: %(error)s"),
            token=self.label,
            error=type(error).__name__,
        )


@dataclass(frozen=True, slots=True)
class PrivateKey(TokenPrivateKey):
    """The private half of a key, which only the token sees."""

    token: Token
    label: str
    public: EllipticCurvePublicKey | RSAPublicKey = field(compare=False)

    def sign(self, content: bytes) -> bytes:
        """The signature over content (SHA-256), as `cryptography` writes it, and checked. Raises KeyMissing."""
        is_rsa = isinstance(self.public, RSAPublicKey)
        raw = self.token.sign(self.label, content, is_rsa=is_rsa)
        try:
            if isinstance(self.public, RSAPublicKey):
                self.public.verify(raw, content, PKCS1v15(), hashes.SHA256())
                return raw
            half = len(raw) // 2
            signature = encode_dss_signature(
                int.from_bytes(raw[:half], "big"), int.from_bytes(raw[half:], "big")
            )
            self.public.verify(signature, content, ECDSA(hashes.SHA256()))
        except InvalidSignature as error:
            raise KeyMissing(
                _("the private key “%(label)s” does not belong to its certificate"), label=self.label
            ) from error
        return signature


_lock = threading.RLock()  # a session does one thing at a time
_sessions: dict[tuple[int, Token], Any] = {}
_refused: set[Token] = set()  # their PIN is wrong: a token locks itself after a few more tries


def _session(token: Token) -> Any:
    """The session of this process. Raises KeyMissing, PKCS11Error."""
    mine = (os.getpid(), token)
    if mine not in _sessions:
        _sessions[mine] = _open(token)
    return _sessions[mine]


def _open(token: Token) -> Any:
    if token in _refused:
        raise KeyMissing(WRONG_PIN, token=token.label)
    for other in [mine for mine in _sessions if mine[0] == os.getpid()]:
        _sessions.pop(
            other
        ).close()  # who is signed in with one PIN would be taken for signed in with another
    try:
        return (
            _library(token.library, os.getpid()).get_token(token_label=token.label).open(user_pin=token.pin)
        )
    except (NoSuchToken, MultipleTokensReturned) as error:
        raise KeyMissing(_("there is no token “%(token)s”, or more than one"), token=token.label) from error
    except PIN_REFUSED as error:
        _refused.add(token)
        raise KeyMissing(WRONG_PIN, token=token.label) from error


@lru_cache(maxsize=4)
def _library(path: str, process: int) -> Any:
    """The library of the token's maker, set up for this process: what a parent had set up does not count here."""
    try:
        library = pkcs11.lib(path)
    except (PKCS11Error, OSError, RuntimeError) as error:
        raise KeyMissing(_("the library of the token cannot be loaded: %(library)s"), library=path) from error
    if process != _LOADED_IN:
        library.reinitialize()
    return library


_LOADED_IN = os.getpid()


def _certificates(session: Any) -> dict[str, x509.Certificate]:
    """All certificates of the token by label."""
    objects = session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE})
    return {each[Attribute.LABEL]: x509.load_der_x509_certificate(each[Attribute.VALUE]) for each in objects}


def _chain(certificate: x509.Certificate, others: Any) -> tuple[x509.Certificate, ...]:
    """The certificates above this one, up to its root or as far as the token knows."""
    known, chain = list(others), [certificate]
    while above := [each for each in known if each.subject == chain[-1].issuer and each not in chain]:
        chain.append(above[0])
    return tuple(chain[1:])
