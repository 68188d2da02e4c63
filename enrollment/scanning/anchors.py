"""The codes and corner marks of a sign-in sheet on a picture: what tells how the page lies."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import zxingcpp
from numpy.typing import NDArray
from PIL import Image, ImageFilter, ImageOps

from enrollment.papers.signing import CODE_LETTERS, CODE_MARK, CORNER_MARKS, PAGE_CODES, place_of
from enrollment.scanning.straight import SCALE, NotAPlane, Plane, Points, plane_of, seen_at, straightened

SMALLER = (2, 3)
MANY = 12  # codes: as many say how a page lies; no further look is needed
AROUND = 7.0  # millimetres around a corner mark in which it is looked for
DARK_ENOUGH = 0.35  # how much darker a corner mark is than what is around it


class Code(NamedTuple):
    """A code of ours: the letter of its place, its random letters, its four corners on the picture."""

    letter: str
    code: str
    corners: Points


def codes_of(gray: Image.Image) -> list[Code]:
    """Every code of a sign-in sheet that can be read, each once, the plainest looks first."""
    found: dict[tuple[str, str], Code] = {}
    for look, factor in _looks(gray):
        for code in _read(look, factor):
            found.setdefault((code.letter, code.code), code)
        if len(found) >= MANY and any(letter in PAGE_CODES for letter, _code in found):
            break
    return list(found.values())


def _looks(gray: Image.Image) -> Iterator[tuple[Image.Image, int]]:
    yield gray, 1
    for factor in SMALLER:
        yield gray.reduce(factor), factor
    yield gray.filter(ImageFilter.UnsharpMask(radius=4, percent=250, threshold=0)), 1
    yield ImageOps.autocontrast(gray.filter(ImageFilter.MedianFilter(3)), cutoff=2), 1


def _read(picture: Image.Image, factor: int) -> Iterator[Code]:
    formats = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    for found in zxingcpp.read_barcodes(np.ascontiguousarray(np.asarray(picture)), formats=formats):
        letter, code = found.text[1:2], found.text[2:]
        if not found.text.startswith(CODE_MARK) or len(code) != CODE_LETTERS or place_of(letter) is None:
            continue  # an identity card, a poster on the wall, another paper of ours
        at = found.position
        corners = (at.top_left, at.top_right, at.bottom_right, at.bottom_left)
        yield Code(letter, code, np.array([[corner.x, corner.y] for corner in corners], dtype=float) * factor)


def first_plane(codes: list[Code]) -> Plane:
    """How the page lies, as far as its codes say. Raises NotAPlane."""
    page, picture = _pairs(codes)
    return plane_of(page, picture)


def _pairs(codes: list[Code]) -> tuple[Points, Points]:
    places = [place_of(code.letter) for code in codes]
    page = [corner for place in places if place for corner in place.corners]
    picture = [corner for code in codes for corner in code.corners]
    if not page:
        raise NotAPlane
    return np.array(page, dtype=float), np.array(picture, dtype=float)


def settled(gray: Image.Image, codes: list[Code]) -> tuple[list[Code], Plane, bool]:
    """Further codes read on the page once it is straightened, the plane that fits all, whether it is held all around.

    A page of which only the left edge is known says little of its right edge: then the corner marks must be seen.
    """
    plane = first_plane(codes)
    flat = straightened(gray, plane)
    known = {(code.letter, code.code) for code in codes}
    looks = [flat] if len(codes) >= MANY else [flat, _sharpened(flat)]
    more = [code for code in _flat_codes(looks, plane) if (code.letter, code.code) not in known]
    codes = codes + more
    page, picture = _pairs(codes)
    marks_page, marks_flat = corner_marks(np.asarray(flat, dtype=np.float32))
    if len(marks_page):
        page = np.concatenate([page, marks_page])
        picture = np.concatenate([picture, seen_at(plane, marks_flat)])
    right = {code.letter for code in codes} & {"X", "Y"}
    right_marks = int((marks_page[:, 0] > 100).sum()) if len(marks_page) else 0
    return codes, plane_of(page, picture), bool(right) or right_marks > 0


def _sharpened(flat: Image.Image) -> Image.Image:
    return flat.filter(ImageFilter.UnsharpMask(radius=5, percent=300, threshold=0))


def _flat_codes(looks: list[Image.Image], plane: Plane) -> Iterator[Code]:
    for look in looks:
        for code in _read(look, 1):
            yield code._replace(corners=seen_at(plane, code.corners / SCALE))


def corner_marks(flat: NDArray[np.float32]) -> tuple[Points, Points]:
    """Centres of the corner marks: where they should be, and where they are (both in millimetres)."""
    should, are = [], []
    for mark in CORNER_MARKS:
        middle = np.array([mark.x + mark.width / 2, mark.y + mark.height / 2])
        offset = _mark_offset(flat, middle)
        if offset is not None:
            should.append(middle)
            are.append(middle + offset)
    return np.array(should).reshape(-1, 2), np.array(are).reshape(-1, 2)


def _mark_offset(flat: NDArray[np.float32], middle: Points) -> Points | None:
    """How far from `middle` the darkest square of the mark's size lies; None where there is none."""
    half, side = int(AROUND * SCALE), int(CORNER_MARKS[0].width * SCALE)
    left, top = (round(value * SCALE) - half for value in middle)
    left, top = max(0, left), max(0, top)
    patch = flat[top : top + 2 * half, left : left + 2 * half]
    sums = np.pad(patch.cumsum(0).cumsum(1), ((1, 0), (1, 0)))
    inside = (sums[side:, side:] - sums[:-side, side:] - sums[side:, :-side] + sums[:-side, :-side]) / side**2
    row, column = np.unravel_index(int(inside.argmin()), inside.shape)
    paper = float(np.percentile(patch, 80))
    if paper < 1 or 1 - float(inside[row, column]) / paper < DARK_ENOUGH:
        return None
    window = patch[row : row + side, column : column + side]
    if float(window.max()) > 0.75 * paper:
        return None  # not dark all over: no mark
    at = np.array([left + column + side / 2, top + row + side / 2]) / SCALE
    return np.asarray(at - middle)
