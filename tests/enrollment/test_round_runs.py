"""A run is filled by one round at a time, from its opening to its publishing."""

import threading
from datetime import date

import pytest
from django.urls import reverse

from enrollment.models import MatchRound
from enrollment.services import (
    close_lists,
    decline_offer,
    make_proposal,
    open_fallback,
    publish_round,
)
from enrollment.services.fallback import NothingIsFree, free_runs
from enrollment.services.round_runs import RunInAnotherRound
from tests.clock import NOW
from tests.enrollment.rounds_scene import ANSWER, CLOSING, a_round, a_run, people, published
from tests.races import kinds, race
from training.models import CourseRun
from training.services import reopen_run

pytestmark = pytest.mark.django_db


@pytest.fixture
def runs(center):
    return [a_run(center, "A"), a_run(center, "B"), a_run(center, "C")]


def fallback(before):
    return open_fallback(
        before, name="f", lists_close_on=CLOSING, answer_by=ANSWER, by=None, at=NOW
    )  # fmt: skip


def test_a_run_of_an_unpublished_round_is_not_put_into_another(center, runs, settings):
    settings.LANGUAGE_CODE = "en"
    first = a_round(center, runs[:2], name="รอบที่ 1")
    for step in (lambda: None, lambda: close_lists(first, by=None, at=NOW), lambda: propose(first)):
        step()
        with pytest.raises(RunInAnotherRound) as refused:
            a_round(center, runs[1:])
        assert str(refused.value) == (
            f"{runs[1]} is already in the round “รอบที่ 1”, which is not published yet. "
            "Publish that round first, or leave the run out of this one."
        )
    assert MatchRound.objects.count() == 1
    a_round(center, runs[2:])
    publish_round(MatchRound.objects.get(pk=first.pk), by=None, at=NOW)
    a_round(center, runs[1:2])


def propose(round_):
    make_proposal(round_, by=None, at=NOW)


def reopened(run, offer):
    """The run as it is once its offer was declined and it takes people again."""
    decline_offer(offer, by=None, at=NOW)
    run = CourseRun.objects.get(pk=run.pk)
    reopen_run(run, reason="x", by=None, at=NOW)
    return run


def test_a_run_that_takes_people_again_goes_into_a_new_round_and_not_into_a_fallback_too(center, runs):
    (person,) = people(center, 1)
    before, (offer,) = published(center, runs[:2], {person: runs[:1]})
    again = a_round(center, [reopened(runs[0], offer)])
    assert [run.code for run in free_runs(before)] == ["B"]
    a_round(center, runs[1:2])
    with pytest.raises(NothingIsFree):
        fallback(before)
    close_lists(again, by=None, at=NOW)
    propose(again)
    publish_round(MatchRound.objects.get(pk=again.pk), by=None, at=NOW)
    assert [run.code for run in fallback(before).runs.all()] == ["A"]


def test_a_run_of_a_fallback_round_is_not_put_into_another(center, runs):
    (person,) = people(center, 1)
    before, (offer,) = published(center, runs[:1], {person: runs[:1]})
    run = reopened(runs[0], offer)
    fallback(before)
    with pytest.raises(RunInAnotherRound):
        a_round(center, [run])


def test_the_form_says_which_run_and_which_round(center, runs, staff, signed_in, settings):
    settings.LANGUAGE_CODE = "en"
    a_round(center, runs[:1], name="รอบที่ 1")
    facts = {
        "name": "r",
        "runs": [run.pk for run in runs],
        "lists_close_on": "1/12/2580",
        "answer_by": "20/12/2580",
    }
    answer = signed_in(staff).post(reverse("new_round"), facts)
    assert answer.status_code == 422
    (said,) = answer.context["form"].errors["runs"]
    assert (str(runs[0]) in said, "“รอบที่ 1”" in said) == (True, True)
    assert MatchRound.objects.count() == 1


def look_then_open(center, run, looked):
    """What a lazy program does: look whether a round fills the run, then open one."""
    none = not run.rounds.exists()
    looked.wait(timeout=30)
    if none:
        round_ = MatchRound.objects.create(
            name="r", center=center, lists_close_on=date(2027, 1, 1), answer_by=date(2027, 1, 2),
            seed="s", seed_hash="h", created_at=NOW,
        )  # fmt: skip
        round_.runs.set([run])


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_those_who_open_a_round_over_one_run_at_once_one_does(center, runs):
    lists = [runs[:2], runs[1:], [runs[1]]]
    outcomes = race([lambda own=own: a_round(center, own) for own in lists])
    assert kinds(outcomes) == {"won": 1, "RunInAnotherRound": 2}


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_a_fallback_and_a_round_opened_at_once_do_not_share_a_run(center, runs):
    (person,) = people(center, 1)
    before, _offers = published(center, runs[1:2], {person: []})
    outcomes = race([lambda: fallback(before), lambda: a_round(center, runs[1:2])])
    assert kinds(outcomes)["won"] == 1
    assert set(kinds(outcomes)) <= {"won", "NothingIsFree", "RunInAnotherRound"}


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_looking_first_opens_two(center, runs):
    looked = threading.Barrier(2)
    race([lambda: look_then_open(center, runs[0], looked)] * 2)
    assert runs[0].rounds.count() == 2
