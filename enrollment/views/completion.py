"""The class: results."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agencies.permissions import is_center_staff
from agencies.requests import MemberRequest
from core.policy import require
from core.spreadsheets import xlsx_response
from core.templatetags.ui import hours
from enrollment.enums import CompletionResult
from enrollment.permissions import can_teach
from enrollment.queries.completion import ResultLine, results_of
from enrollment.services import confirm_completions
from enrollment.views.classes import run_of_class
from enrollment.words import outcome_words
from training.models import CourseRun


@require_safe
@require(can_teach)
def run_results(request: MemberRequest, pk: int) -> HttpResponse:
    """Every seat's hours, score and result, with what is missing and the clause."""
    run = run_of_class(request, pk)
    lines = results_of(run)
    if request.GET.get("format") == "xlsx":
        return _results_workbook(run, lines)
    context = {
        "run": run,
        "lines": [(line, [outcome_words(outcome) for outcome in line.lacking]) for line in lines],
        "topics": run.curriculum.topics.all(),
        "to_confirm": sum(line.completion is None and line.result is not None for line in lines),
        "undecided": sum(line.result is None for line in lines),
        "may_confirm": is_center_staff(request.user),
    }
    return render(request, "enrollment/learning/results.html", context)


def _results_workbook(run: CourseRun, lines: list[ResultLine]) -> HttpResponse:
    headings = [_("Seat"), _("Name"), _("Hours attended"), _("Of"), _("Score"), _("Result")]
    rows = [
        (
            line.enrollment.seat_number,
            line.enrollment.graduate.full_name,
            float(hours(line.minutes_attended)),
            float(hours(line.minutes_total)),
            float(line.score) if line.score is not None else None,
            CompletionResult(line.result).label if line.result else "",
        )
        for line in lines
    ]
    return xlsx_response(f"results-{run.code}", run.code, headings, rows)


@require_POST
@require(is_center_staff)
def confirm_results(request: MemberRequest, pk: int) -> HttpResponse:
    """Confirm every result that nothing is missing for."""
    confirmed = confirm_completions(run_of_class(request, pk), by=request.user, at=timezone.localtime())
    messages.success(request, _("%(count)s results are confirmed.") % {"count": len(confirmed)})
    return redirect("run_certificates", pk=pk)
