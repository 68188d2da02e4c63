"""Files inside a paper: associated files of the archive format (ISO 19005-3, annex E)."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from certificates.signing.update import Update, pdf_name, pdf_text

LINE_ENDS = (b"\r", b"\n")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file to be put into a paper; its name is plain ASCII."""

    name: str
    media_type: str
    description: str
    content: bytes


def attach(update: Update, attachments: Sequence[Attachment], at: datetime) -> None:
    """Add files to those that the paper carries already; their names come after those that are there."""
    root = update.root()
    names = update.reference(root, b"EmbeddedFiles")
    for attachment in attachments:
        file = update.add(_file(attachment, at))
        spec = update.add(_spec(attachment, file))
        update.append(names, b"Names", b"(%b) %d 0 R" % (attachment.name.encode("ascii"), spec))
        update.append(root, b"AF", b"%d 0 R" % spec)


def pdf_date(at: datetime) -> bytes:
    """A moment as PDF writes it, in UTC."""
    return f"(D:{at.astimezone(UTC):%Y%m%d%H%M%S}Z)".encode()


def _file(attachment: Attachment, at: datetime) -> bytes:
    packed, coding = zlib.compress(attachment.content, 9), b"/Filter /FlateDecode"
    if packed.endswith(LINE_ENDS):  # could not be told from a line end too many
        packed, coding = attachment.content, b""
    params = b"<</Size %d/ModDate %b>>" % (len(attachment.content), pdf_date(at))
    return b"<</Type /EmbeddedFile/Subtype %b/Params %b%b/Length %d>>\nstream\n%b\nendstream" % (
        pdf_name(attachment.media_type),
        params,
        coding,
        len(packed),
        packed,
    )


def _spec(attachment: Attachment, file: int) -> bytes:
    name = attachment.name.encode("ascii")
    return b"<</Type /Filespec/F (%b)/UF (%b)/EF <</F %d 0 R/UF %d 0 R>>/Desc %b/AFRelationship /Data>>" % (
        name,
        name,
        file,
        file,
        pdf_text(attachment.description),
    )
