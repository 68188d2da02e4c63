"""The decision at the end, computed and then confirmed by a person."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from core import audit
from core.refusals import Refused
from core.states import advance
from enrollment.enums import CompletionResult, EnrollmentState
from enrollment.models import Completion
from enrollment.queries.completion import ResultLine, results_of
from enrollment.states import ENROLLMENT_STATES
from training.enums import RunState
from training.models import CourseRun


class ResultsNotDue(Refused):
    sentence = _("%(run)s is “%(state)s”; results are confirmed after its last session.")
    remedy = _("Finish the run first.")


class NothingToConfirm(Refused):
    sentence = _("No result in %(run)s is complete enough to be confirmed.")
    remedy = _("Enter the missing scores; each line says what is missing.")


@transaction.atomic
def confirm_completions(run: CourseRun, *, by: User, at: datetime) -> list[Completion]:
    """Confirm every computed result of a finished run that nothing is missing for.

    Each keeps the outcomes of all rules, their clauses and the version of the regulation used.
    """
    if run.state != RunState.FINISHED:
        raise ResultsNotDue(run=run, state=run.get_state_display())
    open_lines = [line for line in results_of(run) if line.completion is None]
    decided = [(line, CompletionResult(line.result)) for line in open_lines if line.result is not None]
    if not decided:
        raise NothingToConfirm(run=run)
    last = run.sessions.exclude(day=None).order_by("-day").values_list("day", flat=True).first()
    return [_confirm(line, result, last or run.last_day, by=by, at=at) for line, result in decided]


def _confirm(
    line: ResultLine, result: CompletionResult, completed_on: date, *, by: User, at: datetime
) -> Completion:
    seat = line.enrollment
    ends = (
        EnrollmentState.NOT_COMPLETED
        if result == CompletionResult.NOT_COMPLETED
        else EnrollmentState.COMPLETED
    )
    advance(seat, ends, ENROLLMENT_STATES)
    completion = Completion.objects.create(
        enrollment=seat,
        result=result,
        rule_set=seat.run.rule_set,
        outcomes=[outcome.as_json() for outcome in line.outcomes],
        minutes_attended=line.minutes_attended,
        minutes_total=line.minutes_total,
        score=line.score,
        completed_on=completed_on,
        confirmed_by=by,
        confirmed_at=at,
    )
    audit.record("completion.confirmed", completion, by=by, at=at, person=seat.graduate_id, result=result)
    return completion
