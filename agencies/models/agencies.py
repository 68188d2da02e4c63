"""Organisations that take part, with their names over time and the codes by which others know them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from agencies.enums import AgencyKind
from agencies.models.places import Place

if TYPE_CHECKING:
    from agencies.models.accounts import User


class AgencyQuerySet(models.QuerySet["Agency"]):
    def visible_to(self, user: User) -> AgencyQuerySet:
        """Whoever holds a role sees the agencies of the provinces that their own agencies serve, and their own."""
        if not user.is_active:
            return self.none()
        own = list(user.roles_at)
        served = Place.objects.filter(agencies__in=own).values("pk")
        near = Agency.provinces.through.objects.filter(place__in=served).values("agency")
        return self.filter(Q(pk__in=own) | Q(pk__in=near))


class Agency(models.Model):
    """An organisation that takes part. Its names have dates (`AgencyName`); `name_*` are today's."""

    kind = models.CharField(_("kind"), max_length=12, choices=AgencyKind)
    name_th = models.CharField(_("Thai name"), max_length=200)
    name_en = models.CharField(_("English name"), max_length=200, blank=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+", verbose_name=_("place"))
    provinces = models.ManyToManyField(Place, related_name="agencies", verbose_name=_("provinces served"))
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("belongs to"),
    )
    sort_key = models.CharField(max_length=500, editable=False)  # Thai order, written by the services

    objects = AgencyQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "id"]
        indexes = [models.Index(fields=["sort_key", "id"])]

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
