"""The national table of places as a CSV file: read strictly, every fault with row, column, value and reason.

One line is a subdistrict with its district and province. Plain reading: what becomes of the rows is decided by
`agencies.services.places.load_places`.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from core.text import TextRefused, normalize_thai, to_arabic_digits

NEEDED = ("code", "name_th", "district_code", "district_th", "province_code", "province_th")
OPTIONAL = ("name_en", "district_en", "province_en", "postcode", "lat", "lon")
LEVEL_COLUMNS = (
    ("province_code", "province_th", "province_en"),
    ("district_code", "district_th", "district_en"),
    ("code", "name_th", "name_en"),
)
DIGITS = {"code": 6, "district_code": 4, "province_code": 2, "postcode": 5}
LONGEST_NAME = 100
# Degrees: a little more than Thailand, so that swapped or mistyped coordinates are seen.
WINDOW = {"lat": (5.0, 21.0), "lon": (97.0, 106.0)}
SECOND_LINE = 2  # the first one holds the headings


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One place: TIS 1099 code of 2, 4 or 6 digits, names, postcode, rough centre in degrees (about 3 km)."""

    code: str
    name_th: str
    name_en: str
    latitude: str | None = None
    longitude: str | None = None
    postcode: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a table was not loaded: where, what stands there, and what should."""

    file: str
    row: int
    column: str
    value: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}, row {self.row}, column {self.column}: {self.value!r}: {self.reason}"


class TableRefused(ValueError):
    """The file is no table of places, or has faults in it; nothing of it may be used."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = faults


def read_place_table(path: Path) -> list[PlaceRow]:
    """Every province, district and subdistrict of the file, each once; raises TableRefused with all faults."""
    reading = _Reading(path.name)
    lines = _lines(path)
    for number, line in enumerate(lines, start=SECOND_LINE):
        reading.take(number, line)
    if not lines:
        reading.fault(SECOND_LINE, "code", "", "the table has no rows")
    if reading.faults:
        raise TableRefused(reading.faults)
    return list(reading.places.values())


def _lines(path: Path) -> list[dict[str, str]]:
    """The lines as column -> text; a line with too few or too many cells has the key "" with their number."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.reader(file, strict=True)
            headings = [heading.strip() for heading in next(rows, [])]
            _refuse_headings(path.name, headings)
            return [_named(headings, cells) for cells in rows]
    except (UnicodeDecodeError, csv.Error) as wrong:
        reason = "this is not a CSV file in UTF-8; save it as “CSV UTF-8”"
        raise TableRefused([Fault(path.name, 1, "–", str(wrong), reason)]) from wrong


def _named(headings: list[str], cells: list[str]) -> dict[str, str]:
    if len(cells) != len(headings):
        return {"": str(len(cells))}
    return dict(zip(headings, cells, strict=True))


def _refuse_headings(file: str, headings: list[str]) -> None:
    faults = [
        Fault(file, 1, name, "", "this column is missing") for name in NEEDED if headings.count(name) == 0
    ] + [
        Fault(file, 1, name, name, "this column stands there twice")
        for name in (*NEEDED, *OPTIONAL)
        if headings.count(name) > 1
    ]
    if faults:
        raise TableRefused(faults)


class _Reading:
    """The places found so far and the faults; a district said twice must be the same twice."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []
        self.places: dict[str, PlaceRow] = {}
        self.first_row: dict[str, int] = {}

    def fault(self, row: int, column: str, value: str, reason: str) -> None:
        self.faults.append(Fault(self.file, row, column, value, reason))

    def take(self, number: int, line: Mapping[str, str]) -> None:
        if "" in line:
            return self.fault(number, "–", line[""], "the row has another number of cells than the headings")
        before = len(self.faults)
        said = {column: self._text(number, column, line.get(column, "")) for column in (*NEEDED, *OPTIONAL)}
        for column, reason in faults_of(said):
            self.fault(number, column, line.get(column, ""), reason)
        if len(self.faults) == before:
            for row, column in _places_of(said):
                self._add(number, column, row)
        return None

    def _text(self, number: int, column: str, value: str) -> str:
        try:
            text = normalize_thai(value)
        except TextRefused:
            self.fault(number, column, value, "there is an invisible character in it")
            return ""
        return to_arabic_digits(text) if column in DIGITS else text

    def _add(self, number: int, column: str, row: PlaceRow) -> None:
        known = self.places.setdefault(row.code, row)
        first = self.first_row.setdefault(row.code, number)
        if first != number and column == "code":
            self.fault(number, column, row.code, f"this code stands in row {first} already")
        elif (known.name_th, known.name_en) != (row.name_th, row.name_en):
            name = f"{row.name_th} / {row.name_en}"
            self.fault(
                number, column, name, f"row {first} names {row.code} {known.name_th} / {known.name_en}"
            )


def faults_of(said: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """(column, reason) of everything that is wrong in one line."""
    for column, count in DIGITS.items():
        optional = column == "postcode" and not said[column]
        if not optional and not re.fullmatch(rf"[0-9]{{{count}}}", said[column]):
            yield column, f"must be {count} digits"
    for inner, outer in (("code", "district_code"), ("district_code", "province_code")):
        if not said[inner].startswith(said[outer]):
            yield inner, f"must begin with the {outer} {said[outer]}"
    for _code, thai, english in LEVEL_COLUMNS:
        if not said[thai]:
            yield thai, "the Thai name is missing"
        for column in (thai, english):
            if len(said[column]) > LONGEST_NAME:
                yield column, f"is longer than {LONGEST_NAME} letters"
    yield from _faults_of_point(said)


def _faults_of_point(said: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    if bool(said["lat"]) != bool(said["lon"]):
        yield ("lon" if said["lat"] else "lat"), "a point needs both latitude and longitude"
    for column, (least, most) in WINDOW.items():
        text = said[column]
        if text and not (re.fullmatch(r"\d{1,3}(\.\d{1,12})?", text) and least <= float(text) <= most):
            yield column, f"must be degrees between {least:g} and {most:g}"


def _places_of(said: Mapping[str, str]) -> Iterator[tuple[PlaceRow, str]]:
    """The province, the district and the subdistrict of a line, each with the column of its code."""
    for code, thai, english in LEVEL_COLUMNS:
        place = PlaceRow(said[code], said[thai], said[english])
        if code == "code":
            place = replace(
                place,
                postcode=said["postcode"],
                latitude=said["lat"] or None,
                longitude=said["lon"] or None,
            )
        yield place, code
