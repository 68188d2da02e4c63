"""Cuts a plate: lays one paper out twice, once with another person in it, and learns from what differs.

Whatever is the same in both files is kept. Whatever differs must be one of the things that a plate can write, and at
the end the plate must make the second file, object by object. So nothing here knows a style or a place: it has seen how
the page behaves, and a page that behaves otherwise gives no plate.
"""

import re
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any
from xml.sax.saxutils import escape

from weasyprint import Document

from certificates.paper import art
from certificates.paper.facts import CertificateFacts
from certificates.paper.fitting import Fitted
from certificates.paper.plate import (
    POINTS,
    AttachedFacts,
    Content,
    LinkArea,
    Metadata,
    Part,
    Person,
    Pieces,
    PlacedLine,
    Plate,
    QrLines,
    String,
    Wording,
)
from certificates.paper.render import layout, page_of, write
from certificates.paper.shaping import REPERTOIRE, UNITS, Face, Unplaceable, widths_of
from certificates.paper.template import PaperTemplate
from certificates.paper.wording import set_lines
from core.paper.fonts import WEIGHTS
from core.paper.layout import Complaints

# What differs from paper to paper of one kind: all other facts are the same on everything that a plate prints.
# Each with an ending of its own for somebody else, so that two lines which say the same by chance are told apart.
PERSONAL = {
    "number": ".-", "replaces_number": "./", "name_th": "..", "name_en": "--", "code": "-/", "verify_url": "-.",
}  # fmt: skip
OTHERWISE = "//"  # for what ends so already
NEAR = 0.001  # pixels or points: how exactly a plate must place a line where the layout engine did
SHARES = (0.0, 0.5, 1.0)
STYLES = {weight: style for style, weight in WEIGHTS.items()}
_TEXT = re.compile(rb"1 0 0 -1 (\S+) (\S+) Tm\n(/\w+ \S+ Tf\n)?(.*?TJ\n)(?=ET\n)", re.DOTALL)
_FONT = re.compile(rb"/(\w+) (\S+) Tf\n")
_AREA = re.compile(rb"/Rect \[(\S+) (\S+) (\S+) (\S+)\]")
_VARIES = re.compile(rb"(\((?:[^()\\]|\\.)*\)|<feff[0-9a-f]*>|/Rect \[[^]]*\])")
_NUMBER = re.compile(rb"(\d+\.?\d*)")
_STREAM = re.compile(rb"<<(.*?)(/Filter /FlateDecode)?/Length \d+>>\nstream\n(.*)\nendstream", re.DOTALL)
_OBJECT = re.compile(rb"\A\d+ 0 obj\n(.*)\nendobj\n\Z", re.DOTALL)
_IDENTITY = re.compile(rb"\[\([0-9a-f]+\) \([0-9a-f]+\)\]")


def cut(facts: CertificateFacts, template: PaperTemplate, sizes: Mapping[str, float]) -> Plate:
    """The plate of all papers that differ from this one in personal facts; raises Unplaceable, PaperRefused."""
    shown = [Proof.of(each, template, sizes) for each in (facts, another(facts))]
    placed = list(_placed_lines(*shown))
    _widen(shown, placed, template)
    one, other = (proof.file(template) for proof in shown)
    plate = _learned(one, other, shown, placed)
    if not _is_file(plate, shown[1].person, other):
        raise Unplaceable("the page does not behave as a plate can")
    return plate


def another(facts: CertificateFacts) -> CertificateFacts:
    """Somebody else: every personal fact ends differently, and as long."""
    changes = {}
    for name, ending in PERSONAL.items():
        if value := getattr(facts, name):
            changes[name] = value[:-2] + (OTHERWISE if value.endswith(ending) else ending)
    return replace(facts, **changes)


