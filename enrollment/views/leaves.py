"""Leave: the list of those who decide, one's own, a request with its papers, the answer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.enums import Role
from agencies.permissions import is_center_staff
from agencies.requests import MemberRequest
from core.files import file_response
from core.listing import Sheet, answer_list
from core.policy import require
from core.refusals import Refused
from core.submissions import once
from enrollment.enums import EnrollmentState, LeavePaperKind, LeaveState, SeenHow
from enrollment.forms.leaves import DeclineForm, LeaveFilter, LeaveForm, PaperForm
from enrollment.models import Enrollment, LeavePaper, LeaveRequest
from enrollment.models.sheets import of_teachers
from enrollment.permissions import can_ask_leave, can_teach, is_trainee
from enrollment.queries.attendance import StandingLine, standings_of
from enrollment.queries.leaves import OPEN, adds_up, contradicting, note_rule, sick_days, without_list
from enrollment.seeing import note_sightings
from enrollment.services import leaves as services
from enrollment.views.classes import staffs
from enrollment.views.people import posted
from training.enums import RunState


@require_safe
@require(can_teach)
def leaves(request: MemberRequest) -> HttpResponse:
    """Requests of one's centre or runs, those to be decided by filter."""
    rows = LeaveRequest.objects.of_deciders(request.user).select_related(
        "enrollment__graduate", "enrollment__run__course"
    )
    found = LeaveFilter(request.GET, queryset=rows, request=request)
    headings = [_("Name"), _("Run"), _("Kind of leave"), _("First day"), _("Last day"), _("State")]
    sheet = Sheet("leave", _("Leave of absence"), [*headings, _("Certificate due")], _cells)
    return answer_list(request, found, found.qs, found.sorting, "enrollment/leaves/list.html", sheet)


def _cells(leave: LeaveRequest) -> list[object]:
    """Without the reason: it may speak of health, and a file goes astray."""
    seat = leave.enrollment
    return [
        seat.graduate.full_name,
        seat.run.code,
        leave.get_kind_display(),
        leave.first_day,
        leave.last_day,
        leave.get_state_display(),
        leave.paper_due_on or "",
    ]


