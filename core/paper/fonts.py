"""Builds "Sarabun PDF": Sarabun whose text can be copied out of a PDF exactly as it was printed.

A shaper splits SARA AM into two glyphs and raises tone marks above vowels. A PDF maps each glyph to one
text, so with the plain font the first "น้ำ" teaches every later "า" to copy as "้ำ", and raised marks
come loose from their word. Here each such group becomes a single glyph, drawn from the same outlines at
the place the font's own anchors ask for:

* nikhahit (with or without a tone) + SARA AA: one glyph with the advance of SARA AA;
* vowel above + small tone: one mark without advance, attached to the consonant as the vowel was.

Besides, every mark begins a hair before its consonant ends. In the plain font most begin where the next letter does and
some behind; a reader that sorts the letters of a line by where they begin (poppler, unless it keeps the order of the
file) then reads "ได้ผา่ น", or takes two for one letter printed twice. Nothing is drawn in another place.

And no letter holds its marks a thousandth higher than others do: a PDF has to set such a mark by itself, and PDFium
(Chrome), which then finds it above the letter with nothing between, begins a new line: "สมพงษ" "์".

The source comes from the declared dependency `fontpkg-sarabun` (SIL Open Font License 1.1, no reserved
font name); the result has its own name, lies beside the license text, and is built at set-up: `python -m
core.paper.fonts`.
"""

import argparse
import copy
import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from importlib import resources
from pathlib import Path
from typing import Any

import fontpkg
from fontTools.otlLib.builder import buildLigatureSubstSubtable, buildLookup
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

from core.guarded.refusals import marked as _
from core.paper.refusals import FontMissing

FAMILY = "Sarabun PDF"
WEIGHTS = {"Light": 300, "Regular": 400, "SemiBold": 600, "Bold": 700}
DEFAULT_FOLDER = Path(__file__).resolve().parents[2] / "static" / "vendor" / "fonts"

SARA_AA = "uni0E32"
NIKHAHITS = ("uni0E4D", "uni0E4D0E48", "uni0E4D0E49", "uni0E4D0E4A", "uni0E4D0E4B")
VOWELS_ABOVE = ("uni0E31", "uni0E34", "uni0E35", "uni0E36", "uni0E37", "uni0E47")
SMALL_TONES = tuple(f"uni0E4{tone}.small" for tone in "89ABC")
CONSONANTS = frozenset(f"uni0E{code:02X}" for code in range(0x01, 0x2F))
TALL = frozenset(("uni0E1B", "uni0E1D", "uni0E1F"))  # ป ฝ ฟ, whose marks above have forms of their own
TONES = tuple(f"uni0E4{tone}" for tone in "89ABC")
BELOW = frozenset(("uni0E38", "uni0E39", "uni0E3A"))
GDEF_BASE, GDEF_MARK = 1, 3
# Thousandths of the em, between where things begin: the least from a mark to the next letter and from a mark below to
# one above it, and how far a mark may end before the next letter begins (poppler sees a space in 30).
HAIR, BELOW_TO_ABOVE, NO_SPACE = 5, 15, 25
SLIP = 1  # thousandths of the em by which the heights of anchors may be apart and mean the same
WRITTEN = 1024 / 1000  # WeasyPrint writes how far a glyph is moved in 1/1024 em, and a PDF reads thousandths
MARK_TO_BASE, MARK_TO_MARK = 4, 6


def file_name(style: str) -> str:
    """The file that holds one style of the built family."""
    return f"SarabunPDF-{style}.ttf"


def build(folder: Path = DEFAULT_FOLDER) -> bool:
    """Build every style and the license text into `folder`; answer whether there was anything to do."""
    stamp = folder / "sarabun-pdf.sha256"
    wanted = _recipe()
    if stamp.exists() and stamp.read_text() == wanted and all(path.exists() for path in font_files(folder)):
        return False
    folder.mkdir(parents=True, exist_ok=True)
    for style, weight in WEIGHTS.items():
        _store(folder / file_name(style), lambda path, s=style, w=weight: derive(s, w).save(path))
    license_text = resources.files("fontpkg_sarabun").joinpath("LICENSE").read_bytes()
    _store(folder / "OFL.txt", lambda path: path.write_bytes(license_text))
    _store(stamp, lambda path: path.write_text(wanted))
    return True


