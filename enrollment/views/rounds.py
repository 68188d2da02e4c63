"""Rounds of matching: collect choices, close, propose, publish."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.enums import Role
from agencies.models import User
from agencies.permissions import is_center_staff, is_staff_or_counselor
from agencies.requests import MemberRequest
from core.listing import Sheet, answer_list
from core.paging import keyset_page
from core.policy import require
from core.refusals import Refused
from core.spreadsheets import xlsx_response
from core.submissions import once
from enrollment.enums import RoundState
from enrollment.forms.refusing import explain, goes_well
from enrollment.forms.round_filters import ChoosingFilter, ProposalFilter, RoundFilter
from enrollment.forms.rounds import ChoicesForm, FallbackForm, RoundForm
from enrollment.models import Graduate, MatchRound
from enrollment.permissions import can_choose
from enrollment.queries import rounds as queries
from enrollment.queries.changes import tried
from enrollment.queries.near_misses import NEAR_KM, near_misses
from enrollment.queries.offer_slips import places_of
from enrollment.queries.policies import came_together, companion_of
from enrollment.services import fallback, publishers
from enrollment.services import rounds as services

BY_NAME = ("sort_key", "id")


def _round(user: User, pk: int) -> MatchRound:
    return get_object_or_404(
        MatchRound.objects.visible_to(user).select_related(
            "center", "proposal__made_by", "job", "adopted", "follows"
        ),
        pk=pk,
    )


@require_safe
@require(can_choose)
def rounds(request: MemberRequest) -> HttpResponse:
    """Rounds, newest first."""
    rows = MatchRound.objects.visible_to(request.user).select_related("center")
    found = RoundFilter(request.GET, queryset=rows, request=request)
    headings = [_("Round"), _("State"), _("Lists close on"), _("Offers to be answered by")]
    sheet = Sheet("rounds", _("Matching rounds"), headings, _round_cells)
    template, staff = "enrollment/rounds/list.html", is_center_staff(request.user)
    return answer_list(request, found, found.qs, ("-created_at", "-id"), template, sheet, may_open=staff)


def _round_cells(row: MatchRound) -> list[object]:
    return [row.name, row.get_state_display(), row.lists_close_on, row.answer_by]


@require_http_methods(["GET", "HEAD", "POST"])
@require(is_center_staff)
@once
def new_round(request: MemberRequest) -> HttpResponse:
    """Open a round for runs that are open for applications."""
    form = RoundForm(request.POST or None, user=request.user, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        center = form.cleaned_data["runs"][0].center
        try:
            round_ = services.open_round(
                center=center, by=request.user, at=timezone.localtime(), **form.cleaned_data
            )
        except Refused as refusal:
            explain(form, refusal, {type(refusal): ("runs",)})
        else:
            return redirect("round", pk=round_.pk)
    return render(request, "enrollment/rounds/new.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@require(is_center_staff)
def new_fallback(request: MemberRequest, pk: int) -> HttpResponse:
    """Open a round for those without a seat, over the runs that this one left free."""
    before = _round(request.user, pk)
    form = FallbackForm(request.POST or None, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        try:
            round_ = fallback.open_fallback(
                before, by=request.user, at=timezone.localtime(), **form.cleaned_data
            )
        except Refused as refusal:
            explain(form, refusal, {})
        else:
            return redirect("round", pk=round_.pk)
    context = {"round": before, "form": form, "runs": fallback.free_runs(before)}
    return render(request, "enrollment/rounds/new_fallback.html", context, status=422 if form.errors else 200)


@require_safe
@require(is_center_staff)
def round_page(request: MemberRequest, pk: int) -> HttpResponse:
    """Where the round stands and what to do next."""
    round_ = _round(request.user, pk)
    first = queries.first_choices(round_)
    runs = [(run, first.get(run.pk, 0)) for run in round_.runs.select_related("course").order_by("code")]
    context = {
        "round": round_,
        "runs": runs,
        "with_choices": queries.people_with_choices(round_).count(),
        "without_choices": queries.people_without_choices(round_).count(),
        "offers": queries.offer_counts(round_),
    }
    return render(request, "enrollment/rounds/round.html", context)


@require_safe
@require(can_choose)
def choosing(request: MemberRequest, pk: int) -> HttpResponse:
    """Who has ranked which runs, and who has not yet."""
    round_ = _round(request.user, pk)
    visible = Graduate.objects.visible_to(request.user)
    people = queries.everyone(round_).filter(pk__in=visible)
    found = ChoosingFilter(request.GET, queryset=people, request=request, round_id=pk)
    people = found.qs.prefetch_related(queries.choices_prefetch(round_)).select_related("school")
    if request.GET.get("format") == "xlsx":
        return _choosing_workbook(round_, people.order_by(*BY_NAME))
    page = keyset_page(people, BY_NAME, request.GET.get("cursor", ""))
    context = {"round": round_, "page": page, "filter": found, "may_open": is_center_staff(request.user)}
    return render(request, "enrollment/rounds/choosing.html", context)


def _choosing_workbook(round_: MatchRound, people: Any) -> HttpResponse:
    headings = [_("Name"), _("School"), _("List")]
    rows = (
        (
            person.full_name,
            person.school or "",
            ", ".join(choice.run.code for choice in person.round_choices),
        )
        for person in people
    )
    return xlsx_response(f"choices-{round_.pk}", _("Choices"), headings, rows)


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_choose)
@once
def choices(request: MemberRequest, pk: int, person: UUID) -> HttpResponse:
    """One person's ranked list."""
    round_ = _round(request.user, pk)
    graduate = get_object_or_404(Graduate.objects.visible_to(request.user), pk=person)
    given = [choice.run for choice in graduate.preferences.filter(round=round_).select_related("run__course")]
    form = ChoicesForm(request.POST or None, round_=round_, given=given)

    def choose() -> None:
        services.choose(round_, graduate, form.runs, by=request.user, at=timezone.localtime())

    if request.method == "POST" and goes_well(form, {}, choose):
        messages.success(request, _("The list of %(name)s is saved.") % {"name": graduate.display_name})
        return redirect("choosing", pk=pk)
    context = {
        "round": round_,
        "graduate": graduate,
        "form": form,
        "closed": "" if round_.state == RoundState.OPEN else services.RoundNotOpen(round=round_),
        "suggestions": queries.suggestions(round_, graduate),
        "companion": companion_of(round_, graduate),
        "may_pair": is_staff_or_counselor(request.user),
    }
    return render(request, "enrollment/rounds/choices.html", context, status=422 if form.errors else 200)


