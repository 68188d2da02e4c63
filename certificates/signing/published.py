"""The public halves of the keys, as a file that anyone may keep: JSON Web Keys with their certificates (RFC 7517).

Whoever holds this file, got from the issuer's own address, checks papers and statements without any network.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from certificates.credential.badge import Issuer
from certificates.credential.proof import Json, base58, moment
from certificates.signing.container import Form
from certificates.signing.keys import Key, KeyRing, is_valid, key_id

ED25519_MULTICODEC = bytes.fromhex("ed01")


def published(ring: KeyRing, issuer: Issuer, *, at: datetime) -> Json:
    """The file of keys: all of them, expired ones too, for what they signed while they were valid."""
    return {"issuer": issuer.did, "asOf": moment(at), "keys": [_jwk(key) for key in ring.keys]}


def did_document(ring: KeyRing, issuer: Issuer) -> Json:
    """What `did:web` resolves to: the keys of statements."""
    keys = [key for key in ring.keys if key.makes_statements]
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": issuer.did,
        "verificationMethod": [_multikey(key, issuer) for key in keys],
        "assertionMethod": [issuer.method(key.id) for key in keys],
    }


def pem(ring: KeyRing) -> bytes:
    """Every certificate with its chain, as PEM; a certificate that several share is there once."""
    every = [certificate for key in ring.keys for certificate in (key.certificate, *key.chain)]
    return b"".join(certificate.public_bytes(Encoding.PEM) for certificate in dict.fromkeys(every))


@dataclass(frozen=True, slots=True)
class PublishedKeys:
    """A file of keys that was read: certificates by key id, each with its chain."""

    certificates: Mapping[str, x509.Certificate]
    chains: Mapping[str, tuple[x509.Certificate, ...]]

    @classmethod
    def read(cls, file: Mapping[str, Any]) -> Self:
        """Raises KeyError or ValueError for what is no file of keys."""
        chains = {}
        for jwk in file["keys"]:
            chain = tuple(x509.load_der_x509_certificate(base64.b64decode(each)) for each in jwk["x5c"])
            chains[key_id(chain[0])] = chain
        return cls({name: chain[0] for name, chain in chains.items()}, chains)

    def statement_key(self, name: str, at: datetime | None = None) -> Ed25519PublicKey | None:
        """The key of a statement made at that time, by its id or the first letters of it.

        A QR code bears no time: it may be made long after the paper, by a key that is younger.
        """
        for known, certificate in self.certificates.items():
            public = certificate.public_key()
            if name and known.startswith(name) and isinstance(public, Ed25519PublicKey):
                return public if at is None or is_valid(certificate, at) else None
        return None

    def chain_of(self, certificate: bytes) -> tuple[x509.Certificate, ...] | None:
        """This certificate (DER) and those above it, if it is among the keys."""
        for chain in self.chains.values():
            if chain[0].public_bytes(Encoding.DER) == certificate:
                return chain
        return None


def _jwk(key: Key) -> Json:
    chain = [key.certificate, *key.chain]
    form = {} if key.makes_statements else {"form": _form(key)}
    return (
        _public(key)
        | form
        | {
            "kid": key.id,
            "use": "sig",
            "purpose": "statements" if key.makes_statements else "papers",
            "madeByTheProduct": key.is_own,
            "notBefore": moment(key.certificate.not_valid_before_utc),
            "notAfter": moment(key.certificate.not_valid_after_utc),
            "x5c": [base64.b64encode(each.public_bytes(Encoding.DER)).decode() for each in chain],
        }
    )


def _form(key: Key) -> Json:
    """What is the same in all signatures of a key, for a check in the browser, which reads no certificates."""
    form = Form.of(key.certificate, key.chain)
    parts = {
        "certificates": form.certificates,
        "signerId": form.signer_id,
        "signingCertificate": form.signing_certificate,
        "algorithm": form.algorithm,
    }
    return {name: base64.b64encode(part).decode() for name, part in parts.items()}


def _public(key: Key) -> Json:
    public = key.certificate.public_key()
    if isinstance(public, Ed25519PublicKey):
        return {"kty": "OKP", "crv": "Ed25519", "x": _url_safe(public.public_bytes_raw())}
    if isinstance(public, EllipticCurvePublicKey):
        point = public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)[1:]
        half = len(point) // 2
        curve = {32: "P-256", 48: "P-384", 66: "P-521"}[half]
        return {"kty": "EC", "crv": curve, "x": _url_safe(point[:half]), "y": _url_safe(point[half:])}
    assert isinstance(public, RSAPublicKey)  # noqa: S101 - `keys.read_key` lets no other kind in
    numbers = public.public_numbers()
    return {"kty": "RSA", "n": _whole(numbers.n), "e": _whole(numbers.e)}


def _multikey(key: Key, issuer: Issuer) -> Json:
    public = key.certificate.public_key()
    assert isinstance(public, Ed25519PublicKey)  # noqa: S101 - asked for by `makes_statements`
    return {
        "id": issuer.method(key.id),
        "type": "Multikey",
        "controller": issuer.did,
        "publicKeyMultibase": "z" + base58(ED25519_MULTICODEC + public.public_bytes_raw()),
    }


def _whole(number: int) -> str:
    return _url_safe(number.to_bytes((number.bit_length() + 7) // 8, "big"))


def _url_safe(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")
