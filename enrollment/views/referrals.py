"""Referrals: a person sent to a centre, the centre's answer, and both sides' lists."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.enums import Role
from agencies.requests import MemberRequest
from core.paging import keyset_page
from core.policy import require
from core.spreadsheets import xlsx_response
from core.templatetags.ui import thai_date
from enrollment.enums import ReferralState
from enrollment.filters import ReferralFilter
from enrollment.forms.people import REGISTRARS, agencies_of
from enrollment.forms.referrals import DeclineForm, ReferForm
from enrollment.models import Graduate, Referral
from enrollment.permissions import can_answer_referrals, can_refer, can_see_people
from enrollment.services import referrals as services
from enrollment.views.people import posted, visible_person

NEWEST_FIRST = ("-sent_at", "-id")
HEADINGS = (
    gettext_lazy("Name"),
    gettext_lazy("School"),
    gettext_lazy("From"),
    gettext_lazy("To"),
    gettext_lazy("Sent on"),
    gettext_lazy("State"),
    gettext_lazy("Reason"),
    gettext_lazy("Answer"),
)


def _received(request: MemberRequest) -> QuerySet[Referral]:
    return Referral.objects.filter(to_agency__in=request.user.agencies_as(Role.STAFF, Role.HEAD))


def _sent(request: MemberRequest) -> QuerySet[Referral]:
    return Referral.objects.filter(from_agency__in=request.user.agencies_as(*REGISTRARS))


@require_safe
@require(can_see_people)
def referrals(request: MemberRequest) -> HttpResponse:
    """What came in and what was sent, each side with the answers."""
    receives = can_answer_referrals(request.user)
    side = request.GET.get("side") or ("received" if receives else "sent")
    rows = _received(request) if side == "received" else _sent(request)
    found = ReferralFilter(request.GET, queryset=rows, request=request)
    rows = found.qs.select_related("graduate__school", "from_agency", "to_agency")
    if request.GET.get("format") == "xlsx":
        return xlsx_response(
            "referrals", _("Referrals"), list(map(str, HEADINGS)), map(_line, rows.order_by(*NEWEST_FIRST))
        )
    query = request.GET.copy()
    query.pop("cursor", None)
    context = {
        "filter": found,
        "page": keyset_page(rows, NEWEST_FIRST, request.GET.get("cursor", "")),
        "side": side,
        "tabs": _tabs(request, side) if receives else [],
        "export": f"?{urlencode([*query.items(), ('format', 'xlsx')])}",
        "waiting": _received(request).filter(state=ReferralState.SENT).count() if receives else 0,
    }
    return render(request, "enrollment/referrals/list.html", context)


def _tabs(request: MemberRequest, side: str) -> list[dict[str, Any]]:
    labels = (("received", _("Received")), ("sent", _("Sent")))
    return [{"label": label, "url": f"?side={name}", "current": side == name} for name, label in labels]


def _line(row: Referral) -> list[Any]:
    return [
        row.graduate.full_name,
        str(row.graduate.school or ""),
        str(row.from_agency),
        str(row.to_agency),
        thai_date(row.sent_at),
        row.get_state_display(),
        row.get_decline_reason_display(),
        row.answer_note,
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_refer)
def refer(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Refer one person, on one screen."""
    person = visible_person(request, pk)
    own = agencies_of(request.user)
    sender = next((agency for agency in own if agency.pk == person.school_id), own[0])
    form = ReferForm(posted(request), user=request.user, sender=sender, graduate=person)
    open_one = person.referrals.filter(state=ReferralState.SENT).select_related("to_agency").first()
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            services.refer(person, from_agency=sender, by=request.user, at=timezone.now(), **said)
        except services.AlreadyReferred as refusal:
            form.add_error("to_agency", str(refusal))
            open_one = refusal.referral
        else:
            words = {"name": person.display_name, "center": said["to_agency"]}
            messages.success(request, _("%(name)s was referred to %(center)s.") % words)
            return redirect("person", pk=person.pk)
    context = {"form": form, "person": person, "sender": sender, "open_one": open_one}
    return render(request, "enrollment/referrals/refer.html", context, status=422 if form.errors else 200)


@require_safe
@require(can_see_people)
def referral(request: MemberRequest, pk: int) -> HttpResponse:
    """One referral: what was asked, what was answered, and what this side may do."""
    return _page(request, _visible(request, pk), DeclineForm())


def _visible(request: MemberRequest, pk: int) -> Referral:
    rows = Referral.objects.visible_to(request.user).select_related(
        "graduate__school", "from_agency", "to_agency", "sent_by", "answered_by"
    )
    return get_object_or_404(rows, pk=pk)


def _page(request: MemberRequest, row: Referral, form: DeclineForm, status: int = 200) -> HttpResponse:
    waiting = row.state == ReferralState.SENT
    context = {
        "referral": row,
        "form": form,
        "may_open": Graduate.objects.visible_to(request.user).filter(pk=row.graduate_id).exists(),
        "may_answer": waiting and _received(request).filter(pk=row.pk).exists(),
        "may_withdraw": waiting and _sent(request).filter(pk=row.pk).exists(),
    }
    return render(request, "enrollment/referrals/referral.html", context, status=status)


@require_POST
@require(can_answer_referrals)
def accept_referral(request: MemberRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(_received(request), pk=pk)
    services.accept_referral(row, by=request.user, at=timezone.now())
    messages.success(request, _("Accepted. The sender sees it."))
    return redirect("referral", pk=pk)


@require_POST
@require(can_answer_referrals)
def decline_referral(request: MemberRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(_received(request), pk=pk)
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return _page(request, _visible(request, pk), form, status=422)
    services.decline_referral(row, by=request.user, at=timezone.now(), **form.cleaned_data)
    messages.success(request, _("Declined. The sender sees the reason."))
    return redirect("referral", pk=pk)


@require_POST
@require(can_refer)
def withdraw_referral(request: MemberRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(_sent(request), pk=pk)
    services.withdraw_referral(row, by=request.user, at=timezone.now())
    messages.success(request, _("Withdrawn. The centre no longer has to answer."))
    return redirect("referral", pk=pk)
