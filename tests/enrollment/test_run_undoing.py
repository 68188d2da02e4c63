"""Mergers and moves of runs taken back, as long as nobody depends on them."""

from datetime import date

import pytest

from enrollment.enums import LeavingReason, OfferState
from enrollment.models import Enrollment, Offer, RunChange
from enrollment.services import (
    accept_offer,
    call_off,
    defer_run,
    enroll,
    leave,
    merge_runs,
    undo_run_change,
)
from enrollment.services.run_undoing import CannotBeUndone
from tests.clock import NOW
from tests.enrollment.rounds_scene import a_run
from tests.enrollment.run_change_scene import (
    DAY,
    HALF_DAY,
    TODAY,
    another,
    counted,
    days,
    offered,
    rows_of,
    seated,
)
from tests.factories.enrollment import GraduateFactory
from tests.factories.training import CourseFactory, CurriculumFactory, RuleSetFactory, SkillFactory
from training.enums import RunState
from training.models import CourseRun


@pytest.fixture(autouse=True)
def rules(db):
    return RuleSetFactory()


@pytest.fixture
def curriculum():
    return CurriculumFactory(course=CourseFactory(skills=[SkillFactory()]), topics=HALF_DAY)


@pytest.fixture
def run(center, curriculum):
    return a_run(center, "A", curriculum=curriculum, seats=5)


def test_a_merger_taken_back_gives_everybody_what_they_held(center, run, curriculum, staff):
    into = another(center, curriculum, seats=1)
    moved, stayed, offer = seated(run), seated(run), offered(run)
    CourseRun.objects.filter(pk=run.pk).update(state=RunState.MATCHED)
    run.refresh_from_db()
    change = merge_runs(run, into, reason="x", by=staff, at=NOW)
    undo_run_change(change, by=staff, at=NOW)
    run.refresh_from_db()
    assert (run.state, run.merged_into, run.cancel_reason) == ("matched", None, "")
    assert (counted(run), counted(into)) == ((2, 1), (0, 0))
    sitting = {one.graduate for one in Enrollment.objects.seated().filter(run=run)}
    assert sitting == {moved.graduate, stayed.graduate}
    assert Offer.objects.get(run=run, state=OfferState.OPEN).graduate == offer.graduate
    assert rows_of(moved.graduate)[-1] == "run_change.undone"
    with pytest.raises(CannotBeUndone):
        undo_run_change(change, by=staff, at=NOW)


def test_a_move_taken_back_lets_the_one_who_could_not_come_sit_again(center, run, curriculum):
    into = another(center, curriculum)
    busy = seated(run)
    seated(into, busy.graduate)
    before = (run.first_day, run.last_day)
    change = defer_run(run, **days(into.first_day, into.last_day), reason="x", by=None, at=NOW)
    assert counted(run) == (0, 0)
    undo_run_change(change, by=None, at=NOW)
    run.refresh_from_db()
    assert ((run.first_day, run.last_day), counted(run)) == (before, (1, 0))


def the_new_offer_is_accepted(run, into, change):
    accept_offer(Offer.objects.get(run=into, state="open"), by=None, at=NOW)


def the_new_seat_is_given_up(run, into, change):
    leave(Enrollment.objects.seated().get(run=into), reason=LeavingReason.RESIGNED, by=None, at=NOW)


def the_other_run_begins(run, into, change):
    CourseRun.objects.filter(pk=into.pk).update(state=RunState.RUNNING)


def the_other_run_is_moved(run, into, change):
    defer_run(into, **days(into.first_day + DAY, into.last_day), reason="x", by=None, at=NOW)


def its_first_day_has_come(run, into, change):
    RunChange.objects.update(first_day_before=TODAY)


@pytest.mark.parametrize(
    "meanwhile",
    [
        the_new_offer_is_accepted,
        the_new_seat_is_given_up,
        the_other_run_begins,
        the_other_run_is_moved,
        its_first_day_has_come,
    ],
)
def test_a_merger_on_which_something_depends_stays(center, run, curriculum, meanwhile):
    into = another(center, curriculum)
    seated(run)
    offered(run)
    change = merge_runs(run, into, reason="x", by=None, at=NOW)
    meanwhile(run, into, change)
    with pytest.raises(CannotBeUndone):
        undo_run_change(RunChange.objects.get(pk=change.pk), by=None, at=NOW)
    run.refresh_from_db()
    assert run.state == RunState.MERGED


def test_a_move_stays_where_somebody_came_because_of_it_and_a_calling_off_always(center, run, curriculum):
    change = defer_run(run, **days(date(2027, 1, 11), date(2027, 1, 29)), reason="x", by=None, at=NOW)
    enroll(GraduateFactory(), run, reason="x", by=None, at=NOW + DAY)
    with pytest.raises(CannotBeUndone):
        undo_run_change(change, by=None, at=NOW + DAY)
    call_off(run, reason="x", by=None, at=NOW)
    with pytest.raises(CannotBeUndone):
        undo_run_change(RunChange.objects.get(kind="cancel"), by=None, at=NOW)
