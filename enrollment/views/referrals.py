"""Referrals: both sides' lists, one referral with its chain, and what each side does with it."""

from __future__ import annotations

from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from agencies.requests import MemberRequest
from core.listing import Sheet, answer_list
from core.policy import require
from core.templatetags.ui import thai_date
from enrollment.enums import ReferralState
from enrollment.filters import ReferralFilter
from enrollment.forms.referrals import DeclineForm
from enrollment.models import Graduate, Referral
from enrollment.models.referrals import ReferralQuerySet
from enrollment.moves import Side, sides_of, verbs_for
from enrollment.permissions import can_answer_referrals, can_refer, can_see_people
from enrollment.queries import referrals as queries
from enrollment.queries.timeline import timeline_of_referrals
from enrollment.services import answers, drafts
from enrollment.services import referrals as services

NEWEST_FIRST = ("-sent_at", "-id")
HEADINGS = (
    gettext_lazy("Name"),
    gettext_lazy("School"),
    gettext_lazy("From"),
    gettext_lazy("To"),
    gettext_lazy("Asked for"),
    gettext_lazy("Sent on"),
    gettext_lazy("Answer due by"),
    gettext_lazy("State"),
    gettext_lazy("Reason"),
    gettext_lazy("Answer"),
    gettext_lazy("What became of it"),
)
SIDES = ("received", "sent", "drafts")


def _rows(request: MemberRequest, side: str) -> ReferralQuerySet:
    if side == "received":
        return Referral.objects.of_receiver(request.user)
    own = Referral.objects.of_sender(request.user)
    drafted = {"state": ReferralState.DRAFTED}
    return own.filter(**drafted) if side == "drafts" else own.exclude(**drafted)


@require_safe
@require(can_see_people)
def referrals(request: MemberRequest) -> HttpResponse:
    """What came in, what was sent and what is drafted, each with the answers and what became of the people."""
    receives = can_answer_referrals(request.user) and Referral.objects.of_receiver(request.user).exists()
    asked = request.GET.get("side", "")
    side = asked if asked in SIDES else "received" if receives else "sent"
    rows, today = _rows(request, side), timezone.localdate()
    found = ReferralFilter(request.GET, queryset=rows, request=request, side=side)
    shown = queries.with_outcome(found.qs).select_related("graduate__school", "from_agency", "to_agency")
    sheet = Sheet("referrals", _("Referrals"), list(map(str, HEADINGS)), _line)
    context = {
        "side": side,
        "tabs": _tabs(request, side),
        "waiting": rows.unanswered().count() if side == "received" else 0,
        "soon": queries.due_soon(rows, today).count(),
        "may_accept": side == "received" and can_answer_referrals(request.user),
    }
    return answer_list(
        request, found, shown, NEWEST_FIRST, "enrollment/referrals/list.html", sheet, **context
    )


def _tabs(request: MemberRequest, side: str) -> list[dict[str, Any]]:
    labels = {"received": _("Received"), "sent": _("Sent"), "drafts": _("Drafts")}
    offered = SIDES if can_answer_referrals(request.user) else SIDES[1:]
    return [{"label": labels[name], "url": f"?side={name}", "current": side == name} for name in offered]


def _line(row: Referral) -> list[Any]:
    return [
        row.graduate.full_name,
        str(row.graduate.school or ""),
        str(row.from_agency or row.get_source_display()),
        str(row.to_agency),
        row.get_service_display(),
        thai_date(row.sent_at),
        thai_date(row.answer_by),
        row.get_state_display(),
        row.get_decline_reason_display(),
        row.answer_note,
        row.outcome_label,
    ]


@require_safe
@require(can_see_people)
def referral(request: MemberRequest, pk: int) -> HttpResponse:
    """One referral: what was asked and answered, where it went on to, what is next, and what this side may do."""
    return _page(request, _visible(request, pk), DeclineForm())


def _visible(request: MemberRequest, pk: int) -> Referral:
    rows = Referral.objects.visible_to(request.user).select_related(
        "graduate__school", "from_agency", "to_agency", "sent_by", "received_by", "answered_by", "memorandum"
    )
    return get_object_or_404(rows, pk=pk)


