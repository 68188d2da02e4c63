"""What the typeface can print: whether it has a letter, and in which size a line fits."""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Self

from fontTools.ttLib import TTFont

from certificates.paper.refusals import GlyphMissing, LineTooLong, NameTooLong
from certificates.paper.refusals import marked as _
from certificates.paper.template import ASIDE
from certificates.paper.wording import SetLine
from core.paper import fonts

POINTS_PER_MM = 72 / 25.4
STEP = 0.5  # points; sizes are multiples of it, so that near-equal names look equal


FLOURISH, SPACED = 68.0, 0.09  # millimeters of ornament beside a line that has one; ems between its letters
SMALLEST = 4.5  # points, of a title in a list
TOO_LONG = _("%(line)s: %(letters)s letters do not fit, even in %(size)s points")
GAP = 2.0  # millimeters before the words that stand behind a line


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
                letters = ", ".join(f"U+{code:04X}" for code in missing)
                raise GlyphMissing(_("%(line)s: the typeface has no %(letters)s"), line=slot, letters=letters)

    def width(self, text: str, style: str) -> float:
        """Width of a line in ems; kerning is left out, it only ever tightens."""
        advances = self._advances[style]
        return sum(advances[ord(letter)] for letter in text)

    def sizes(self, lines: Iterable[SetLine]) -> dict[str, float]:
        """The size in points of every line, by name; raises LineTooLong, for a name NameTooLong."""
        return {each.line.name: self._size(each) for each in lines}

    def _size(self, each: SetLine) -> float:
        line, room = each.line, each.line.width
        ems = self.width(each.text, line.style)
        if line.flourish:
            room, ems = room - FLOURISH, ems + SPACED * len(each.text)
        if each.aside:
            room, ems = room - GAP, ems + self.width(f" {each.aside}", line.style) * ASIDE
        size = min(float(line.size), room * POINTS_PER_MM / ems // STEP * STEP)
        if size < line.smallest:
            kind = NameTooLong if {"name_th", "name_en"} & line.slots else LineTooLong
            raise kind(TOO_LONG, line=line.name, letters=len(each.text), size=f"{line.smallest:g}")
        return size

    def size_in(self, words: str, style: str, room: float, size: float, name: str) -> float:
        """The size of words in so many millimeters, at most `size`; raises LineTooLong."""
        fits = min(size, room * POINTS_PER_MM / self.width(words, style) // STEP * STEP)
        if fits < SMALLEST:
            raise LineTooLong(TOO_LONG, line=name, letters=len(words), size=f"{SMALLEST:g}")
        return fits


def _advances(path: Path) -> dict[int, float]:
    with TTFont(path, lazy=True) as font:
        metrics, em = font["hmtx"], font["head"].unitsPerEm
        kinds = font["GDEF"].table.GlyphClassDef.classDefs
        return {
            code: 0.0 if kinds.get(glyph) == fonts.GDEF_MARK else metrics[glyph][0] / em
            for code, glyph in font.getBestCmap().items()
        }


@cache
def typeface() -> Typeface:
    """The typeface in its default folder, read once per process; raises FontMissing."""
    return Typeface.load()
