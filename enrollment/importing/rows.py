"""One row of the table into what it says of a person, or into problems with their place, value and reason."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import TextChoices

from core.dates import DateUnreadable, PartialDate, parse_thai_date, to_buddhist
from core.names import PREFIX_WORDS, split_full_name, split_prefix
from core.text import TextRefused, normalize_thai, to_arabic_digits
from enrollment.checking import EntryRefused, Known, birth_window, checked
from enrollment.entries import BarrierEntry, GuardianEntry, PersonEntry
from enrollment.enums import Aptitude, BarrierKind, CaseType, Education, Grade, PhoneOwner, Reason
from enrollment.importing.columns import squeezed
from enrollment.importing.references import NotFound, References
from enrollment.importing.table import Cell, Formula, Row, Table
from enrollment.importing.vocabulary import choice_words, yes_or_no

_LISTED = re.compile(r"[,;|\n]+")
_LONG_NUMBER = re.compile(r"[\d๐-๙G][\d๐-๙ \-]{9,}")
GUARDIAN_FIELDS = ("name", "relation", "phone", "consent_training_on", "consent_data_on")
PLACE_FIELDS = ("subdistrict", "district", "province", "place_code")


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row is refused: the column's heading, the value as written (numbers of persons masked), the fault."""

    field: str
    heading: str
    value: str
    code: str


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row read: the checked entry and which of its fields the row states, or the problems."""

    number: int
    name: str
    entry: PersonEntry | None
    stated: tuple[str, ...]
    problems: tuple[Problem, ...]


class BadCell(ValueError):
    """A cell that its column cannot hold."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Reader:
    """Everything that reading a row needs besides the row."""

    columns: Mapping[int, str]
    headings: Row
    references: References
    known: Known

    def heading(self, field: str) -> str:
        """The heading over the column of a field; of a part's column where the field has several."""
        parts = {"place": PLACE_FIELDS, "school": ("school", "school_code")}.get(field, (field,))
        names = (*parts, "full_name")
        found = {self.columns[index]: str(self.headings.cells[index]) for index in self.columns}
        return next((found[name] for name in names if name in found), "")


def read_rows(table: Table, heading_at: int, reader: Reader) -> Iterator[ReadRow]:
    """Every row below the headings."""
    return (_read_row(row, reader) for row in table.rows[heading_at + 1 :])


def _read_row(row: Row, reader: Reader) -> ReadRow:
    cells = {field: row.cells[index] for index, field in reader.columns.items() if index < len(row.cells)}
    stated: dict[str, Any] = {}
    problems: list[Problem] = []
    for field, read in READERS.items():
        try:
            stated |= read(cells, reader)
        except (BadCell, NotFound, DateUnreadable, TextRefused) as wrong:
            problems.append(_problem(field, str(wrong.code), cells, reader))
    entry = _entry(stated)
    try:
        entry = checked(entry, reader.known)
    except EntryRefused as refused:
        reported = {problem.field for problem in problems}
        more = (fault for fault in refused.faults if fault.field not in reported)
        problems += [_problem(fault.field, fault.code, cells, reader) for fault in more]
    name = f"{entry.prefix}{entry.given_name} {entry.family_name.strip('-')}".strip()
    return ReadRow(
        row.number, _masked(name, "given_name"), None if problems else entry, tuple(stated), tuple(problems)
    )


def _entry(stated: Mapping[str, Any]) -> PersonEntry:
    guardian = stated.get("guardian")
    values = {"prefix": "", "given_name": "", "family_name": "", **stated}
    return PersonEntry(
        **values | {"guardian": GuardianEntry(**{"name": "", **guardian}) if guardian else None}
    )


def _problem(field: str, code: str, cells: Mapping[str, Cell], reader: Reader) -> Problem:
    parts = {"place": PLACE_FIELDS, "school": ("school", "school_code")}.get(field, (field, "full_name"))
    shown = " ".join(filter(None, (_as_shown(cells.get(part)) for part in parts)))
    return Problem(field, reader.heading(field), _masked(shown, field), code)


def _masked(text: str, field: str) -> str:
    """The value as written, short; of numbers that may name a person only the last three signs."""
    text = text[:60]
    if field == "identifier":
        return "x" * max(0, len(text) - 3) + text[-3:]
    return _LONG_NUMBER.sub(lambda found: "x" * (len(found[0]) - 3) + found[0][-3:], text)


def _as_shown(cell: Cell) -> str:
    if isinstance(cell, Formula):
        return "=…"
    return cell.isoformat()[:10] if isinstance(cell, date) else "" if cell is None else _text(cell)


def _text(cell: Cell) -> str:
    """A cell as text: whole numbers without the decimal zero that spreadsheets add."""
    if isinstance(cell, Formula):
        raise BadCell("formula")
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, date):
        raise BadCell("not_text")
    return "" if cell is None else str(cell).strip()


Cells = Mapping[str, Cell]
Read = Callable[[Cells, Reader], dict[str, Any]]


def _as_text(field: str) -> Read:
    def read(cells: Cells, reader: Reader) -> dict[str, Any]:
        text = _text(cells.get(field))
        return {field: text} if text else {}

    return read


def _names(cells: Cells, reader: Reader) -> dict[str, Any]:
    """Prefix, given and family name from their columns, or from one that holds all or two of them."""
    prefix, given, family = (_text(cells.get(name)) for name in ("prefix", "given_name", "family_name"))
    if not given and (full := _text(cells.get("full_name"))):
        parts = split_full_name(full)
        given, family = parts.given, family or parts.family
        prefix = prefix or (PREFIX_WORDS[parts.prefix].thai if parts.prefix else "")
    elif not prefix:
        found, rest = split_prefix(given)
        prefix, given = (PREFIX_WORDS[found].thai, rest) if found else ("", given)
    return {"prefix": prefix, "given_name": given, "family_name": family}


