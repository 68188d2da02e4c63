"""The decision at the end: computed, confirmed by a person, reopened with a reason while no paper rests on it."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max, ProtectedError
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from core import audit
from core.reasons import said
from core.refusals import Refused
from core.states import advance
from enrollment.enums import CompletionResult, EnrollmentState
from enrollment.models import Completion, Enrollment, Placement
from enrollment.queries.completion import ResultLine, results_of
from enrollment.services.attendance import locked_seats
from enrollment.services.oneself import refuse_oneself
from enrollment.states import ENROLLMENT_STATES
from training.enums import RunState
from training.models import CourseRun

# In a closed run only those wait for a result whose former one was reopened.
DECIDED_IN = frozenset({RunState.FINISHED, RunState.CLOSED})


class ResultsNotDue(Refused):
    sentence = _("%(run)s is “%(state)s”; results are confirmed after its last session.")
    remedy = _("Finish the run first.")


class NothingToConfirm(Refused):
    sentence = _("No result in %(run)s is complete enough to be confirmed.")
    remedy = _("Enter the missing scores; each line says what is missing.")


class DecisionChanged(Refused):
    sentence = _("The results of %(count)s people are no longer what was shown to you.")
    remedy = _("Reload the page, look at them again, then confirm.")


class ReopeningReasonMissing(Refused):
    sentence = _("A result is not reopened without a reason.")
    remedy = _("Write the reason in a sentence.")


class ReopenedAlready(Refused):
    sentence = _("This result has been reopened already.")


class PaperRestsOnIt(Refused):
    sentence = _("A certificate was issued for this result, so it can no longer be reopened.")
    remedy = _("Revoke or replace the certificate in the register instead.")


@transaction.atomic
def confirm_completions(
    run: CourseRun, *, decided: Mapping[int, str] | None = None, by: User, at: datetime
) -> list[Completion]:
    """Confirm computed results of a finished run: those of `decided` (seat -> result as it was shown), or every one.

    Each keeps the outcomes of all rules, their clauses and the version of the regulation used. Raises
    `ResultsNotDue`, `NothingToConfirm`, `DecisionChanged`; then nothing is confirmed.
    """
    if run.state not in DECIDED_IN:
        raise ResultsNotDue(run=run, state=run.get_state_display())
    CourseRun.objects.select_for_update().get(pk=run.pk)  # scores that come at once wait
    locked_seats(run, run.enrollments.values_list("pk", flat=True))  # and so do marks and days in a firm
    lines = {line.enrollment.pk: line for line in results_of(run) if line.completion is None}
    wanted = {seat: line.result for seat, line in lines.items()} if decided is None else dict(decided)
    if changed := [
        seat for seat, shown in wanted.items() if seat not in lines or lines[seat].result != shown
    ]:
        raise DecisionChanged(count=len(changed))
    chosen = [lines[seat] for seat in lines if wanted.get(seat)]
    if not chosen:
        raise NothingToConfirm(run=run)
    refuse_oneself([line.enrollment.pk for line in chosen], by)
    last = _last_day(run)
    in_firm = _days_in_firm(run)
    return [_confirm(line, max(last, in_firm.get(line.enrollment.pk, last)), by=by, at=at) for line in chosen]


def _last_day(run: CourseRun) -> date:
    held: date | None = run.sessions.aggregate(last=Max("day"))["last"]
    return held or run.last_day


def _days_in_firm(run: CourseRun) -> dict[int, date]:
    """Seat -> its last day in a firm."""
    rows = Placement.objects.filter(enrollment__run=run).order_by().values_list("enrollment")
    return dict(rows.annotate(last=Max("last_day")))


def _confirm(line: ResultLine, completed_on: date, *, by: User, at: datetime) -> Completion:
    seat, result = line.enrollment, CompletionResult(str(line.result))
    completed = result != CompletionResult.NOT_COMPLETED
    ends = EnrollmentState.COMPLETED if completed else EnrollmentState.NOT_COMPLETED
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
    facts = {"result": result, "run": seat.run.code, "clause": line.clause}
    audit.record("completion.confirmed", completion, by=by, at=at, person=seat.graduate_id, **facts)
    return completion


@transaction.atomic
def reopen_completion(completion: Completion, *, reason: str, by: User, at: datetime) -> Enrollment:
    """Take a confirmed result back: the seat is in training again, the trail keeps what was decided and why not.

    Whatever rests on a result (a certificate) protects it from being taken away; whoever issues one holds the same
    row, so of the two at once one wins. Raises `ReopeningReasonMissing`, `ReopenedAlready`, `PaperRestsOnIt`.
    """
    if not said(reason):
        raise ReopeningReasonMissing
    rows = Completion.objects.select_related("enrollment__run")
    held = rows.select_for_update(of=("self",)).filter(pk=completion.pk).first()
    if held is None:
        raise ReopenedAlready
    seat, facts = held.enrollment, _facts(held)
    refuse_oneself([seat.pk], by)
    try:
        held.delete()
    except ProtectedError as used:
        raise PaperRestsOnIt from used
    advance(seat, EnrollmentState.TRAINING, ENROLLMENT_STATES)
    audit.record(
        "completion.reopened", seat, by=by, at=at, person=seat.graduate_id, reason=said(reason), **facts
    )
    return seat


def _facts(completion: Completion) -> dict[str, object]:
    """What was decided, by codes and numbers."""
    return {
        "run": completion.enrollment.run.code,
        "result": completion.result,
        "rules": completion.rule_set.version,
        "score": None if completion.score is None else str(completion.score),
        "minutes": [completion.minutes_attended, completion.minutes_total],
        "confirmed_at": completion.confirmed_at.isoformat(),
        "outcomes": [[one["code"], one["verdict"], one["clause"]] for one in completion.outcomes],
    }
