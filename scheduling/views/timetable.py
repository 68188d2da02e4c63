"""Weeks: of a centre, a run, a trainer, a room, and one's own."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from agencies.models import Agency
from agencies.requests import MemberRequest
from core.policy import require
from scheduling.filters import WeekFilter
from scheduling.lessons import asked_monday, booked, names_in, week_bar, week_of
from scheduling.models import Assignment, Plan
from scheduling.permissions import can_make_timetables, can_see_own_timetable, can_see_run_timetables
from scheduling.queries import (
    bookings_of,
    bookings_taught_by,
    first_booked_day,
    runs_with_timetable,
)
from scheduling.views.needs import again, in_need
from training.calendar import DAY
from training.models import Trainer
from training.permissions import is_trainer
from training.queries import centers_of, rooms_of, runs_run_by, shut_days_of, trainers_of


def _week_from(bookings: QuerySet[Assignment], monday: date) -> QuerySet[Assignment]:
    return bookings.filter(day__range=(monday, monday + 6 * DAY)).distinct()


def _shut(center: Agency | None, monday: date) -> dict[date, str]:
    return shut_days_of(center, monday, monday + 6 * DAY) if center else {}


@require_safe
@require(can_make_timetables)
def timetable(request: MemberRequest) -> HttpResponse:
    """The week of the centre, by room, trainer or run."""
    monday = asked_monday(request.GET, timezone.localdate())
    found = WeekFilter(request.GET, queryset=bookings_of(request.user), request=request)
    lessons = booked(_week_from(found.qs, monday))
    shut = _shut(centers_of(request.user).first(), monday)
    today, by = timezone.localdate(), found.arranged
    needy = list(in_need(request.user))
    context = {
        "filter": found,
        "lessons": lessons,
        "days": week_of(lessons, monday, shut, today, by=by, url="move_session"),
        "rows": names_in(lessons, by),
        "week": week_bar(monday, request.GET),
        "needy": needy,
        "again": again(needy),
        "proposals": Plan.objects.visible_to(request.user).filter(state="proposed"),
    }
    return render(request, "scheduling/timetable.html", context)


@require_safe
@require(can_see_own_timetable)
def my_timetable(request: MemberRequest) -> HttpResponse:
    """The trainer's own week; the next one with a lesson unless a week is asked for."""
    bookings = bookings_taught_by(request.user)
    monday = asked_monday(request.GET, first_booked_day(bookings, timezone.localdate()))
    lessons = booked(_week_from(bookings, monday))
    trainer = Trainer.objects.select_related("center").get(user=request.user)
    context = {
        "trainer": trainer,
        "lessons": lessons,
        "days": week_of(lessons, monday, _shut(trainer.center, monday), timezone.localdate()),
        "week": week_bar(monday, request.GET),
        "absences": trainer.absences.filter(last_day__gte=timezone.localdate()),
    }
    return render(request, "scheduling/my_timetable.html", context)


@require_safe
@require(can_see_run_timetables)
def run_timetable(request: MemberRequest, pk: int) -> HttpResponse:
    """A run's sessions with their places: a part of the run's page, and a page to print."""
    run = get_object_or_404(runs_with_timetable(request.user).select_related("course", "center"), pk=pk)
    lessons = {one.session.pk: one for one in booked(Assignment.objects.filter(session__run=run))}
    sessions = run.sessions.select_related("topic", "room_kind").order_by("number")
    context = {
        "run": run,
        "sessions": [(session, lessons.get(session.pk)) for session in sessions],
        "may_move": runs_run_by(request.user).filter(pk=pk).exists(),
    }
    part = "_run_timetable" if request.htmx else "run_timetable"
    return render(request, f"scheduling/{part}.html", context)


@require_safe
@require(can_make_timetables)
def trainer_week(request: MemberRequest, pk: int) -> HttpResponse:
    """A trainer's week, as a part of the trainer's page."""
    trainer = get_object_or_404(trainers_of(request.user).select_related("center"), pk=pk)
    return _part(request, Assignment.objects.filter(bookings__trainer=trainer), trainer, "trainer_week")


@require_safe
@require(can_make_timetables)
def room_week(request: MemberRequest, pk: int) -> HttpResponse:
    """A room's week, as a part of the room's page."""
    room = get_object_or_404(rooms_of(request.user).select_related("center"), pk=pk)
    return _part(request, Assignment.objects.filter(room=room), room, "room_week")


def _part(request: MemberRequest, bookings: QuerySet[Assignment], subject: Any, name: str) -> HttpResponse:
    today = timezone.localdate()
    monday = asked_monday(request.GET, first_booked_day(bookings, today))
    shut = _shut(subject.center, monday)
    lessons = booked(_week_from(bookings, monday))
    context = {
        "subject": subject,
        "days": week_of(lessons, monday, shut, today, url="move_session"),
        "week": week_bar(monday, request.GET),
        "part": name,
        "may_see_own": is_trainer(request.user),
    }
    template = "_week_part" if request.htmx else "week_part"
    return render(request, f"scheduling/{template}.html", context)
