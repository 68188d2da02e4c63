"""Reads over agencies: by name or code, with their people."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from agencies.models import Agency, Membership


def find_agency(text: str) -> Agency | None:
    """The only agency with that code or that name, present or former; None where there is none or more than one."""
    words = " ".join(text.split())
    if not words:
        return None
    named = Q(name_th=words) | Q(name_en__iexact=words)
    former = Q(names__name_th=words) | Q(names__name_en__iexact=words)
    found = list(Agency.objects.filter(named | former | Q(codes__code=words)).distinct()[:2])
    return found[0] if len(found) == 1 else None


def roles_held_at(agency: Agency, day: date) -> tuple[QuerySet[Membership], QuerySet[Membership]]:
    """Who holds a role there on `day`, and who held one before."""
    rows = agency.memberships.select_related("user").order_by("user__first_name", "user__last_name", "pk")
    live = Q(until=None) | Q(until__gte=day)
    return rows.filter(live), rows.exclude(live)
