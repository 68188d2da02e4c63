"""What became of each pupil, and which class is in question."""

from datetime import date, timedelta

import pytest
from django.utils import translation

from enrollment.enums import PathKind
from enrollment.models import Graduate, PlannedPath
from enrollment.queries.people import next_step
from enrollment.queries.rosters import (
    class_year,
    newest_year,
    note_of,
    pupils_of,
    standing_counts,
    with_notes,
    with_standing,
)
from enrollment.queries.steps import at_step, with_step
from tests.clock import NOW
from tests.enrollment.roster_scene import YEAR, offered, planned, pupil, referred, seated
from tests.factories.agencies import CenterFactory, SchoolFactory
from tests.factories.enrollment import ReferralFactory
from tests.factories.training import RunFactory

LATER_BY = timedelta(hours=2)
LATER = NOW + LATER_BY


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2026, 11, 23), 2568),  # the class that left in March
        (date(2027, 1, 31), 2568),
        (date(2027, 2, 1), 2569),  # the next one is asked for before it leaves
        (date(2027, 5, 15), 2569),
        (date(2027, 5, 16), 2569),
    ],
)
def test_the_class_in_question(day, year):
    assert class_year(day) == year


def standing(person):
    return with_standing(Graduate.objects.filter(pk=person.pk)).get().standing


def step(person):
    return with_step(Graduate.objects.filter(pk=person.pk)).get().step


def due(person):
    with translation.override("en"):
        found = next_step(person, may_refer=True)
    return found.title, found.action


def note(person):
    with translation.override("en"):
        return note_of(with_notes(with_standing(Graduate.objects.filter(pk=person.pk))).get())


@pytest.mark.parametrize(
    ("state", "facts", "expected"),
    [
        ("drafted", {"basis": "", "basis_note": ""}, "no_plan"),
        ("sent", {}, "referred"),
        ("received", {"received_at": NOW}, "referred"),
        ("accepted", {"answered_at": NOW}, "accepted"),
        ("declined", {"answered_at": NOW, "decline_reason": "unreachable"}, "no_plan"),
        ("withdrawn", {}, "no_plan"),
        ("expired", {}, "no_plan"),
    ],
)
def test_a_referral_is_a_plan_while_it_leads_somewhere(school, state, facts, expected):
    assert standing(referred(school, state, **facts)) == expected


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("continues", "learning"), ("works", "work"), ("family", "other"), ("away", "other")],
)
def test_an_own_plan_is_a_plan_until_it_is_taken_back(school, counselor, kind, expected):
    person = pupil(school)
    path = planned(person, counselor, PathKind(kind))
    assert standing(person) == expected
    PlannedPath.objects.filter(pk=path.pk).update(ended_at=NOW)
    assert standing(person) == "no_plan"


def test_the_register_and_the_roster_mean_the_same_by_no_plan(school, counselor):
    person = pupil(school)
    assert step(person) == "no_plan"
    planned(person, counselor)
    assert step(person) == "planned"
    assert not Graduate.objects.filter(at_step("no_plan")).exists()


def test_the_later_of_plan_and_referral_holds(school, counselor):
    person = referred(school)
    planned(person, counselor, at=LATER)
    assert standing(person) == "learning"
    other = pupil(school)
    planned(other, counselor)
    ReferralFactory(graduate=other, basis="duty", basis_note="ม.13", sent_at=LATER)
    assert standing(other) == "referred"


def test_what_happens_in_training_goes_before_everything(school, counselor):
    person = referred(school, "accepted", answered_at=NOW)
    offered(person)
    assert standing(person) == "offered"
    seat = seated(person, "training")
    planned(person, counselor, at=LATER)
    assert standing(person) == "training"
    seat.state = "completed"
    seat.save()
    assert standing(person) == "certified"


@pytest.mark.parametrize(
    ("state", "facts", "begun"),
    [
        ("not_completed", {}, "Did not complete"),
        ("left", {"leaving_reason": "resigned"}, "Left the training"),
    ],
)
def test_who_came_back_from_training_without_a_result_has_no_plan(school, state, facts, begun):
    person = referred(school, "accepted", answered_at=NOW)
    assert (standing(person), step(person)) == ("accepted", "accepted")
    seat = seated(person, state, **facts)
    assert (standing(person), step(person)) == ("no_plan", "no_plan")
    assert Graduate.objects.filter(at_step("no_plan")).get() == person
    assert not Graduate.objects.filter(at_step("accepted")).exists()
    assert note(person)
    assert due(person) == (f"{begun}: {seat.run.course.name_en}", "Refer")
    ReferralFactory(
        graduate=person, state="sent", basis="duty", basis_note="ม.13", sent_at=seat.enrolled_at + LATER_BY
    )
    assert (standing(person), step(person)) == ("referred", "referred")
    assert due(person)[0].startswith("Waiting for the answer")


def test_a_note_says_where_to_until_when_and_why_not(school, counselor):
    center = CenterFactory(name_en="Lamphun Office")
    assert note(referred(school, to_agency=center)) == "Lamphun Office, answer due by 7 Dec 2026"
    declined = referred(school, "declined", to_agency=center, answered_at=NOW, decline_reason="unreachable")
    assert note(declined) == "Declined (The person cannot be reached): Lamphun Office"
    person = pupil(school)
    planned(person, counselor)
    assert note(person) == "Continues studying"
    seat = seated(pupil(school), "enrolled", run=RunFactory())
    assert note(seat.graduate) == f"{seat.run.course.name_en}, begins on 1 Dec 2026"
    assert note(pupil(school)) == ""


def test_counts_are_of_the_own_school_and_class(school, counselor, other_counselor):
    pupil(school)
    referred(school)
    pupil(SchoolFactory())
    old = pupil(school)
    Graduate.objects.filter(pk=old.pk).update(academic_year=2560)
    assert standing_counts(with_standing(pupils_of(counselor, YEAR))) == {"no_plan": 1, "referred": 1}
    assert pupils_of(counselor, None).count() == 3
    assert pupils_of(other_counselor, None).count() == 0


def test_a_roster_opens_with_the_newest_class_known(school, counselor):
    day = date(2026, 11, 23)
    assert newest_year(counselor, day) == 2568
    person = pupil(school)
    Graduate.objects.filter(pk=person.pk).update(academic_year=2565)
    assert newest_year(counselor, day) == 2565
    pupil(school)
    assert newest_year(counselor, day) == 2568
