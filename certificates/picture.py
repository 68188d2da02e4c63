"""A paper as a picture to share: its first page and nothing else. Runs in a guarded child."""

import io

import pypdfium2 as pdfium

from core import pages
from core.guarded.refusals import TaskRefused

DRAW = "certificates.picture:draw"
WIDTH = 1200  # pixels: what messengers and networks show in full
POINTS = 72


def draw(pdf: bytes) -> bytes:
    """The PNG of the first page, `WIDTH` pixels wide. Raises TaskRefused."""
    try:
        with pdfium.PdfDocument(pdf) as document:
            page = document[0]
            picture = page.render(scale=WIDTH / page.get_width(), may_draw_forms=False).to_pil()
    except (pdfium.PdfiumError, IndexError, ZeroDivisionError) as broken:
        raise TaskRefused(pages.DAMAGED) from broken
    drawn = io.BytesIO()
    picture.convert("RGB").quantize(128).save(drawn, "PNG", optimize=True)
    return drawn.getvalue()
