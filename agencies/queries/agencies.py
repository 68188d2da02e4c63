"""Reads over agencies: who holds which role there."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from agencies.models import Agency, Membership


def roles_held_at(agency: Agency, day: date) -> tuple[QuerySet[Membership], QuerySet[Membership]]:
    """Who holds a role there on `day`, and who held one before."""
    rows = agency.memberships.select_related("user").order_by("user__first_name", "user__last_name", "pk")
    live = Q(until=None) | Q(until__gte=day)
    return rows.filter(live), rows.exclude(live)
