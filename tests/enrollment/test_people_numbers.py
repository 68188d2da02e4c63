"""Numbers of people: their history, one entered by mistake, and the answer to somebody who tries numbers out."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core.identity import reserved_citizen_id
from core.models import AuditEntry
from enrollment.queries.people import find_identifier
from enrollment.services import correct_graduate, end_identifier, register_graduate
from enrollment.services.numbers import AlreadyEnded, IdentifierAlreadyRegistered, TooManyKnownNumbers
from tests.enrollment.entries import NUMBER, entry

G_CODE = "G685100000001"


@pytest.fixture
def person(school, counselor, now):
    return register_graduate(entry=entry(identifier=G_CODE), registered_by=school, by=counselor, at=now)


def test_a_new_number_keeps_the_former_with_its_days(person, counselor, now):
    later = now + timedelta(days=30)
    correct_graduate(person, entry=entry(), version=1, by=counselor, at=later)
    former, present = person.identifiers.order_by("valid_from")
    assert (former.valid_until, former.end_reason) == (later.date(), "replaced")
    assert (present.valid_from, present.valid_until, present.reveal()) == (later.date(), None, NUMBER)
    assert find_identifier(G_CODE).graduate == person  # the former number still leads to the person


def test_a_number_entered_by_mistake_is_history_and_free(person, school, counselor, now):
    row = person.identifiers.get()
    end_identifier(row, by=counselor, at=now)
    row.refresh_from_db()
    assert (row.valid_until, row.end_reason, row.reveal()) == (now.date(), "wrong", G_CODE)
    assert find_identifier(G_CODE) is None
    assert AuditEntry.objects.get(action="identifier.ended").person_id == person.pk
    other = register_graduate(entry=entry(identifier=G_CODE), registered_by=school, by=counselor, at=now)
    assert find_identifier(G_CODE).graduate == other
    with pytest.raises(AlreadyEnded):
        end_identifier(row, by=counselor, at=now)


def test_to_meet_a_strangers_number_leaves_a_trace_without_the_number(person, other_counselor, now):
    theirs = other_counselor.memberships.get().agency
    with pytest.raises(IdentifierAlreadyRegistered) as refused:
        register_graduate(entry=entry(identifier=G_CODE), registered_by=theirs, by=other_counselor, at=now)
    assert refused.value.graduate is None
    trace = AuditEntry.objects.get(action="graduate.number_met")
    assert (trace.actor_id, trace.person_id, trace.facts) == (other_counselor.pk, person.pk, {})


def test_after_a_few_strangers_numbers_known_and_unknown_ones_are_refused_alike(
    person, other_counselor, now, settings
):
    settings.NUMBERS_MET_AN_HOUR = 2
    theirs = other_counselor.memberships.get().agency

    def register(number, at):
        return register_graduate(
            entry=entry(identifier=number), registered_by=theirs, by=other_counselor, at=at
        )

    for _ in range(2):
        with pytest.raises(IdentifierAlreadyRegistered):
            register(G_CODE, now)
    for number in (G_CODE, reserved_citizen_id(77)):
        with pytest.raises(TooManyKnownNumbers):
            register(number, now)
    assert register("", now).identifiers.count() == 0
    assert register(reserved_citizen_id(77), now + timedelta(hours=1, seconds=1)).identifiers.count() == 1


def test_who_sees_the_person_is_not_counted(person, school, counselor, now):
    with pytest.raises(IdentifierAlreadyRegistered) as refused:
        register_graduate(entry=entry(identifier=G_CODE), registered_by=school, by=counselor, at=now)
    assert refused.value.graduate == person
    assert not AuditEntry.objects.filter(action="graduate.number_met").exists()


def test_ending_by_the_page(signed_in, client, person, counselor, officer, stranger):
    row = person.identifiers.get()
    door = reverse("end_identifier", args=[person.pk, row.pk])
    assert client.post(door).status_code == 302
    assert signed_in(officer).post(door).status_code == 403
    assert signed_in(stranger).post(door).status_code == 404
    row.refresh_from_db()
    assert row.end_reason == ""
    assert signed_in(counselor).post(door).url == reverse("person", args=[person.pk])
    row.refresh_from_db()
    assert row.end_reason == "wrong"
