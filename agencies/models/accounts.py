"""Accounts and their roles at agencies."""

from __future__ import annotations

from functools import cached_property
from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.enums import Role
from agencies.models.agencies import Agency


class User(AbstractUser):
    """An account. What it may do follows from its memberships, its trainer record or its graduate record."""

    email = models.EmailField(_("e-mail"), blank=True)

    class Meta(AbstractUser.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = []

    @cached_property
    def roles_at(self) -> dict[int, set[str]]:
        """Agency -> the roles held there today."""
        today = timezone.localdate()
        held: dict[int, set[str]] = {}
        live = self.memberships.filter(Q(until=None) | Q(until__gte=today))
        for agency_id, role in live.values_list("agency_id", "role"):
            held.setdefault(agency_id, set()).add(role)
        return held

    def agencies_as(self, *roles: Role) -> list[int]:
        """The agencies at which the account holds one of `roles`."""
        return [agency for agency, held in self.roles_at.items() if held & set(roles)]

    def has_role(self, *roles: Role) -> bool:
        return self.is_active and bool(self.agencies_as(*roles))


class Membership(models.Model):
    """An account's role at an agency, until a day or until further notice."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=12, choices=Role)
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "agency", "role"], name="membership_once")]
