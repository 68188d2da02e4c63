"""Reads about timetables."""

from datetime import date

from django.db.models import Count, Min, Q, QuerySet

from agencies.models import Agency, User
from scheduling.models import Assignment
from scheduling.services.plans import PLANNABLE
from training.enums import RunState
from training.models import CourseRun, Session
from training.queries import runs_run_by

PRESELECTED = (RunState.OPEN, RunState.MATCHED, RunState.CONFIRMED)


def bookings_of(user: User) -> QuerySet[Assignment]:
    """The bookings of the runs of the account's centres."""
    return Assignment.objects.filter(session__run__in=runs_run_by(user))


def bookings_taught_by(user: User) -> QuerySet[Assignment]:
    """The bookings that the account's trainer teaches."""
    return Assignment.objects.filter(bookings__trainer__user=user)


def runs_with_timetable(user: User) -> QuerySet[CourseRun]:
    """Runs whose timetable the account may see: those of its centres and those it teaches."""
    taught = CourseRun.objects.filter(trainers__user=user, trainers__is_active=True).values("pk")
    return CourseRun.objects.filter(Q(pk__in=runs_run_by(user).values("pk")) | Q(pk__in=taught))


def sessions_of(user: User) -> QuerySet[Session]:
    """The sessions of the runs of the account's centres."""
    return Session.objects.filter(run__in=runs_run_by(user))


def plannable_runs(center: Agency, today: date) -> QuerySet[CourseRun]:
    """Runs of the centre that can get a timetable, with `undated`, the number of sessions without a day."""
    runs = CourseRun.objects.filter(center=center, state__in=PLANNABLE, last_day__gt=today)
    counted = runs.annotate(
        undated=Count("sessions", filter=Q(sessions__day=None)),
        to_come=Count("sessions", filter=Q(sessions__day=None) | Q(sessions__day__gt=today)),
    )
    return counted.filter(to_come__gt=0).select_related("course").order_by("first_day", "code")


def first_booked_day(bookings: QuerySet[Assignment], since: date) -> date:
    """The first day from `since` on with a booking; `since` itself where there is none."""
    found: date | None = bookings.filter(day__gte=since).aggregate(first=Min("day"))["first"]
    return found or since
