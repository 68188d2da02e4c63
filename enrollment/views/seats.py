"""Offers and seats: answered, given by hand, given up; a run begun or called off with its people."""

from typing import Any

from django.contrib import messages
from django.db.models import Case, QuerySet, When
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.enums import Role
from agencies.permissions import is_center_staff, is_staff_or_counselor
from agencies.requests import MemberRequest
from core.keys import uuid_in
from core.paging import keyset_page
from core.policy import require
from core.spreadsheets import xlsx_response
from enrollment.enums import EnrollmentState, LeavingReason, OfferState
from enrollment.forms.refusing import goes_well
from enrollment.forms.round_filters import CandidateFilter, OfferFilter
from enrollment.forms.rounds import EnrollForm, LeaveForm
from enrollment.leaving import RECORDED_FIRST, reasons_for
from enrollment.models import Enrollment, Graduate, Offer
from enrollment.permissions import can_answer_offers
from enrollment.queries.claims import Claim, claims_on
from enrollment.queries.run_tasks import lacking_to_begin
from enrollment.queries.seats import candidates_for, without_consent
from enrollment.services import record_training_consent
from enrollment.services import runs as run_services
from enrollment.services import seats as services
from training.enums import RunState
from training.models import CourseRun


@require_safe
@require(is_staff_or_counselor)
def offers(request: MemberRequest) -> HttpResponse:
    """Offers of one's centre or school, those to be answered first."""
    visible = (
        Offer.objects.visible_to(request.user)
        .select_related("graduate__school", "run__course", "round")
        .annotate(answered=Case(When(state=OfferState.OPEN, then=0), default=1))
    )
    found, order = (
        OfferFilter(request.GET, queryset=visible, request=request),
        ("answered", "answer_by", "id"),
    )
    if request.GET.get("format") == "xlsx":
        return _offers_workbook(found.qs.order_by(*order))
    page = keyset_page(found.qs, order, request.GET.get("cursor", ""))
    return render(request, "enrollment/rounds/offers.html", {"page": page, "filter": found})


def _offers_workbook(rows: Any) -> HttpResponse:
    headings = [_("Name"), _("School"), _("Run"), _("Course"), _("State"), _("Answer by")]
    lines = (
        (
            offer.graduate.full_name,
            offer.graduate.school or "",
            offer.run.code,
            offer.run.course,
            offer.get_state_display(),
            offer.answer_by,
        )
        for offer in rows
    )
    return xlsx_response("offers", _("Offers"), headings, lines)


@require_POST
@require(can_answer_offers)
def accept_offer(request: MemberRequest, pk: int) -> HttpResponse:
    """The person, or whoever speaks for them, takes the seat."""
    offer = get_object_or_404(Offer.objects.visible_to(request.user), pk=pk)
    services.accept_offer(offer, by=request.user, at=timezone.localtime())
    messages.success(request, _("The seat in %(run)s is taken.") % {"run": offer.run})
    return redirect(_back(request))


@require_POST
@require(can_answer_offers)
def decline_offer(request: MemberRequest, pk: int) -> HttpResponse:
    """Give the offered seat back."""
    offer = get_object_or_404(Offer.objects.visible_to(request.user), pk=pk)
    services.decline_offer(offer, by=request.user, at=timezone.localtime())
    messages.success(request, _("The seat in %(run)s is given back.") % {"run": offer.run})
    return redirect(_back(request))


def _back(request: MemberRequest) -> str:
    return "home" if hasattr(request.user, "graduate") else "offers"


def _run(request: MemberRequest, pk: int) -> CourseRun:
    centers = request.user.agencies_as(Role.STAFF, Role.HEAD)
    return get_object_or_404(CourseRun.objects.select_related("course", "center"), pk=pk, center__in=centers)


