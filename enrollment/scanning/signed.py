"""Reads one page of a signed sheet: `read_page` is what the guarded child runs."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
from PIL import Image

from core.pages import PAGE, as_jpeg, page_of
from enrollment.papers import signing
from enrollment.papers.signing import PAGE_CODES, ROW_LETTERS, ROWS_A_PAGE
from enrollment.scanning import ink
from enrollment.scanning.anchors import Code, codes_of, settled
from enrollment.scanning.rows import FAINT, NOT_SEEN, OTHER_CODE, RowInk, RowRead, read_row
from enrollment.scanning.straight import NotAPlane, Plane, backwards, is_within, seen_at, straightened

WORKER = "enrollment.scanning.signed:read_page"
LONGEST = 4_200  # pixels: more than a telephone needs, and as many as are looked at
PLAIN_FRAMES = 0.45  # of how dark the page's frames are usually: what shows less is covered or glares
NO_CODE, NOT_WHOLE, MANY_PAGES = "no_code", "not_whole", "many_pages"


@dataclass(frozen=True)
class PlacedRow:
    """A row by its place on the page, the code read on it ("" where none could be), and what it says."""

    place: int
    code: str
    read: RowRead


@dataclass(frozen=True)
class ReadSheet:
    """A page as the child saw it: the page's code or why there is none, its rows, its picture as JPEG."""

    pages: int
    code: str
    doubt: str
    rows: list[PlacedRow] = field(default_factory=list)
    picture: bytes = b""


def read_page(body: bytes) -> bytes:
    """A page's number (four bytes) and the file in; facts, a line end and the picture out. Raises TaskRefused."""
    (number,) = PAGE.unpack_from(body)
    pages, picture = page_of(body[PAGE.size :], number)
    facts, shown = read_picture(picture)
    return json.dumps(facts | {"pages": pages}).encode() + b"\n" + as_jpeg(shown)


def answer(reply: bytes) -> ReadSheet:
    """What the child said."""
    facts, _, picture = reply.partition(b"\n")
    said = json.loads(facts)
    rows = [PlacedRow(int(row["place"]), str(row["code"]), RowRead(**row["read"])) for row in said["rows"]]
    return ReadSheet(int(said["pages"]), str(said["code"]), str(said["doubt"]), rows, picture)


def read_picture(picture: Image.Image) -> tuple[dict[str, Any], Image.Image]:
    """The facts of a page, and its picture: straightened, if it could be; else as it came."""
    picture.thumbnail((LONGEST, LONGEST))
    gray = picture.convert("L")
    codes = codes_of(gray)
    if not codes:
        return _nothing(NO_CODE), picture
    try:
        codes, plane, is_held = settled(gray, codes)
    except NotAPlane:
        return _nothing(NOT_WHOLE), picture
    of_page = {code.code for code in codes if code.letter in PAGE_CODES}
    if len(of_page) > 1:
        return _nothing(MANY_PAGES), picture
    if not is_held:
        return _nothing(NOT_WHOLE), picture
    rows = _rows(gray, codes, plane)
    facts = {"code": next(iter(of_page), ""), "doubt": "", "rows": [asdict(row) for row in rows]}
    return facts, straightened(picture, plane)


def _nothing(doubt: str) -> dict[str, Any]:
    return {"code": "", "doubt": doubt, "rows": []}


def _rows(gray: Image.Image, codes: list[Code], plane: Plane) -> list[PlacedRow]:
    dark = ink.darkness(straightened(gray, plane))
    floor, starts = ink.floor_of(dark), _starts(codes, plane)
    placed = [ink.shifts_of(dark, row, starts[row]) for row in range(ROWS_A_PAGE)]
    usual = float(np.median([plain for _shifts, plain in placed]))
    rows = []
    for row, (shifts, plain) in enumerate(placed):
        code, read = _code_of(codes, row), _read(dark, row, shifts, floor)
        if code is None:
            read = RowRead(read.signed, "", None, OTHER_CODE)
        elif not is_within(gray, plane, signing.ROW.below(row * signing.ROW_HEIGHT).corners):
            read = RowRead(signed=False, mark="", doubt=NOT_SEEN)
        elif plain < PLAIN_FRAMES * usual and not read.doubt:
            read = RowRead(read.signed, read.mark, read.missed, FAINT)
        rows.append(PlacedRow(row, code or "", read))
    return rows


def _code_of(codes: list[Code], row: int) -> str | None:
    """The code read on a row, "" if none, None if two different ones claim the place."""
    here = {code.code for code in codes if code.letter == ROW_LETTERS[row]}
    return next(iter(here), "") if len(here) < 2 else None


def _starts(codes: list[Code], plane: Plane) -> list[ink.Shift]:
    """How far each row's own code lies from where the plane puts it; of a row without one, as its neighbours do."""
    back = backwards(plane)
    known: dict[int, ink.Shift] = {}
    for code in codes:
        row = ROW_LETTERS.find(code.letter)
        if row >= 0:
            off = (seen_at(back, code.corners) - np.array(signing.row_code(row).corners)).mean(axis=0)
            known[row] = (float(off[0]), float(off[1]))
    if not known:
        return [(0.0, 0.0)] * ROWS_A_PAGE
    rows = sorted(known)
    right, down = ([known[row][axis] for row in rows] for axis in (0, 1))
    places = range(ROWS_A_PAGE)
    return list(
        zip(np.interp(places, rows, right).tolist(), np.interp(places, rows, down).tolist(), strict=True)
    )


def _read(dark: ink.Dark, row: int, shifts: list[ink.Shift], floor: float) -> RowRead:
    def amount(box: signing.Box) -> float:
        return ink.ink_in(dark, ink.moved(box, row, shifts).within(ink.INSET), floor)

    return read_row(
        RowInk(
            signature=amount(signing.SIGNATURE),
            present=amount(signing.PRESENT),
            late={minutes: amount(box) for minutes, box in signing.LATE.items()},
            written=amount(signing.WRITTEN),
            absent=amount(signing.ABSENT),
            excused=amount(signing.EXCUSED),
        )
    )
