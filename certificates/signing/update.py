"""Adds to a PDF behind its last byte, as ISO 32000-1, 7.5.6 has it: what was printed stays as it was.

It reads only what our own press writes (a plain table of references, dictionaries in the open), which is what makes
it quick: a general reader takes twenty times as long for the same four changes.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from certificates.paper.refusals import marked as _
from certificates.signing.refusals import NotOurFile

_START = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*\Z")
_HEAD = re.compile(rb"xref\s+0 (\d+)\s*\n")
_ENTRY = 20  # bytes of a line in the table of references


def pdf_name(text: str) -> bytes:
    """A PDF name; whatever is no letter or digit is written as #xx."""
    return b"/" + b"".join(
        bytes([byte]) if chr(byte).isalnum() and byte < 128 else b"#%02x" % byte for byte in text.encode()
    )


def pdf_text(text: str) -> bytes:
    """A PDF text string in hexadecimal UTF-16, so that nothing in it needs escaping."""
    return b"<feff" + text.encode("utf-16-be").hex().encode() + b">"


@dataclass
class Update:
    """Objects to be added to or changed in a file; `written()` gives the file with them."""

    pdf: bytes
    objects: dict[int, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        start = _START.search(self.pdf, max(0, len(self.pdf) - 64))
        if start is None:
            raise NotOurFile(_("the file does not end as a PDF of ours"))
        self.previous = int(start[1])
        head = _HEAD.match(self.pdf, self.previous)
        if head is None:
            raise NotOurFile(_("the file has no plain table of references"))
        self.size, self._table = int(head[1]), head.end()
        self._trailer = self.pdf[self._table + self.size * _ENTRY : start.start()]

    def root(self) -> int:
        """The number of the catalog."""
        return _reference(self._trailer, b"Root")

    def get(self, number: int) -> bytes:
        """The text of an object without stream; as changed, if it was."""
        if number in self.objects:
            return self.objects[number]
        entry = self.pdf[self._table + number * _ENTRY :][:_ENTRY]
        if not entry[:10].isdigit() or entry[17:18] != b"n":
            raise NotOurFile(_("object %(number)s is not in the table of references"), number=number)
        offset = int(entry[:10])
        body, found, _rest = self.pdf[offset : offset + 100_000].partition(b"endobj")
        head = b"%d 0 obj" % number
        if not found or not body.startswith(head):
            raise NotOurFile(_("object %(number)s is not where the table of references says"), number=number)
        return body[len(head) :].strip()

    def add(self, body: bytes) -> int:
        """Add an object; its number."""
        number = self.size
        self.size += 1
        self.objects[number] = body
        return number

    def extend(self, number: int, entries: bytes) -> None:
        """Write more entries into the dictionary of an object."""
        body = self.get(number)
        if not body.endswith(b">>"):
            raise NotOurFile(_("object %(number)s is no dictionary"), number=number)
        self.objects[number] = body[:-2] + entries + b">>"

    def append(self, number: int, key: bytes, item: bytes) -> None:
        """Put an item at the end of an array in the dictionary of an object, which may have none yet."""
        body = self.get(number)
        place = re.search(rb"/" + key + rb"\s*\[([^\[\]]*)\]", body)
        if place is None:
            self.extend(number, b"/" + key + b" [" + item + b"]")
        else:
            self.objects[number] = body[: place.end(1)] + b" " + item + body[place.end(1) :]

    def reference(self, number: int, key: bytes) -> int:
        """The number that an entry of a dictionary refers to."""
        return _reference(self.get(number), key)

    def first_page(self) -> int:
        """The number of the first page: down the first kids."""
        number = self.reference(self.root(), b"Pages")
        while kid := re.search(rb"/Kids\s*\[\s*(\d+) 0 R", self.get(number)):
            number = int(kid[1])
        return number

    def written(self) -> bytes:
        """The file with this update behind it."""
        if not self.objects:
            return self.pdf
        parts, places = [b"" if self.pdf.endswith(b"\n") else b"\n"], {}
        position = len(self.pdf) + len(parts[0])
        for number, body in sorted(self.objects.items()):
            places[number] = position
            parts.append(b"%d 0 obj\n%b\nendobj\n" % (number, body))
            position += len(parts[-1])
        return self.pdf + b"".join(parts) + self._table_of(places) + self._ending(position)

    def _table_of(self, places: Mapping[int, int]) -> bytes:
        lines = (b"%d 1\n%010d 00000 n \n" % (number, place) for number, place in places.items())
        return b"xref\n" + b"".join(lines)

    def _ending(self, position: int) -> bytes:
        kept = b" ".join(_entry(self._trailer, key) for key in (b"Root", b"Info", b"ID"))
        return b"trailer\n<</Size %d /Prev %d %b>>\nstartxref\n%d\n%%%%EOF\n" % (
            self.size,
            self.previous,
            kept,
            position,
        )


def _reference(body: bytes, key: bytes) -> int:
    found = re.search(rb"/" + key + rb"\s+(\d+) 0 R", body)
    if found is None:
        raise NotOurFile(_("no %(key)s where one was expected"), key=key.decode())
    return int(found[1])


def _entry(trailer: bytes, key: bytes) -> bytes:
    found = re.search(rb"/" + key + rb"\s*(\d+ 0 R|\[[^\]]*\])", trailer)
    return found[0] if found else b""