def _birth(cells: Cells, reader: Reader) -> dict[str, Any]:
    found = _date(cells.get("birth"), birth_window(reader.known.today))
    return {"birth": found} if found else {}


def _date(cell: Cell, window: tuple[date, date] | None = None) -> PartialDate | None:
    if isinstance(cell, Formula):
        raise BadCell("formula")
    if cell is None or cell == "":
        return None
    return parse_thai_date(cell, window=window)


def _choice(field: str, choices: type[TextChoices]) -> Read:
    def read(cells: Cells, reader: Reader) -> dict[str, Any]:
        text = _text(cells.get(field))
        return {field: _chosen(text, choices)} if text else {}

    return read


def _chosen(text: str, choices: type[TextChoices]) -> str:
    value = choice_words(choices).get(squeezed(text))
    if value is None:
        raise BadCell("unknown_choice")
    return value


def _reasons(cells: Cells, reader: Reader) -> dict[str, Any]:
    words = _listed(_text(cells.get("reasons")))
    return {"reasons": tuple(_chosen(word, Reason) for word in words)} if words else {}


def _aptitudes(cells: Cells, reader: Reader) -> dict[str, Any]:
    words = _listed(_text(cells.get("aptitudes")))
    return {"aptitudes": tuple(_chosen(word, Aptitude) for word in words)} if words else {}


def _barriers(cells: Cells, reader: Reader) -> dict[str, Any]:
    """One column a kind; an empty cell says that nobody asked."""
    answers = {kind: _yes(kind)(cells, reader) for kind in BarrierKind.values}
    stated = tuple(BarrierEntry(kind, answer[kind]) for kind, answer in answers.items() if answer)
    return {"barriers": stated} if stated else {}


def _interests(cells: Cells, reader: Reader) -> dict[str, Any]:
    words = _listed(_text(cells.get("interests")))
    return {"interests": tuple(reader.references.course(word) for word in words)} if words else {}


def _listed(text: str) -> list[str]:
    return [word for word in (part.strip() for part in _LISTED.split(text)) if word]


def _school(cells: Cells, reader: Reader) -> dict[str, Any]:
    code, name = _text(cells.get("school_code")), _text(cells.get("school"))
    return {"school": reader.references.school(code or name)} if code or name else {}


def _place(cells: Cells, reader: Reader) -> dict[str, Any]:
    name, district, province, code = (_text(cells.get(field)) for field in PLACE_FIELDS)
    if not name and not code:
        return {}
    return {"place": reader.references.subdistrict(name, district, province, to_arabic_digits(code))}


def _academic_year(cells: Cells, reader: Reader) -> dict[str, Any]:
    digits = to_arabic_digits(_text(cells.get("academic_year")))
    if not digits:
        return {}
    if not (digits.isascii() and digits.isdigit() and len(digits) == 4):
        raise BadCell("not_a_number")
    year = int(digits)
    return {"academic_year": year if year > 2400 else to_buddhist(year)}


def _phone_in(field: str) -> Read:
    def read(cells: Cells, reader: Reader) -> dict[str, Any]:
        text = _phone(cells.get(field))
        return {field: text} if text else {}

    return read


def _phone(cell: Cell) -> str:
    """A telephone number; a number cell has lost its leading zero, which every Thai number has."""
    text = _text(cell)
    lost = isinstance(cell, int | float) and len(text) in (8, 9)
    return f"0{text}" if lost else text


def _yes(field: str) -> Read:
    def read(cells: Cells, reader: Reader) -> dict[str, Any]:
        text = _text(cells.get(field))
        if not text:
            return {}
        said = yes_or_no(text)
        if said is None:
            raise BadCell("not_yes_or_no")
        return {field: said}

    return read


def _guardian(cells: Cells, reader: Reader) -> dict[str, Any]:
    """What the row says of the guardian, as a dict of the parts it states."""
    said: dict[str, Any] = {
        "name": normalize_thai(_text(cells.get("guardian_name"))),
        "relation": _text(cells.get("guardian_relation")),
        "phone": _phone(cells.get("guardian_phone")),
    }
    for part in ("consent_training_on", "consent_data_on"):
        said[part] = _consent(cells.get(f"guardian_{part}"))
    stated = {part: value for part, value in said.items() if value}
    return {"guardian": stated} if stated else {}


def _consent(cell: Cell) -> date | None:
    found = _date(cell.date() if isinstance(cell, datetime) else cell)
    if found is not None and found.as_date is None:
        raise BadCell("not_a_date")
    return found.as_date if found else None


READERS: Mapping[str, Read] = {
    "given_name": _names,
    "identifier": _as_text("identifier"),
    "name_en": _as_text("name_en"),
    "birth": _birth,
    "case_type": _choice("case_type", CaseType),
    "education": _choice("education", Education),
    "school": _school,
    "academic_year": _academic_year,
    "reasons": _reasons,
    "interests": _interests,
    "place": _place,
    "address": _as_text("address"),
    "phone": _phone_in("phone"),
    "needs_lodging": _yes("needs_lodging"),
    "grade": _choice("grade", Grade),
    "aptitudes": _aptitudes,
    "phone_owner": _choice("phone_owner", PhoneOwner),
    "barriers": _barriers,
    "guardian_name": _guardian,
}
