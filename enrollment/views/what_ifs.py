"""What-ifs of a round: tried, set side by side with the proposal, adopted with a reason."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.permissions import is_center_staff
from agencies.requests import MemberRequest
from core.models import Job
from core.paging import keyset_page
from core.policy import require
from core.reasons import reason_in
from core.spreadsheets import xlsx_response
from enrollment import deciding, placing
from enrollment.enums import MatchKind
from enrollment.forms.refusing import RefusedAt, goes_well
from enrollment.forms.what_ifs import MoveFilter, ReasonForm, WhatIfForm
from enrollment.models import Graduate, MatchRound, MatchRun
from enrollment.queries.what_ifs import Compared, compared, person_moves
from enrollment.services import what_ifs as services

BY_NAME = ("sort_key", "id")
REFUSED_AT: RefusedAt = {services.NothingChanges: ("by",), services.SeatsAreHeld: ("run",)}


def _round(request: MemberRequest, pk: int) -> MatchRound:
    rounds = MatchRound.objects.visible_to(request.user).select_related("proposal", "adopted", "center")
    return get_object_or_404(rounds, pk=pk)


def _answer(request: MemberRequest, pk: int, number: int) -> MatchRun:
    answers = MatchRun.objects.filter(round=_round(request, pk), kind=MatchKind.WHAT_IF)
    return get_object_or_404(answers.select_related("base", "round__adopted"), pk=number)


@require_http_methods(["GET", "HEAD", "POST"])
@require(is_center_staff)
def what_ifs(request: MemberRequest, pk: int) -> HttpResponse:
    """Everything tried beside the proposal, and a form to try more."""
    round_ = _round(request, pk)
    if round_.proposal is None:
        raise Http404
    form = WhatIfForm(request.POST or None, initial=request.GET.dict(), round_=round_)
    jobs: list[Job] = []

    def ask() -> None:
        url, at = reverse("what_ifs", args=[pk]), timezone.localtime()
        jobs.append(services.request_what_if(round_, form.question, by=request.user, at=at, result_url=url))

    if request.method == "POST" and goes_well(form, REFUSED_AT, ask):
        return redirect("job", pk=jobs[0].pk)
    context = {
        "round": round_,
        "answers": compared(round_.proposal),
        "form": form,
        "adopted": deciding.in_words(placing.adopted_by(round_)),
    }
    return render(request, "enrollment/rounds/what_ifs.html", context, status=422 if form.errors else 200)


@require_safe
@require(is_center_staff)
def what_if(request: MemberRequest, pk: int, number: int) -> HttpResponse:
    """One what-if: who gains, who loses, who moves."""
    answer = _answer(request, pk, number)
    assert answer.base is not None  # noqa: S101  the table's constraint
    found = Compared(answer, answer.base)
    people = Graduate.objects.filter(pk__in=[*found.moves, *answer.complainants]).select_related("school")
    listed = MoveFilter(request.GET, queryset=people, request=request, found=found)
    if request.GET.get("format") == "xlsx":
        return _workbook(found, listed.qs.order_by(*BY_NAME))
    page = keyset_page(listed.qs, BY_NAME, request.GET.get("cursor", ""))
    context = {
        "round": answer.round,
        "found": found,
        "page": page,
        "people": list(person_moves(found, page.rows)),
        "filter": listed,
        "form": ReasonForm(),
        "may_adopt": found.may_be_adopted and answer.round.state in services.UNPUBLISHED,
    }
    return render(request, "enrollment/rounds/what_if.html", context)


def _workbook(found: Compared, people: Iterable[Graduate]) -> HttpResponse:
    headings = [_("Name"), _("School"), _("What changes"), _("In the proposal"), _("In this what-if")]
    rows = (
        (
            line.graduate.full_name,
            line.graduate.school or "",
            line.words or _("has cause to complain"),
            line.before or _("no seat"),
            line.after or _("no seat"),
        )
        for line in person_moves(found, people)
    )
    return xlsx_response(f"what-if-{found.what_if.pk}", _("What if"), headings, rows)


@require_POST
@require(is_center_staff)
def adopt_what_if(request: MemberRequest, pk: int, number: int) -> HttpResponse:
    """Decide, with a reason, that the next proposal rests on this what-if."""
    answer = _answer(request, pk, number)
    reason = reason_in(request.POST.get("reason", ""))
    services.adopt_what_if(answer, reason=reason, by=request.user, at=timezone.localtime())
    messages.success(request, _("Adopted. Make the proposal again: it will rest on this."))
    return redirect("proposal", pk=pk)


@require_POST
@require(is_center_staff)
def drop_adopted(request: MemberRequest, pk: int) -> HttpResponse:
    """Take an adopted what-if back."""
    reason = reason_in(request.POST.get("reason", ""))
    services.drop_adopted(_round(request, pk), reason=reason, by=request.user, at=timezone.localtime())
    messages.success(
        request, _("Taken back. Make the proposal again: it will rest on the round as it stands.")
    )
    return redirect("what_ifs", pk=pk)
