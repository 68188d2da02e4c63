"""Reads about records that may stand for one person: who may be whom, why, and where a merged record went."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from agencies.models import User
from core import crypto
from enrollment.duplicate_words import Said, likelihood, reasons_in_words
from enrollment.duplicates import Born, Population, Proposal, Record, compare
from enrollment.duplicates.numbers import near_numbers
from enrollment.duplicates.records import NORMAL_FORMS
from enrollment.duplicates.weights import ERAS
from enrollment.entries import PersonEntry
from enrollment.enums import IdentifierKind
from enrollment.models import DuplicatePair, Graduate, Guardian, Identifier
from enrollment.queries.comparable import record_of_entry, records_of
from enrollment.queries.names import NameSearch

MOST_CANDIDATES = 500  # of one person, compared in a request
MOST_SHOWN = 5
# Facts of which it matters how many share them: of names also a near one, of the others only the very same.
COUNTED = {
    "given": "given_name",
    "family": "family_name",
    "phone": "phone",
    "school": "school_id",
    "place": "place_id",
}
NAMES = ("given", "family")


@dataclass(frozen=True, slots=True)
class Likely:
    """Somebody registered who may be the person in question."""

    person: Graduate
    score: int
    reasons: Said

    @property
    def words(self) -> Any:
        return likelihood(self.score)[0]

    @property
    def tone(self) -> str:
        return likelihood(self.score)[1]


def likely_same(subject: PersonEntry | Graduate, user: User) -> list[Likely]:
    """Registered people, among those whom `user` may see, who may be the person; the likeliest first.

    Of a registered person what was judged already is left out.
    """
    people = Graduate.objects.visible_to(user)
    if isinstance(subject, Graduate):
        found = _undecided(subject, doubles_of(_registered(subject), people.exclude(pk=subject.pk)))
    else:
        found = doubles_of(record_of_entry(subject), people)
    rows = people.in_bulk([UUID(one.high) for one in found[:MOST_SHOWN]])
    return [
        Likely(rows[UUID(one.high)], one.score, reasons_in_words(one.reasons))
        for one in found[:MOST_SHOWN]
        if UUID(one.high) in rows
    ]


def _registered(person: Graduate) -> Record:
    (record,) = records_of(Graduate.objects.filter(pk=person.pk))
    return record


def _undecided(person: Graduate, found: list[Proposal]) -> list[Proposal]:
    judged = {
        str(pk) for pair in pairs_of(person).exclude(state="proposed") for pk in (pair.low_id, pair.high_id)
    }
    return [one for one in found if one.high not in judged]


def doubles_of(record: Record, people: QuerySet[Graduate]) -> list[Proposal]:
    """The people who may be the one recorded: a few hundred who share something are fetched and compared."""
    others = records_of(Graduate.objects.filter(pk__in=_candidates(record, people)))
    if not others:
        return []
    return compare(record, others, _population(record, others))


def _candidates(record: Record, people: QuerySet[Graduate]) -> list[UUID]:
    """Those worth comparing, by what tells most first; each condition is asked by itself, led by its own index."""
    found: dict[UUID, None] = {}
    for shared in _shared(record):
        keys = people.filter(shared).order_by().values_list("pk", flat=True)
        found |= dict.fromkeys(keys[:MOST_CANDIDATES])
    return list(found)[:MOST_CANDIDATES]


def _shared(record: Record) -> Iterator[Q]:
    """What makes two people worth comparing: the counterpart of the engine's keys for one person."""
    near = [crypto.lookup(IdentifierKind.CITIZEN, number) for number in near_numbers(record.citizen)]
    if near:
        yield Q(pk__in=_keys(Identifier.objects.filter(kind=IdentifierKind.CITIZEN, lookup__in=near)))
    if name := NameSearch.read(f"{record.given} {record.family}"):
        yield Q(pk__in=_keys(name.lines()))
    if record.phone:
        yield Q(phone=record.phone)
    if record.school:
        alike = Q(family_name=record.family) | Q(given_name=record.given)
        yield Q(school_id=int(record.school)) & alike
    if record.born and record.born.day:
        either = Q(given_name__startswith=record.given[:1]) | Q(family_name__startswith=record.family[:1])
        yield Q(birth_date__in=_days_near(record.born)) & either
    if record.guardian:
        yield Q(pk__in=_keys(Guardian.objects.filter(name=record.guardian)))


def _keys(rows: QuerySet[Any]) -> list[UUID]:
    """Whose rows they are, read first: as part of a larger query their index may not lead."""
    return list(rows.order_by().values_list("graduate", flat=True)[:MOST_CANDIDATES])


def _days_near(born: Born) -> list[date]:
    """The birth date, with day and month swapped, and in the eras it may have been read in."""
    years = [born.year, *(born.year + sign * years for years in ERAS for sign in (1, -1))]
    parts = [(born.year, born.day, born.month), *((year, born.month, born.day) for year in years)]
    return [day for part in parts if (day := _day(*part))]


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _population(record: Record, others: Sequence[Record]) -> Population:
    """How many bear the names, and share the school and subdistrict, in the whole register.

    Only numbers are read of people whom the account does not see, by the indexes alone: merged records count too.
    The person being typed counts as one more.
    """
    register, listed = Graduate.stored.all(), [record, *others]
    counts = {}
    for name, column in COUNTED.items():
        form = NORMAL_FORMS[name]
        own = form(getattr(record, name))
        said = {getattr(one, name) for one in listed} - {""}
        held = _bearers(
            register, column, form, said if name in NAMES else {it for it in said if form(it) == own}
        )
        if not record.key:
            held[own] = held.get(own, 0) + 1
        counts[name] = held
    return Population(register.count(), counts)


def _bearers(
    register: QuerySet[Graduate], column: str, form: Callable[[str], str], values: set[str]
) -> dict[str, int]:
    held: dict[str, int] = {}
    rows = register.filter(**{f"{column}__in": values}).order_by().values_list(column)
    for value, people in rows.annotate(people=Count("*")):
        held[form(str(value))] = held.get(form(str(value)), 0) + people
    return held


def pairs_of(person: Graduate) -> QuerySet[DuplicatePair]:
    """The pairs in which the person takes part, whatever was decided."""
    return DuplicatePair.objects.filter(Q(low=person) | Q(high=person))


def proposed_to(user: User, person: Graduate) -> list[DuplicatePair]:
    """Pairs of the person that wait for a judgment and that `user` may see; `other` is the other one."""
    pairs = DuplicatePair.objects.visible_to(user).filter(Q(low=person) | Q(high=person), state="proposed")
    listed = list(pairs.select_related("low", "high").order_by("-score", "pk")[:MOST_SHOWN])
    for pair in listed:
        pair.other = pair.high if pair.low_id == person.pk else pair.low  # type: ignore[attr-defined]
    return listed


def stands_for(person: Graduate) -> list[UUID]:
    """The person's record and those merged into it, also by way of another one."""
    found, newest = [person.pk], [person.pk]
    while newest:
        newest = list(Graduate.objects.filter(merged_into__in=newest).values_list("pk", flat=True))
        found += newest
    return found


def kept_instead(pk: UUID, user: User) -> Graduate | None:
    """The visible record into which the one asked for was merged, by however many steps."""
    row = Graduate.objects.filter(pk=pk, merged_into__isnull=False).first()
    while row is not None and row.merged_into_id is not None:
        row = row.merged_into
    return Graduate.objects.visible_to(user).filter(pk=row.pk).first() if row else None
