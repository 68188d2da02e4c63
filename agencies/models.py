"""Who we are: places, agencies with their names over time, accounts and their roles at agencies."""

from __future__ import annotations

from functools import cached_property
from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from agencies.enums import AgencyKind, PlaceLevel, Role


class Place(models.Model):
    """A province, district or subdistrict by its TIS 1099 code (2, 4 or 6 digits, each a prefix of the next)."""

    code = models.CharField(_("code"), max_length=6, primary_key=True)
    level = models.CharField(_("level"), max_length=12, choices=PlaceLevel)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    name_th = models.CharField(_("Thai name"), max_length=100)
    name_en = models.CharField(_("English name"), max_length=100)
    latitude = models.DecimalField(_("latitude"), max_digits=7, decimal_places=4, null=True)
    longitude = models.DecimalField(_("longitude"), max_digits=7, decimal_places=4, null=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name_th if (get_language() or "th").startswith("th") else self.name_en


class Agency(models.Model):
    """An organisation that takes part. Its names have dates (`AgencyName`); `name_*` are today's."""

    kind = models.CharField(_("kind"), max_length=12, choices=AgencyKind)
    name_th = models.CharField(_("Thai name"), max_length=200)
    name_en = models.CharField(_("English name"), max_length=200, blank=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+", verbose_name=_("place"))
    provinces = models.ManyToManyField(Place, related_name="agencies", verbose_name=_("provinces served"))
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )

    class Meta:
        ordering = ["name_th"]

    def __str__(self) -> str:
        english = not (get_language() or "th").startswith("th")
        return self.name_en if english and self.name_en else self.name_th


class AgencyName(models.Model):
    """A former or present name with the days it held (กศน. became สกร.)."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="names")
    name_th = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    class Meta:
        ordering = ["valid_from"]
        constraints = [
            models.CheckConstraint(
                name="agency_name_days_in_order",
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
            )
        ]


class AgencyCode(models.Model):
    """A code by which others know the agency: a school has 10-, 8- and 6-digit codes at once."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="codes")
    system = models.CharField(max_length=20)
    code = models.CharField(max_length=20)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["system", "code"], name="agency_code_unique")]


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