@require_POST
@require(is_center_staff)
def close_lists(request: MemberRequest, pk: int) -> HttpResponse:
    services.close_lists(_round(request.user, pk), by=request.user, at=timezone.localtime())
    return redirect("round", pk=pk)


@require_POST
@require(is_center_staff)
def reopen_lists(request: MemberRequest, pk: int) -> HttpResponse:
    services.reopen_lists(_round(request.user, pk), by=request.user, at=timezone.localtime())
    return redirect("round", pk=pk)


@require_POST
@require(is_center_staff)
def propose(request: MemberRequest, pk: int) -> HttpResponse:
    """Let the worker match; the job's page shows how far it is."""
    job = services.request_proposal(
        _round(request.user, pk),
        by=request.user,
        at=timezone.localtime(),
        result_url=reverse("proposal", args=[pk]),
    )
    return redirect("job", pk=job.pk)


@require_safe
@require(is_center_staff)
def proposal(request: MemberRequest, pk: int) -> HttpResponse:
    """Who gets which seat, which runs open, and what the independent check says."""
    round_ = _round(request.user, pk)
    if round_.proposal is None:
        return redirect("round", pk=pk)
    found = ProposalFilter(
        request.GET, queryset=queries.people_with_choices(round_), request=request, proposal=round_.proposal
    )
    if request.GET.get("format") == "xlsx":
        return _proposal_workbook(round_, found.qs.order_by(*BY_NAME))
    page = keyset_page(found.qs, BY_NAME, request.GET.get("cursor", ""))
    placed = len(queries.placed_ids(round_.proposal))
    context = {
        "round": round_,
        "proposal": round_.proposal,
        "runs": queries.run_lines(round_.proposal),
        "near_misses": near_misses(round_.proposal) if round_.state == RoundState.PROPOSED else [],
        "near_km": NEAR_KM,
        "people": queries.person_lines(round_.proposal, page.rows),
        "page": page,
        "filter": found,
        "placed": placed,
        "unplaced": len(round_.proposal.placements) - placed,
        "may_publish": publishers.may_publish(round_, round_.proposal, request.user),
        "publishers": publishers.names(publishers.other_heads(round_, round_.proposal)),
        "ranks": queries.rank_counts(round_.proposal),
    }
    return render(request, "enrollment/rounds/proposal.html", context)


