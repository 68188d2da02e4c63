"""What the cells of one kind of fact say: text, names, dates, choices, places, a guardian. Nothing is checked here."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import TextChoices

from core.dates import PartialDate, parse_thai_date, to_buddhist
from core.names import PREFIX_WORDS, split_full_name, split_prefix
from core.tables.table import Cell, Formula
from core.text import normalize_thai, to_arabic_digits
from enrollment.checking import Known, birth_window
from enrollment.entries import BarrierEntry, GuardianEntry
from enrollment.enums import Aptitude, BarrierKind, CaseType, Education, Grade, PhoneOwner, Reason
from enrollment.importing.columns import squeezed
from enrollment.importing.references import References
from enrollment.importing.vocabulary import choice_words, yes_or_no

_LISTED = re.compile(r"[,;|\n]+")


class BadCell(ValueError):
    """A cell that its column cannot hold."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Context:
    """What reading needs besides the cells. `own_school`: the one school whose people a school may enter."""

    references: References
    known: Known
    own_school: int | None = None


Values = dict[str, Any]
Read = Callable[[tuple[Cell, ...], Context], Values]


@dataclass(frozen=True, slots=True)
class Fact:
    """Columns that are read together: the field that a problem is named by, the columns, and how they are read.

    `repeats`: the same cells stand in many rows, so it pays to remember what they said.
    """

    field: str
    columns: tuple[str, ...]
    read: Read
    repeats: bool = True