def _page(request: MemberRequest, row: Referral, form: DeclineForm, status: int = 200) -> HttpResponse:
    chain, sides = queries.chain_of(row), sides_of(request.user, row)
    side = Side.RECEIVER if Side.RECEIVER in sides else Side.SENDER
    context = {
        "referral": row,
        "form": form,
        "chain": chain if len(chain) > 1 else [],
        "due": queries.next_for(side, chain, row, timezone.localdate()),
        "verbs": verbs_for(request.user, row),
        "may_open": Graduate.objects.visible_to(request.user).filter(pk=row.graduate_id).exists(),
        "timeline": timeline_of_referrals(_told(chain, row, sides)),
        "former": _former(request, row),
    }
    return render(request, "enrollment/referrals/referral.html", context, status=status)


def _told(chain: list[Referral], row: Referral, sides: set[Side]) -> list[Referral]:
    """The part of the chain that this side is told of: a sender what followed, a receiver its own referral."""
    if Side.SENDER not in sides:
        return [row]
    return chain[[one.pk for one in chain].index(row.pk) :]


def _former(request: MemberRequest, row: Referral) -> Referral | None:
    if row.former_id is None:
        return None
    return Referral.objects.visible_to(request.user).filter(pk=row.former_id).first()


@require_safe
@require(can_see_people)
def slip(request: MemberRequest, pk: int) -> HttpResponse:
    """The referral on paper, for the person to bring along. A draft has none: the agency would not find it."""
    row = _visible(request, pk)
    if row.state == ReferralState.DRAFTED:
        return redirect("referral", pk=pk)
    address = settings.BASE_URL + reverse("referral", args=[row.pk])
    code = segno.make(address, error="m", micro=False).svg_data_uri(scale=4, border=2)
    context = {"referral": row, "qr": code}
    return render(request, "enrollment/referrals/slip.html", context)


# What the receiver does --------------------------------------------------------------------------------


def _received(request: MemberRequest, pk: int) -> Referral:
    return get_object_or_404(Referral.objects.of_receiver(request.user), pk=pk)


@require_POST
@require(can_answer_referrals)
def receive_referral(request: MemberRequest, pk: int) -> HttpResponse:
    answers.receive_referral(_received(request, pk), by=request.user, at=timezone.now())
    messages.success(request, _("Receipt confirmed. The sender sees it."))
    return redirect("referral", pk=pk)


@require_POST
@require(can_answer_referrals)
def accept_referral(request: MemberRequest, pk: int) -> HttpResponse:
    answers.accept_referral(_received(request, pk), by=request.user, at=timezone.now())
    messages.success(request, _("Accepted. The sender sees it."))
    return redirect("referral", pk=pk)


@require_POST
@require(can_answer_referrals)
def accept_referrals(request: MemberRequest) -> HttpResponse:
    """Accept those ticked in the list: all, or none."""
    ticked = [
        key for key in request.POST.getlist("referrals") if key.isascii() and key.isdigit() and len(key) < 19
    ]
    rows = list(Referral.objects.of_receiver(request.user).filter(pk__in=ticked))
    if not rows:
        messages.warning(request, _("Tick the referrals to accept first."))
        return redirect("referrals")
    accepted = answers.accept_referrals(rows, by=request.user, at=timezone.now())
    messages.success(
        request, _("%(count)s referrals accepted. The senders see it.") % {"count": len(accepted)}
    )
    return redirect("referrals")


@require_POST
@require(can_answer_referrals)
def decline_referral(request: MemberRequest, pk: int) -> HttpResponse:
    row = _received(request, pk)
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return _page(request, _visible(request, pk), form, status=422)
    answers.decline_referral(row, by=request.user, at=timezone.now(), **form.cleaned_data)
    messages.success(request, _("Declined. The sender sees the reason."))
    return redirect("referral", pk=pk)


# What the sender does ----------------------------------------------------------------------------------


def _own(request: MemberRequest, pk: int) -> Referral:
    return get_object_or_404(Referral.objects.of_sender(request.user), pk=pk)


@require_POST
@require(can_refer)
def withdraw_referral(request: MemberRequest, pk: int) -> HttpResponse:
    services.withdraw_referral(_own(request, pk), by=request.user, at=timezone.now())
    messages.success(request, _("Withdrawn. The agency no longer has to answer."))
    return redirect("referral", pk=pk)


@require_POST
@require(can_refer)
def discard_draft(request: MemberRequest, pk: int) -> HttpResponse:
    drafts.discard_draft(_own(request, pk), by=request.user, at=timezone.now())
    messages.success(request, _("The draft is gone."))
    return redirect("referrals")
