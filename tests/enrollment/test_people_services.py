"""Registering, correcting and revealing: the change, the audit row, each refusal."""

from dataclasses import replace
from datetime import date

import pytest

from agencies.services.accounts import UsernameTaken
from core.dates import PartialDate
from core.identity import format_citizen_id, reserved_citizen_id
from core.models import AuditEntry
from core.text import to_thai_digits
from enrollment.checking import EntryRefused
from enrollment.entries import entry_of
from enrollment.models import Graduate, Identifier
from enrollment.services import (
    GuardianEntry,
    correct_graduate,
    give_trainee_account,
    register_graduate,
    reveal_identifier,
)
from enrollment.services.accounts import AlreadyHasAccount
from enrollment.services.numbers import IdentifierAlreadyRegistered
from enrollment.services.people import ChangedMeanwhile
from tests.enrollment.entries import NUMBER, entry
from tests.factories.agencies import SchoolFactory
from tests.factories.training import CourseFactory


def faults_of(refused):
    return {(fault.field, str(fault.code)) for fault in refused.value.faults}


def test_a_person_is_registered_whole(school, counselor, now):
    guardian = GuardianEntry("นางสมศรี ใจดี", "มารดา", "081-234-5678", consent_training_on=date(2026, 11, 1))
    person = register_graduate(
        entry=entry(guardian=guardian, reasons=("poverty",)), registered_by=school, by=counselor, at=now
    )
    person.refresh_from_db()
    assert person.full_name == "นายสมชาย ใจดี"
    assert (person.school, person.registered_by, person.birth_date) == (school, school, date(2011, 3, 14))
    assert person.consents.get().given_on == date(2026, 11, 1)
    assert person.identifiers.get().masked.startswith("x-xxxx-xxxxx")
    row = AuditEntry.objects.get(action="graduate.registered")
    assert (row.person_id, row.actor_id) == (person.pk, counselor.pk)


def test_the_number_is_sealed_at_rest_and_opens_only_in_its_row(school, counselor, now):
    register_graduate(entry=entry(), registered_by=school, by=counselor, at=now)
    row = Identifier.objects.get()
    assert NUMBER.encode() not in bytes(row.sealed)
    assert NUMBER not in (row.lookup, row.masked)
    assert row.reveal() == NUMBER


@pytest.mark.parametrize(
    "spelling", [format_citizen_id(NUMBER), to_thai_digits(NUMBER), f" '{NUMBER} ", NUMBER]
)
def test_one_number_is_one_person_in_every_spelling(spelling, school, counselor, now):
    first = register_graduate(entry=entry(), registered_by=school, by=counselor, at=now)
    with pytest.raises(IdentifierAlreadyRegistered) as refused:
        register_graduate(entry=entry(identifier=spelling), registered_by=school, by=counselor, at=now)
    assert refused.value.graduate == first
    assert Graduate.objects.count() == 1
    assert AuditEntry.objects.filter(action="graduate.registered").count() == 1


def test_another_school_learns_that_the_number_is_known_and_nothing_else(
    school, counselor, other_counselor, now
):
    register_graduate(entry=entry(), registered_by=school, by=counselor, at=now)
    theirs = other_counselor.memberships.get().agency
    with pytest.raises(IdentifierAlreadyRegistered) as refused:
        register_graduate(entry=entry(), registered_by=theirs, by=other_counselor, at=now)
    assert refused.value.graduate is None
    assert "สมชาย" not in str(refused.value)
    assert NUMBER not in str(refused.value)


def test_people_without_a_number_are_registered_side_by_side(school, counselor, now):
    for _ in range(2):
        register_graduate(entry=entry(identifier=""), registered_by=school, by=counselor, at=now)
    assert Graduate.objects.count() == 2
    assert not Identifier.objects.exists()


def test_every_fault_is_named_at_once(school, counselor, now):
    wrong = entry(
        prefix="",
        given_name="Somchai",
        family_name="",
        identifier="1234567890123",
        birth=PartialDate(2026, 1, 1),
        reasons=("laziness",),
        interests=("NONE",),
        academic_year=2025,
        phone="call me",
        guardian=GuardianEntry(""),
    )
    with pytest.raises(EntryRefused) as refused:
        register_graduate(entry=wrong, registered_by=school, by=counselor, at=now)
    assert faults_of(refused) == {
        ("prefix", "prefix_missing"),
        ("given_name", "not_thai"),
        ("family_name", "family_name_missing"),
        ("identifier", "check_digit"),
        ("birth", "outside_window"),
        ("reasons", "unknown_choice"),
        ("interests", "unknown_course"),
        ("academic_year", "academic_year_outside"),
        ("phone", "not_a_phone"),
        ("guardian_name", "guardian_name_missing"),
    }
    assert not Graduate.objects.exists()


