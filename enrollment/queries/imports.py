"""What an import compares its rows with: schools, places, courses, and the registry as the uploader sees it."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Sequence
from datetime import date
from uuid import UUID

from agencies.enums import AgencyKind, PlaceLevel
from agencies.models import Agency, Place, User
from enrollment.entries import PARTS, birth_of, entry_of
from enrollment.enums import IdentifierKind
from enrollment.importing.columns import squeezed
from enrollment.importing.judging import Crowd, Holders, Registered, Someone
from enrollment.importing.references import References, grouped, place_key, school_key
from enrollment.models import ColumnNames, Graduate, Identifier, ImportBatch
from enrollment.queries.people import lookup_of
from training.models import Course


def references_for(agency: Agency, day: date) -> References:
    """Schools, places and courses of `day` as a file may name them; five queries."""
    schools = Agency.objects.filter(kind__in=[AgencyKind.SCHOOL, AgencyKind.LEARNING]).prefetch_related(
        "codes"
    )
    named = [(school_key(name), school) for school in schools for name in (school.name_th, school.name_en)]
    coded = [(squeezed(code.code), school) for school in schools for code in school.codes.all()]
    places = {place.code: place for place in Place.objects.on(day)}
    return References(
        schools=grouped(named + coded),
        subdistricts=_subdistricts(places.values()),
        places=places,
        courses=_courses(),
        home=frozenset(agency.provinces.values_list("code", flat=True)),
    )


def _subdistricts(places: Iterable[Place]) -> dict[str, tuple[Place, ...]]:
    found: dict[str, dict[str, Place]] = {}
    for place in places:
        if place.level == PlaceLevel.SUBDISTRICT:
            for name in (place.name_th, place.name_en):
                found.setdefault(place_key(name), {})[place.code] = place
    return {key: tuple(group.values()) for key, group in found.items()}


def _courses() -> dict[str, str]:
    listed = Course.objects.values_list("code", "name_th", "name_en")
    return {squeezed(word): code for code, *names in listed for word in (*names, code) if word}


def names_chosen(batch: ImportBatch) -> dict[str, str]:
    """What the agency said of headings: of files of this school, else of all its files."""
    rows = ColumnNames.objects.filter(agency=batch.agency_id)
    own = rows.filter(school=batch.school_id).first() or rows.filter(school=None).first()
    return own.fields if own else {}


def crowd_for(user: User) -> tuple[Crowd, set[UUID]]:
    """Everybody whom `user` sees, by the sound of the name; and who they are."""
    columns = ("id", "given_name", "family_name", "birth_date", "birth_precision", "school_id")
    people = Graduate.objects.visible_to(user).only(*columns).order_by("id")
    crowd, seen = Crowd(), set()
    for person in people.iterator(chunk_size=2_000):
        birth = birth_of(person)
        seen.add(person.pk)
        crowd.add(
            Someone(
                person.given_name,
                person.family_name,
                birth=str(birth) if birth else "",
                school=person.school_id,
                person=str(person.pk),
            )
        )
    return crowd, seen


def holders_of(numbers: Sequence[str], seen: Container[UUID]) -> Holders:
    """Whose the numbers are; a merged record stands for the one it was merged into."""
    number_of = {lookup_of(number): number for number in numbers}
    # The index begins with the kind: without it every identifier would be read.
    rows = Identifier.objects.filter(kind__in=IdentifierKind.values, lookup__in=number_of)
    found = rows.values_list("lookup", "graduate_id", "graduate__merged_into_id")
    holder_of = {number_of[lookup]: merged or own for lookup, own, merged in found}
    visible = {number: pk for number, pk in holder_of.items() if pk in seen}
    people = {person.pk: person for person in _people(set(visible.values()))}
    return Holders(
        seen={number: _registered(people[pk]) for number, pk in visible.items() if pk in people},
        unseen=frozenset(number for number in holder_of if holder_of[number] not in people),
    )


def _people(keys: Collection[UUID]) -> Iterable[Graduate]:
    rows = Graduate.objects.filter(pk__in=keys).select_related("school", "place").prefetch_related(*PARTS)
    return rows if keys else ()


def _registered(person: Graduate) -> Registered:
    return Registered(str(person.pk), person.version, entry_of(person))
