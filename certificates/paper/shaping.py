"""Sets one line in glyphs, to the unit as the layout engine does, without the engine.

The engine hands a line to Pango, which cuts it where the script changes and has HarfBuzz choose and place the glyphs in
units of 1/1024 px; WeasyPrint then writes them with rounded steps. Here HarfBuzz is asked directly and the same steps
are written, so that a line set either way is the same text of the same page to the byte.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

import uharfbuzz as hb

from core.paper import fonts

UNITS = 1024  # of Pango in a pixel
THAI, LATIN = "Thai", "Latn"
EITHER = frozenset(" 0123456789-./:'·–_~")  # belong to the script before them


class Unplaceable(Exception):
    """This cannot be set here; the layout engine itself has to."""


class Glyph(NamedTuple):
    """One glyph as HarfBuzz placed it, in units; `text` is what it will copy as."""

    id: int
    text: str
    advance: int
    across: int
    up: int


@dataclass(frozen=True, slots=True)
class Shaped:
    """A line in glyphs, run by run."""

    runs: tuple[tuple[Glyph, ...], ...]

    @property
    def width(self) -> float:
        """In pixels."""
        return sum(glyph.advance for run in self.runs for glyph in run) / UNITS

    @property
    def glyphs(self) -> Iterator[Glyph]:
        return (glyph for run in self.runs for glyph in run)

    def operators(self, face: "Face") -> bytes:
        """What draws the line, as WeasyPrint writes it: each glyph, and by how much its step differs from its width."""
        em, widths = face.pixels, widths_of(face.style)
        drawn, open_text = [], ""
        for run in self.runs:
            open_text += "<"
            for glyph in run:
                offset = glyph.across / em
                if glyph.up:
                    drawn += [*_shown(open_text), *_raised(glyph, offset)]
                    open_text = "<"
                else:
                    open_text += f">{-offset}<{glyph.id:04x}" if offset else f"{glyph.id:04x}"
                if step := widths[glyph.id] + offset - glyph.advance * 1000 * (1 / UNITS) / em:
                    open_text += f">{int(step)}<"
            open_text = _closed(open_text)
        return "".join([*drawn, f"[{open_text}] TJ\n"]).encode()


def _closed(text: str) -> str:
    return text[:-1] if text.endswith("<") else f"{text}>"


def _shown(open_text: str) -> list[str]:
    text = _closed(open_text)
    return [f"[{text}] TJ\n"] if text else []


def _raised(glyph: Glyph, offset: float) -> list[str]:
    """A glyph above the line: vowels on some consonants, by a hair."""
    rise = f"{glyph.up / 1000:f}".rstrip("0")
    return [f"{rise} Ts\n", f"[{-offset if offset else ''}<{glyph.id:04x}>] TJ\n", "0 Ts\n"]


@dataclass(frozen=True, slots=True)
class Face:
    """A style of the family in one size: `units` to the em."""

    style: str
    units: int

    @property
    def pixels(self) -> float:
        return self.units / UNITS

    def shape(self, text: str) -> Shaped:
        """Raises Unplaceable for letters of a script that papers seldom have."""
        return Shaped(tuple(self.run(part, script) for part, script in by_script(text)))

    def glyphs_of(self, texts: Iterable[str]) -> Iterator[Glyph]:
        """Every glyph that these texts are set in."""
        return (glyph for text in texts for glyph in self.shape(text).glyphs)

    def run(self, text: str, script: str) -> tuple[Glyph, ...]:
        """The glyphs of a run of one script; of "", whatever HarfBuzz takes it for."""
        buffer = hb.Buffer()
        buffer.cluster_level = hb.BufferClusterLevel.MONOTONE_CHARACTERS
        buffer.add_str(text)
        if script:
            buffer.direction, buffer.script = "ltr", script
        else:
            buffer.guess_segment_properties()
        hb.shape(_font(self), buffer)
        starts = [info.cluster for info in buffer.glyph_infos]
        ends = [*starts[1:], len(text)]
        return tuple(
            Glyph(info.codepoint, text[start:end], place.x_advance, place.x_offset, place.y_offset)
            for info, place, start, end in zip(
                buffer.glyph_infos, buffer.glyph_positions, starts, ends, strict=True
            )
        )


def glyph_texts(text: str, style: str) -> list[tuple[int, str]]:
    """The glyphs of a line in any script, and as what each will copy: "" where it shares its letters with another."""
    face = Face(style, UNITS)
    try:
        runs = by_script(text)
    except Unplaceable:
        runs = [(text, "")]
    return [(glyph.id, glyph.text) for part, script in runs for glyph in face.run(part, script)]


def by_script(text: str) -> list[tuple[str, str]]:
    """The text in runs of one script, as Pango cuts it: what belongs to either stays with what is before it."""
    scripts = [_script(letter) for letter in text]
    first = next((script for script in scripts if script), LATIN)
    runs: list[tuple[str, str]] = []
    for letter, script in zip(text, scripts, strict=True):
        if not runs:
            runs.append((letter, first))
        elif script in {"", runs[-1][1]}:
            runs[-1] = (runs[-1][0] + letter, runs[-1][1])
        else:
            runs.append((letter, script))
    return runs


def _script(letter: str) -> str:
    if "\u0e01" <= letter <= "\u0e3a" or "\u0e40" <= letter <= "\u0e5b":
        return THAI
    if letter.isascii() and letter.isalpha():
        return LATIN
    if letter in EITHER:
        return ""
    raise Unplaceable(f"U+{ord(letter):04X}")


@cache
def _face(style: str) -> hb.Face:
    return hb.Face(hb.Blob(Path(fonts.DEFAULT_FOLDER / fonts.file_name(style)).read_bytes()))


@lru_cache(maxsize=64)
def _font(face: Face) -> hb.Font:
    font = hb.Font(_face(face.style))
    font.scale = (face.units, face.units)
    return font


@cache
def widths_of(style: str) -> tuple[int, ...]:
    """The width of every glyph in thousandths of the em."""
    face = _face(style)
    font = hb.Font(face)
    return tuple(
        round(font.get_glyph_h_advance(number) * 1000 / face.upem) for number in range(face.glyph_count)
    )


CONSONANTS = [chr(code) for code in range(0x0E01, 0x0E2F)]
ABOVE_OR_BELOW = [chr(code) for code in (0x0E31, *range(0x0E34, 0x0E3B), 0x0E47)]
TONES, SIGNS = [chr(code) for code in range(0x0E48, 0x0E4C)], ["\u0e4c", "\u0e4d", "\u0e4e"]
AM, ALONE = "\u0e33", ["ฤๅ", "ฦๅ", *"ะาๅเแโใไฤฦฯๆ"]
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
DIGITS, THAI_DIGITS = "0123456789", "๐๑๒๓๔๕๖๗๘๙"


@cache
def thai_syllables() -> tuple[str, ...]:
    """Every way in which marks stand on a consonant, and the letters that stand alone: all forms of all letters."""
    endings = ["", *TONES, *SIGNS, AM, *(tone + AM for tone in TONES), *ABOVE_OR_BELOW]
    endings += [vowel + tone for vowel in ABOVE_OR_BELOW for tone in [*TONES, *SIGNS]]
    return (*(consonant + ending for consonant in CONSONANTS for ending in endings), *ALONE, *" .-")


NUMBER = f"{DIGITS}{THAI_DIGITS} ./-"

# What a slot is written with; whatever else it holds is set by the layout engine.
REPERTOIRE: Mapping[str, Callable[[], Iterable[str]]] = {
    "name_th": thai_syllables,
    "name_en": lambda: f"{LETTERS}{LETTERS.lower()} .-'",
    "code": lambda: f"{LETTERS}{DIGITS}-",
    "verify_url": lambda: f"{LETTERS}{LETTERS.lower()}{DIGITS}:/.-_~",
    **{f"number{language}": lambda: NUMBER for language in ("", "_th", "_en")},
    **{f"replaces_{what}": lambda: NUMBER for what in ("number", "th", "en")},
}
