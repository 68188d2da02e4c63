"""All papers of a run in one ZIP with an index, sent while it is made: no folder and no memory has to hold it."""

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from certificates.models import Certificate, CertificateFile
from certificates.paper.marks import with_marks

INDEX = "index.csv"


class _Outbox(io.RawIOBase):
    """Where the ZIP is written to and taken from, piece by piece."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, content: object) -> int:
        piece = bytes(content)  # type: ignore[call-overload]  # a buffer, as zipfile gives it
        self._waiting += piece
        return len(piece)

    def taken(self) -> bytes:
        piece, self._waiting = bytes(self._waiting), bytearray()
        return piece


def bundle(rows: Sequence[Certificate], *, marked: bool = False) -> Iterator[bytes]:
    """The ZIP in pieces; `marked` papers lie on a larger sheet with marks where to cut."""
    outbox = _Outbox()
    with zipfile.ZipFile(outbox, "w", zipfile.ZIP_STORED) as archive:  # the papers are compressed already
        archive.writestr(_entry(INDEX), _index(rows))
        for row in rows:
            file = CertificateFile.objects.filter(certificate=row).first()
            if file is not None:
                pdf = bytes(file.pdf)
                archive.writestr(_entry(file_name(row)), with_marks(pdf) if marked else pdf)
            yield outbox.taken()
    yield outbox.taken()


def _entry(name: str) -> zipfile.ZipInfo:
    return zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))


def file_name(row: Certificate) -> str:
    """A paper's name in the ZIP: its place in the register, and nobody's name."""
    return f"{row.fiscal_year}-{row.sequence:05}.pdf"


def _index(rows: Sequence[Certificate]) -> bytes:
    """Which paper is whose, in the order of the register; opens in any spreadsheet."""
    text = io.StringIO(newline="")
    table = csv.writer(text)
    table.writerow([_("File"), _("Number"), _("Kind"), _("Name"), _("Course"), _("Run"), _("Issued on")])
    for row in rows:
        seat = row.completion.enrollment
        names = (seat.graduate.full_name, str(seat.run.course), seat.run.code)
        table.writerow(
            [file_name(row), row.number, row.get_kind_display(), *map(_harmless, names), row.issued_on]
        )
    return text.getvalue().encode("utf-8-sig")


def _harmless(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text