def text_of(cell: Cell) -> str:
    """A cell as text: whole numbers without the decimal zero that spreadsheets add."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, Formula):
        raise BadCell("formula")
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, date):
        raise BadCell("not_text")
    return "" if cell is None else str(cell).strip()


def _as_text(field: str) -> Read:
    def read(cells: tuple[Cell, ...], context: Context) -> Values:
        text = text_of(cells[0])
        return {field: text} if text else {}

    return read


def _names(cells: tuple[Cell, ...], context: Context) -> Values:
    """Prefix, given and family name from their columns, or from one that holds all or two of them."""
    prefix, given, family, full = map(text_of, cells)
    if not given and full:
        parts = split_full_name(full)
        given, family = parts.given, family or parts.family
        prefix = prefix or (PREFIX_WORDS[parts.prefix].thai if parts.prefix else "")
    elif not prefix:
        found, rest = split_prefix(given)
        prefix, given = (PREFIX_WORDS[found].thai, rest) if found else ("", given)
    return {"prefix": prefix, "given_name": given, "family_name": family}


def _birth(cells: tuple[Cell, ...], context: Context) -> Values:
    found = _date(cells[0], birth_window(context.known.today))
    return {"birth": found} if found else {}


def _date(cell: Cell, window: tuple[date, date] | None = None) -> PartialDate | None:
    if isinstance(cell, Formula):
        raise BadCell("formula")
    if cell is None or cell == "":
        return None
    return parse_thai_date(cell, window=window)


def _choice(field: str, choices: type[TextChoices]) -> Read:
    def read(cells: tuple[Cell, ...], context: Context) -> Values:
        text = text_of(cells[0])
        return {field: _chosen(text, choices)} if text else {}

    return read


def _choices(field: str, choices: type[TextChoices]) -> Read:
    def read(cells: tuple[Cell, ...], context: Context) -> Values:
        words = _listed(cells[0])
        return {field: tuple(_chosen(word, choices) for word in words)} if words else {}

    return read


def _chosen(text: str, choices: type[TextChoices]) -> str:
    value = choice_words(choices).get(squeezed(text))
    if value is None:
        raise BadCell("unknown_choice")
    return value


def _listed(cell: Cell) -> list[str]:
    return [word for word in (part.strip() for part in _LISTED.split(text_of(cell))) if word]


def _interests(cells: tuple[Cell, ...], context: Context) -> Values:
    words = _listed(cells[0])
    return {"interests": tuple(context.references.course(word) for word in words)} if words else {}


def _school(cells: tuple[Cell, ...], context: Context) -> Values:
    """By code or name; a school speaks of its own people only."""
    name, code = map(text_of, cells)
    if not name and not code:
        return {}
    school = context.references.school(code or name)
    if context.own_school not in (None, school.pk):
        raise BadCell("another_school")
    return {"school": school}


def _place(cells: tuple[Cell, ...], context: Context) -> Values:
    name, district, province, code = map(text_of, cells)
    if not name and not code:
        return {}
    return {"place": context.references.subdistrict(name, district, province, to_arabic_digits(code))}


def _academic_year(cells: tuple[Cell, ...], context: Context) -> Values:
    digits = to_arabic_digits(text_of(cells[0]))
    if not digits:
        return {}
    if not (digits.isascii() and digits.isdigit() and len(digits) == 4):
        raise BadCell("not_a_number")
    year = int(digits)
    return {"academic_year": year if year > 2400 else to_buddhist(year)}


def _phone(cell: Cell) -> str:
    """A telephone number; a number cell has lost its leading zero, which every Thai number has."""
    text = text_of(cell)
    lost = isinstance(cell, int | float) and len(text) in (8, 9)
    return f"0{text}" if lost else text


def _own_phone(cells: tuple[Cell, ...], context: Context) -> Values:
    text = _phone(cells[0])
    return {"phone": text} if text else {}


def _lodging(cells: tuple[Cell, ...], context: Context) -> Values:
    said = _yes(cells[0])
    return {} if said is None else {"needs_lodging": said}


def _yes(cell: Cell) -> bool | None:
    """Yes or no; None where the cell is empty: nobody asked."""
    text = text_of(cell)
    if not text:
        return None
    said = yes_or_no(text)
    if said is None:
        raise BadCell("not_yes_or_no")
    return said


def _barriers(cells: tuple[Cell, ...], context: Context) -> Values:
    """One column a kind, and one with the day on which the papers were seen."""
    *answers, seen = cells
    seen_on = _day(seen)
    said = {kind: _yes(cell) for kind, cell in zip(BarrierKind.values, answers, strict=True)}
    stated = tuple(BarrierEntry(kind, holds, seen_on) for kind, holds in said.items() if holds is not None)
    return {"barriers": stated} if stated else {}


def _day(cell: Cell) -> date | None:
    found = _date(cell.date() if isinstance(cell, datetime) else cell)
    if found is not None and found.as_date is None:
        raise BadCell("not_a_date")
    return found.as_date if found else None


def _guardian(cells: tuple[Cell, ...], context: Context) -> Values:
    name, relation, phone, training, data = cells
    entry = GuardianEntry(
        normalize_thai(text_of(name)), text_of(relation), _phone(phone), _day(training), _day(data)
    )
    return {"guardian": entry} if entry != GuardianEntry("") else {}


FACTS = (
    Fact("given_name", ("prefix", "given_name", "family_name", "full_name"), _names, repeats=False),
    Fact("identifier", ("identifier",), _as_text("identifier"), repeats=False),
    Fact("name_en", ("name_en",), _as_text("name_en")),
    Fact("birth", ("birth",), _birth),
    Fact("case_type", ("case_type",), _choice("case_type", CaseType)),
    Fact("education", ("education",), _choice("education", Education)),
    Fact("grade", ("grade",), _choice("grade", Grade)),
    Fact("school", ("school", "school_code"), _school),
    Fact("academic_year", ("academic_year",), _academic_year),
    Fact("reasons", ("reasons",), _choices("reasons", Reason)),
    Fact("interests", ("interests",), _interests),
    Fact("aptitudes", ("aptitudes",), _choices("aptitudes", Aptitude)),
    Fact("place", ("subdistrict", "district", "province", "place_code"), _place),
    Fact("address", ("address",), _as_text("address")),
    Fact("phone", ("phone",), _own_phone, repeats=False),
    Fact("phone_owner", ("phone_owner",), _choice("phone_owner", PhoneOwner)),
    Fact("needs_lodging", ("needs_lodging",), _lodging),
    Fact("barriers", (*BarrierKind.values, "barriers_seen_on"), _barriers),
    Fact(
        "guardian_name",
        (
            "guardian_name", "guardian_relation", "guardian_phone", "guardian_consent_training_on",
            "guardian_consent_data_on",
        ),
        _guardian,
        repeats=False,
    ),
)  # fmt: skip
FACT_OF: Mapping[str, Fact] = {name: fact for fact in FACTS for name in (fact.field, *fact.columns)}
