"""Reads about offers and seats."""

from django.db.models import QuerySet

from agencies.models import User
from enrollment.eligibility import decision_for
from enrollment.enums import EnrollmentState, ReferralState
from enrollment.models import Enrollment, Graduate
from training.models import CourseRun
from training.rules import RuleCode, Verdict


def without_consent(run: CourseRun) -> set[int]:
    """Seats of people whose guardian's written consent to train is needed and was not seen (clause 10)."""
    seats = run.enrollments.filter(state=EnrollmentState.ENROLLED).select_related("graduate")
    return {seat.pk for seat in seats.prefetch_related("graduate__consents") if lacks_consent(seat, run)}


def lacks_consent(seat: Enrollment, run: CourseRun) -> bool:
    outcome = decision_for(seat.graduate, run).outcome(RuleCode.GUARDIAN_CONSENT)
    return outcome is not None and outcome.verdict is not Verdict.PASSED


def candidates_for(run: CourseRun, user: User) -> QuerySet[Graduate]:
    """People the centre has taken on who hold no seat in this run."""
    seated = Enrollment.objects.seated().filter(run=run).values("graduate")
    people = Graduate.objects.visible_to(user).exclude(pk__in=seated)
    accepted = people.filter(referrals__to_agency=run.center, referrals__state=ReferralState.ACCEPTED)
    return (accepted | people.filter(registered_by=run.center)).distinct()
