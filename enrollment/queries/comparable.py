"""People of the register as the search for doubles compares them. Numbers are opened in memory and stay there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from core import crypto
from core.dates import PartialDate
from core.identity import IdentifierRefused, read_identifier
from enrollment.duplicates import Born, Record, sex_of
from enrollment.entries import NO_FAMILY_NAME, PersonEntry
from enrollment.enums import DatePrecision, IdentifierKind
from enrollment.models import Graduate, Guardian, Identifier

COLUMNS = (
    "pk", "prefix", "given_name", "family_name", "name_en", "birth_date", "birth_precision", "school_id", "phone",
    "place_id",
)  # fmt: skip


def records_of(people: QuerySet[Graduate]) -> list[Record]:
    """Everybody of the queryset; three queries, however many they are."""
    numbers, guardians = _numbers(people), _guardians(people)
    rows = people.order_by().values_list(*COLUMNS).iterator(chunk_size=5_000)
    return [_record(row, numbers.get(row[0], {}), guardians.get(row[0], "")) for row in rows]


def _record(row: Sequence[Any], numbers: dict[str, str], guardian: str) -> Record:
    pk, prefix, given, family, name_en, born, precision, school, phone, place = row
    return Record(
        key=str(pk),
        given=given,
        family=family,
        name_en=name_en,
        sex=sex_of(prefix),
        born=_born(born, precision),
        citizen=numbers.get(IdentifierKind.CITIZEN, ""),
        g_code=numbers.get(IdentifierKind.G_CODE, ""),
        school=str(school or ""),
        guardian=guardian,
        phone=phone,
        place=str(place or ""),
    )


def _born(day: Any, precision: str) -> Born | None:
    if day is None:
        return None
    exact, month = precision == DatePrecision.DAY, precision != DatePrecision.YEAR
    return Born(day.year, day.month if month else 0, day.day if exact else 0)


def _numbers(people: QuerySet[Graduate]) -> dict[UUID, dict[str, str]]:
    """The latest number of each kind of everybody, opened."""
    found: dict[UUID, dict[str, str]] = {}
    rows = Identifier.objects.filter(graduate__in=people.order_by().values("pk"))
    listed = rows.order_by("valid_from", "pk").values_list("pk", "graduate_id", "kind", "sealed")
    for pk, graduate, kind, sealed in listed.iterator(chunk_size=5_000):
        place = Identifier(pk=pk).place
        found.setdefault(graduate, {})[kind] = crypto.unseal(sealed, place=place).decode()
    return found


def _guardians(people: QuerySet[Graduate]) -> dict[UUID, str]:
    """The first guardian entered of everybody who has one."""
    rows = Guardian.objects.filter(graduate__in=people.order_by().values("pk"))
    return dict(rows.order_by("-pk").values_list("graduate_id", "name").iterator(chunk_size=5_000))


def record_of_entry(entry: PersonEntry, key: str = "") -> Record:
    """Somebody who is being typed; a number that cannot be right says nothing."""
    number = _normal_number(entry.identifier)
    return Record(
        key=key,
        given=entry.given_name,
        family="" if entry.family_name == NO_FAMILY_NAME else entry.family_name,
        name_en=entry.name_en,
        sex=sex_of(entry.prefix),
        born=_born_of(entry.birth),
        citizen="" if number.startswith("G") else number,
        g_code=number if number.startswith("G") else "",
        school=str(entry.school.pk) if entry.school else "",
        guardian=entry.guardian.name if entry.guardian else "",
        phone=entry.phone,
        place=str(entry.place.pk) if entry.place else "",
    )


def _normal_number(typed: str) -> str:
    try:
        return read_identifier(typed).value if typed.strip() else ""
    except IdentifierRefused:
        return ""


def _born_of(birth: PartialDate | None) -> Born | None:
    if birth is None or birth.year is None:
        return None
    return Born(birth.year, birth.month or 0, birth.day or 0)
