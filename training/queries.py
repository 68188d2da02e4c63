"""Reads over several models of training."""

from datetime import date

from django.db.models import Count, Q, QuerySet

from agencies.enums import AgencyKind, Role
from agencies.models import Agency, User
from training.calendar import Shut, shut_days
from training.models import Closure, Course, CourseRun, Equipment, Room, TeachingWeek, Trainer
from training.week_pattern import WeekPattern, whole_week


def centers_of(user: User) -> QuerySet[Agency]:
    """The centres at which the account is staff or head."""
    return Agency.objects.filter(kind=AgencyKind.CENTER, pk__in=user.agencies_as(Role.STAFF, Role.HEAD))


def runs_run_by(user: User) -> QuerySet[CourseRun]:
    """The runs that the account may change: those of its centres. Open runs elsewhere may only be seen."""
    return CourseRun.objects.filter(center__in=user.agencies_as(Role.STAFF, Role.HEAD))


def trainers_of(user: User) -> QuerySet[Trainer]:
    """The trainers of the account's centres."""
    return Trainer.objects.filter(center__in=user.agencies_as(Role.STAFF, Role.HEAD))


def trainers_able(run: CourseRun) -> QuerySet[Trainer]:
    """The trainers of the run's centre who hold, now or at some time, every skill that its course needs."""
    able = Trainer.objects.filter(center=run.center_id, is_active=True)
    for skill in run.course.skills.all():
        able = able.filter(skills__skill=skill)
    return able.order_by("name_th", "pk").distinct()


def rooms_of(user: User) -> QuerySet[Room]:
    """The rooms of the account's centres."""
    return Room.objects.filter(center__in=user.agencies_as(Role.STAFF, Role.HEAD))


def equipment_of(user: User) -> QuerySet[Equipment]:
    """The movable equipment of the account's centres."""
    return Equipment.objects.filter(center__in=user.agencies_as(Role.STAFF, Role.HEAD))


def closures_of(user: User) -> QuerySet[Closure]:
    """The closures of the account's centres and their rooms."""
    return Closure.objects.filter(center__in=user.agencies_as(Role.STAFF, Role.HEAD))


def with_open_runs(courses: QuerySet[Course]) -> QuerySet[Course]:
    """Courses with `open_runs`, the number of their runs that are open for applications."""
    return courses.annotate(open_runs=Count("runs", filter=Q(runs__state="open"), distinct=True))


def half_days_of(center: Agency) -> WeekPattern:
    """The half days of the week on which a centre teaches; all of them unless it said otherwise."""
    said = TeachingWeek.objects.filter(center=center).first()
    return said.half_days if said else whole_week()


def shut_days_of(center: Agency, first: date, last: date) -> dict[date, str]:
    """Days on which the centre as a whole is shut, with the reason: public holidays and its closures."""
    closures = center.closures.filter(room=None, first_day__lte=last, last_day__gte=first)
    shuts = [Shut(closure.first_day, closure.last_day, closure.reason) for closure in closures]
    return shut_days(first, last, shuts)
