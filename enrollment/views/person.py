"""One person: everything that is known, and a number shown in full."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agencies.requests import MemberRequest
from core.policy import require
from enrollment.entries import entry_of
from enrollment.enums import Aptitude, Reason, SeenHow
from enrollment.models import Graduate, Identifier
from enrollment.permissions import (
    can_handle_rights,
    can_judge_pairs,
    can_keep_consents,
    can_refer,
    can_register,
    can_see_people,
)
from enrollment.queries import people as queries
from enrollment.queries.attendance import seats_of
from enrollment.queries.consents import standings_of
from enrollment.queries.duplicates import kept_instead, proposed_to
from enrollment.queries.timeline import TimelineKind, timeline_of
from enrollment.seeing import note_sightings
from enrollment.services import numbers as services
from enrollment.views.people import visible_person
from training.models import Course


@require_safe
@require(can_see_people)
def person(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Everything about one person: facts, numbers masked, guardians, referrals, what happened, what is due.

    A link to a record that was merged leads to the one that stands for it.
    """
    if kept := kept_instead(pk, request.user):
        return redirect("person", pk=kept.pk)
    return _person(request, visible_person(request, pk))


def _person(request: MemberRequest, row: Graduate, revealed: dict[UUID, str] | None = None) -> HttpResponse:
    shown, kind = revealed or {}, request.GET.get("kind", "")
    context = {
        "person": row,
        "birth": entry_of(row).birth,
        "reasons": [str(Reason(code).label) for code in row.reasons],
        "interests": list(Course.objects.filter(code__in=row.interests).order_by("code")),
        "identifiers": [(one, shown.get(one.pk, "")) for one in queries.identifiers_of(row)],
        "guardians": row.guardians.order_by("pk"),
        "standings": standings_of(row, timezone.localdate()),
        "aptitudes": [str(Aptitude(code).label) for code in row.aptitudes if code in Aptitude.values],
        "barriers": queries.barriers_of(row),
        "referrals": row.referrals.visible_to(request.user).select_related("to_agency", "from_agency"),
        "seats": seats_of(row, request.user),
        "due": queries.next_step(row, may_refer=can_refer(request.user)),
        "doubles": proposed_to(request.user, row) if can_judge_pairs(request.user) else [],
        "may_judge": can_judge_pairs(request.user),
        "timeline": timeline_of(row, kind, request.GET.get("happened", "")),
        "kinds": _kinds(row, kind),
        "may_handle_rights": can_handle_rights(request.user),
        "may_keep_consents": can_keep_consents(request.user),
    }
    return render(request, "enrollment/people/person.html", context)


def _kinds(row: Graduate, chosen: str) -> list[dict[str, Any]]:
    """Tabs above the timeline."""
    page = reverse("person", args=[row.pk])
    listed = [("", _("All")), *((kind.value, kind.label) for kind in TimelineKind)]
    return [
        {"label": label, "url": f"{page}?kind={kind}#happened", "current": kind == chosen}
        for kind, label in listed
    ]


@require_POST
@require(can_register)
def end_identifier(request: MemberRequest, pk: UUID, identifier: UUID) -> HttpResponse:
    """A number that was entered by mistake is taken away."""
    row = visible_person(request, pk)
    chosen = get_object_or_404(Identifier, pk=identifier, graduate=row)
    services.end_identifier(chosen, by=request.user, at=timezone.now())
    messages.success(request, _("The number is taken away. It stays in the history."))
    return redirect("person", pk=row.pk)


@require_POST
@require(can_see_people)
def reveal(request: MemberRequest, pk: UUID, identifier: UUID) -> HttpResponse:
    """The person's page with one number in full, this once; the trail records who looked."""
    row = visible_person(request, pk)
    chosen = get_object_or_404(Identifier, pk=identifier, graduate=row)
    number = services.reveal_identifier(chosen, by=request.user, at=timezone.now())
    note_sightings(request, [row], SeenHow.NUMBER)
    return _person(request, row, {chosen.pk: number})
