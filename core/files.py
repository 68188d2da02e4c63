"""Files of people and agreements: checked for what they are, written anew from their pixels, sealed, kept whole.

A search for forbidden words in a PDF proves nothing, since its objects may be compressed. So no file is kept as it
came: a child process draws every page, and what is kept is a picture of it. Neither a program nor a hidden place
nor a second file survives that.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, ForeignObjectRel, OuterRef
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _

from core import crypto, pages
from core.guarded.process import Guarded
from core.guarded.refusals import ChildFailed, TaskRefused
from core.models import SealedFile
from core.pages import MOST_BYTES
from core.refusals import Refused

PDF, JPEG = "application/pdf", "image/jpeg"
REDRAW, REDRAW_SECONDS = "core.pages:redrawn", 60.0
SMALLER = _("Photograph it with a lower resolution, or scan it in black and white.")
PRINT_IT = _("Print it and scan the print, or photograph it.")


class FileTooLarge(Refused):
    sentence = _("The file is larger than %(megabytes)s MB.")
    remedy = SMALLER


class FileNotKept(Refused):
    sentence = _("“%(name)s” is neither a PDF nor a photograph (JPEG, PNG).")
    remedy = _("Scan the paper as PDF, or photograph it.")


class FileUndrawable(Refused):
    sentence = _("“%(name)s” cannot be drawn: it is damaged, or made to do harm.")
    remedy = PRINT_IT


class FileLocked(Refused):
    sentence = _("“%(name)s” is protected by a password.")
    remedy = _("Remove the password and save it again.")


class TooManyPages(Refused):
    sentence = _("“%(name)s” has more than %(pages)s pages.")
    remedy = _("Split it into several files.")


class TooManyPixels(Refused):
    sentence = _("“%(name)s” is too large a picture: more than %(megapixels)s megapixels.")
    remedy = SMALLER


FILE_REFUSALS = (FileTooLarge, FileNotKept, FileUndrawable, FileLocked, TooManyPages, TooManyPixels)
_REFUSALS: dict[str, type[Refused]] = {
    pages.PASSWORD: FileLocked,
    pages.DAMAGED: FileUndrawable,
    pages.TOO_MANY_PAGES: TooManyPages,
    pages.TOO_MANY_PIXELS: TooManyPixels,
    pages.OTHER_KIND: FileNotKept,
}


def refusal_of(name: str, refused: TaskRefused) -> Refused:
    """The child's refusal in words; a child that died or was stopped could not draw the file."""
    kind = FileUndrawable if isinstance(refused, ChildFailed) else _REFUSALS[refused.detail]
    return kind(name=name, pages=pages.MOST_PAGES, megapixels=pages.MOST_PIXELS // 1_000_000)


def refuse_too_large(content: bytes) -> None:
    if len(content) > MOST_BYTES:
        raise FileTooLarge(megabytes=MOST_BYTES // 1024**2)


def keep(name: str, content: bytes, *, at: datetime) -> SealedFile:
    """Store a PDF or a photograph. Raises FileTooLarge, FileNotKept, FileUndrawable, FileLocked, TooManyPages,
    TooManyPixels; the caller writes the audit row.

    Call it outside of a transaction where that is possible: drawing takes a tenth of a second a page.
    """
    refuse_too_large(content)
    with Guarded(REDRAW, seconds=REDRAW_SECONDS) as child:
        try:
            drawn = child.ask(content)
        except TaskRefused as refused:
            raise refusal_of(name, refused) from refused
    return keep_own(name, drawn, media_type=PDF if pages.is_pdf(content) else JPEG, at=at)


def keep_own(name: str, content: bytes, *, media_type: str, at: datetime) -> SealedFile:
    """Store bytes that the product made itself: a page it has drawn, a paper it has printed."""
    row = SealedFile(name=name[-200:], media_type=media_type, size=len(content), stored_at=at)
    row.sha256 = hashlib.sha256(content).hexdigest()
    row.sealed = crypto.seal(content, place=_place(row))
    row.save(force_insert=True)
    return row


def drop_loose_files(*, at: datetime) -> int:
    """A chore: a file that nothing points to any more (its page was set aside, its person erased) is deleted.

    One younger than an hour may still be on its way into a row.
    """
    loose = SealedFile.objects.filter(stored_at__lt=at - timedelta(hours=1))
    for relation in SealedFile._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel):
            pointing = {relation.field.name: OuterRef("pk")}
            loose = loose.filter(~Exists(relation.related_model._default_manager.filter(**pointing)))
    deleted, _rows = loose.delete()
    return deleted


def content_of(row: SealedFile) -> bytes:
    """The bytes as they were stored; whoever hands them out writes an audit row."""
    return crypto.unseal(row.sealed, place=_place(row))


def file_response(row: SealedFile, name: str, *, inline: bool = False) -> HttpResponse:
    """The file as an answer that no browser may take for anything else, nor keep."""
    response = HttpResponse(content_of(row), content_type=row.media_type)
    headers: dict[str, Any] = {
        "Content-Disposition": content_disposition_header(not inline, name) or "attachment",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "no-store",
    }
    for header, value in headers.items():
        response.headers[header] = value
    return response


def _place(row: SealedFile) -> str:
    return f"core.sealedfile.sealed:{row.pk}"
