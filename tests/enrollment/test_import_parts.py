"""Guardians, consents and barriers of many changed people become what they would become one by one."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from enrollment.entries import BarrierEntry, GuardianEntry, PersonEntry
from enrollment.models import Graduate
from enrollment.services.import_parts import write_parts
from enrollment.services.people import write_barriers, write_guardian
from tests.factories.enrollment import GraduateFactory

DAY, LATER = date(2026, 11, 1), date(2026, 11, 9)
MOTHER = GuardianEntry("นางดี ใจดี", "มารดา", "0812345678", consent_training_on=DAY)
POOR = BarrierEntry("poverty", True, DAY)
# What was known, and what is stated now.
CASES = {
    "first": ({}, {"guardian": MOTHER, "barriers": (POOR,)}),
    "other guardian": ({"guardian": MOTHER}, {"guardian": GuardianEntry("นายมี ใจดี", "บิดา")}),
    "later consent": ({"guardian": MOTHER}, {"guardian": GuardianEntry("นางดี ใจดี", "", "", LATER, LATER)}),
    "no guardian": ({"guardian": MOTHER}, {"guardian": None}),
    "never one": ({}, {"guardian": None}),
    "same answer": ({"barriers": (POOR,)}, {"barriers": (POOR, BarrierEntry("caregiver", False, DAY))}),
    "other answer": ({"barriers": (POOR,)}, {"barriers": (BarrierEntry("poverty", False, LATER),)}),
    "no answer": ({"barriers": (POOR,)}, {"barriers": ()}),
    "today": ({"barriers": (POOR,)}, {"barriers": (BarrierEntry("poverty", True, None),)}),
}


def write_one(person, said, by, at):
    if "barriers" in said:
        write_barriers(person, PersonEntry("", "", "", barriers=said["barriers"]), by=by, at=at)
    if "guardian" in said:
        write_guardian(person, said["guardian"], by=by, at=at)


def parts_of(person):
    return (
        sorted(person.guardians.values_list("name", "relation", "phone")),
        sorted(person.barriers.values_list("kind", "holds", "seen_on", "seen_by")),
        sorted(person.consents.values_list("kind", "giver", "given_on", "guardian__name", "recorded_by")),
    )


def known_person(case, by, at):
    person = GraduateFactory()
    write_one(person, CASES[case][0], by, at)
    return person


@pytest.fixture
def pairs(counselor, staff, now):
    """Of every case two people of whom the same is known."""
    return {case: [known_person(case, staff, now) for _ in range(2)] for case in CASES}


def test_many_at_once_become_what_they_would_become_one_by_one(pairs, counselor, now):
    stated = {many.pk: CASES[case][1] for case, (_one, many) in pairs.items()}
    write_parts(stated, by=counselor, at=now)
    for case, (one, many) in pairs.items():
        write_one(one, CASES[case][1], counselor, now)
        assert parts_of(many) == parts_of(one), case


def test_more_people_cost_no_more_queries(counselor, staff, now):
    def queries(people):
        stated = {
            known_person("later consent", staff, now).pk: CASES["later consent"][1] for _ in range(people)
        }
        with CaptureQueriesContext(
            connection,
        ) as asked:
            write_parts(stated, by=counselor, at=now)
        return len(asked)

    assert queries(1) == queries(3)
    assert Graduate.objects.count() == 4
