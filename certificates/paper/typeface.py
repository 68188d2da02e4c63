"""What the typeface can print: whether it has a letter, and in which size a line fits."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Self

from fontTools.ttLib import TTFont

from certificates.paper.refusals import GlyphMissing, LineTooLong, NameTooLong
from core.paper import fonts

POINTS_PER_MM = 72 / 25.4
STEP = 0.5  # points; sizes are multiples of it, so that near-equal names look equal


@dataclass(frozen=True, slots=True)
class Line:
    """How a slot is set: style, largest and smallest size in points, and the width it has in millimeters."""

    style: str
    largest: float
    smallest: float
    width: float


PAGE_WIDTH, SIGNATURE_WIDTH = 236.0, 84.0
LINES = {
    "center_th": Line("SemiBold", 17, 10, PAGE_WIDTH),
    "center_en": Line("Regular", 10.5, 7, PAGE_WIDTH),
    "name_th": Line("Bold", 32, 17, PAGE_WIDTH),
    "name_en": Line("Regular", 15, 9, PAGE_WIDTH),
    "course_th": Line("SemiBold", 21, 11, PAGE_WIDTH),
    "course_en": Line("Regular", 12, 8, PAGE_WIDTH),
    "details_th": Line("Regular", 12.5, 8, PAGE_WIDTH),
    "details_en": Line("Regular", 9.5, 6, PAGE_WIDTH),
    "number_th": Line("Regular", 11, 7, 62),
    "number_en": Line("Regular", 9, 6, 62),
    "replaces_th": Line("Regular", 9.5, 6, 62),
    "replaces_en": Line("Regular", 8, 6, 62),
    "code": Line("SemiBold", 9, 5.5, 78),
    "verify_url": Line("Regular", 7.5, 4.5, 78),
} | {
    f"signatory_{place}_{slot}": line
    for place in (1, 2)
    for slot, line in {
        "name": Line("Regular", 12.5, 8, SIGNATURE_WIDTH),
        "position_th": Line("Regular", 11.5, 7, SIGNATURE_WIDTH),
        "position_en": Line("Regular", 9, 6, SIGNATURE_WIDTH),
    }.items()
}


class Typeface:
    """The advance of every letter in every style of the built family."""

    def __init__(self, advances: Mapping[str, Mapping[int, float]]) -> None:
        self._advances = advances

    @classmethod
    def load(cls, folder: Path = fonts.DEFAULT_FOLDER) -> Self:
        """Read the built fonts; raises FontMissing."""
        fonts.require(folder)
        return cls({style: _advances(folder / fonts.file_name(style)) for style in fonts.WEIGHTS})

    def check(self, slots: Mapping[str, str]) -> None:
        """Refuse with GlyphMissing, by slot and code point, whatever the typeface cannot print."""
        known = self._advances["Regular"].keys()
        for slot, text in slots.items():
            missing = sorted({ord(letter) for letter in text} - known)
            if missing:
                raise GlyphMissing(f"{slot}: {', '.join(f'U+{code:04X}' for code in missing)}")

    def width(self, text: str, style: str) -> float:
        """Width of a line in ems; kerning is left out, it only ever tightens."""
        advances = self._advances[style]
        return sum(advances[ord(letter)] for letter in text)

    def sizes(self, slots: Mapping[str, str]) -> dict[str, float]:
        """The size in points of every fitted line; raises LineTooLong, for a name NameTooLong."""
        return {slot: self._size(slot, slots[slot], line) for slot, line in LINES.items() if slots[slot]}

    def _size(self, slot: str, text: str, line: Line) -> float:
        fitting = line.width * POINTS_PER_MM / self.width(text, line.style)
        size = min(line.largest, fitting // STEP * STEP)
        if size < line.smallest:
            kind = NameTooLong if slot in {"name_th", "name_en"} else LineTooLong
            raise kind(f"{slot}: {len(text)} letters do not fit, even in {line.smallest:g} points")
        return size


def _advances(path: Path) -> dict[int, float]:
    with TTFont(path, lazy=True) as font:
        metrics, em = font["hmtx"], font["head"].unitsPerEm
        return {code: metrics[glyph][0] / em for code, glyph in font.getBestCmap().items()}


@cache
def typeface() -> Typeface:
    """The typeface in its default folder, read once per process; raises FontMissing."""
    return Typeface.load()