def test_names_are_brought_to_one_spelling(school, counselor, now):
    CourseFactory(code="WELD")
    person = register_graduate(
        entry=entry(
            prefix="ด.ช.", given_name="เเดง", family_name="-", interests=("WELD", "WELD"), phone="๐๘๑-2345678"
        ),
        registered_by=school,
        by=counselor,
        at=now,
    )
    assert (person.prefix, person.given_name, person.family_name) == ("เด็กชาย", "แดง", "")
    assert (person.interests, person.phone) == (["WELD"], "081-2345678")


def test_a_school_does_not_register_people_of_another(school, counselor, now):
    with pytest.raises(EntryRefused) as refused:
        register_graduate(entry=entry(school=SchoolFactory()), registered_by=school, by=counselor, at=now)
    assert faults_of(refused) == {("school", "another_school")}


def test_a_partial_birth_date_keeps_its_precision(school, counselor, now):
    person = register_graduate(
        entry=entry(birth=PartialDate(2011, 3)), registered_by=school, by=counselor, at=now
    )
    assert (person.birth_date, person.birth_precision) == (date(2011, 3, 1), "month")


@pytest.fixture
def person(school, counselor, now):
    return register_graduate(entry=entry(), registered_by=school, by=counselor, at=now)


def test_a_correction_changes_the_facts_and_names_them_in_the_trail(person, counselor, now):
    said = replace(entry_of(person), given_name="สมหญิง")
    correct_graduate(person, entry=said, version=1, by=counselor, at=now)
    assert (person.given_name, person.version) == ("สมหญิง", 2)
    row = AuditEntry.objects.get(action="graduate.corrected")
    assert row.facts == {"fields": ["given_name"]}
    assert person.identifiers.count() == 1


def test_a_second_editor_is_told_and_keeps_what_they_typed(person, counselor, now):
    correct_graduate(person, entry=entry(given_name="สมหญิง"), version=1, by=counselor, at=now)
    with pytest.raises(ChangedMeanwhile) as refused:
        correct_graduate(person, entry=entry(given_name="สมปอง"), version=1, by=counselor, at=now)
    assert (refused.value.graduate.given_name, refused.value.entry.given_name) == ("สมหญิง", "สมปอง")
    person.refresh_from_db()
    assert (person.given_name, person.version) == ("สมหญิง", 2)
    assert AuditEntry.objects.filter(action="graduate.corrected").count() == 1


def test_a_new_number_joins_the_old_one(person, counselor, now):
    correct_graduate(person, entry=entry(identifier="g 6851-23456789"), version=1, by=counselor, at=now)
    assert sorted(row.reveal() for row in person.identifiers.all()) == [NUMBER, "G685123456789"]


def test_a_correction_cannot_take_somebody_elses_number(person, school, counselor, now):
    other = register_graduate(
        entry=entry(identifier=reserved_citizen_id(2)), registered_by=school, by=counselor, at=now
    )
    with pytest.raises(IdentifierAlreadyRegistered):
        correct_graduate(other, entry=entry(given_name="สมหญิง"), version=1, by=counselor, at=now)
    other.refresh_from_db()
    assert (other.given_name, other.version) == ("สมชาย", 1)


def test_revealing_a_number_leaves_a_trace_without_the_number(person, counselor, now):
    row = person.identifiers.get()
    assert reveal_identifier(row, by=counselor, at=now) == NUMBER
    trace = AuditEntry.objects.get(action="identifier.revealed")
    assert (trace.person_id, trace.subject_id, trace.facts) == (person.pk, str(row.pk), {})


def test_a_trainee_account_is_given_once(person, counselor, now):
    user = give_trainee_account(person, username="t1", password="a-long-password", by=counselor, at=now)
    person.refresh_from_db()
    assert person.user == user
    with pytest.raises(AlreadyHasAccount):
        give_trainee_account(person, username="t2", password="a-long-password", by=counselor, at=now)
    assert list(Graduate.objects.visible_to(user)) == [person]


def test_a_taken_user_name_is_refused(person, counselor, now):
    with pytest.raises(UsernameTaken):
        give_trainee_account(
            person, username=counselor.username, password="a-long-password", by=counselor, at=now
        )
    person.refresh_from_db()
    assert person.user is None
