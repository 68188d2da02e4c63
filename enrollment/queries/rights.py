"""Reads about rights: who saw whom, what an erasure would take, whose time has passed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Min, Q, QuerySet, Sum

from agencies.enums import Role
from agencies.models import Agency, User
from core.holdings import DELETED, holding_of, tables_about
from enrollment.enums import SeenHow
from enrollment.models import Graduate, Sighting
from enrollment.models.rights import NO_AGENCY

AT_ONCE = 2_000


def everyone_of(person: Graduate) -> list[Graduate]:
    """The record that stands for the person, then those merged into it, at any depth."""
    found, ahead = [person], [person]
    while ahead:
        merged = Graduate.objects.filter(merged_into__in=ahead).select_related("place", "user").order_by("pk")
        ahead = list(merged)
        found += ahead
    return found


# ------------------------------------------------------------------ who has seen this person


def sightings_of(person: Graduate) -> QuerySet[Sighting]:
    """Who saw the person or a record merged into theirs; the person's own account is nobody else."""
    people = [row.pk for row in everyone_of(person)]
    return Sighting.objects.filter(person_id__in=people).exclude(account_id=person.user_id or 0)


@dataclass(frozen=True)
class Viewer:
    """Name of an account and of the agency for which it looked."""

    name: str
    agency: str


def viewers_of(rows: list[Sighting]) -> dict[int, Viewer]:
    """Sighting -> who it was, for the rows of a page: two queries however many rows."""
    users = User.objects.in_bulk({row.account_id for row in rows})
    agencies = Agency.objects.in_bulk({row.agency_id for row in rows} - {NO_AGENCY})
    return {row.pk: _viewer(users.get(row.account_id), agencies.get(row.agency_id)) for row in rows}


def _viewer(user: User | None, agency: Agency | None) -> Viewer:
    name = (user.get_full_name() or user.get_username()) if user else "–"
    return Viewer(name, str(agency or "–"))


# ------------------------------------------------------------------ whom has this account seen


def answerable_accounts(user: User) -> QuerySet[User]:
    """Accounts for whose looking `user` answers: a head for those of the centre, an officer for those of every agency
    in the provinces served."""
    served = Agency.objects.filter(pk__in=user.agencies_as(Role.OFFICER)).values("provinces")
    agencies = Agency.objects.filter(Q(pk__in=user.agencies_as(Role.HEAD)) | Q(provinces__in=served)).values(
        "pk"
    )
    return (
        User.objects.filter(memberships__agency__in=agencies)
        .distinct()
        .order_by("first_name", "last_name", "pk")
    )


def answerable_sightings(user: User, account: User) -> QuerySet[Sighting]:
    """What `account` saw while acting for an agency for which `user` answers, or for none in particular."""
    served = Agency.objects.filter(pk__in=user.agencies_as(Role.OFFICER)).values("provinces")
    agencies = Agency.objects.filter(Q(pk__in=user.agencies_as(Role.HEAD)) | Q(provinces__in=served))
    return Sighting.objects.filter(
        Q(agency_id__in=agencies.values("pk")) | Q(agency_id=NO_AGENCY), account_id=account.pk
    )


def between(rows: QuerySet[Sighting], start: datetime | None, end: datetime | None) -> QuerySet[Sighting]:
    """Those that may have happened between the two moments: a row tells the first and the last time of a day."""
    if start:
        rows = rows.filter(last_at__gte=start)
    return rows.filter(first_at__lte=end) if end else rows


def seen_people(rows: QuerySet[Sighting]) -> tuple[int, int]:
    """How many people, how many times."""
    counts = rows.order_by().aggregate(people=Count("person_id", distinct=True), times=Sum("times"))
    return counts["people"], counts["times"] or 0


def with_people(rows: list[Sighting]) -> list[tuple[Sighting, Graduate | None]]:
    """The rows of a page, each with whom it saw; None where that record is gone."""
    people = Graduate.objects.in_bulk({row.person_id for row in rows})
    return [(row, people.get(row.person_id)) for row in rows]


def breach_lines(rows: QuerySet[Sighting]) -> Iterator[tuple[Graduate | None, dict[str, Any]]]:
    """Each person seen once with the forms, first and last time; in batches, so that 200,000 people fit in memory."""
    grouped = (
        rows.order_by("person_id")
        .values("person_id")
        .annotate(first=Min("first_at"), last=Max("last_at"), count=Sum("times"), **_forms())
    )
    batch: list[dict[str, Any]] = []
    for line in grouped.iterator(chunk_size=AT_ONCE):
        batch.append(dict(line))
        if len(batch) == AT_ONCE:
            yield from _with_people(batch)
            batch = []
    yield from _with_people(batch)


def _forms() -> dict[str, Sum]:
    return {f"times_{how.value}": Sum("times", filter=Q(how=how.value)) for how in SeenHow}


def _with_people(batch: list[dict[str, Any]]) -> Iterator[tuple[Graduate | None, dict[str, Any]]]:
    people: dict[UUID, Graduate] = (
        Graduate.objects.select_related("school").in_bulk([line["person_id"] for line in batch])
        if batch
        else {}
    )
    for line in batch:
        yield people.get(line["person_id"]), line


# ------------------------------------------------------------------ what an erasure would take


@dataclass(frozen=True)
class Fate:
    """A table's rows about a person, and what becomes of them."""

    title: Any
    rows: int
    fate: Any
    goes: bool


def fates_of(person: Graduate) -> list[Fate]:
    """What an erasure would do, table by table, those that go first."""
    keys = [row.pk for row in everyone_of(person)]
    found = []
    for table in tables_about(Graduate):
        holding, rows = holding_of(table), table.rows_of(keys).count()
        if rows:
            found.append(Fate(holding.title, rows, holding.fate, holding.erased == DELETED))
    return sorted(found, key=lambda fate: not fate.goes)
