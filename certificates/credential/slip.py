"""The text of a QR code that proves itself: the check page's address, and behind it the printed facts, signed.

`https://host/C/CODE/PAYLOAD`: with a network a telephone opens the check page; without one, the offline check page
reads the payload. It is base32 (letters that a QR code packs tightly) of: version, four bytes of the key's id, place
in the register (centre, fiscal year B.E., number), date of issue, hours, five texts with their lengths (number, name,
course, centre, code), and an Ed25519 signature over all before it. Thai letters take one byte (windows-874).
"""

import base64
import re
import struct
from dataclasses import dataclass
from datetime import date, timedelta

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from certificates.credential.badge import Entry
from certificates.paper.facts import CertificateFacts

HEAD = struct.Struct(">B4sIHIHH")
LENGTH = struct.Struct(">H")
SIGNATURE = 64  # bytes
EPOCH = date(2000, 1, 1)
ENCODINGS = {1: "cp874", 2: "utf-8"}  # by version
PAYLOAD = re.compile(r"/C/([A-Z2-7]{26})/([A-Z2-7]+)\Z")


class NotASlip(Exception):
    """The text is not that of such a QR code."""


@dataclass(frozen=True, slots=True)
class Slip:
    """What such a QR code says."""

    key: str
    entry: Entry
    issued_on: date
    hours: int
    number: str
    name: str
    course: str
    center: str
    code: str
    signed: bytes
    signature: bytes

    @property
    def facts(self) -> dict[str, str | int]:
        """What it says, by the names of the frozen facts."""
        return {
            "number": self.number,
            "name_th": self.name,
            "course_th": self.course,
            "total_hours": self.hours,
            "issued_on": self.issued_on.isoformat(),
            "center_th": self.center,
            "code": self.code,
        }

    def proves(self, public: Ed25519PublicKey) -> bool:
        """Whether this key signed it."""
        try:
            public.verify(self.signature, self.signed)
        except InvalidSignature:
            return False
        return True


def slip(facts: CertificateFacts, entry: Entry, key: str, private: Ed25519PrivateKey) -> str:
    """The text of the QR code."""
    texts = (facts.number, facts.name_th, facts.course_th, facts.center_th, facts.code)
    version, packed = _packed(texts)
    head = HEAD.pack(
        version,
        bytes.fromhex(key)[:4],
        entry.center,
        entry.fiscal_year,
        entry.sequence,
        (facts.issued_on - EPOCH).days,
        facts.total_hours,
    )
    body = head + packed
    return f"{facts.verify_url}/{base64.b32encode(body + private.sign(body)).decode().rstrip('=')}"


def read_slip(text: str) -> Slip:
    """Read the text of a QR code; raises NotASlip. Whether it is true, `proves` says."""
    found = PAYLOAD.search(text.strip())
    if found is None:
        raise NotASlip
    try:
        content = base64.b32decode(found[2] + "=" * (-len(found[2]) % 8))
        read = _read(content[:-SIGNATURE], content[-SIGNATURE:])
    except (ValueError, KeyError, IndexError, struct.error) as error:
        raise NotASlip from error
    if read.code != found[1]:
        raise NotASlip
    return read


def _packed(texts: tuple[str, ...]) -> tuple[int, bytes]:
    """In the shortest encoding that has all letters; each text after its length."""
    for version, encoding in ENCODINGS.items():
        try:
            parts = [text.encode(encoding) for text in texts]
        except UnicodeEncodeError:
            continue
        return version, b"".join(LENGTH.pack(len(part)) + part for part in parts)
    raise UnicodeEncodeError("utf-8", texts[0], 0, 1, "no encoding has these letters")


def _read(body: bytes, signature: bytes) -> Slip:
    version, key, center, year, sequence, day, hours = HEAD.unpack_from(body)
    texts, place = [], HEAD.size
    while place < len(body):
        start = place + LENGTH.size
        end = start + LENGTH.unpack_from(body, place)[0]
        texts.append(body[start:end].decode(ENCODINGS[version]))
        place = end
    number, name, course, name_of_center, code = texts
    return Slip(
        key=key.hex(),
        entry=Entry(center, year, sequence),
        issued_on=EPOCH + timedelta(days=day),
        hours=hours,
        number=number,
        name=name,
        course=course,
        center=name_of_center,
        code=code,
        signed=body,
        signature=signature,
    )
