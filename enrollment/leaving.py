"""Why somebody may leave a run: the reasons that the run's own rules list (clauses 38, 47, 55), and no other."""

from django.utils.translation import gettext_lazy as _

from core.refusals import Refused
from enrollment.enums import ConductStep, LeavingReason
from enrollment.models import Enrollment
from training.models import CourseRun
from training.rule_rows import rules_of

# A run that does not take place is no reason of the person's; the product records it by itself.
OF_THE_RUN = (LeavingReason.RUN_CANCELLED, LeavingReason.RUN_MERGED, LeavingReason.RUN_DEFERRED)
RECORDED_FIRST = {
    LeavingReason.DISMISSED: ConductStep.DISMISSAL,
    LeavingReason.CHEATED: ConductStep.CHEATING,
}


class ReasonNotListed(Refused):
    sentence = _(
        "“%(reason)s” is not among the reasons for leaving this type of training (clause %(clause)s)."
    )
    remedy = _("Choose one of those listed.")


class NotRecordedYet(Refused):
    sentence = _("“%(reason)s” needs its record first: what happened, when, and the steps before it.")
    remedy = _("Record it on the person's page of conduct; the training then ends with it.")


def reasons_for(run: CourseRun) -> list[LeavingReason]:
    """The reasons of the run's type, in the order of the rules."""
    listed = rules_of(run.rule_set).of(run.course.course_type).leaving.reasons
    return [LeavingReason(reason) for reason in listed]


def refuse_reason(seat: Enrollment, reason: LeavingReason) -> None:
    """Raise `ReasonNotListed`, or `NotRecordedYet` for a dismissal or cheating that nobody has recorded."""
    if reason in OF_THE_RUN:
        return
    if reason not in reasons_for(seat.run):
        clause = rules_of(seat.run.rule_set).of(seat.run.course.course_type).leaving.clause
        raise ReasonNotListed(reason=LeavingReason(reason).label, clause=clause)
    step = RECORDED_FIRST.get(reason)
    if step and not seat.conduct.filter(step=step, taken_back_at=None).exists():
        raise NotRecordedYet(reason=LeavingReason(reason).label)
