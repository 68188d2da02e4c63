"""What a matching is told of people and runs, and what everybody is told of its answer."""

import pytest

from enrollment.models import MatchRun
from enrollment.queries.rounds import (
    everyone,
    explain,
    rank_counts,
    run_lines,
    suggestions,
)
from enrollment.services import (
    call_off,
    choose,
    close_lists,
    enroll,
    make_proposal,
    publish_round,
)
from tests.clock import NOW
from tests.enrollment.rounds_scene import a_round, a_run, people, poor_people, proposed, published
from tests.factories.agencies import SchoolFactory, SubdistrictFactory
from tests.factories.enrollment import GraduateFactory, ReferralFactory
from tests.factories.training import CourseFactory, CurriculumFactory
from training.enums import CourseType, RunState

pytestmark = pytest.mark.django_db


@pytest.fixture
def runs(center):
    return [a_run(center, "A"), a_run(center, "B"), a_run(center, "C")]


@pytest.fixture
def round_(center, runs):
    return a_round(center, runs)


def test_a_run_called_off_gets_nobody_and_says_why(center, runs):
    (person,) = people(center, 1)
    round_ = a_round(center, runs)
    choose(round_, person, runs[:2], by=None, at=NOW)
    close_lists(round_, by=None, at=NOW)
    call_off(runs[0], reason="no trainer", by=None, at=NOW)
    make_proposal(round_, by=None, at=NOW)
    assert round_.proposal.placements[str(person.pk)]["run"] == "B"
    assert [line.code for line in explain(round_.proposal, person)] == ["not_eligible", "placed"]


def test_held_seats_go_on_being_consumed(center):
    run = a_run(center, "A", seats=3)
    enroll(GraduateFactory(), run, reason="x", by=None, at=NOW)
    round_ = proposed(center, [run], {person: [run] for person in people(center, 3)})
    assert round_.proposal.violations == []
    placed = [seat for seat in round_.proposal.placements.values() if seat]
    assert (len(placed), len(round_.proposal.placements)) == (2, 3)
    assert round_.proposal.runs["A"]["placed"] == 3
    assert len(publish_round(round_, by=None, at=NOW)) == 2


def test_open_offers_of_an_earlier_round_are_consumed_too(center):
    run, other = a_run(center, "A", seats=2), a_run(center, "B", seats=2)
    (first,) = people(center, 1)
    published(center, [run, other], {first: [run]})
    run.state = RunState.OPEN
    run.save(update_fields=["state"])
    round_ = proposed(center, [run], {person: [run] for person in people(center, 2)})
    assert len([seat for seat in round_.proposal.placements.values() if seat]) == 1


def test_who_holds_a_seat_in_the_same_weeks_is_not_matched_again(center, runs):
    (person,) = people(center, 1)
    enroll(person, a_run(center, "HELD"), reason="x", by=None, at=NOW)
    round_ = proposed(center, runs, {person: runs[:1]})
    (line,) = explain(round_.proposal, person)
    assert (line.code, "HELD" in line.sentence) == ("not_eligible", True)


def test_who_is_too_young_is_told_the_rule_and_its_clause(center, settings):
    settings.LANGUAGE_CODE = "en"
    course = CourseFactory(course_type=CourseType.UPGRADE)
    run = a_run(center, "UP", curriculum=CurriculumFactory(course=course))
    (person,) = people(center, 1)
    round_ = proposed(center, [run], {person: [run]})
    (line,) = explain(round_.proposal, person)
    assert "(age 15)" in line.sentence
    assert "42" in line.sentence
    assert suggestions(round_, person)[0].obstacle == line.sentence.split(" (clause")[0]


def test_of_the_runs_that_fit_the_nearest_is_suggested_first(center):
    """36 km are 0.324 degrees of latitude; where a run or a person has no point, nothing is said of the distance."""
    far = SubdistrictFactory(code="510108", latitude=18.5, longitude=99.0)
    near = SubdistrictFactory(code="510109", latitude=18.824, longitude=99.0)
    runs = [a_run(center, "A", held_at=SchoolFactory(place=far)), a_run(center, "B", address="ตลาด")]
    runs.append(a_run(center, "C", held_at=SchoolFactory(place=near)))
    person, homeless = people(center, 1, place=near) + people(center, 1, place=None)
    round_ = a_round(center, runs)
    assert [(one.run.code, one.far) for one in suggestions(round_, person)] == [
        ("C", 0),
        ("A", 36),
        ("B", None),
    ]
    assert {one.far for one in suggestions(round_, homeless)} == {None}


def test_an_unknown_birth_date_is_no_yes(center, runs):
    (person,) = people(center, 1, birth_date=None)
    round_ = proposed(center, runs, {person: runs[:1]})
    assert round_.proposal.reasons_of(str(person.pk))[0][1]["fact"] == "unknown"


def test_reasons_keep_the_order_of_the_list(center):
    runs = [a_run(center, code, seats=1) for code in ("ZZZ", "A", "MM", "BBBB")]
    winner, loser = poor_people(center, 1) + people(center, 1)
    round_ = proposed(center, runs, {winner: [runs[0]], loser: runs})
    proposal = MatchRun.objects.get(pk=round_.proposal.pk)  # as the database gives it back
    lines = explain(proposal, loser)
    assert [(line.rank, line.run.code) for line in lines] == [(1, "ZZZ"), (2, "A"), (3, "MM"), (4, "BBBB")]
    assert [line.code for line in lines] == ["full", "placed", "ranked_below", "ranked_below"]
    assert rank_counts(proposal) == [(1, 1), (2, 1)]


def test_an_explanation_says_nothing_of_anybody_else(center):
    run = a_run(center, "A", seats=1)
    winner, loser = poor_people(center, 1) + people(center, 1)
    round_ = proposed(center, [run], {winner: [run], loser: [run]})
    text = " ".join(line.sentence for line in explain(round_.proposal, loser))
    for fact in (winner.given_name, winner.family_name, str(winner.pk), winner.phone or "no phone"):
        assert fact not in text
    assert str(winner.pk) not in str(round_.proposal.reasons_of(str(loser.pk)))


def test_a_run_that_too_few_want_does_not_open(center):
    run = a_run(center, "A", minimum=2, seats=5)
    round_ = proposed(center, [run], {person: [run] for person in people(center, 1)})
    (line,) = run_lines(round_.proposal)
    assert (line.is_open, line.placed) == (False, 0)
    assert publish_round(round_, by=None, at=NOW) == []


def test_everyone_is_listed_once_with_or_without_a_list(center, round_, runs):
    listed, silent = people(center, 2)
    referred = ReferralFactory(to_agency=center, state="accepted").graduate
    ReferralFactory(to_agency=center)
    choose(round_, listed, runs, by=None, at=NOW)
    assert sorted(map(str, everyone(round_).values_list("pk", flat=True))) == sorted(
        str(person.pk) for person in (listed, silent, referred)
    )
