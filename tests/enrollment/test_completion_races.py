"""A mark and a confirmation at once: the mark is in the result, or it is refused; never is it beside it."""

import threading

import pytest
from django.db import transaction

from enrollment.enums import CompletionResult, EnrollmentState, Mark
from enrollment.marks import ResultIsConfirmed
from enrollment.models import Attendance, Completion, Enrollment
from enrollment.queries.completion import results_of
from enrollment.services import MarkEntry, confirm_completions, mark_attendance
from tests.clock import NOW
from tests.conftest import account_of
from tests.enrollment.class_scene import a_class, attended, finish, scored
from tests.factories.agencies import CenterFactory
from tests.races import race
from training.models import CourseRun

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def run():
    """One person, scored, who was present in both sessions as far as the lists say, and passes."""
    run = a_class(CenterFactory(), 1, topics=[(180, 180)])
    seat = run.enrollments.get()
    attended(run, seat, 360)
    scored(run, seat, 80, 80)
    finish(run)
    return run


@pytest.fixture
def staff(run):
    return account_of(run.center, "staff")


def mark_absent(run, by):
    """A correction that takes the result away: 180 of 360 minutes."""
    entry = MarkEntry(run.enrollments.get().pk, Mark.ABSENT, reason="was not there")
    return mark_attendance(run.sessions.order_by("number").first(), [entry], by=by, at=NOW)


def decided_and_marked():
    """The minutes that the result rests on, and those of the marks."""
    minutes = sum(Attendance.objects.values_list("minutes", flat=True))
    return Completion.objects.get().minutes_attended, minutes


def confirm(run, by):
    return confirm_completions(CourseRun.objects.get(pk=run.pk), by=by, at=NOW)


def test_a_confirmation_waits_for_a_mark_that_is_being_written(run, staff):
    """The mark stands, not yet committed, when the confirmation begins."""
    marked, begun = threading.Event(), threading.Event()

    def mark():
        with transaction.atomic():
            mark_absent(run, staff)
            marked.set()
            begun.wait(timeout=30)
            threading.Event().wait(0.2)  # the confirmation reaches the seat, and stops there

    def confirm_meanwhile():
        marked.wait(timeout=30)
        begun.set()
        return confirm(run, staff)

    assert not any(isinstance(outcome, Exception) for outcome in race([mark, confirm_meanwhile]))
    assert decided_and_marked() == (180, 180)
    assert Completion.objects.get().result == CompletionResult.NOT_COMPLETED


def test_whichever_of_the_two_is_first_they_agree(run, staff):
    outcomes = race([lambda: mark_absent(run, staff), lambda: confirm(run, staff)])
    assert isinstance(outcomes[0], ResultIsConfirmed) or outcomes[0] == 1
    decided, marked = decided_and_marked()
    assert decided == marked


def test_who_computes_before_holding_the_seats_leaves_the_mark_out(run, staff):
    """What a lazy program does: compute, and then write what was computed."""
    computed, marked = threading.Barrier(2), threading.Barrier(2)

    def lazy():
        (line,) = results_of(run)
        computed.wait(timeout=30)
        marked.wait(timeout=30)
        seat = line.enrollment
        Enrollment.objects.filter(pk=seat.pk).update(state=EnrollmentState.COMPLETED)
        facts = {"result": line.result, "rule_set": run.rule_set, "outcomes": [], "completed_on": NOW.date()}
        minutes = {"minutes_attended": line.minutes_attended, "minutes_total": line.minutes_total}
        Completion.objects.create(
            enrollment=seat, **facts, **minutes, score=line.score, confirmed_by=staff, confirmed_at=NOW
        )

    def mark():
        computed.wait(timeout=30)
        mark_absent(run, staff)
        marked.wait(timeout=30)

    assert not any(isinstance(outcome, Exception) for outcome in race([lazy, mark]))
    assert decided_and_marked() == (360, 180)
    assert Completion.objects.get().result == CompletionResult.CERTIFICATE