@require_safe
@require(is_trainee)
def my_leaves(request: MemberRequest) -> HttpResponse:
    """One's own requests, and where to ask."""
    rows = LeaveRequest.objects.filter(enrollment__graduate__user=request.user)
    seats = Enrollment.objects.filter(
        graduate__user=request.user, state=EnrollmentState.TRAINING, run__state=RunState.RUNNING
    )
    context = {
        "leaves": rows.select_related("enrollment__run__course").order_by("-asked_at"),
        "seats": seats.select_related("run__course"),
    }
    return render(request, "enrollment/leaves/mine.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_ask_leave)
@once
def ask_leave(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask for leave of one seat: the person, or staff and trainers for them."""
    may = of_teachers(request.user, "run__") | Q(graduate__user=request.user)
    rows = Enrollment.objects.filter(may).distinct()
    seat = get_object_or_404(
        rows.select_related("graduate", "run__course", "run__rule_set", "run__center"), pk=pk
    )
    form = LeaveForm(posted(request), request.FILES or None, seat=seat, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        try:
            leave = services.ask_leave(
                seat, form.entry, papers=_papers(form), by=request.user, at=timezone.now()
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            _say_filed(request, leave)
            return redirect("leave_request", pk=leave.pk)
    context = {
        "form": form,
        "seat": seat,
        "is_own": seat.graduate.user_id == request.user.pk,
        "standing": _standing(seat),
        "rule": note_rule(seat),
    }
    return render(request, "enrollment/leaves/ask.html", context, status=422 if form.errors else 200)


def _papers(form: LeaveForm | PaperForm) -> tuple[services.Paper, ...]:
    file = form.cleaned_data.get("paper")
    kind = LeavePaperKind(form.cleaned_data.get("paper_kind") or LeavePaperKind.OTHER)
    return ((file.name, file.read(), kind),) if file else ()


def _say_filed(request: MemberRequest, leave: LeaveRequest) -> None:
    if leave.state == LeaveState.PAPER_DUE:
        messages.warning(request, _("Filed. The medical certificate is still to be handed in."))
    else:
        messages.success(request, _("Filed. The trainer or the centre decides."))


def _standing(seat: Enrollment) -> StandingLine | None:
    """The forecast of the seat's hours: what may still be missed, excused or not."""
    return next((line for line in standings_of(seat.run) if line.enrollment.pk == seat.pk), None)


def _leave(request: MemberRequest, pk: UUID) -> LeaveRequest:
    rows = LeaveRequest.objects.visible_to(request.user).select_related(
        "enrollment__graduate",
        "enrollment__run__rule_set",
        "enrollment__run__center",
        "session",
        "decided_by",
    )
    return get_object_or_404(rows, pk=pk)


@require_safe
@require(can_ask_leave)
def leave_request(request: MemberRequest, pk: UUID) -> HttpResponse:
    """A request, its papers, and what the reader may do about it."""
    return _show(request, _leave(request, pk), DeclineForm(), PaperForm())


def _show(request: MemberRequest, row: LeaveRequest, decline: DeclineForm, paper: PaperForm) -> HttpResponse:
    decides = LeaveRequest.objects.of_deciders(request.user).filter(pk=row.pk).exists()
    context: dict[str, Any] = {
        "leave": row,
        "person": row.enrollment.graduate,
        "run": row.enrollment.run,
        "papers": row.papers.all(),
        "decides": decides,
        "opens_papers": decides and staffs(request.user, row.enrollment.run),
        "is_open": row.state in OPEN,
        "may_withdraw": request.user.pk in (row.asked_by_id, row.enrollment.graduate.user_id),
        "sick_days": sick_days(row),
        "adds_up": adds_up(row),
        "rule": note_rule(row.enrollment),
        "standing": _standing(row.enrollment),
        "contradicting": contradicting(row),
        "without_list": without_list(row, timezone.localdate()) if decides else None,
        "decline": decline,
        "paper": paper,
    }
    status = 422 if decline.errors or paper.errors else 200
    return render(request, "enrollment/leaves/leave.html", context, status=status)


def _to_decide(request: MemberRequest, pk: UUID) -> LeaveRequest:
    rows = LeaveRequest.objects.of_deciders(request.user).select_related(
        "enrollment__graduate", "enrollment__run__rule_set", "enrollment__run__center"
    )
    return get_object_or_404(rows, pk=pk)


@require_POST
@require(can_teach)
def approve_leave(request: MemberRequest, pk: UUID) -> HttpResponse:
    marked = services.approve_leave(_to_decide(request, pk), by=request.user, at=timezone.now())
    words = ngettext(
        "Approved; %(n)s session that was held is marked as excused.",
        "Approved; %(n)s sessions that were held are marked as excused.",
        marked,
    )
    messages.success(request, words % {"n": marked})
    return redirect("leave_request", pk=pk)


@require_POST
@require(can_teach)
def decline_leave(request: MemberRequest, pk: UUID) -> HttpResponse:
    row, form = _to_decide(request, pk), DeclineForm(request.POST)
    if not form.is_valid():
        return _show(request, row, form, PaperForm())
    services.decline_leave(row, form.cleaned_data["answer"], by=request.user, at=timezone.now())
    messages.success(request, _("Declined; the person reads why."))
    return redirect("leave_request", pk=pk)


@require_POST
@require(can_teach)
def reopen_leave(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Take the decision back."""
    services.reopen_leave(_to_decide(request, pk), by=request.user, at=timezone.now())
    messages.success(request, _("The decision is taken back; the request waits for one again."))
    return redirect("leave_request", pk=pk)


@require_POST
@require(can_ask_leave)
def withdraw_leave(request: MemberRequest, pk: UUID) -> HttpResponse:
    services.withdraw_leave(_leave(request, pk), by=request.user, at=timezone.now())
    messages.success(request, _("Withdrawn."))
    return redirect("leave_request", pk=pk)


@require_POST
@require(can_ask_leave)
def hand_in(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Add a paper to a request."""
    row, form = _leave(request, pk), PaperForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, row, DeclineForm(), form)
    (paper,) = _papers(form)
    services.hand_in(row, paper, by=request.user, at=timezone.now())
    messages.success(request, _("Handed in."))
    return redirect("leave_request", pk=pk)


@require_safe
@require(is_center_staff)
def leave_paper(request: MemberRequest, pk: UUID) -> HttpResponse:
    """A paper, for the centre's staff; trainers see that it was handed in. Who looks is written down."""
    centers = request.user.agencies_as(Role.STAFF, Role.HEAD)
    mine = LeaveRequest.objects.of_deciders(request.user).filter(enrollment__run__center__in=centers)
    rows = LeavePaper.objects.filter(leave__in=mine.values("pk")).select_related(
        "file", "leave__enrollment__graduate"
    )
    paper = get_object_or_404(rows, pk=pk)
    file = services.open_paper(paper, by=request.user, at=timezone.now())
    note_sightings(request, [paper.leave.enrollment.graduate], SeenHow.FILE)
    ending = "pdf" if file.media_type.endswith("pdf") else "jpg"
    return file_response(file, f"paper.{ending}", inline=True)