def _proposal_workbook(round_: MatchRound, people: Any) -> HttpResponse:
    assert round_.proposal is not None  # noqa: S101  the caller redirected otherwise
    headings = [_("Name"), _("School"), _("Run"), _("Course"), _("Choice number")]
    rows = (
        (
            line.graduate.full_name,
            line.graduate.school or "",
            line.run.code if line.run else "",
            line.run.course if line.run else _("no seat"),
            line.rank,
        )
        for line in queries.person_lines(round_.proposal, people)
    )
    return xlsx_response(f"proposal-{round_.pk}", _("Proposal"), headings, rows)


@require_safe
@require(can_choose)
def explanation(request: MemberRequest, pk: int, person: UUID) -> HttpResponse:
    """Why one person did or did not get each choice."""
    round_ = _round(request.user, pk)
    graduate = get_object_or_404(Graduate.objects.visible_to(request.user), pk=person)
    staff = round_.center_id in request.user.agencies_as(Role.STAFF, Role.HEAD)
    shown = round_.proposal and (staff or round_.state in {RoundState.PUBLISHED, RoundState.FINISHED})
    reasons = queries.explain(round_.proposal, graduate) if shown and round_.proposal else []
    context = {"round": round_, "graduate": graduate, "reasons": reasons, "shown": shown, "staff": staff}
    context |= _tried(request, round_, graduate) if shown else {}
    if round_.state in {RoundState.PUBLISHED, RoundState.FINISHED}:
        context |= {
            "offers": graduate.offers.filter(round=round_).select_related("run__course").order_by("pk"),
            "places": places_of(round_, graduate) if round_.state == RoundState.PUBLISHED else [],
        }
    return render(request, "enrollment/rounds/explanation.html", context)


def _tried(request: MemberRequest, round_: MatchRound, graduate: Graduate) -> dict[str, Any]:
    """Whether the wish to go together came true; where it is asked for, what would have changed the outcome."""
    assert round_.proposal is not None  # noqa: S101  otherwise nothing is shown
    may_try = is_staff_or_counselor(request.user)
    asked = may_try and "try" in request.GET
    return {
        "together": came_together(round_.proposal, graduate),
        "may_try": may_try and not asked,
        "asked": asked,
        "tried": tried(round_.proposal, graduate) if asked else None,
    }


@require_POST
@require(is_center_staff)
def publish(request: MemberRequest, pk: int) -> HttpResponse:
    """Offer the proposed seats; the service says whether this account is the second person."""
    offers = services.publish_round(_round(request.user, pk), by=request.user, at=timezone.localtime())
    messages.success(request, _("%(count)s seats are offered.") % {"count": len(offers)})
    return redirect("round", pk=pk)


@require_POST
@require(is_center_staff)
def finish_round(request: MemberRequest, pk: int) -> HttpResponse:
    services.finish_round(_round(request.user, pk), by=request.user, at=timezone.localtime())
    return redirect("round", pk=pk)