@dataclass(frozen=True, slots=True)
class File:
    """A file in its objects, in order."""

    head: bytes
    objects: tuple[bytes, ...]
    trailer: bytes

    @classmethod
    def read(cls, pdf: bytes) -> "File":
        """A file as our own press writes it: a plain table of references, objects in the order of their numbers."""
        table, _, start = pdf.rpartition(b"startxref\n")
        table = pdf[int(start.split()[0]) :]
        places = [int(line[:10]) for line in re.findall(rb"\d{10} \d{5} n \n", table)]
        bodies = [_OBJECT.match(pdf[a:b]) for a, b in pairwise([*places, len(pdf) - len(table)])]
        if not all(bodies):
            raise Unplaceable("the file is not in the order that was expected")
        trailer = _IDENTITY.sub(rb"[(%b) (%b)]", table[table.index(b"trailer") :].replace(b"%", b"%%"))
        return cls(
            pdf[: places[0]],
            tuple(body[1] for body in bodies if body),
            trailer[: trailer.index(b"startxref")] + b"startxref\n%d\n%%%%EOF\n",
        )

    @property
    def page(self) -> int:
        """The place of the page's content among the objects."""
        page = next(body for body in self.objects if b"/Type /Page/" in body)
        found = re.search(rb"/Contents (\d+) 0 R", page)
        if found is None:
            raise Unplaceable("no content")
        return int(found[1]) - 1


def unpacked(body: bytes) -> tuple[bytes, bytes]:
    """Dictionary without length and filter, and content of a stream."""
    found = _STREAM.fullmatch(body)
    if found is None:
        raise Unplaceable("a stream of another kind")
    return found[1], zlib.decompress(found[3]) if found[2] else found[3]


@dataclass(frozen=True, slots=True)
class Proof:
    """One paper laid out, with what it says; `content` is what is drawn on its page."""

    person: Person
    document: Document
    content: bytes

    @classmethod
    def of(cls, facts: CertificateFacts, template: PaperTemplate, sizes: Mapping[str, float]) -> "Proof":
        fitted = Fitted(set_lines(facts, template), [], dict(sizes))
        with Complaints().heard():
            document = layout(page_of(facts, template, fitted), sizes, template)
            file = File.read(write(document, facts, template))
        drawn = unpacked(file.objects[file.page])[1].rstrip(b" ")
        return cls(Person.of(facts, fitted.lines), document, drawn)

    def file(self, template: PaperTemplate) -> File:
        return File.read(write(self.document, self.person.facts, template))

    def font(self, style: str) -> Any:
        """The font of that style in the file."""
        return next(font for font in self.document.fonts.values() if STYLES[font.weight] == style)

    def style(self, name: str) -> str:
        """The style of the font that the file calls so."""
        return next(STYLES[font.weight] for font in self.document.fonts.values() if font.hash == name)


def _widen(shown: Sequence[Proof], placed: Iterable[PlacedLine], template: PaperTemplate) -> None:
    """Let the fonts of both files have all that the lines that change may be written with, and the same."""
    wanted: dict[str, dict[int, str]] = defaultdict(dict)
    for each in placed:
        slots = sorted(template.line(each.name).slots & REPERTOIRE.keys())
        letters = (text for slot in slots for text in REPERTOIRE[slot]())
        wanted[each.face.style] |= {glyph.id: glyph.text for glyph in each.face.glyphs_of(letters)}
    for style, texts in wanted.items():
        fonts = [proof.font(style) for proof in shown]
        for font in fonts:
            texts |= font.to_unicode
        for font in fonts:
            font.to_unicode.clear()
            font.to_unicode.update(sorted(texts.items()))
            font.widths.update({glyph: widths_of(style)[glyph] for glyph in texts})


def _placed_lines(one: Proof, other: Proof) -> Iterator[PlacedLine]:
    """Every text that differs between the two pages, as the line of the template that it is."""
    texts = [list(_TEXT.finditer(proof.content)) for proof in (one, other)]
    if len(texts[0]) != len(texts[1]):
        raise Unplaceable("not as many texts on both pages")
    font = b""
    for first, second in zip(*texts, strict=True):
        font = first[3] or font
        if first[0] != second[0]:
            yield _placed(first, second, font, one, other)


def _placed(
    first: re.Match[bytes], second: re.Match[bytes], font: bytes, one: Proof, other: Proof
) -> PlacedLine:
    named = _FONT.fullmatch(font)
    if named is None or (first[2], first[3]) != (second[2], second[3]):
        raise Unplaceable("a text that moves up or down, or changes its size")
    style = one.style(named[1].decode())
    face = Face(style, round(float(named[2]) * UNITS))
    for name, text in one.person.lines.items():
        if text == other.person.lines[name]:
            continue
        shaped, reshaped = face.shape(text), face.shape(other.person.lines[name])
        if (shaped.operators(face), reshaped.operators(face)) == (first[4], second[4]):
            x, spare = float(first[1]), shaped.width - reshaped.width
            share = min(SHARES, key=lambda share: abs(x + share * spare - float(second[1])))
            texts = one.font(style).to_unicode
            return PlacedLine(name, face, first[3] or b"", x, first[2], share, shaped.width, texts)
    raise Unplaceable("a text that is no line of the template")


