"""The keys of an installation: a folder of PKCS#12 files, each a key with its certificate and chain, or a token.

Two purposes, told apart by the kind of key: elliptic curve or RSA signs papers (PAdES), Ed25519 signs statements
(credentials, QR codes, status lists). A new key is a new file; the newest valid one of a purpose signs. Old files
stay, so that what they signed stays checkable; only their certificates are published.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, pkcs12

from certificates.paper.refusals import marked as _
from certificates.signing.refusals import KeyExpired, KeyMissing


class TokenPrivateKey:
    """A private key for papers that lies in a token and is asked to sign (`certificates.signing.token`)."""

    def sign(self, content: bytes) -> bytes:
        """The signature over content, with SHA-256. Raises KeyMissing."""
        raise NotImplementedError


PaperPrivateKey = EllipticCurvePrivateKey | RSAPrivateKey


@dataclass(frozen=True, slots=True)
class Key:
    """One key with its certificate, and the certificates up to its root."""

    private: PaperPrivateKey | TokenPrivateKey | Ed25519PrivateKey
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]

    @property
    def id(self) -> str:
        return key_id(self.certificate)

    @property
    def makes_statements(self) -> bool:
        return isinstance(self.private, Ed25519PrivateKey)

    @property
    def is_own(self) -> bool:
        """Whether the product made it: its chain ends in a root that nobody else vouches for."""
        return bool(self.chain) and OWN_ROOT in self.chain[-1].subject.rfc4514_string()

    def is_valid(self, at: datetime) -> bool:
        return is_valid(self.certificate, at)


OWN_ROOT = "made by the product itself"
PAPERS, STATEMENTS = "papers", "statements"
NO_KEY = {
    PAPERS: _("there is no key for signing papers"),
    STATEMENTS: _("there is no key for signing statements"),
}
NO_VALID_KEY = {
    PAPERS: _("no key for signing papers is valid today; the last one ends %(day)s"),
    STATEMENTS: _("no key for signing statements is valid today; the last one ends %(day)s"),
}


def key_id(certificate: x509.Certificate) -> str:
    """The name of a key everywhere: the first 16 hex digits of the SHA-256 of its public half."""
    public = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(public).hexdigest()[:16]


def is_valid(certificate: x509.Certificate, at: datetime) -> bool:
    """Whether `at` (aware) lies between the first and the last second of the certificate."""
    return certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc


@dataclass(frozen=True, slots=True)
class KeyRing:
    """All keys of an installation, in any order."""

    keys: tuple[Key, ...]

    @classmethod
    def read(cls, files: Iterable[Path], passphrase: bytes) -> Self:
        """Open PKCS#12 files; raises KeyMissing for one that cannot be opened with this passphrase."""
        return cls(tuple(read_key(path, passphrase) for path in sorted(files)))

    def for_papers(self, at: datetime) -> Key:
        """The key that signs papers at this time; raises KeyMissing, KeyExpired."""
        return self._newest([key for key in self.keys if not key.makes_statements], PAPERS, at)

    def for_statements(self, at: datetime) -> Key:
        """The key that signs credentials, QR codes and status lists at this time; raises KeyMissing, KeyExpired."""
        return self._newest([key for key in self.keys if key.makes_statements], STATEMENTS, at)

    def _newest(self, keys: list[Key], purpose: str, at: datetime) -> Key:
        if not keys:
            raise KeyMissing(NO_KEY[purpose])
        valid = [key for key in keys if key.is_valid(at)]
        if not valid:
            last = max(key.certificate.not_valid_after_utc for key in keys)
            raise KeyExpired(NO_VALID_KEY[purpose], day=f"{last:%Y-%m-%d}")
        return max(valid, key=lambda key: key.certificate.not_valid_before_utc)


def read_key(path: Path, passphrase: bytes) -> Key:
    """One PKCS#12 file; raises KeyMissing."""
    try:
        content = path.read_bytes()
        private, certificate, chain = pkcs12.load_key_and_certificates(content, passphrase)
    except (OSError, ValueError) as error:
        raise KeyMissing(
            _("the key file %(file)s cannot be opened with the passphrase that is set"), file=path.name
        ) from error
    if certificate is None or not isinstance(
        private, EllipticCurvePrivateKey | RSAPrivateKey | Ed25519PrivateKey
    ):
        raise KeyMissing(
            _("the key file %(file)s holds no key for signing with its certificate"), file=path.name
        )
    return Key(private, certificate, tuple(chain))
