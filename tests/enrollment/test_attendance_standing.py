"""Forecasts from rows: what may still be missed of the curriculum's hours, over one run and over all running ones."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from enrollment.enums import Mark
from enrollment.marks import MarkEntry
from enrollment.queries.attendance import lines_in_danger, standings_in, standings_of
from enrollment.services import mark_attendance
from tests.clock import NOW
from tests.enrollment.class_scene import TODAY, a_class
from training.enums import RunState
from training.models import CourseRun

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def mark(session, seat, mark, **facts):
    mark_attendance(session, [MarkEntry(seat.pk, mark, **facts)], by=None, at=NOW)


@pytest.fixture
def run(center):
    """30 hours in ten sessions of three, the last one today; 24 hours are needed."""
    return a_class(center, 2)


@pytest.fixture
def sessions(run):
    return list(run.sessions.order_by("number"))


def test_standings_say_what_may_still_be_missed(run, sessions):
    here, away = run.enrollments.order_by("seat_number")
    mark(sessions[0], here, Mark.LATE, arrived_after=20, left_before=10)
    for session in sessions[:3]:
        mark(session, away, Mark.EXCUSED if session == sessions[0] else Mark.ABSENT)
    first, second = standings_of(run, TODAY)
    assert (first.forecast.needed, first.forecast.attended, first.forecast.remaining) == (1440, 150, 1620)
    assert (first.forecast.may_miss, second.forecast.may_miss) == (330, 0)
    assert (first.forecast.standing, second.forecast.standing) == ("at_risk", "out_of_reach")


@pytest.mark.parametrize(("minutes", "percent"), [(1440, 80.0), (1439, 79.94), (0, 0.0)])
def test_the_percentage_is_of_the_curriculums_hours_and_cut_off(run, sessions, minutes, percent):
    seat = run.enrollments.first()
    for session in sessions:
        here = min(minutes, session.minutes)
        minutes -= here
        mark(session, seat, Mark.LATE if here else Mark.ABSENT, minutes=here or None)
    assert standings_of(run, TODAY)[0].percent == percent


def test_a_session_without_a_day_is_still_to_come(run, sessions):
    CourseRun.objects.filter(pk=run.pk).update(last_day=TODAY + 9 * DAY)
    for session in sessions:
        session.day, session.slot = None, ""
        session.save()
    forecast = standings_of(run, TODAY)[0].forecast
    assert (forecast.standing, forecast.remaining) == ("on_track", 1800)
    assert forecast.lost_on == TODAY + 9 * DAY


def test_a_list_that_is_not_in_yet_loses_nobody_before_today(run):
    """Ten sessions were held and none has a list: who was there may still turn out."""
    forecast = standings_of(run, TODAY)[0].forecast
    assert (forecast.remaining, forecast.lost_on) == (1800, TODAY)


def test_in_danger_are_people_in_training_of_running_runs_the_first_lost_first(center, run, sessions, staff):
    ahead = a_class(center, 1, code="K-2")
    for session in ahead.sessions.order_by("number")[:1]:
        mark(session, ahead.enrollments.get(), Mark.ABSENT)
    here, away = run.enrollments.order_by("seat_number")
    for session in sessions[:3]:
        mark(session, away, Mark.ABSENT)
        mark(session, here, Mark.PRESENT)
    done = a_class(center, 1, code="K-3")
    CourseRun.objects.filter(pk=done.pk).update(state=RunState.FINISHED)
    lines = lines_in_danger(staff, TODAY)
    assert [line.enrollment.pk for line in lines] == [away.pk, ahead.enrollments.get().pk]
    here.run.enrollments.filter(pk=away.pk).update(state="left", leaving_reason="resigned")
    assert away.pk not in [line.enrollment.pk for line in lines_in_danger(staff, TODAY)]


def test_three_runs_are_read_in_as_many_queries_as_one(center, run, django_assert_num_queries):
    runs = CourseRun.objects.filter(pk=run.pk)
    with CaptureQueriesContext(connection) as few:
        standings_in(runs, TODAY)
    for number in range(2, 4):
        a_class(center, 2, code=f"K-{number}")
    with django_assert_num_queries(len(few)):
        assert len(standings_in(CourseRun.objects.all(), TODAY)) == 6
