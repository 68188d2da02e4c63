"""What waits with runs: orientations not held, lists of the selected not published, beds, runs to announce."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import ngettext

from agencies.enums import Role
from agencies.models import User
from enrollment.enums import EnrollmentState
from enrollment.enums.runs import Lodging
from enrollment.models import Enrollment
from enrollment.queries.selections import with_stale_list
from program.waiting.item import Waiting
from training.enums import RunState
from training.models import CourseRun

SOON = timedelta(days=60)  # so long before its first day a run ought to be announced
STAYING = (EnrollmentState.ENROLLED, EnrollmentState.TRAINING)


def of_runs(user: User, today: date) -> Iterator[Waiting]:
    """Of one run its own page, of several the list."""
    runs = CourseRun.objects.filter(center__in=user.agencies_as(Role.STAFF, Role.HEAD)).order_by("first_day")
    planned = runs.filter(state=RunState.PLANNED, first_day__range=(today, today + SOON)).count()
    words = ngettext("%(n)s run is not announced yet", "%(n)s runs are not announced yet", planned)
    yield Waiting(planned, words % {"n": planned}, f"{reverse('runs')}?state=planned")
    taught = runs.filter(state__in=(RunState.RUNNING, RunState.FINISHED)).prefetch_related("orientations")
    yield _of([run for run in taught if run.orientations_due(today)], "orientations", _unoriented)
    begins = runs.filter(state__in=(RunState.CONFIRMED, RunState.RUNNING))
    yield _of(with_stale_list(begins), "selections", _unpublished)
    waiting = Enrollment.objects.filter(lodging=Lodging.WAITING, state__in=STAYING).values("run")
    yield _of(list(runs.filter(pk__in=waiting)), "provide_run", _without_beds)


def _of(runs: Sequence[CourseRun], page: str, words: Callable[[int], str]) -> Waiting:
    number = len(runs)
    url = reverse(page, args=[runs[0].pk]) if number == 1 else reverse("runs")
    return Waiting(number, words(number) % {"n": number}, url)


def _unoriented(number: int) -> str:
    return ngettext(
        "%(n)s run lacks an orientation (clause 13)", "%(n)s runs lack an orientation (clause 13)", number
    )


def _unpublished(number: int) -> str:
    return ngettext(
        "%(n)s run has no list of its people as they are now (clause 10)",
        "%(n)s runs have no list of their people as they are now (clause 10)",
        number,
    )


def _without_beds(number: int) -> str:
    return ngettext(
        "%(n)s run has people who wait for a bed", "%(n)s runs have people who wait for a bed", number
    )
