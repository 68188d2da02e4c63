"""What waits at a centre: proposals, runs without a timetable, former trainees."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import ngettext

from agencies.enums import Role
from agencies.models import User
from enrollment.enums import RoundState
from enrollment.models import MatchRound
from outreach.queries import former_trainees
from program.waiting.item import Waiting
from training.enums import RunState
from training.models import CourseRun


def of_training(user: User, today: date) -> Iterator[Waiting]:
    centers = user.agencies_as(Role.STAFF, Role.HEAD)
    runs = CourseRun.objects.filter(center__in=centers)
    proposed = MatchRound.objects.filter(center__in=centers, state=RoundState.PROPOSED).count()
    yield Waiting(
        proposed,
        ngettext("%(n)s proposal waits to be published", "%(n)s proposals wait to be published", proposed)
        % {"n": proposed},
        reverse("rounds"),
    )
    undated = runs.filter(state=RunState.CONFIRMED, sessions__day=None).distinct().count()
    yield Waiting(
        undated,
        ngettext("%(n)s confirmed run has no timetable", "%(n)s confirmed runs have no timetable", undated)
        % {"n": undated},
        reverse("timetable"),
    )
    due = runs.filter(state=RunState.FINISHED).count()
    yield Waiting(
        due,
        ngettext("%(n)s finished run is not closed", "%(n)s finished runs are not closed", due) % {"n": due},
        f"{reverse('runs')}?state=finished",
    )
    unasked = former_trainees(user).filter(latest=None).count()
    yield Waiting(
        unasked,
        ngettext(
            "%(n)s former trainee was not asked yet", "%(n)s former trainees were not asked yet", unasked
        )
        % {"n": unasked},
        f"{reverse('follow_ups')}?latest=none",
    )