@require_safe
@require(is_center_staff)
def run_people(request: MemberRequest, pk: int) -> HttpResponse:
    """The list of the people selected for a run (kept and published per run, clause 10)."""
    run = _run(request, pk)
    seats = run.enrollments.select_related("graduate__school").order_by("seat_number", "pk")
    if request.GET.get("format") == "xlsx":
        headings = [_("Seat"), _("Name"), _("School"), _("State")]
        rows = [
            (seat.seat_number, seat.graduate.full_name, seat.graduate.school or "", seat.get_state_display())
            for seat in seats.seated()
        ]
        return xlsx_response(f"people-{run.code}", run.code, headings, rows)
    context = {
        "run": run,
        "seats": [seat for seat in seats if seat.state != EnrollmentState.LEFT],
        "former": [seat for seat in seats if seat.state == EnrollmentState.LEFT],
        "leaving_reasons": [(reason.value, reason.label) for reason in reasons_for(run)],
        "without_consent": without_consent(run),
        "lacking": lacking_to_begin(run) if run.state == RunState.CONFIRMED else [],
    }
    return render(request, "enrollment/rounds/run_people.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(is_center_staff)
def enroll(request: MemberRequest, pk: int) -> HttpResponse:
    """Seat somebody by hand, found by name, once everybody whom that passes over has been shown."""
    run = _run(request, pk)
    people = candidates_for(run, request.user)
    if request.method != "POST" and "person" not in request.GET:
        return _candidates(request, run, people)
    person = people.filter(pk=uuid_in(request.POST.get("graduate") or request.GET.get("person", ""))).first()
    form = EnrollForm(request.POST or None, people=people, initial={"graduate": person})
    claims: list[Claim] = []
    if request.method == "POST" and form.is_valid():
        claims = claims_on(run, but=form.cleaned_data["graduate"].pk)
        sure = form.cleaned_data["confirmed"] or not claims
        if sure and goes_well(form, {}, lambda: _enroll(request, run, form)):
            messages.success(request, _("The seat is given."))
            return redirect("run_people", pk=run.pk)
    context = {"run": run, "person": person, "form": form, "claims": claims, "shown": form.shown(claims)}
    return render(request, "enrollment/rounds/enroll.html", context, status=422 if form.errors else 200)


def _candidates(request: MemberRequest, run: CourseRun, people: QuerySet[Graduate]) -> HttpResponse:
    """Whom a seat can be given to: of thousands of people one is found by name."""
    found = CandidateFilter(request.GET, queryset=people.select_related("school"), request=request)
    page = keyset_page(found.qs, ("sort_key", "id"), request.GET.get("cursor", ""))
    return render(request, "enrollment/rounds/candidates.html", {"run": run, "page": page, "filter": found})


def _enroll(request: MemberRequest, run: CourseRun, form: EnrollForm) -> None:
    services.enroll(
        form.cleaned_data["graduate"],
        run,
        reason=form.cleaned_data["reason"],
        passing=form.cleaned_data["confirmed"],
        by=request.user,
        at=timezone.localtime(),
    )


@require_POST
@require(is_center_staff)
def leave(request: MemberRequest, pk: int) -> HttpResponse:
    """Record that a person gave up the seat."""
    centers = request.user.agencies_as(Role.STAFF, Role.HEAD)
    seats = Enrollment.objects.select_related("run__course", "run__rule_set")
    seat = get_object_or_404(seats, pk=pk, run__center__in=centers)
    form = LeaveForm(request.POST, reasons=reasons_for(seat.run))
    if form.is_valid():
        reason = LeavingReason(form.cleaned_data["reason"])
        if reason in RECORDED_FIRST:
            messages.info(request, _("Record first what happened; the training then ends with it."))
            return redirect("seat_conduct", pk=seat.pk)
        services.leave(seat, reason=reason, by=request.user, at=timezone.localtime())
    else:
        messages.error(request, _("Say why the seat is given up."))
    return redirect("run_people", pk=seat.run_id)


@require_POST
@require(is_center_staff)
def consent_seen(request: MemberRequest, pk: int) -> HttpResponse:
    """The guardian's written consent lies on the table: note it under today's date."""
    centers = request.user.agencies_as(Role.STAFF, Role.HEAD)
    seat = get_object_or_404(Enrollment.objects.select_related("graduate"), pk=pk, run__center__in=centers)
    at = timezone.localtime()
    record_training_consent(seat.graduate, seen_on=at.date(), by=request.user, at=at)
    return redirect("run_people", pk=seat.run_id)


@require_POST
@require(is_center_staff)
def begin_training(request: MemberRequest, pk: int) -> HttpResponse:
    run_services.begin_training(_run(request, pk), by=request.user, at=timezone.localtime())
    return redirect("run_people", pk=pk)
