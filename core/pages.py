"""A photograph or PDF as pictures of its pages. Runs in a guarded child: the content may be anything.

What a picture of a page is: JPEG in colors, upright, at most `LONGEST` pixels on its longer side, with nothing in it
but pixels, so that no hidden place, second file or program travels on.
"""

import io
import struct
from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2 as pdfium
from PIL import Image, ImageOps

from core.guarded.refusals import TaskRefused

MOST_BYTES = 20 * 1024 * 1024
MOST_PIXELS = 50_000_000  # of a photograph
MOST_PAGES = 100
DOTS = 200  # per inch, of a PDF's page
LONGEST = 2_400  # pixels: A4 at 205 dots per inch
QUALITY = 80
POINTS = 72
PASSWORD, DAMAGED, TOO_MANY_PAGES, TOO_MANY_PIXELS, OTHER_KIND = (
    "password", "damaged", "too_many_pages", "too_many_pixels", "other_kind",
)  # fmt: skip
PAGE = struct.Struct(">I")  # a number before a file: which page is wanted, or how long the file is


def is_pdf(content: bytes) -> bool:
    return content.startswith(b"%PDF-")


def page_of(content: bytes, number: int) -> tuple[int, Image.Image]:
    """How many pages there are, and one of them (0 is the first). Raises TaskRefused with a code of this module."""
    if not is_pdf(content):
        return 1, _photograph(content)
    with _opened(content) as document:
        return len(document), _drawn(document, number)


@contextmanager
def _opened(content: bytes) -> Iterator[pdfium.PdfDocument]:
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as broken:
        raise TaskRefused(PASSWORD if "password" in str(broken).lower() else DAMAGED) from broken
    try:
        if not 0 < len(document) <= MOST_PAGES:
            raise TaskRefused(TOO_MANY_PAGES if len(document) else DAMAGED)
        yield document
    finally:
        document.close()


def _drawn(document: pdfium.PdfDocument, number: int) -> Image.Image:
    """The page as it would be printed; a poster is drawn smaller, so that its size costs no memory."""
    try:
        page = document[number]
        scale = min(DOTS / POINTS, LONGEST / max(*page.get_size(), 1))
        picture: Image.Image = page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")
    except (pdfium.PdfiumError, IndexError, ValueError) as broken:
        raise TaskRefused(DAMAGED) from broken
    return picture


def _photograph(content: bytes) -> Image.Image:
    Image.MAX_IMAGE_PIXELS = None  # our own limit is stricter and refuses in words
    try:
        with Image.open(io.BytesIO(content), formats=["JPEG", "PNG"]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise TaskRefused(TOO_MANY_PIXELS)
            return ImageOps.exif_transpose(picture).convert("RGB")
    except (OSError, ValueError, SyntaxError, struct.error) as broken:
        raise TaskRefused(OTHER_KIND) from broken


def as_jpeg(picture: Image.Image) -> bytes:
    """The picture's pixels and nothing else: a comment or profile of the original is left behind."""
    bare = picture.convert("RGB")
    bare.thumbnail((LONGEST, LONGEST))
    bare.info.clear()
    drawn = io.BytesIO()
    bare.save(drawn, "JPEG", quality=QUALITY)
    return drawn.getvalue()


def redrawn(content: bytes) -> bytes:
    """The file written anew from pixels: a photograph as JPEG, a PDF as a PDF of pictures."""
    if not is_pdf(content):
        return as_jpeg(_photograph(content))
    with _opened(content) as document:
        target = pdfium.PdfDocument.new()
        for number in range(len(document)):
            _add(target, _drawn(document, number))
        written = io.BytesIO()
        target.save(written)
    return written.getvalue()


def _add(target: pdfium.PdfDocument, picture: Image.Image) -> None:
    image = pdfium.PdfImage.new(target)
    image.load_jpeg(io.BytesIO(as_jpeg(picture)), inline=True)
    width, height = (pixels * POINTS / DOTS for pixels in picture.size)
    image.set_matrix(pdfium.PdfMatrix().scale(width, height))
    page = target.new_page(width, height)
    page.insert_obj(image)
    page.gen_content()


def joined(body: bytes) -> bytes:
    """One PDF of several: each is told by four bytes of length before it."""
    target, place = pdfium.PdfDocument.new(), 0
    while place < len(body):
        (length,) = PAGE.unpack_from(body, place)
        place += PAGE.size
        target.import_pages(pdfium.PdfDocument(body[place : place + length]))
        place += length
    written = io.BytesIO()
    target.save(written)
    return written.getvalue()
