"""Erasure by two people, and the schedule: what is announced, what is kept longer."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.requests import MemberRequest
from core.listing import Sheet, answer_list
from core.policy import require
from enrollment.enums import ErasureState
from enrollment.forms.rights import ErasureFilter, ErasureForm, HoldForm, NoticeFilter, UnderstoodForm
from enrollment.models import Erasure, Graduate, RetentionHold, RetentionNotice
from enrollment.permissions import can_handle_rights
from enrollment.queries.rights import fates_of
from enrollment.services import erasure as services
from enrollment.services import retention
from enrollment.views.people import posted, visible_person
from enrollment.views.rights.requests import acting_agency


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_handle_rights)
def propose_erasure(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The first of two: everything that would go is listed, then it is asked."""
    person = visible_person(request, pk)
    services.refuse_needed(person, at=timezone.now())
    form = ErasureForm(posted(request))
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("reason", "identity")}
        agency = acting_agency(request)
        row = services.propose_erasure(person, agency=agency, by=request.user, at=timezone.now(), **said)
        return redirect("erasure", pk=row.pk)
    context = {"person": person, "form": form, "fates": fates_of(person)}
    return render(request, "enrollment/rights/propose.html", context, status=422 if form.errors else 200)


@require_safe
@require(can_handle_rights)
def erasures(request: MemberRequest) -> HttpResponse:
    """Proposed and done, newest first."""
    rows = Erasure.objects.visible_to(request.user).select_related("graduate", "asked_by", "decided_by")
    found = ErasureFilter(request.GET, queryset=rows, request=request)
    headings = [_("Name"), _("Reason"), _("Proposed"), _("State"), _("Decided")]
    sheet = Sheet("erasures", _("Erasures"), headings, _erasure_cells)
    return answer_list(
        request, found, found.qs, ("-asked_at", "-id"), "enrollment/rights/erasures.html", sheet
    )


def _erasure_cells(row: Erasure) -> list[object]:
    state, reason = row.get_state_display(), row.get_reason_display()
    return [row.graduate.full_name, reason, row.asked_at, state, row.decided_at]


def _erasure(request: MemberRequest, pk: int) -> Erasure:
    rows = Erasure.objects.visible_to(request.user).select_related("graduate", "asked_by", "decided_by")
    return get_object_or_404(rows, pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_handle_rights)
def erasure(request: MemberRequest, pk: int) -> HttpResponse:
    """One proposal: what would go, and the second person's decision."""
    row = _erasure(request, pk)
    form = UnderstoodForm(posted(request))
    if request.method == "POST" and form.is_valid():
        services.carry_out_erasure(row, by=request.user, at=timezone.now())
        messages.success(request, _("Everything that spoke of the person is erased."))
        return redirect("erasure", pk=pk)
    open_ = row.state == ErasureState.PROPOSED
    context = {
        "erasure": row,
        "form": form,
        "fates": fates_of(row.graduate) if open_ else [],
        "open": open_,
        "is_own": row.asked_by_id == request.user.pk,
    }
    return render(request, "enrollment/rights/erasure.html", context, status=422 if form.errors else 200)


@require_POST
@require(can_handle_rights)
def drop_erasure(request: MemberRequest, pk: int) -> HttpResponse:
    """Decide against it."""
    services.drop_erasure(_erasure(request, pk), by=request.user, at=timezone.now())
    return redirect("erasure", pk=pk)


@require_safe
@require(can_handle_rights)
def announced(request: MemberRequest) -> HttpResponse:
    """Whose time has passed and who will be erased when, unless something happens before."""
    people = Graduate.objects.visible_to(request.user)
    rows = RetentionNotice.objects.filter(graduate__in=people).select_related("graduate__school")
    found = NoticeFilter(request.GET, queryset=rows, request=request)
    headings = [_("Name"), _("School"), _("How far they came"), _("Last activity"), _("To be erased on")]
    sheet = Sheet("announced", _("Announced erasures"), headings, _notice_cells)
    return answer_list(
        request, found, found.qs, ("erase_on", "id"), "enrollment/rights/announced.html", sheet
    )


def _notice_cells(row: RetentionNotice) -> list[object]:
    person, kept = row.graduate, row.get_kept_as_display()
    return [person.full_name, str(person.school or ""), kept, row.last_activity, row.erase_on]


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_handle_rights)
def hold(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Keep a person's data beyond its time, with a reason and a last day."""
    person = visible_person(request, pk)
    form = HoldForm(posted(request))
    if request.method == "POST" and form.is_valid():
        retention.hold(person, by=request.user, at=timezone.now(), **form.cleaned_data)
        return redirect("person_rights", pk=pk)
    context = {"person": person, "form": form}
    return render(request, "enrollment/rights/hold.html", context, status=422 if form.errors else 200)


@require_POST
@require(can_handle_rights)
def lift_hold(request: MemberRequest, pk: int) -> HttpResponse:
    people = Graduate.objects.visible_to(request.user)
    row = get_object_or_404(RetentionHold, pk=pk, graduate__in=people)
    retention.lift_hold(row, by=request.user, at=timezone.now())
    return redirect("person_rights", pk=row.graduate_id)
