"""Files of people and agreements: checked for what they are, sealed, kept whole.

A photograph is written anew from its pixels, so that neither a hidden place nor a second file travels in it.
"""

from __future__ import annotations

import hashlib
import io
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from core import crypto
from core.models import SealedFile
from core.refusals import Refused

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 40_000_000
PDF, JPEG = "application/pdf", "image/jpeg"
ACTIVE = (b"/JavaScript", b"/JS", b"/Launch", b"/OpenAction", b"/AA", b"/EmbeddedFile", b"/RichMedia")


class FileTooLarge(Refused):
    sentence = _("The file is larger than %(megabytes)s MB.")
    remedy = _("Photograph it with a lower resolution, or scan it in black and white.")


class FileNotKept(Refused):
    sentence = _("“%(name)s” is neither a PDF nor a photograph (JPEG, PNG).")
    remedy = _("Scan the paper as PDF, or photograph it.")


class FileActive(Refused):
    sentence = _("“%(name)s” holds a program or another file.")
    remedy = _("Print it and scan the print, or photograph it.")


def keep(name: str, content: bytes, *, at: datetime) -> SealedFile:
    """Store a PDF or a photograph. Raises FileTooLarge, FileNotKept, FileActive; the caller writes the audit row."""
    if len(content) > MOST_BYTES:
        raise FileTooLarge(megabytes=MOST_BYTES // 1024**2)
    media_type, content = _cleaned(name, content)
    row = SealedFile(name=name[-200:], media_type=media_type, size=len(content), stored_at=at)
    row.sha256 = hashlib.sha256(content).hexdigest()
    row.sealed = crypto.seal(content, place=_place(row))
    row.save(force_insert=True)
    return row


def content_of(row: SealedFile) -> bytes:
    """The bytes as they were stored; whoever hands them out writes an audit row."""
    return crypto.unseal(row.sealed, place=_place(row))


def _place(row: SealedFile) -> str:
    return f"core.sealedfile.sealed:{row.pk}"


def _cleaned(name: str, content: bytes) -> tuple[str, bytes]:
    if content.startswith(b"%PDF-"):
        if any(word in content for word in ACTIVE):
            raise FileActive(name=name)
        return PDF, content
    return JPEG, _redrawn(name, content)


def _redrawn(name: str, content: bytes) -> bytes:
    try:
        with Image.open(io.BytesIO(content), formats=["JPEG", "PNG"]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise FileTooLarge(megabytes=MOST_BYTES // 1024**2)
            upright = ImageOps.exif_transpose(picture).convert("RGB")
            drawn = io.BytesIO()
            upright.save(drawn, "JPEG", quality=85)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as broken:
        raise FileNotKept(name=name) from broken
    return drawn.getvalue()
