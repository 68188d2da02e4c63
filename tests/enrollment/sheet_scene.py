"""A printed sheet of a class, and what the reader would say of a page of it."""

import io
import json
import random

import pypdfium2 as pdfium
from PIL import ImageDraw

from bench.sheets import Hand
from enrollment.enums import MarkSource
from enrollment.models import SheetFile, SheetUpload, SignInSheet
from enrollment.papers import signing
from enrollment.papers.signing_form import draw
from enrollment.scanning.rows import RowRead
from enrollment.scanning.signed import PlacedRow, ReadSheet
from enrollment.services.sheet_scans import place_scan
from enrollment.services.sheets import facts_of
from tests.clock import NOW
from tests.enrollment.consent_scene import picture

SHEET = MarkSource.SHEET
SIGNED = RowRead(signed=True, mark="present")
BLANK = RowRead(signed=False, mark="")


def a_sheet(session, by, *, version=1):
    """A sheet with its pages and codes, not drawn."""
    from enrollment.services.sheets import _sheet  # the drawing takes a second and is tested once

    sheet = _sheet(session, by=by, at=NOW)
    assert sheet.version == version
    return SignInSheet.objects.get(pk=sheet.pk)


def read_as(page, *rows, code=None):
    """The page as the reader would report it, with these rows from the top."""
    known = list(page.rows.order_by("place"))
    placed = [PlacedRow(row.place, row.code, read) for row, read in zip(known, rows, strict=True)]
    return ReadSheet(1, page.code if code is None else code, "", placed, picture())


def a_file(run, by):
    upload = SheetUpload.objects.create(run=run, owner=by, uploaded_at=NOW)
    return SheetFile.objects.create(upload=upload, number=1, name="page.jpg")


def came_back(sheet, by, *rows, number=1, run=None, file=None):
    """A page of the sheet that was photographed and read."""
    file = file or a_file(run or sheet.session.run, by)
    return place_scan(file, file.scans.count() + 1, read_as(sheet.pages.get(number=number), *rows), at=NOW)


def paper_of(sheet, dots=200):
    """The sheet's first page as it comes from the printer."""
    document = pdfium.PdfDocument(draw(json.dumps({"pages": facts_of(sheet)}).encode()))
    return document[0].render(scale=dots / 72).to_pil().convert("L")


def at_row(box, row):
    """The box on that row, in the hand's own measure: the hand draws at 300 dots per inch."""
    return box.below(row * signing.ROW_HEIGHT)


def hand_on(page, seed=1):
    hand = Hand(ImageDraw.Draw(page), random.Random(seed))
    hand.width, hand.ink = 5, 40
    return hand


def jpeg_of(page):
    stored = io.BytesIO()
    page.save(stored, "JPEG", quality=80)
    return stored.getvalue()
