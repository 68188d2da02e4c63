"""A pasted list of agencies to register: one line each, cells between tabs as a spreadsheet copies them, or commas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from agencies.signer_list import HEADINGS, Roll, key_of
from core.text import TextRefused, normalize_thai, to_arabic_digits

MOST_LINES = 2_000
LONGEST_NAME = 200
LONGEST_CODE = 20


class Entry(models.TextChoices):
    """What becomes of a line."""

    NEW = "new", _("To be registered")
    KNOWN = "known", _("Registered already")
    TWICE = "twice", _("Stands in the list twice")
    NO_NAME = "no_name", _("The Thai name is missing")
    TOO_LONG = "too_long", _("Longer than a name or a code can be")
    UNREADABLE = "unreadable", _("There is an invisible character in it")


FAULTS = frozenset((Entry.NO_NAME, Entry.TOO_LONG, Entry.UNREADABLE))


@dataclass(frozen=True, slots=True)
class ListedAgency:
    """One line: its number, what is written there, what becomes of it, and whom it means if it is known."""

    number: int
    name_th: str
    name_en: str = ""
    code: str = ""
    entry: Entry = Entry.NEW
    known: Agency | None = None


def read_agencies(text: str) -> list[ListedAgency]:
    """The lines compared with the register and with each other: by name, present or former, and by code."""
    roll = Roll()
    seen: set[str] = set()
    return [_judged(line, roll, seen) for line in _lines(text)]


def _lines(text: str) -> Iterator[ListedAgency]:
    rows = csv.reader(io.StringIO(text), delimiter="\t" if "\t" in text else ",")
    try:
        for number, cells in enumerate(rows, start=1):
            line = _line(number, cells)
            heading = number == 1 and line.name_th.casefold() in HEADINGS
            if not heading and (line.name_th or line.name_en or line.code or line.entry != Entry.NEW):
                yield line
    except csv.Error:  # a cell longer than any spreadsheet's
        yield ListedAgency(rows.line_num, "", entry=Entry.UNREADABLE)


def _line(number: int, cells: list[str]) -> ListedAgency:
    try:
        name_th, name_en, code = [*(normalize_thai(cell) for cell in cells[:3]), "", "", ""][:3]
    except TextRefused:
        return ListedAgency(number, "", entry=Entry.UNREADABLE)
    return ListedAgency(number, name_th, name_en, to_arabic_digits(code).replace("-", ""))


def _judged(line: ListedAgency, roll: Roll, seen: set[str]) -> ListedAgency:
    if line.entry != Entry.NEW:
        return line
    if not line.name_th:
        return replace(line, entry=Entry.NO_NAME)
    if max(len(line.name_th), len(line.name_en)) > LONGEST_NAME or len(line.code) > LONGEST_CODE:
        return replace(line, name_th=line.name_th[:LONGEST_NAME], entry=Entry.TOO_LONG)
    keys = {key_of(text) for text in (line.name_th, line.code) if text}
    found = [agency for key in (line.code, line.name_th) if key for agency in roll.find(key)]
    if found:
        return replace(line, entry=Entry.KNOWN, known=found[0])
    twice = bool(keys & seen)
    seen |= keys
    return replace(line, entry=Entry.TWICE) if twice else line
