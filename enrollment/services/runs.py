"""A run's beginning, its beds and its closing, with everybody who holds a seat in it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from core import audit
from core.refusals import Refused
from core.states import advance
from enrollment.enums import EnrollmentState, OfferState
from enrollment.models import Offer
from enrollment.queries.seats import without_consent
from enrollment.services.entry import admit
from enrollment.services.lodging import hand_out_beds, hold_run
from enrollment.services.rounds import OffersWaiting
from enrollment.states import ENROLLMENT_STATES
from training.enums import RunState
from training.models import CourseRun
from training.services import RunNeeds, close_run, start_run, supply_run


class TooFewPeople(Refused):
    sentence = _("%(run)s has %(seated)s people; it needs %(minimum)s to begin.")
    remedy = _("Seat more people, or call the run off.")


class ConsentMissing(Refused):
    sentence = _("The guardian's written consent of %(count)s people was not seen (clause 10).")
    remedy = _("Note each consent in the list below when you have seen the paper, then begin.")


class ResultsUnconfirmed(Refused):
    sentence = _("%(count)s people in %(run)s have no confirmed result, and a closed run takes none.")
    remedy = _("Confirm the results, or record who left.")


@transaction.atomic
def begin_training(run: CourseRun, *, by: User | None, at: datetime) -> int:
    """Start a run and put everybody enrolled in it into training. Returns how many.

    Raises `TooFewPeople`; `OffersWaiting`, since a seat accepted after the start would never come into training;
    `ConsentMissing` where the regulation wants a guardian's written consent that nobody has seen (clause 10);
    `MayNotEnter` where the rules keep somebody out, or a paper or health was not seen (clauses 7, 8, 42, 43, 50, 51).
    """
    hold_run(run.pk)  # an offer made or accepted at the same moment waits, and is seen
    seated = run.enrollments.filter(state=EnrollmentState.ENROLLED)
    list(seated.select_for_update().order_by("pk"))  # what is noted of a seat waits, or is judged with it
    if seated.count() < run.minimum:
        raise TooFewPeople(run=run, seated=seated.count(), minimum=run.minimum)
    if waiting := Offer.objects.filter(run=run, state=OfferState.OPEN).count():
        raise OffersWaiting(count=waiting)
    if lacking := without_consent(run):
        raise ConsentMissing(count=len(lacking))
    start_run(run, by=by, at=at)
    admit(run, by=by, at=at)  # by the rules that hold from now on
    for enrollment in seated:
        advance(enrollment, EnrollmentState.TRAINING, ENROLLMENT_STATES)
        audit.record("training.begun", enrollment, by=by, at=at, person=enrollment.graduate_id)
    return run.enrollments.filter(state=EnrollmentState.TRAINING).count()


@transaction.atomic
def close_books(run: CourseRun, *, by: User | None, at: datetime, reason: str = "") -> None:
    """Close a finished run, once everybody who stayed has a confirmed result.

    `reason` says why an orientation was not held. Raises `ResultsUnconfirmed`, `OrientationsMissing`.
    """
    waiting = run.enrollments.filter(state__in=[EnrollmentState.ENROLLED, EnrollmentState.TRAINING]).count()
    if waiting and run.state == RunState.FINISHED:
        raise ResultsUnconfirmed(run=run, count=waiting)
    close_run(run, by=by, at=at, reason=reason)


@transaction.atomic
def provide(run: CourseRun, needs: RunNeeds, *, by: User | None, at: datetime) -> int:
    """Change place, beds, meals or money of a run; new beds go to those who wait. Returns how many got one."""
    supply_run(run, needs, by=by, at=at)
    return hand_out_beds(run, by=by, at=at)
