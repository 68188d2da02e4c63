"""Signs a paper with a time stamp and all that its check needs later (PAdES B-LT), where a stamping service is set.

The service proves that the paper was signed while the key was valid, so it stays provable after the key has expired.
pyHanko signs here; certificates and answers on revocation go into the same revision as the signature, since a second
one would break the archive format.
"""

import asyncio
import io
import urllib.request
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asn1crypto import keys as asn1_keys
from asn1crypto import tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import InvisSigSettings, MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer, SimpleSigner
from pyhanko.sign.signers.pdf_signer import DSSContentSettings, SigDSSPlacementPreference
from pyhanko.sign.timestamps import TimeStamper
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import PathError
from pyhanko_certvalidator.registry import SimpleCertificateStore

from certificates.paper.refusals import marked as _
from certificates.signing.attachments import Attachment, attach
from certificates.signing.keys import Key, TokenPrivateKey
from certificates.signing.paper import FIELD
from certificates.signing.refusals import SigningRefused
from certificates.signing.update import Update

LONGEST_SIGNATURE = 512  # bytes, of RSA with 4096 bits
MOST_SECONDS = 15  # for one answer of the stamping service


class StampMissing(SigningRefused):
    """The stamping service did not answer, or not with a time stamp that can be checked."""


@dataclass(frozen=True, slots=True)
class StampingService:
    """Who stamps: an address (RFC 3161), and the roots that its certificate leads to."""

    url: str
    roots: tuple[x509.Certificate, ...]


class Stamper(TimeStamper):
    """Asks the service over HTTP."""

    def __init__(self, service: StampingService) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._url = service.url

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """The answer to one request; raises StampMissing."""
        return await asyncio.to_thread(self._ask, req.dump())

    def _ask(self, body: bytes) -> tsp.TimeStampResp:
        request = urllib.request.Request(  # noqa: S310 - an address of the settings, checked below
            self._url, data=body, headers={"Content-Type": "application/timestamp-query"}
        )
        if request.type not in {"http", "https"}:
            raise StampMissing(_("the address of the stamping service is no web address"))
        try:
            with urllib.request.urlopen(request, timeout=MOST_SECONDS) as answer:  # noqa: S310
                return tsp.TimeStampResp.load(answer.read(1_000_000))
        except (OSError, ValueError) as error:
            raise StampMissing(_("the stamping service does not answer")) from error


class ArchiveWriter(IncrementalPdfFileWriter):
    """Leaves the metadata as they are: rewritten, they would no longer be those of an archive file."""

    def _update_meta(self) -> None:
        return


def sign_with_time_stamp(
    pdf: bytes,
    key: Key,
    service: StampingService,
    *,
    at: datetime,
    name: str,
    attachments: Sequence[Attachment] = (),
) -> bytes:
    """The paper signed and stamped; raises StampMissing, NotOurFile."""
    update = Update(pdf)
    attach(update, attachments, at)
    signer = PdfSigner(
        _metadata(key, service, name),
        _signer(key),
        timestamper=Stamper(service),
        new_field_spec=SigFieldSpec(
            FIELD,
            readable_field_name="Signature of the issuer",
            invis_sig_settings=InvisSigSettings(box_out_of_bounds=True),
        ),
    )
    try:
        with ThreadPoolExecutor(1) as thread:  # pyHanko starts an event loop, of which a thread can have one
            signed = thread.submit(signer.sign_pdf, ArchiveWriter(io.BytesIO(update.written()))).result()
    except (SigningError, PathError) as error:
        raise StampMissing(_("the paper cannot be stamped: %(error)s"), error=str(error)) from error
    return bytes(signed.getvalue())


def _metadata(key: Key, service: StampingService, name: str) -> PdfSignatureMetadata:
    roots = [as_asn1(root) for root in (key.chain[-1:] or (key.certificate,))]
    trusted = ValidationContext(
        trust_roots=[*roots, *(as_asn1(root) for root in service.roots)],
        allow_fetching=True,
        revocation_mode="soft-fail",
    )
    return PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        name=name,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
        subfilter=SigSeedSubFilter.PADES,
        embed_validation_info=True,
        validation_context=trusted,
        dss_settings=DSSContentSettings(
            include_vri=False, placement=SigDSSPlacementPreference.TOGETHER_WITH_SIGNATURE
        ),
    )


class TokenSigner(Signer):
    """Has a token sign what pyHanko wants signed."""

    def __init__(self, private: TokenPrivateKey, **parts: Any) -> None:
        super().__init__(**parts)
        self._private = private

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        """The signature; as many zeros where only its length is asked for."""
        return bytes(LONGEST_SIGNATURE) if dry_run else self._private.sign(data)


def _signer(key: Key) -> Signer:
    chain = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    chain.register_multiple([as_asn1(each) for each in key.chain])
    if isinstance(key.private, TokenPrivateKey):
        return TokenSigner(key.private, signing_cert=as_asn1(key.certificate), cert_registry=chain)
    private = key.private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return SimpleSigner(
        signing_cert=as_asn1(key.certificate),
        signing_key=asn1_keys.PrivateKeyInfo.load(private),
        cert_registry=chain,
    )


def as_asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    """A certificate as pyHanko wants it."""
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))
