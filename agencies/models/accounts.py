"""Accounts and their roles at agencies."""

from __future__ import annotations

from functools import cached_property
from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.enums import AgencyKind, Role
from agencies.models.agencies import Agency


class User(AbstractUser):
    """An account. What it may do follows from its memberships, its trainer record or its graduate record."""

    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)  # at work: where colleagues call
    # Told by somebody else: to be changed at the first sign-in (`agencies.first_password`).
    has_first_password = models.BooleanField(default=False, editable=False)
    # The hat chosen last: the next sign-in begins with it.
    last_hat = models.ForeignKey(
        Agency, on_delete=models.SET_NULL, null=True, related_name="+", editable=False
    )
    # The hat that this request is made under, put on by `agencies.hats`; None outside of requests.
    worn: int | None = None

    class Meta(AbstractUser.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = []

    @cached_property
    def every_role_at(self) -> dict[int, set[str]]:
        """Agency -> the roles held there today, under whichever hat."""
        held: dict[int, set[str]] = {}
        for membership in self.live_memberships:
            held.setdefault(membership.agency_id, set()).add(membership.role)
        return held

    @cached_property
    def hats(self) -> dict[int, set[int]]:
        """Each agency for which the account may act -> the agencies that this covers.

        An agency below another at which the account holds the same roles is no hat of its own: an area office's
        officer who speaks for its small schools too wears one hat for all of them.
        """
        held = self.every_role_at
        outer = {one.agency_id: one.agency.parent_id for one in self.live_memberships}
        hats: dict[int, set[int]] = {}
        for agency_id in held:
            top, seen = agency_id, {agency_id}
            while (above := outer[top]) and above in held and above not in seen and held[top] <= held[above]:
                top = above
                seen.add(top)
            hats.setdefault(top, set()).add(agency_id)
        return hats

    @cached_property
    def live_memberships(self) -> list[Membership]:
        """The roles held today, under whichever hat, with their agencies; in the order in which they were given."""
        today = timezone.localdate()
        live = self.memberships.filter(Q(until=None) | Q(until__gte=today)).order_by("pk")
        return list(live.select_related("agency"))

    def wear(self, agency_id: int | None) -> None:
        """Act for this agency alone from now on, as far as it is one of the account's hats."""
        self.worn = agency_id

    @property
    def acting_for(self) -> int | None:
        """The agency acted for: the hat worn, or the only one there is."""
        if self.worn is not None and self.worn in self.hats:
            return self.worn
        return next(iter(self.hats)) if len(self.hats) == 1 else None

    @property
    def must_choose_a_hat(self) -> bool:
        """Whether it is open for which of several agencies the account acts."""
        return self.acting_for is None and len(self.hats) > 1

    @property
    def roles_at(self) -> dict[int, set[str]]:
        """Agency -> the roles held there today; of several hats only the one worn counts.

        Without one (a worker, a command) all of them count; a request is never answered so (`agencies.hats`).
        """
        if self.acting_for is None:
            return self.every_role_at
        return {agency_id: self.every_role_at[agency_id] for agency_id in self.hats[self.acting_for]}

    def agencies_as(self, *roles: Role) -> list[int]:
        """The agencies at which the account holds one of `roles`."""
        return [agency for agency, held in self.roles_at.items() if held & set(roles)]

    def has_role(self, *roles: Role, kind: AgencyKind | None = None) -> bool:
        """Whether the account holds one of `roles` today, at an agency of that kind if one is named."""
        held = self.agencies_as(*roles)
        if kind is None or not held:
            return self.is_active and bool(held)
        kinds = {one.agency_id: one.agency.kind for one in self.live_memberships}
        return self.is_active and any(kinds[agency] == kind for agency in held)


class Membership(models.Model):
    """An account's role at an agency, until a day or until further notice."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=12, choices=Role)
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "agency", "role"], name="membership_once")]
