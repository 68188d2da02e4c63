"""Reads about what became of people."""

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from agencies.models import User
from enrollment.enums import EnrollmentState
from enrollment.models import Enrollment
from outreach.models import FollowUp

ENDED = (EnrollmentState.COMPLETED, EnrollmentState.NOT_COMPLETED)


def former_trainees(user: User) -> QuerySet[Any]:
    """Enrollments whose training ended, with `latest` (destination) and `asked_on` of the newest statement."""
    newest = FollowUp.objects.filter(enrollment=OuterRef("pk")).order_by("-asked_on")
    return (
        Enrollment.objects.visible_to(user)
        .filter(state__in=ENDED)
        .select_related("graduate__school", "run__course")
        .annotate(
            latest=Subquery(newest.values("destination")[:1]),
            asked_on=Subquery(newest.values("asked_on")[:1]),
        )
    )
