"""A paper made ready for printing: its lines, each with letters that the typeface has and in a size that fits."""

from dataclasses import dataclass
from functools import lru_cache

from certificates.paper.facts import CertificateFacts
from certificates.paper.refusals import GlyphMissing
from certificates.paper.refusals import marked as _
from certificates.paper.shaping import glyph_texts
from certificates.paper.template import PaperTemplate
from certificates.paper.topics import STYLE, Grid, Row, rows_of
from certificates.paper.typeface import typeface
from certificates.paper.wording import SetLine, set_lines


@dataclass(frozen=True, slots=True)
class Fitted:
    """The lines of a paper, the rows of its list of topics, and the size in points of each by name."""

    lines: list[SetLine]
    rows: list[Row]
    sizes: dict[str, float]


def fit(facts: CertificateFacts, template: PaperTemplate) -> Fitted:
    """Raises a PaperRefused that says what is wrong with facts, template or set-up."""
    lines, rows = set_lines(facts, template), rows_of(facts)
    typeface().check({each.line.name: each.text + each.aside for each in lines})
    typeface().check({row.name: row.words for row in rows})
    sizes = typeface().sizes(lines)
    if template.table and rows:
        sizes |= _sizes_of_titles(rows, Grid.of(template.table, len(rows)))
    return Fitted(lines, rows, sizes)


def _sizes_of_titles(rows: list[Row], grid: Grid) -> dict[str, float]:
    titles = [title for row in rows for title in grid.titles(row) if title[1]]
    return {name: typeface().size_in(words, STYLE, room, grid.size, name) for name, words, room in titles}


def check_readable(fitted: Fitted) -> None:
    """Refuse with GlyphMissing a group of letters that would be printed and could not be read back from the file."""
    for each in fitted.lines:
        for words in filter(None, (each.text, each.aside)):
            _check_words(each.line.name, words, each.line.style)
    for row in fitted.rows:
        _check_words(row.name, row.words, STYLE)


def _check_words(name: str, words: str, style: str) -> None:
    if not _reads_back(words, style):
        raise GlyphMissing(_("%(line)s: letters stand on each other that could not be read back"), line=name)


@lru_cache(maxsize=4096)
def _reads_back(words: str, style: str) -> bool:
    """Whether each glyph stands for letters of its own, in the order in which a file learns what glyphs mean."""
    known: dict[int, str] = {}
    for glyph, text in glyph_texts(words, style):
        known.setdefault(glyph, text)
    return all(known.values())