def font_files(folder: Path = DEFAULT_FOLDER) -> list[Path]:
    """The files of the family in a fixed order, whether they exist or not."""
    return [folder / file_name(style) for style in WEIGHTS]


def require(folder: Path = DEFAULT_FOLDER) -> None:
    """Refuse with `FontMissing` unless every style is in `folder`."""
    missing = [path.name for path in font_files(folder) if not path.exists()]
    if missing:
        raise FontMissing(_("%(files)s not built: run python -m core.paper.fonts"), files=", ".join(missing))


def derive(style: str, weight: int) -> TTFont:
    """One style of Sarabun with the two kinds of joined glyphs and its own name."""
    font = TTFont(fontpkg.path("Sarabun", weight=weight), recalcTimestamp=False)
    # Else the bytes depend on whether HarfBuzz is installed.
    font.cfg["fontTools.ttLib.tables.otBase:USE_HARFBUZZ_REPACKER"] = False
    _level_anchors(font)
    am_groups = dict(_add_sara_am(font))
    tone_pairs = dict(_add_tone_pairs(font))
    _add_ligatures(font, am_groups | tone_pairs)
    _begin_marks_inside(font)
    _rename(font, style)
    del font["DSIG"]
    return font


def _level_anchors(font: TTFont) -> None:
    """Set anchors of letters that are `SLIP` or less beside those of their Thai marks (ษ in the bold styles) level."""
    for table in _subtables(font, MARK_TO_BASE):
        for name, mark in zip(table.MarkCoverage.glyphs, table.MarkArray.MarkRecord, strict=True):
            if not name.startswith("uni0E"):
                continue
            height = mark.MarkAnchor.YCoordinate
            for row in table.BaseArray.BaseRecord:
                anchor = row.BaseAnchor[mark.Class]
                if anchor and abs(anchor.YCoordinate - height) <= SLIP:
                    anchor.YCoordinate = height


def _add_sara_am(font: TTFont) -> Iterator[tuple[tuple[str, ...], str]]:
    advance, _ = font["hmtx"][SARA_AA]
    for nikhahit in _with_narrow(font, NIKHAHITS):
        name = f"{nikhahit}_{SARA_AA}"
        _add_glyph(font, name, [(nikhahit, 0, 0), (SARA_AA, 0, 0)], advance, GDEF_BASE)
        yield (nikhahit, SARA_AA), name


def _add_tone_pairs(font: TTFont) -> Iterator[tuple[tuple[str, ...], str]]:
    for vowel in _with_narrow(font, VOWELS_ABOVE):
        for tone in SMALL_TONES:
            name = f"{vowel}_{tone}"
            raise_x, raise_y = _offset_on_mark(font, vowel, tone)
            _add_glyph(font, name, [(vowel, 0, 0), (tone, raise_x, raise_y)], 0, GDEF_MARK)
            _attach_like(font, name, vowel)
            yield (vowel, tone), name


def _with_narrow(font: TTFont, names: Iterable[str]) -> Iterator[str]:
    """Each glyph and its form for tall consonants (ป ฝ ฟ), where the font has one."""
    present = set(font.getGlyphOrder())
    for name in names:
        yield from (form for form in (name, f"{name}.narrow") if form in present)


def _add_glyph(
    font: TTFont, name: str, parts: list[tuple[str, int, int]], advance: int, gdef_class: int
) -> None:
    pen = TTGlyphPen(font.getGlyphSet())
    for part, x, y in parts:
        pen.addComponent(part, (1, 0, 0, 1, x, y))
    glyph = pen.glyph()
    font["glyf"][name] = glyph
    font.setGlyphOrder(font["glyf"].glyphOrder)  # drops the cached look-up from name to number
    glyph.recalcBounds(font["glyf"])
    font["hmtx"][name] = (advance, glyph.xMin)
    font["GDEF"].table.GlyphClassDef.classDefs[name] = gdef_class


