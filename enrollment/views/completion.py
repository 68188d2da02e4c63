"""The class: results, of the whole run on one page."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agencies.permissions import is_center_staff, is_head
from agencies.requests import MemberRequest
from core.policy import require
from core.reasons import reason_in
from core.spreadsheets import xlsx_response
from core.templatetags.ui import hours
from enrollment.enums import CompletionResult
from enrollment.models import Completion
from enrollment.permissions import can_teach
from enrollment.queries.completion import ResultLine, left_of, results_of
from enrollment.queries.placements import placement_minutes_of
from enrollment.result_words import stories
from enrollment.services import confirm_completions, reopen_completion
from enrollment.views.classes import heads, refuse_unless, run_of_class, staffs
from enrollment.words import outcome_words
from training.enums import RunState
from training.models import CourseRun

DECIDED_IN = (RunState.FINISHED, RunState.CLOSED)


@require_safe
@require(can_teach)
def run_results(request: MemberRequest, pk: int) -> HttpResponse:
    """Every seat's hours, score and result; each line opens to every rule with its clause."""
    run = run_of_class(request, pk)
    lines, left = results_of(run), list(left_of(run))
    if request.GET.get("format") == "xlsx":
        return _results_workbook(run, lines)
    context = {
        "run": run,
        "lines": [(line, stories(line.enrollment, line.outcomes)) for line in lines],
        "left": left,
        "topics": run.curriculum.topics.all(),
        "to_confirm": sum(line.completion is None and line.result is not None for line in lines),
        "undecided": sum(line.completion is None and line.result is None for line in lines),
        "differing": sum(line.has_changed for line in lines),
        "may_confirm": staffs(request.user, run) and run.state in DECIDED_IN,
        "is_staff": staffs(request.user, run),
        "may_reopen": heads(request.user, run),
        "has_placement": placement_minutes_of(run) > 0,
        "first_topic": run.curriculum.topics.order_by("number").first(),
    }
    return render(request, "enrollment/learning/results.html", context)


def _results_workbook(run: CourseRun, lines: list[ResultLine]) -> HttpResponse:
    headings = [
        _("Seat"),
        _("Name"),
        _("Hours attended"),
        _("Of"),
        _("Score"),
        _("Result"),
        _("Clause"),
        _("Confirmed"),
        _("What is lacking"),
    ]
    return xlsx_response(f"results-{run.code}", run.code, headings, map(_cells, lines))


def _cells(line: ResultLine) -> list[object]:
    result = line.completion.result if line.completion else line.result
    return [
        line.enrollment.seat_number,
        line.enrollment.graduate.full_name,
        float(hours(line.minutes_attended)),
        float(hours(line.minutes_total)),
        float(line.score) if line.score is not None else None,
        CompletionResult(result).label if result else "",
        line.clause,
        line.completion.confirmed_at if line.completion else None,
        " ".join(outcome_words(outcome) for outcome in line.lacking),
    ]


@require_POST
@require(is_center_staff)
def confirm_results(request: MemberRequest, pk: int) -> HttpResponse:
    """Confirm results as they were shown: those that were ticked, or every decided one."""
    run = run_of_class(request, pk)
    refuse_unless(staffs(request.user, run))
    shown = request.POST.getlist("all" if "everyone" in request.POST else "decided")
    decided = dict(pair for text in shown if (pair := _seat_and_result(text)))
    if not decided:
        messages.error(request, _("Tick the results that you confirm."))
        return redirect("run_results", pk=pk)
    confirmed = confirm_completions(run, decided=decided, by=request.user, at=timezone.localtime())
    messages.success(request, _("%(count)s results are confirmed.") % {"count": len(confirmed)})
    return redirect("run_results", pk=pk)


def _seat_and_result(text: str) -> tuple[int, str] | None:
    """What a box of the page says: seat and result as shown."""
    seat, _colon, result = text.partition(":")
    return (
        (int(seat), result)
        if seat.isdecimal() and len(seat) < 19 and result in CompletionResult.values
        else None
    )


@require_POST
@require(is_head)
def reopen_result(request: MemberRequest, pk: int) -> HttpResponse:
    """Take one confirmed result back, with a reason."""
    completion = get_object_or_404(Completion.objects.select_related("enrollment"), pk=pk)
    run = run_of_class(request, completion.enrollment.run_id)
    refuse_unless(heads(request.user, run))
    reason = reason_in(request.POST.get("reason", ""))
    reopen_completion(completion, reason=reason, by=request.user, at=timezone.localtime())
    messages.success(request, _("The result is reopened; the person is in training again."))
    return redirect("run_results", pk=run.pk)
