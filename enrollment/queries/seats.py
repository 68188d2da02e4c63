"""Reads about offers and seats."""

from collections.abc import Collection
from datetime import date

from django.db.models import Q, QuerySet

from agencies.models import User
from core.dates import PartialDate
from enrollment.consenting import required_givers
from enrollment.eligibility import decision_for
from enrollment.entries import birth_of
from enrollment.enums import ConsentKind, EnrollmentState, OfferState
from enrollment.models import Enrollment, Graduate, Offer, Preference
from enrollment.queries.referrals import taken_on_by
from training.models import CourseRun
from training.rules import RuleCode, Verdict
from training.seats import Seat


def without_consent(run: CourseRun) -> set[int]:
    """Seats of people whose guardian's written consent to train is needed and was not seen (clause 10), or who took
    the consent to train back, or whose guardian did."""
    seats = run.enrollments.filter(state=EnrollmentState.ENROLLED).select_related("graduate__majority")
    return {seat.pk for seat in seats.prefetch_related("graduate__consents") if lacks_consent(seat, run)}


def lacks_consent(seat: Enrollment, run: CourseRun) -> bool:
    person = seat.graduate
    married = hasattr(person, "majority")
    outcome = decision_for(person, run).outcome(RuleCode.GUARDIAN_CONSENT)
    unseen = outcome is not None and outcome.verdict is not Verdict.PASSED and not married
    return unseen or _took_back(person, run.first_day, married)


def _took_back(person: Graduate, day: date, married: bool) -> bool:
    """Whether somebody who is asked on the day has said no after a yes."""
    asked = required_givers(ConsentKind.TRAINING, birth_of(person), day, married=married)
    rows = [row for row in person.consents.all() if row.kind == ConsentKind.TRAINING and row.giver in asked]
    live = {row.giver for row in rows if row.withdrawn_at is None}
    return any(row.giver not in live for row in rows)


def candidates_for(run: CourseRun, user: User) -> QuerySet[Graduate]:
    """People the centre has taken on who hold no seat in this run."""
    seated = Enrollment.objects.seated().filter(run=run).values("graduate")
    people = Graduate.objects.visible_to(user).exclude(pk__in=seated)
    return people.filter(pk__in=taken_on_by(run.center).values("pk"))


def lower_than(offer: Offer) -> list[Offer]:
    """What the person holds of the same round (an open offer, a seat) and ranked below the run offered."""
    if offer.round_id is None:
        return []
    held = Q(state=OfferState.OPEN) | Q(
        state=OfferState.ACCEPTED, enrollment__state__in=[EnrollmentState.ENROLLED, EnrollmentState.TRAINING]
    )
    others = Offer.objects.filter(held, round=offer.round_id, graduate=offer.graduate_id).exclude(pk=offer.pk)
    if not others.exists():
        return []  # as nearly always: there is nothing to compare with
    chosen = Preference.objects.filter(round=offer.round_id, graduate=offer.graduate_id)
    ranks = dict(chosen.order_by("rank").values_list("run", "rank"))
    own = ranks.get(offer.run_id, -1)
    listed = others.select_related("enrollment__run", "run").order_by("run_id")
    return [other for other in listed if 0 <= own < ranks.get(other.run_id, -1)]


def seats_beside(runs: Collection[int]) -> list[Seat]:
    """The seats of these runs and all other seats of the same people: for those who make timetables."""
    seats = Enrollment.objects.seated()
    people = seats.filter(run__in=runs).values("graduate")
    columns = ("run", "graduate", "graduate__birth_date", "graduate__birth_precision")
    return [
        Seat(run, str(person), PartialDate.known_to(birth, precision) if birth else None)
        for run, person, birth, precision in seats.filter(graduate__in=people).values_list(*columns)
    ]