def _subtables(font: TTFont, lookup_type: int) -> Iterator[Any]:
    for lookup in font["GPOS"].table.LookupList.Lookup:
        if lookup.LookupType == lookup_type:
            yield from lookup.SubTable


def _offset_on_mark(font: TTFont, lower: str, upper: str) -> tuple[int, int]:
    """How far the font's own anchors move `upper` when it stands on `lower`, in font units."""
    for table in _subtables(font, MARK_TO_MARK):
        if lower in table.Mark2Coverage.glyphs and upper in table.Mark1Coverage.glyphs:
            mark = table.Mark1Array.MarkRecord[table.Mark1Coverage.glyphs.index(upper)]
            row = table.Mark2Array.Mark2Record[table.Mark2Coverage.glyphs.index(lower)]
            anchor = row.Mark2Anchor[mark.Class]
            return (
                anchor.XCoordinate - mark.MarkAnchor.XCoordinate,
                anchor.YCoordinate - mark.MarkAnchor.YCoordinate,
            )
    raise ValueError(f"the font has no anchor of {upper} on {lower}")


def _attach_like(font: TTFont, name: str, model: str) -> None:
    """Let the new mark attach to every consonant as `model` does; new glyphs keep coverages sorted."""
    for table in _subtables(font, MARK_TO_BASE):
        if model in table.MarkCoverage.glyphs:
            record = table.MarkArray.MarkRecord[table.MarkCoverage.glyphs.index(model)]
            table.MarkCoverage.glyphs.append(name)
            table.MarkArray.MarkRecord.append(copy.deepcopy(record))
    classes = font["GDEF"].table.MarkAttachClassDef.classDefs
    if model in classes:
        classes[name] = classes[model]


def _add_ligatures(font: TTFont, mapping: dict[tuple[str, ...], str]) -> None:
    """Add one ligature lookup to Thai `ccmp`: last in order, so it sees the forms the font has chosen."""
    table = font["GSUB"].table
    table.LookupList.Lookup.append(buildLookup([buildLigatureSubstSubtable(mapping)]))
    table.LookupList.LookupCount = len(table.LookupList.Lookup)
    thai = next(script for script in table.ScriptList.ScriptRecord if script.ScriptTag == "thai")
    records = [table.FeatureList.FeatureRecord[i] for i in thai.Script.DefaultLangSys.FeatureIndex]
    ccmp = next(record.Feature for record in records if record.FeatureTag == "ccmp")
    ccmp.LookupListIndex.append(table.LookupList.LookupCount - 1)
    ccmp.LookupCount = len(ccmp.LookupListIndex)


def _begin_marks_inside(font: TTFont) -> None:
    """Move the origin of every Thai mark to the left, and its outline and anchors as far to the right.

    Where anchors lie far apart it takes an advance for a mark to reach the next letter: as little as will do, since
    pdf.js gives marks none. A shaper does not either, so no text becomes longer.
    """
    classes = font["GDEF"].table.GlyphClassDef.classDefs
    marks = [name for name, kind in classes.items() if kind == GDEF_MARK and name.startswith("uni0E")]
    ends = {kind: _ends(font, kind) for kind in {_kind(name) for name in marks}}
    back = {kind: last + HAIR for kind, (_first, last) in ends.items()}
    back |= dict.fromkeys(BELOW, max(back[tone] for tone in TONES) + BELOW_TO_ABOVE)
    ways = {name: back[_kind(name)] for name in marks}
    _move_outlines(font, {name: round(way * WRITTEN) for name, way in ways.items()})
    _move_anchors(font, ways)
    for name, way in ways.items():
        first, _last = ends[_kind(name)]
        font["hmtx"][name] = (max(0, way - first - NO_SPACE), font["glyf"][name].xMin)


