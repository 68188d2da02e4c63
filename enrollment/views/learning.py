"""The class: attendance, scores, results."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.enums import Role
from agencies.permissions import is_center_staff
from agencies.requests import MemberRequest
from core.policy import require
from core.spreadsheets import xlsx_response
from core.templatetags.ui import hours
from enrollment.enums import CompletionResult, EnrollmentState
from enrollment.forms.learning import AssessedOnForm, mark_forms, score_forms
from enrollment.permissions import can_teach
from enrollment.queries import learning as queries
from enrollment.services import learning as services
from enrollment.words import outcome_words
from training.enums import RunState
from training.models import CourseRun, Session, Topic

MOST_ATTEMPTS = 99  # the regulation sets no limit; an address does


def _run(request: MemberRequest, pk: int) -> CourseRun:
    """A run of one's centre, or one that one teaches."""
    own = Q(center__in=request.user.agencies_as(Role.STAFF, Role.HEAD)) | Q(trainers__user=request.user)
    runs = CourseRun.objects.filter(own).select_related("course", "curriculum", "rule_set").distinct()
    return get_object_or_404(runs, pk=pk)


def _all_valid(forms: Sequence[Form]) -> bool:
    """Every form is checked, so that the page shows all faults at once."""
    return not [form for form in forms if not form.is_valid()]


@require_safe
@require(can_teach)
def run_attendance(request: MemberRequest, pk: int) -> HttpResponse:
    """The run's sessions with their lists, and who is at risk of missing the hours."""
    run = _run(request, pk)
    sessions = run.sessions.select_related("topic").annotate(marked=Count("attendances")).order_by("number")
    today = timezone.localdate()
    held = [session for session in sessions if session.day and session.day <= today]
    context = {
        "run": run,
        "sessions": sessions,
        "due": [s for s in held if not s.marked] if run.state == RunState.RUNNING else [],
        "standings": queries.standings_of(run),
        "today": today,
    }
    return render(request, "enrollment/learning/run_attendance.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_teach)
def attendance(request: MemberRequest, pk: int) -> HttpResponse:
    """One session's list: one tap a person."""
    session = get_object_or_404(Session.objects.select_related("run__course", "topic"), pk=pk)
    run = _run(request, session.run_id)
    seats = run.enrollments.filter(state=EnrollmentState.TRAINING).select_related("graduate")
    forms = mark_forms(session, seats.order_by("seat_number"), request.POST or None)
    valid = request.method == "POST" and _all_valid(forms)
    if valid:
        entries = [form.entry for form in forms]
        changed = services.mark_attendance(session, entries, by=request.user, at=timezone.localtime())
        messages.success(request, _("Attendance saved: %(count)s marks new or changed.") % {"count": changed})
        return redirect("run_attendance", pk=run.pk)
    context = {"run": run, "session": session, "forms": forms}
    status = 422 if request.method == "POST" else 200
    return render(request, "enrollment/learning/attendance.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_teach)
def scores(request: MemberRequest, pk: int, number: int, attempt: int = 1) -> HttpResponse:
    """The scores of one topic; attempts above the first are re-tests."""
    if not 1 <= attempt <= MOST_ATTEMPTS:
        raise Http404
    run = _run(request, pk)
    topic = get_object_or_404(run.curriculum.topics, number=number)
    seats = run.enrollments.filter(state=EnrollmentState.TRAINING).select_related("graduate")
    data = request.POST or None
    forms = score_forms(topic, seats.order_by("seat_number"), attempt=attempt, data=data)
    day = AssessedOnForm(data, run=run, today=timezone.localdate())
    if request.method == "POST" and _all_valid([day, *forms]):
        entries = [entry for form in forms if (entry := form.entry)]
        assessed_on = day.cleaned_data["assessed_on"]
        at = timezone.localtime()
        changed = services.enter_scores(run, entries, assessed_on=assessed_on, by=request.user, at=at)
        messages.success(request, _("Scores saved: %(count)s new or changed.") % {"count": changed})
        return redirect("run_results", pk=run.pk)
    context = {
        "run": run,
        "topic": topic,
        "topics": _topic_tabs(run, topic),
        "attempt": attempt,
        "forms": forms,
        "day": day,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "enrollment/learning/scores.html", context, status=status)


def _topic_tabs(run: CourseRun, shown: Topic) -> list[dict[str, Any]]:
    return [
        {
            "label": f"{topic.number}. {topic}",
            "url": reverse("scores", args=[run.pk, topic.number]),
            "current": topic == shown,
        }
        for topic in run.curriculum.topics.all()
    ]


@require_safe
@require(can_teach)
def run_results(request: MemberRequest, pk: int) -> HttpResponse:
    """Every seat's hours, score and result, with what is missing and the clause."""
    run = _run(request, pk)
    lines = queries.results_of(run)
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


def _results_workbook(run: CourseRun, lines: list[queries.ResultLine]) -> HttpResponse:
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
    confirmed = services.confirm_completions(_run(request, pk), by=request.user, at=timezone.localtime())
    messages.success(request, _("%(count)s results are confirmed.") % {"count": len(confirmed)})
    return redirect("run_certificates", pk=pk)
