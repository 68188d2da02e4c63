"""Reads over several models of training."""

from datetime import date

from django.db.models import Count, Q, QuerySet

from agencies.enums import AgencyKind, Role
from agencies.models import Agency, User
from training.calendar import Shut, shut_days
from training.models import Closure, Course, CourseRun, Room, Trainer


def centers_of(user: User) -> QuerySet[Agency]:
    """The centres at which the account is staff or head."""
    return Agency.objects.filter(kind=AgencyKind.CENTER, pk__in=user.agencies_as(Role.STAFF, Role.HEAD))


def runs_run_by(user: User) -> QuerySet[CourseRun]:
    """The runs that the account may change: those of its centres. Open runs elsewhere may only be seen."""
    return CourseRun.objects.filter(center__in=user.agencies_as(Role.STAFF, Role.HEAD))


def trainers_of(user: User) -> QuerySet[Trainer]:
    """The trainers of the account's centres."""
    return Trainer.objects.filter(center__in=user.agencies_as(Role.STAFF, Role.HEAD))


def rooms_of(user: User) -> QuerySet[Room]:
    """The rooms of the account's centres."""
    return Room.objects.filter(center__in=user.agencies_as(Role.STAFF, Role.HEAD))


def closures_of(user: User) -> QuerySet[Closure]:
    """The closures of the account's centres and their rooms."""
    return Closure.objects.filter(center__in=user.agencies_as(Role.STAFF, Role.HEAD))


def with_open_runs(courses: QuerySet[Course]) -> QuerySet[Course]:
    """Courses with `open_runs`, the number of their runs that are open for applications."""
    return courses.annotate(open_runs=Count("runs", filter=Q(runs__state="open"), distinct=True))


def shut_days_of(center: Agency, first: date, last: date) -> dict[date, str]:
    """Days on which the centre as a whole is shut, with the reason: public holidays and its closures."""
    closures = center.closures.filter(room=None, first_day__lte=last, last_day__gte=first)
    shuts = [Shut(closure.first_day, closure.last_day, closure.reason) for closure in closures]
    return shut_days(first, last, shuts)
