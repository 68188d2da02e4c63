"""What an import compares its rows with: schools, places, courses, and the registry as the uploader sees it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar
from uuid import UUID

from django.utils import timezone

from agencies.enums import AgencyKind, PlaceLevel
from agencies.models import Agency, Place, User
from enrollment.entries import PARTS, birth_of, entry_of
from enrollment.importing.columns import squeezed
from enrollment.importing.judging import Registered, Registry, Someone
from enrollment.importing.references import References, grouped, place_key, school_key
from enrollment.models import Graduate, Identifier
from enrollment.queries.people import lookup_of
from training.models import Course

Key = TypeVar("Key")
CHUNK = 500  # keys asked for at once: databases limit the parameters of a query


def references_for(agency: Agency) -> References:
    """Schools, today's places and courses as a file may name them; five queries."""
    schools = Agency.objects.filter(kind__in=[AgencyKind.SCHOOL, AgencyKind.LEARNING]).prefetch_related(
        "codes"
    )
    named = [(school_key(name), school) for school in schools for name in (school.name_th, school.name_en)]
    coded = [(squeezed(code.code), school) for school in schools for code in school.codes.all()]
    places = {place.code: place for place in Place.objects.on(timezone.localdate())}
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


def registry_for(user: User, numbers: Iterable[str]) -> Registry:
    """People by the numbers given, numbers of people `user` does not see, everyone they see by sound of name."""
    number_of = {lookup_of(number): number for number in numbers}
    holder_of = {
        row.lookup: row.graduate_id
        for chunk in _chunks(list(number_of))
        for row in Identifier.objects.filter(lookup__in=chunk).only("lookup", "graduate_id")
    }
    everyone = {someone.person: someone for someone in _everyone(user)}
    seen = {lookup: pk for lookup, pk in holder_of.items() if str(pk) in everyone}
    people = {person.pk: person for chunk in _chunks(list(set(seen.values()))) for person in _people(chunk)}
    registry = Registry(
        by_number={number_of[lookup]: _registered(people[pk]) for lookup, pk in seen.items()},
        taken=frozenset(number_of[lookup] for lookup in holder_of.keys() - seen.keys()),
    )
    for someone in everyone.values():
        registry.add(someone)
    return registry


def _everyone(user: User) -> Iterator[Someone]:
    columns = ("id", "given_name", "family_name", "birth_date", "birth_precision", "school_id")
    for person in Graduate.objects.visible_to(user).only(*columns).order_by("id").iterator(chunk_size=2_000):
        birth = birth_of(person)
        yield Someone(
            person.given_name,
            person.family_name,
            birth=str(birth) if birth else "",
            school=person.school_id,
            person=str(person.pk),
        )


def _people(keys: Sequence[UUID]) -> Iterable[Graduate]:
    return Graduate.objects.filter(pk__in=keys).select_related("school", "place").prefetch_related(*PARTS)


def _registered(person: Graduate) -> Registered:
    return Registered(str(person.pk), person.full_name, person.version, entry_of(person))


def _chunks(keys: Sequence[Key]) -> Iterator[list[Key]]:
    rest = iter(keys)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk
