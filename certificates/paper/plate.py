"""A plate: the file of a paper with gaps, and the four kinds of things that fill them for another person.

`certificates.paper.cutting` makes plates by looking at what the layout engine does; this module knows only how to write
a line, a QR code, a string and the attached facts where that is known.
"""

import hashlib
import re
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import pydyf

from certificates.paper import art
from certificates.paper.archive import LINE_ENDS, packed_safely
from certificates.paper.facts import CertificateFacts
from certificates.paper.shaping import Face, Unplaceable
from certificates.paper.wording import SetLine, slots

POINTS = 0.75  # in a pixel


@dataclass(frozen=True, slots=True)
class Person:
    """What is written into a plate: the facts, the words of their slots, and the words of the lines by name."""

    facts: CertificateFacts
    words: Mapping[str, str]
    lines: Mapping[str, str]

    @classmethod
    def of(cls, facts: CertificateFacts, lines: Sequence[SetLine]) -> Self:
        """The person of these facts; `lines` are those of the template with the facts filled in."""
        return cls(facts, slots(facts), {each.line.name: each.text for each in lines})


Part = Callable[[Person], bytes]


@dataclass(frozen=True, slots=True)
class Plate:
    """A file with gaps: its objects in order, each as it stands or how to write it."""

    head: bytes
    objects: tuple[bytes | Part, ...]
    trailer: bytes  # with places for the identity, the digest of the content, and where the table begins

    def print(self, person: Person) -> bytes:
        """The paper of one person; raises Unplaceable."""
        bodies = [each if isinstance(each, bytes) else each(person) for each in self.objects]
        places, pieces, position = [], [self.head], len(self.head)
        for number, body in enumerate(bodies, 1):
            places.append(b"%010d 00000 n \n" % position)
            pieces.append(b"%d 0 obj\n%b\nendobj\n" % (number, body))
            position += len(pieces[-1])
        table = b"xref\n0 %d\n0000000000 65535 f \n%b" % (len(bodies) + 1, b"".join(places))
        digest = hashlib.md5(b"".join(bodies), usedforsecurity=False).hexdigest().encode()
        return b"".join([*pieces, table, self.trailer % (identity(person.facts), digest, position)])


def identity(facts: CertificateFacts) -> bytes:
    """The identifier of the file, from what it says."""
    return hashlib.sha256(facts.to_json().encode()).hexdigest()[:32].encode()


def stream(entries: bytes, content: bytes) -> bytes:
    """A compressed stream; one that would end in a line end stays as it is (see `archive.compress_safely`)."""
    packed = zlib.compress(content, 9)
    if packed.endswith(LINE_ENDS):
        packed = content
    else:
        entries += b"/Filter /FlateDecode"
    return b"<<%b/Length %d>>\nstream\n%b\nendstream" % (entries, len(packed), packed)


@dataclass(frozen=True, slots=True)
class Wording:
    """Text with places for words: every second piece names a slot."""

    pieces: tuple[str, ...]

    @classmethod
    def learned(cls, text: str, words: Mapping[str, str]) -> Self:
        """The text with these words of slots taken out, the longest first."""
        slot_of = {word: slot for slot, word in words.items()}
        longest_first = sorted(slot_of, key=len, reverse=True)
        pieces = re.split(f"({'|'.join(map(re.escape, longest_first))})", text)
        return cls(tuple(slot_of[piece] if place % 2 else piece for place, piece in enumerate(pieces)))

    def filled(self, words: Mapping[str, str]) -> str:
        return "".join(words[piece] if place % 2 else piece for place, piece in enumerate(self.pieces))


@dataclass(frozen=True, slots=True)
class Pieces:
    """What is fixed and what is written for a person, in order."""

    pieces: tuple[bytes | Part, ...]

    def __call__(self, person: Person) -> bytes:
        return b"".join(each if isinstance(each, bytes) else each(person) for each in self.pieces)


@dataclass(frozen=True, slots=True)
class String:
    """A string of the file."""

    wording: Wording

    def __call__(self, person: Person) -> bytes:
        return bytes(pydyf.String(self.wording.filled(person.words)).data)


@dataclass(frozen=True, slots=True)
class Metadata:
    """The XML of the metadata; its stream is never compressed."""

    entries: bytes
    wording: Wording
    escape: Callable[[str], str]

    def __call__(self, person: Person) -> bytes:
        words = {slot: self.escape(word) for slot, word in person.words.items()}
        content = self.wording.filled(words).encode()
        return b"<<%b/Length %d>>\nstream\n%b\nendstream" % (self.entries, len(content), content)


@dataclass(frozen=True, slots=True)
class AttachedFacts:
    """The file with the facts: its dictionary, with places for digest and size."""

    entries: bytes

    def __call__(self, person: Person) -> bytes:
        content = person.facts.to_json().encode()
        digest = hashlib.md5(content, usedforsecurity=False).hexdigest().encode()
        return stream(self.entries % (digest, len(content)), content)


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A line of text on the page: at `x` for the person of the plate, and how far to the right for a shorter one."""

    name: str
    face: Face
    opening: bytes  # the font, where the page names it anew
    x: float
    y: bytes
    share: float  # of the room that is left: 0 left-aligned, 1/2 centered, 1 right-aligned
    width: float
    texts: Mapping[int, str]  # what the font of the file has, and as what it copies

    def __call__(self, person: Person) -> bytes:
        shaped = self.face.shape(person.lines[self.name])
        if any(self.texts.get(glyph.id) != glyph.text for glyph in shaped.glyphs):
            raise Unplaceable("a form of a letter that the fonts of the plate lack")
        x = number(self.left(shaped.width))
        return b"1 0 0 -1 %b %b Tm\n%b%b" % (x, self.y, self.opening, shaped.operators(self.face))

    def left(self, width: float) -> float:
        """Where a line of this width begins, in pixels."""
        return self.x + self.share * (self.width - width)

    def edges(self, person: Person) -> tuple[float, float]:
        """Where the line of a person begins and ends, in pixels."""
        width = self.face.shape(person.lines[self.name]).width
        return self.left(width), self.left(width) + width


@dataclass(frozen=True, slots=True)
class LinkArea:
    """The rectangle of a link, as wide as the line that it lies over."""

    line: PlacedLine
    top: bytes
    bottom: bytes

    def __call__(self, person: Person) -> bytes:
        left, right = (number(edge * POINTS) for edge in self.line.edges(person))
        return b"/Rect [%b %b %b %b]" % (left, self.top, right, self.bottom)


def number(value: float) -> bytes:
    """A number as the file writes it, to six places."""
    return bytes(pydyf._to_bytes(round(value, 6)))


@dataclass(frozen=True, slots=True)
class QrLines:
    """The dark rows of the QR code, in a square of so many modules."""

    modules: int

    def __call__(self, person: Person) -> bytes:
        modules, lines = art.qr_lines(person.facts.verify_url)
        if modules != self.modules:
            raise Unplaceable("an address that needs a larger code")
        return b"".join(b"%d %d.5 m\n%d %d.5 l\n" % (x, y, x + length, y) for x, y, length in lines)


@dataclass(frozen=True, slots=True)
class Content:
    """What is drawn on the page."""

    drawing: Pieces

    def __call__(self, person: Person) -> bytes:
        packed = packed_safely(self.drawing(person), b" ")
        return b"<</Filter /FlateDecode/Length %d>>\nstream\n%b\nendstream" % (len(packed), packed)
