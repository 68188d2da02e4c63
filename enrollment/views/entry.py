"""Entering a run: papers and health of everybody on one page, and one person's decision rule by rule."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agencies.enums import Role
from agencies.permissions import is_center_staff
from agencies.requests import MemberRequest
from core.policy import require
from core.spreadsheets import xlsx_response
from enrollment.eligibility import items_asked
from enrollment.enums import EnrollmentState, EntryItem
from enrollment.forms.entry import AnswerForm
from enrollment.models import Enrollment
from enrollment.permissions import can_teach
from enrollment.queries.entry import EntryLine, entry_line, entry_lines, kept_out, relaxable, with_entry
from enrollment.rule_words import RULE_NAMES, clause_words, lacking_words, outcomes_in_words
from enrollment.services import note_entry, see_papers, take_back_entry
from enrollment.views.classes import run_of_class
from training.models import CourseRun


def seat_of_center(request: MemberRequest, pk: int) -> Enrollment:
    """A seat in a run of one's centre, with all that the decision on it reads."""
    centers = request.user.agencies_as(Role.STAFF, Role.HEAD)
    return get_object_or_404(with_entry(Enrollment.objects.filter(run__center__in=centers)), pk=pk)


@require_safe
@require(can_teach)
def run_entry(request: MemberRequest, pk: int) -> HttpResponse:
    """Everybody with a seat: what was seen and what is open. Whoever only teaches sees who may train, no more."""
    run = run_of_class(request, pk)
    lines = entry_lines(run)
    staff = run.center_id in request.user.agencies_as(Role.STAFF, Role.HEAD)
    if not staff:
        return render(request, "enrollment/entry/may_train.html", {"run": run, "lines": lines})
    if request.GET.get("format") == "xlsx":
        return _workbook(run, lines)
    context: dict[str, Any] = {
        "run": run,
        "items": [item.label for item in items_asked(run)],
        "lines": [(line, lacking_words(line, beside=True)) for line in lines],
        "kept_out": len(kept_out(lines)),
        "ready": bool(lines) and not kept_out(lines),
    }
    return render(request, "enrollment/entry/run.html", context)


def _workbook(run: CourseRun, lines: list[EntryLine]) -> HttpResponse:
    """Who may enter and what is lacking, by rule; the answers about health stay where they are."""
    headings = [_("Seat"), _("Name"), _("May enter"), _("What is lacking")]
    rows = (
        (
            line.seat.seat_number,
            line.seat.graduate.full_name,
            _("yes") if line.may_enter else _("no"),
            "" if line.may_enter else lacking_words(line),
        )
        for line in lines
    )
    return xlsx_response(f"entry-{run.code}", run.code, headings, rows)


@require_POST
@require(is_center_staff)
def answer_entry(request: MemberRequest, pk: int) -> HttpResponse:
    """One tap: a paper or a statement was seen, yes or no; or the answer is taken back."""
    seat = seat_of_center(request, pk)
    form = AnswerForm(request.POST)
    if form.is_valid():
        item, answer = EntryItem(form.cleaned_data["item"]), form.cleaned_data["answer"]
        by, at = request.user, timezone.now()
        if answer == "undo":
            take_back_entry(seat, item, by=by, at=at)
        else:
            note_entry(seat, item, holds=answer == "yes", by=by, at=at)
    return redirect(_row(seat))


@require_POST
@require(is_center_staff)
def papers_seen(request: MemberRequest, pk: int) -> HttpResponse:
    """All papers of one person lie on the table."""
    seat = seat_of_center(request, pk)
    see_papers(seat, by=request.user, at=timezone.now())
    return redirect(_row(seat))


def _row(seat: Enrollment) -> str:
    return f"{reverse('run_entry', args=[seat.run_id])}#seat-{seat.pk}"


@require_safe
@require(is_center_staff)
def seat_entry(request: MemberRequest, pk: int) -> HttpResponse:
    """May this person enter this run? Rule by rule: the fact, its source, the clause, what would change it."""
    seat = seat_of_center(request, pk)
    line = entry_line(seat)
    decided = getattr(seat, "entry_decision", None)
    context = {
        "seat": seat,
        "line": line,
        "rules": outcomes_in_words(line),
        "overrides": [(row, RULE_NAMES[row.rule]) for row in seat.overrides.all()],
        "relaxable": [(one.rule, RULE_NAMES[one.rule], clause_words(one.clause)) for one in relaxable(seat)],
        "decided": decided,
        "is_open": seat.state == EnrollmentState.ENROLLED,
        "in_training": seat.state in (EnrollmentState.ENROLLED, EnrollmentState.TRAINING),
        "in_a_firm": seat.placements.exists(),  # a rule relaxed for going there was acted on
    }
    return render(request, "enrollment/entry/seat.html", context)
