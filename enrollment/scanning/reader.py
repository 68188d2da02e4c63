"""Reads one page of one file: `read_page` is what the guarded child runs."""

import json
from typing import NamedTuple

from core.pages import PAGE, as_jpeg, page_of
from enrollment.scanning.codes import codes_on

WORKER = "enrollment.scanning.reader:read_page"


class ReadPage(NamedTuple):
    """A page as the child saw it: how many there are, the codes on this one, and its picture as JPEG."""

    pages: int
    codes: frozenset[str]
    picture: bytes


def read_page(body: bytes) -> bytes:
    """A page's number (four bytes) and the file in; facts, a line end and the picture out. Raises TaskRefused."""
    (number,) = PAGE.unpack_from(body)
    pages, picture = page_of(body[PAGE.size :], number)
    facts = {"pages": pages, "codes": sorted(codes_on(picture))}
    return json.dumps(facts).encode() + b"\n" + as_jpeg(picture)


def question(content: bytes, number: int) -> bytes:
    """What to ask the child for a page (0 is the first)."""
    return PAGE.pack(number) + content


def answer(reply: bytes) -> ReadPage:
    """What the child said."""
    facts, _, picture = reply.partition(b"\n")
    said = json.loads(facts)
    return ReadPage(int(said["pages"]), frozenset(map(str, said["codes"])), picture)