def _kind(name: str) -> str:
    """The mark of which a glyph is a form, or the lower of the two of which it is made."""
    return name[: len("uni0E31")]


def _ends(font: TTFont, mark: str) -> tuple[int, int]:
    """Where a mark begins on letters, measured from the end of the letter: the first and the last place."""
    letters = CONSONANTS if mark in BELOW else CONSONANTS - TALL
    places = []
    for table in _subtables(font, MARK_TO_BASE):
        if mark not in table.MarkCoverage.glyphs:
            continue
        record = table.MarkArray.MarkRecord[table.MarkCoverage.glyphs.index(mark)]
        for letter, row in zip(table.BaseCoverage.glyphs, table.BaseArray.BaseRecord, strict=True):
            if letter in letters and (anchor := row.BaseAnchor[record.Class]):
                end, _side = font["hmtx"][letter]
                places.append(anchor.XCoordinate - record.MarkAnchor.XCoordinate - end)
    return min(places), max(places)


def _move_outlines(font: TTFont, ways: Mapping[str, int]) -> None:
    """Draw these glyphs so much further to the right, and what is made of them where it was but for its own way."""
    outlines, order = font["glyf"], font.getGlyphOrder()
    for name in order:
        glyph, way = outlines[name], ways.get(name, 0)
        if glyph.isComposite():
            for part in glyph.components:
                part.x += way - ways.get(part.glyphName, 0)
        elif way:
            glyph.coordinates.translate((way, 0))
    for name in order:
        outlines[name].recalcBounds(outlines)


def _move_anchors(font: TTFont, ways: Mapping[str, int]) -> None:
    """Move the anchors of these marks, by which they stand on letters and on each other, so much to the right."""
    for table in _subtables(font, MARK_TO_BASE):
        _move_records(table.MarkCoverage, table.MarkArray, ways)
    for table in _subtables(font, MARK_TO_MARK):
        _move_records(table.Mark1Coverage, table.Mark1Array, ways)
        for name, row in zip(table.Mark2Coverage.glyphs, table.Mark2Array.Mark2Record, strict=True):
            for anchor in filter(None, row.Mark2Anchor):
                anchor.XCoordinate += ways.get(name, 0)


def _move_records(coverage: Any, array: Any, ways: Mapping[str, int]) -> None:
    for name, record in zip(coverage.glyphs, array.MarkRecord, strict=True):
        record.MarkAnchor.XCoordinate += ways.get(name, 0)


def _rename(font: TTFont, style: str) -> None:
    texts = {1: FAMILY, 2: style, 3: f"{FAMILY} {style}", 4: f"{FAMILY} {style}", 6: f"SarabunPDF-{style}"}
    font["name"].names = [record for record in font["name"].names if record.nameID not in {16, 17, 21, 22}]
    for record in font["name"].names:
        if record.nameID in texts:
            record.string = texts[record.nameID]


def _recipe() -> str:
    """A digest of everything the result depends on: this file and the source fonts."""
    digest = hashlib.sha256(Path(__file__).read_bytes())
    for weight in WEIGHTS.values():
        digest.update(Path(fontpkg.path("Sarabun", weight=weight)).read_bytes())
    return digest.hexdigest()


def _store(path: Path, write: Any) -> None:
    """Write a file whole or not at all, so that two set-ups at once never leave half a font."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    os.close(handle)
    scratch = Path(name)
    try:
        write(scratch)
        scratch.chmod(0o644)
        scratch.replace(path)
    finally:
        scratch.unlink(missing_ok=True)


def main() -> None:
    """Build into the folder given on the command line."""
    parser = argparse.ArgumentParser(description="Build the text-safe fonts of the certificate.")
    parser.add_argument("folder", nargs="?", type=Path, default=DEFAULT_FOLDER)
    folder = parser.parse_args().folder
    done = build(folder)
    print(f"{folder}: {'built' if done else 'up to date'}")  # noqa: T201 - the answer of a command


if __name__ == "__main__":
    main()
