"""Makes a pair of keys with a root of their own, for an installation that nobody has given any.

Such a chain proves that papers come from this installation and are unchanged; that the installation belongs to an
office is proved only by a certificate that an authority has given to the office.
"""

import contextlib
import os
import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID

from certificates.signing.keys import OWN_ROOT, Key, PaperPrivateKey, TokenPrivateKey

VALID_DAYS = 5 * 365


def make_keys(
    folder: Path, passphrase: bytes, *, owner: str, at: datetime, days: int = VALID_DAYS
) -> list[Key]:
    """A key for papers and one for statements under a new root, whose private half is not kept."""
    root_key = ec.generate_private_key(ec.SECP256R1())
    root_name = _name(owner, f"Root {OWN_ROOT}")
    root = _certificate(root_name, root_name, root_key, root_key, at, days, authority=True)
    made = []
    for purpose, private in (
        ("papers", ec.generate_private_key(ec.SECP256R1())),
        ("statements", Ed25519PrivateKey.generate()),
    ):
        name = _name(owner, f"Certificates: {purpose}")
        certificate = _certificate(name, root_name, private, root_key, at, days, authority=False)
        key = Key(private, certificate, (root,))
        store(folder / f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{purpose}-{key.id}.p12", key, passphrase)
        made.append(key)
    return made


def store(path: Path, key: Key, passphrase: bytes) -> None:
    """Write one PKCS#12 file whole, for its owner's eyes only."""
    assert not isinstance(key.private, TokenPrivateKey)  # noqa: S101 - a token gives no private key away
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    content = pkcs12.serialize_key_and_certificates(
        key.id.encode(), key.private, key.certificate, key.chain, BestAvailableEncryption(passphrase)
    )
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    with contextlib.suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()


def _name(owner: str, common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "TH"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, owner[:64]),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    private: PaperPrivateKey | Ed25519PrivateKey,
    signer: ec.EllipticCurvePrivateKey,
    at: datetime,
    days: int,
    *,
    authority: bool,
) -> x509.Certificate:
    start = at.astimezone(UTC).replace(microsecond=0)
    public = private.public_key()
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=days))
        .add_extension(
            x509.BasicConstraints(ca=authority, path_length=0 if authority else None), critical=True
        )
        .add_extension(_usage(authority=authority), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
        )
        .sign(signer, hashes.SHA256())
    )


def _usage(*, authority: bool) -> x509.KeyUsage:
    """A root signs certificates, a key below it signs content and cannot deny it (needed by PDF readers)."""
    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=not authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )
