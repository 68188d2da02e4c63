"""Reads about offers and seats."""

from django.db.models import QuerySet

from agencies.models import User
from enrollment.enums import ReferralState
from enrollment.models import Enrollment, Graduate
from training.models import CourseRun


def candidates_for(run: CourseRun, user: User) -> QuerySet[Graduate]:
    """People the centre has taken on who hold no seat in this run."""
    seated = Enrollment.objects.seated().filter(run=run).values("graduate")
    people = Graduate.objects.visible_to(user).exclude(pk__in=seated)
    accepted = people.filter(referrals__to_center=run.center, referrals__state=ReferralState.ACCEPTED)
    return (accepted | people.filter(registered_by=run.center)).distinct()
