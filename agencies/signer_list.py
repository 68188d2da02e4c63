"""A pasted list of signers: one line an agency, cells between tabs as a spreadsheet copies them, or commas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, AgencyCode, AgencyName
from core.text import TextRefused, normalize_thai, to_arabic_digits

MOST_LINES = 2_000
LONGEST = 200  # signs of a cell
HEADINGS = frozenset(("หน่วยงาน", "ชื่อหน่วยงาน", "โรงเรียน", "สถานศึกษา", "agency", "school", "name"))


class Finding(models.TextChoices):
    """What a line of the list means."""

    INVITE = "invite", _("To be invited")
    UNKNOWN = "unknown", _("Not in the register of agencies")
    AMBIGUOUS = "ambiguous", _("Several agencies have this name")
    INVITED = "invited", _("Invited already")
    TWICE = "twice", _("Stands in the list twice")
    UNREADABLE = "unreadable", _("Cannot be read")


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its number in the list, the agency as written, who signs, and what was found."""

    number: int
    agency: str
    signer: str = ""
    position: str = ""
    contact: str = ""
    finding: Finding = Finding.UNKNOWN
    found: Agency | None = None


def read_lines(text: str) -> Iterator[Line]:
    """The lines that are not empty, without a heading; columns: agency (name or code), signer, position, contact."""
    splitter = "\t" if "\t" in text else ","
    for number, cells in enumerate(csv.reader(io.StringIO(text), delimiter=splitter), start=1):
        try:
            clean = [normalize_thai(cell) for cell in cells[:4]]
        except TextRefused:
            yield Line(number, "", finding=Finding.UNREADABLE)
            continue
        if not any(clean) or (number == 1 and clean[0].casefold() in HEADINGS):
            continue
        bad = not clean[0] or max(map(len, clean)) > LONGEST
        agency, signer, position, contact = [*clean, "", "", ""][:4]
        finding = Finding.UNREADABLE if bad else Finding.UNKNOWN
        yield Line(number, agency[:LONGEST], signer, position, contact, finding)


class Roll:
    """The agencies by every name they have or had and every code."""

    def __init__(self) -> None:
        self.agencies = Agency.objects.in_bulk()
        self.by_key: dict[str, set[int]] = {}
        for agency in self.agencies.values():
            self._add(agency.pk, agency.name_th, agency.name_en)
        for pk, *names in AgencyName.objects.values_list("agency_id", "name_th", "name_en"):
            self._add(pk, *names)
        for pk, code in AgencyCode.objects.values_list("agency_id", "code"):
            self._add(pk, code)

    def _add(self, pk: int, *keys: str) -> None:
        for key in filter(None, map(key_of, keys)):
            self.by_key.setdefault(key, set()).add(pk)

    def find(self, text: str) -> list[Agency]:
        """The agencies of that name or code: none, one, or several."""
        return [self.agencies[pk] for pk in sorted(self.by_key.get(key_of(text), ()))]


def key_of(text: str) -> str:
    """A name or code without case and spaces, with ASCII digits; โรงเรียน may be left out."""
    squeezed = "".join(to_arabic_digits(text).casefold().split())
    return squeezed.removeprefix("โรงเรียน").removeprefix("รร.")
