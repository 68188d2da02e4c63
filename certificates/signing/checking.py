"""Checks a paper, a badge or a QR text without database and network: with the issuer's published keys and lists.

Stricter than a PDF reader: the signature must cover the whole file, so that a revision added behind it counts as a
change, and the room around the signature, which no signature can cover, must be filled as ours is.
"""

import hashlib
import json
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from asn1crypto import cms
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.x509 import Certificate

from certificates.credential.proof import Json, key_of, proves
from certificates.credential.slip import NotASlip, read_slip
from certificates.credential.status import Status, status_in
from certificates.signing.container import Form
from certificates.signing.keys import is_valid
from certificates.signing.published import PublishedKeys

_RANGE = re.compile(rb"/ByteRange\s*\[\s*0+\s+(\d{1,12})\s+(\d{1,12})\s+(\d{1,12})\s*\]")
_MADE = re.compile(rb"/M \((D[^()]{14,60})\)")
_DATE = re.compile(rb"D:(\d{14})(Z|[+-]\d\d'\d\d)")
_OCTAL = re.compile(rb"\\([0-7]{3})")
_BADGE = re.compile(rb"/F \(credential\.json\)/UF \(credential\.json\)/EF <</F (\d{1,9}) 0 R")
_STREAM = re.compile(rb"(.{0,300}?)/Length (\d{1,9})>>\nstream\n", re.DOTALL)
LARGEST_BADGE = 1_000_000  # bytes
SIGNATURE_CHANGED = "the signature in the file was changed"
Chain = tuple[Certificate, ...]


class Verdict(StrEnum):
    GENUINE = "genuine"
    CHANGED = "changed"
    REVOKED = "revoked"
    REPLACED = "replaced"
    UNKNOWN_KEY = "unknown key"
    NOT_OURS = "not ours"


@dataclass(frozen=True, slots=True)
class Finding:
    """The verdict; what was found wrong; what the paper says where that is signed; of when the status list is."""

    verdict: Verdict
    reason: str = ""
    facts: Mapping[str, Any] | None = None
    list_of: str = ""


class Wrong(Exception):
    """The check ends here, with this finding."""

    def __init__(self, verdict: Verdict, reason: str) -> None:
        super().__init__(reason)
        self.finding = Finding(verdict, reason)


