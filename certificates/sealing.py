"""Makes a printed paper provable: the credential and its XML go in, the signature goes over everything.

The keys lie in `SIGNING_KEY_FOLDER`. An embedded installation makes its own when it has none that is valid
(`SIGNING_OWN_KEYS`); in production a missing or expired key is a refusal.
"""

import json
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.utils.module_loading import import_string

from certificates.credential import badge, proof
from certificates.credential.badge import Entry, Issuer
from certificates.credential.proof import Json
from certificates.credential.slip import slip
from certificates.paper.facts import CertificateFacts
from certificates.paper.refusals import marked as _
from certificates.refusals import CannotSign
from certificates.signing.attachments import Attachment
from certificates.signing.container import PaperSigner
from certificates.signing.keys import Key, KeyRing
from certificates.signing.making import make_keys
from certificates.signing.paper import sign_paper
from certificates.signing.refusals import KeyMissing, SigningRefused
from core.refusals import Told

Choice = Callable[[KeyRing, datetime], Key]
BADGE_NAME, XML_NAME = "credential.json", "certificate.xml"
OWN_NAME = "Thai vocational training"


def issuer() -> Issuer:
    """This installation, as papers and credentials name it."""
    return Issuer(settings.BASE_URL.rstrip("/"))


def key_ring() -> KeyRing:
    """All keys there are; raises KeyMissing for a file or a token that cannot be opened."""
    return KeyRing((*_in_files().keys, *_in_token()))


def _in_files() -> KeyRing:
    folder = Path(settings.SIGNING_KEY_FOLDER)
    files = tuple((path, path.stat().st_mtime_ns) for path in sorted(folder.glob("*.p12")))
    return _read(files, settings.SIGNING_PASSPHRASE)


def _in_token() -> tuple[Key, ...]:
    """The keys for papers that lie in a token, where one is set. Raises KeyMissing."""
    if not settings.SIGNING_PKCS11_LIBRARY:
        return ()
    token = settings.SIGNING_PKCS11_LIBRARY, settings.SIGNING_PKCS11_TOKEN, settings.SIGNING_PKCS11_PIN
    return _read_token(*token, tuple(settings.SIGNING_PKCS11_KEYS))


def _ring_for(purpose: Choice) -> KeyRing:
    """Where keys of a purpose are looked for: with a token, those for papers only there. Raises KeyMissing."""
    if purpose == KeyRing.for_papers and settings.SIGNING_PKCS11_LIBRARY:
        return KeyRing(_in_token())
    return _in_files()  # statements are signed also while a token is away


def key_for(choose: Choice, at: datetime) -> Key:
    """The key of a purpose; an embedded installation makes one where none is valid. Raises CannotSign."""
    try:
        try:
            return choose(_ring_for(choose), at)
        except SigningRefused:
            of_token = choose == KeyRing.for_papers and settings.SIGNING_PKCS11_LIBRARY
            if not settings.SIGNING_OWN_KEYS or of_token:
                raise
        make_own_keys(at)
        return choose(_ring_for(choose), at)
    except SigningRefused as refusal:
        raise CannotSign(detail=Told(refusal.words, refusal.facts)) from refusal


def make_own_keys(at: datetime) -> list[Key]:
    """A new pair of keys of the product's own, from now on used for signing."""
    folder, passphrase = Path(settings.SIGNING_KEY_FOLDER), settings.SIGNING_PASSPHRASE.encode()
    return make_keys(folder, passphrase, owner=OWN_NAME, at=at)


def seal(pdf: bytes, facts: CertificateFacts, entry: Entry, *, at: datetime) -> bytes:
    """The paper as it is given out; raises CannotSign, and then nothing of it may be issued."""
    key = key_for(KeyRing.for_papers, at)
    files = attachments(facts, entry, at=at)
    try:
        if settings.SIGNING_TSA_URL:
            return _stamped(pdf, key, facts, files, at)
        return sign_paper(pdf, _signer(key), at=at, name=facts.center_th, attachments=files)
    except SigningRefused as refusal:
        raise CannotSign(detail=Told(refusal.words, refusal.facts)) from refusal


def _stamped(pdf: bytes, key: Key, facts: CertificateFacts, files: list[Attachment], at: datetime) -> bytes:
    from certificates.signing import stamped  # half a second of imports that most installations never need

    try:
        roots = x509.load_pem_x509_certificates(Path(settings.SIGNING_TSA_ROOTS).read_bytes())
    except (OSError, ValueError) as error:
        raise KeyMissing(_("the file of roots of the stamping service cannot be read")) from error
    service = stamped.StampingService(settings.SIGNING_TSA_URL, tuple(roots))
    return stamped.sign_with_time_stamp(pdf, key, service, at=at, name=facts.center_th, attachments=files)


def attachments(facts: CertificateFacts, entry: Entry, *, at: datetime) -> list[Attachment]:
    """What the paper carries beside its facts, in the order of the names."""
    as_xml = import_string(settings.CERTIFICATE_XML)
    credential = json.dumps(credential_of(facts, entry, at=at), ensure_ascii=False, indent=1).encode()
    return [
        Attachment(XML_NAME, "application/xml", "The facts of this certificate as XML", as_xml(facts)),
        Attachment(BADGE_NAME, "application/ld+json", "This certificate as an Open Badge 3.0", credential),
    ]


def credential_of(facts: CertificateFacts, entry: Entry, *, at: datetime) -> Json:
    """The certificate as an Open Badge with its proof; raises CannotSign."""
    return statement(badge.badge(facts, issuer(), entry), at=at)


def slip_of(facts: CertificateFacts, entry: Entry, *, at: datetime) -> str:
    """The text of the QR code that proves itself; raises CannotSign."""
    key = key_for(KeyRing.for_statements, at)
    return slip(facts, entry, key.id, _ed25519(key))


def statement(document: Json, *, at: datetime) -> Json:
    """The document with the proof of the key for statements; raises CannotSign."""
    key = key_for(KeyRing.for_statements, at)
    return proof.signed(document, _ed25519(key), method=issuer().method(key.id), at=at)


def _ed25519(key: Key) -> Ed25519PrivateKey:
    assert isinstance(key.private, Ed25519PrivateKey)  # noqa: S101 - `for_statements` chooses no other
    return key.private


@lru_cache(maxsize=4)
def _read(files: tuple[tuple[Path, int], ...], passphrase: str) -> KeyRing:
    return KeyRing.read((path for path, _changed in files), passphrase.encode())


@lru_cache(maxsize=4)
def _read_token(library: str, label: str, pin: str, keys: tuple[str, ...]) -> tuple[Key, ...]:
    from certificates.signing.token import Token  # its library is there where somebody has a token

    return Token(library, label, pin).read(keys)


@lru_cache(maxsize=4)
def _signer(key: Key) -> PaperSigner:
    return PaperSigner.of(key)