def _learned(one: File, other: File, shown: Sequence[Proof], placed: list[PlacedLine]) -> Plate:
    if len(one.objects) != len(other.objects):
        raise Unplaceable("not as many objects in both files")
    words = _words_of(shown[0].person, shown[1].person)
    objects: list[bytes | Part] = []
    for place, (first, second) in enumerate(zip(one.objects, other.objects, strict=True)):
        if place == one.page:
            objects.append(_page(shown[0], placed))
        elif first == second:
            objects.append(first)
        else:
            objects.append(_gap(first, words, placed))
    return Plate(one.head, tuple(objects), one.trailer)


def _words_of(person: Person, other: Person) -> dict[str, str]:
    """The words of the slots that another person has otherwise."""
    return {slot: word for slot, word in person.words.items() if word and word != other.words[slot]}


def _gap(body: bytes, words: Mapping[str, str], placed: Sequence[PlacedLine]) -> Part:
    """How to write an object that differs."""
    if body.startswith(b"<</Type /EmbeddedFile"):
        entries = unpacked(body)[0].replace(b"%", b"%%")
        entries = re.sub(rb"/CheckSum <[0-9a-f]+>", rb"/CheckSum <%b>", entries)
        return AttachedFacts(re.sub(rb"/Size \d+", rb"/Size %d", entries))
    if body.startswith(b"<</Type /Metadata"):
        entries, content = unpacked(body)
        escaped = {slot: escape(word) for slot, word in words.items()}
        return Metadata(entries, Wording.learned(content.decode(), escaped), escape)
    if b"\nstream\n" in body:
        raise Unplaceable("a drawing that differs from person to person")
    return Pieces(
        tuple(
            _string_or_area(piece, words, placed) if at % 2 else piece
            for at, piece in enumerate(_VARIES.split(body))
        )
    )


def _string_or_area(piece: bytes, words: Mapping[str, str], placed: Sequence[PlacedLine]) -> Part:
    area = _AREA.fullmatch(piece)
    if area is None:
        return String(Wording.learned(_text(piece), words))
    left, top, right, bottom = area.groups()
    for line in placed:
        edges = (line.x * POINTS, (line.x + line.width) * POINTS)
        if all(abs(float(a) - b) < NEAR for a, b in zip((left, right), edges, strict=True)):
            return LinkArea(line, top, bottom)
    raise Unplaceable("a link that is over no line")


def _text(string: bytes) -> str:
    """What a string of a file says."""
    if string.startswith(b"<feff"):
        return bytes.fromhex(string[5:-1].decode()).decode("utf-16-be")
    return re.sub(rb"\\(.)", rb"\1", string[1:-1]).decode("ascii")


def _page(proof: Proof, placed: Iterable[PlacedLine]) -> Content:
    """The content of the page with gaps for the lines and the QR code."""
    code = QrLines(art.qr_lines(proof.person.facts.verify_url)[0])
    parts: list[Part] = [*placed, code]
    gaps = {part(proof.person): part for part in parts}
    pieces = re.split(b"(" + b"|".join(map(re.escape, gaps)) + b")", proof.content)
    return Content(Pieces(tuple(gaps[each] if at % 2 else each for at, each in enumerate(pieces))))


def _is_file(plate: Plate, person: Person, file: File) -> bool:
    """Whether the plate makes this file: the same objects, with places to within `NEAR`."""
    for each, wanted in zip(plate.objects, file.objects, strict=True):
        if isinstance(each, Content):
            each, wanted = each.drawing, unpacked(wanted)[1].rstrip(b" ")
        if not _is_near(each if isinstance(each, bytes) else each(person), wanted):
            return False
    return True


def _is_near(ours: bytes, wanted: bytes) -> bool:
    """Whether all is the same but for numbers, and those nearly."""
    if ours == wanted:
        return True
    mine, yours = _NUMBER.split(ours), _NUMBER.split(wanted)
    return len(mine) == len(yours) and all(
        abs(float(a) - float(b)) < NEAR if at % 2 else a == b
        for at, (a, b) in enumerate(zip(mine, yours, strict=True))
    )