@dataclass(frozen=True, slots=True)
class Checker:
    """The published keys, and the status lists as they were when somebody took a copy (none: status not known)."""

    keys: PublishedKeys
    lists: tuple[Json, ...] = ()

    def file(self, content: bytes) -> Finding:
        """Of a PDF, a badge (JSON), or a text file with what a QR code says."""
        if content.startswith(b"%PDF-"):
            return self.paper(content)
        try:
            text = content.decode()
        except UnicodeDecodeError:
            return Finding(Verdict.NOT_OURS, "this is no PDF, no badge and no text of a QR code")
        return self.badge_text(text) if text.lstrip().startswith("{") else self.slip(text)

    def paper(self, pdf: bytes) -> Finding:
        """Of a PDF. Where it was changed, the facts are those of the badge inside, if that is untouched."""
        try:
            check_signature(pdf, self.keys)
        except Wrong as wrong:
            return self._what_it_said(pdf, wrong.finding)
        found = badge_in(pdf)
        return self.badge(found) if found else Finding(Verdict.NOT_OURS, "the PDF carries no badge of ours")

    def _what_it_said(self, pdf: bytes, wrong: Finding) -> Finding:
        if wrong.verdict is not Verdict.CHANGED:
            return wrong
        found = badge_in(pdf)
        original = self.badge(found) if found else Finding(Verdict.NOT_OURS)
        return Finding(wrong.verdict, wrong.reason, original.facts)

    def badge_text(self, text: str) -> Finding:
        """Of an Open Badge as JSON text."""
        try:
            return self.badge(json.loads(text))
        except (ValueError, RecursionError):
            return Finding(Verdict.NOT_OURS, "this is no badge of ours")

    def badge(self, badge: Json) -> Finding:
        """Of an Open Badge."""
        try:
            name, made = key_of(badge), datetime.fromisoformat(badge["proof"]["created"])
            facts, place = badge["credentialSubject"]["facts"], badge["credentialStatus"]
            url, number = str(place["statusListCredential"]), int(place["statusListIndex"])
            public = self.keys.statement_key(name, made)
        except (KeyError, TypeError, ValueError):
            return Finding(Verdict.NOT_OURS, "this is no badge of ours")
        if public is None:
            return Finding(
                Verdict.UNKNOWN_KEY, f"the badge is signed with key {name[:16]}, which is not published"
            )
        if not proves(badge, public):
            return Finding(Verdict.CHANGED, "the badge was changed after it was signed")
        return self._with_status(facts, url, number)

    def slip(self, text: str) -> Finding:
        """Of the text of a QR code."""
        try:
            slip = read_slip(text)
        except NotASlip:
            return Finding(Verdict.NOT_OURS, "this is no text of our QR codes")
        public = self.keys.statement_key(slip.key)
        if public is None:
            return Finding(
                Verdict.UNKNOWN_KEY, f"the QR code is signed with key {slip.key}, which is not published"
            )
        if not slip.proves(public):
            return Finding(Verdict.CHANGED, "the text of the QR code was changed after it was signed")
        ending = f"/certificates/status/{slip.entry.center}/{slip.entry.fiscal_year}.json"
        return self._with_status(slip.facts, ending, slip.entry.sequence)

    def _with_status(self, facts: Mapping[str, Any], url: str, number: int) -> Finding:
        found = next((each for each in self.lists if str(each["id"]).endswith(url)), None)
        if found is None:
            return Finding(Verdict.GENUINE, "without its status list: a revocation would not be seen", facts)
        made = self._made(found)
        if made is None:
            return Finding(
                Verdict.GENUINE, "the status list is not the issuer's: a revocation would not be seen", facts
            )
        verdict = {Status.REVOKED: Verdict.REVOKED, Status.REPLACED: Verdict.REPLACED}.get(
            status_in(found, number), Verdict.GENUINE
        )
        return Finding(verdict, "", facts, made)

    def _made(self, statuses: Json) -> str | None:
        """When the issuer made this list; None where it is spoilt or somebody else's."""
        try:
            made, name = str(statuses["validFrom"]), key_of(statuses)
            public = self.keys.statement_key(name, datetime.fromisoformat(made))
        except (KeyError, TypeError, ValueError):
            return None
        return made if public is not None and proves(statuses, public) else None


def check_signature(pdf: bytes, keys: PublishedKeys) -> None:
    """Raises Wrong unless one signature with a published key covers every byte."""
    start, end = _covered(pdf)
    content = _content(pdf[start:end])
    digest = hashlib.sha256(memoryview(pdf)[:start])
    digest.update(memoryview(pdf)[end:])
    if digest.digest() not in content:
        raise Wrong(Verdict.CHANGED, "the file was changed after it was signed")
    signer, chain = _signer(content, keys)
    if _attribute(signer, "message_digest") != digest.digest():
        raise Wrong(Verdict.CHANGED, SIGNATURE_CHANGED)
    _check_value(chain[0].public_key(), signer)
    _check_form(content, signer, chain, digest.digest())
    made = _MADE.findall(pdf)
    if not made or not is_valid(chain[0], _moment(made[-1])):
        raise Wrong(Verdict.UNKNOWN_KEY, "the key was not valid on the day that the signature names")


def _moment(written: bytes) -> datetime:
    """A date of a PDF, some of whose signs may be written in octal."""
    found = _DATE.match(_OCTAL.sub(lambda sign: bytes([int(sign[1], 8) & 255]), written))
    try:
        return datetime.strptime(
            b"".join(found.groups() if found else ()).replace(b"'", b"").decode(), "%Y%m%d%H%M%S%z"
        )
    except ValueError as error:
        raise Wrong(Verdict.CHANGED, SIGNATURE_CHANGED) from error


def _check_form(content: bytes, signer: Any, chain: Chain, digest: bytes) -> None:
    """What the signature itself leaves open must be as we write it. A time stamp adds to it; see `stamped`."""
    if signer["unsigned_attrs"].native is not None:
        return
    if Form.of(chain[0], chain[1:]).filled(digest, signer["signature"].native) != content:
        raise Wrong(Verdict.CHANGED, SIGNATURE_CHANGED)


def _covered(pdf: bytes) -> tuple[int, int]:
    """Where the room for the signature starts and ends; everything around it must be covered."""
    ranges = _RANGE.findall(pdf)
    if not ranges:
        raise Wrong(Verdict.NOT_OURS, "the PDF is not signed")
    start, end, rest = (int(part) for part in ranges[-1])
    if len(ranges) > 1 or end + rest < len(pdf):
        raise Wrong(Verdict.CHANGED, "something was added to the file after it was signed")
    if end + rest > len(pdf) or not start < end:
        raise Wrong(Verdict.CHANGED, "a part of the file is missing")
    return start, end


def _content(room: bytes) -> bytes:
    """The container out of its room, which holds it in hexadecimal and then zeros only."""
    try:
        content = bytes.fromhex(room[1:-1].decode("ascii"))
        length = len(cms.ContentInfo.load(content).dump())
    except (ValueError, TypeError) as error:
        raise Wrong(Verdict.CHANGED, SIGNATURE_CHANGED) from error
    written = b"<" + content[:length].hex().encode().ljust(len(room) - 2, b"0") + b">"
    if room not in {written, written.upper()}:
        raise Wrong(Verdict.CHANGED, SIGNATURE_CHANGED)
    return content[:length]


def _signer(content: bytes, keys: PublishedKeys) -> tuple[Any, Chain]:
    """The only signer, and its certificate, which must be one of those that are published, with its chain."""
    try:
        signed = cms.ContentInfo.load(content)["content"]
        (signer,) = signed["signer_infos"]
        signer.native  # noqa: B018 - reads all of it now, so that nothing malformed is met later
        serial = signer["sid"].chosen["serial_number"].native
        inside = [each.chosen.dump() for each in signed["certificates"]]
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise Wrong(Verdict.CHANGED, SIGNATURE_CHANGED) from error
    chain = next((found for each in inside if (found := keys.chain_of(each))), None)
    if chain is None or chain[0].serial_number != serial:
        raise Wrong(Verdict.UNKNOWN_KEY, "the file is signed, but not with a key that is published")
    return signer, chain


def _attribute(signer: Any, name: str) -> Any:
    try:
        return next(
            each["values"][0].native for each in signer["signed_attrs"] if each["type"].native == name
        )
    except (ValueError, TypeError, KeyError, StopIteration) as error:
        raise Wrong(Verdict.CHANGED, SIGNATURE_CHANGED) from error


def _check_value(public: Any, signer: Any) -> None:
    attributes = signer["signed_attrs"].untag().dump()
    value = signer["signature"].native
    try:
        if isinstance(public, EllipticCurvePublicKey):
            public.verify(value, attributes, ECDSA(hashes.SHA256()))
        elif isinstance(public, RSAPublicKey):
            public.verify(value, attributes, PKCS1v15(), hashes.SHA256())
        else:
            raise Wrong(Verdict.UNKNOWN_KEY, "the file is signed with a key of another kind")
    except InvalidSignature as error:
        raise Wrong(Verdict.CHANGED, SIGNATURE_CHANGED) from error


def badge_in(pdf: bytes) -> Json | None:
    """The badge inside a PDF as our own writer puts it there; None where there is none to be read."""
    found = _BADGE.search(pdf)
    place = pdf.rfind(b"\n%b 0 obj\n" % found[1]) if found else -1
    stream = _STREAM.search(pdf, place) if place >= 0 else None
    if stream is None:
        return None
    content = pdf[stream.end() : stream.end() + int(stream[2])]
    try:
        if b"/FlateDecode" in stream[1]:
            content = zlib.decompressobj().decompress(content, LARGEST_BADGE)
        read = json.loads(content)
    except (ValueError, zlib.error, RecursionError):
        return None
    return read if isinstance(read, dict) else None
