"""Where: a centre's sites, rooms, movable equipment, teaching week and closed days."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from training.models.base import Named, Versioned
from training.models.courses import RoomKind
from training.week_pattern import whole_week


class Site(Named):
    """A campus of a centre. A centre has one from its first room on, and may have more."""

    center = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="sites")
    address = models.CharField(_("address"), max_length=300, blank=True)
    is_default = models.BooleanField(_("offered first"), default=False)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["-is_default", "name_th", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["center"], name="one_default_site_a_center", condition=Q(is_default=True)
            ),
            models.CheckConstraint(
                name="default_site_in_use", condition=Q(is_default=False) | Q(is_active=True)
            ),
            models.UniqueConstraint(fields=["center", "name_th"], name="site_name_once_a_center"),
        ]


class Journey(models.Model):
    """How many minutes the way between two sites of a centre takes, in either direction; kept once, as (low, high)."""

    low = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    high = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    minutes = models.PositiveSmallIntegerField(_("minutes"))

    class Meta:
        ordering = ["low_id", "high_id"]
        constraints = [
            models.UniqueConstraint(fields=["low", "high"], name="journey_between_two_sites_once"),
            models.CheckConstraint(
                name="journey_between_two_sites", condition=Q(low__lt=F("high"), minutes__gte=1)
            ),
        ]


class EquipmentKind(Named):
    """What a session may need beside a room: fixed in the room, or a movable unit brought to it."""

    code = models.SlugField(_("code"), max_length=40, primary_key=True)

    class Meta:
        ordering = ["code"]


class Room(Named, Versioned):
    """A workshop or classroom of a centre."""

    center = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="rooms")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="rooms", verbose_name=_("site"))
    kind = models.ForeignKey(RoomKind, on_delete=models.PROTECT, verbose_name=_("kind"))
    capacity = models.PositiveSmallIntegerField(_("places"))
    equipment = models.ManyToManyField(
        EquipmentKind, related_name="rooms", blank=True, verbose_name=_("equipment fixed in the room")
    )
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["name_th"]


class Equipment(Named, Versioned):
    """Movable units of one kind, kept at one site; each serves one session at a time, in any room there."""

    center = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="equipment")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="equipment", verbose_name=_("site"))
    kind = models.ForeignKey(
        EquipmentKind, on_delete=models.PROTECT, related_name="units", verbose_name=_("kind")
    )
    quantity = models.PositiveSmallIntegerField(_("units"), default=1)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["name_th"]
        constraints = [models.CheckConstraint(name="equipment_has_units", condition=Q(quantity__gte=1))]


class EquipmentOutage(models.Model):
    """Days (both included) on which some units are out of order or lent away."""

    equipment = models.ForeignKey(Equipment, on_delete=models.CASCADE, related_name="outages")
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    quantity = models.PositiveSmallIntegerField(_("units out of order"))
    reason = models.CharField(_("reason"), max_length=200)

    class Meta:
        ordering = ["first_day"]
        constraints = [
            models.CheckConstraint(
                name="outage_days_in_order", condition=Q(last_day__gte=F("first_day"), quantity__gte=1)
            )
        ]


class TeachingWeek(Versioned):
    """The half days of the week on which a centre teaches. A centre without a row teaches on all of them."""

    center = models.OneToOneField(
        Agency, on_delete=models.CASCADE, related_name="teaching_week", primary_key=True
    )
    half_days = models.JSONField(_("half days"), default=whole_week)


class Closure(models.Model):
    """Days on which a centre, or one room of it, is closed beside the public holidays (both included)."""

    center = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="closures")
    room = models.ForeignKey(
        Room, on_delete=models.CASCADE, null=True, blank=True, related_name="closures", verbose_name=_("room")
    )
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    reason = models.CharField(_("reason"), max_length=200)

    class Meta:
        ordering = ["first_day"]
        constraints = [
            models.CheckConstraint(name="closure_days_in_order", condition=Q(last_day__gte=F("first_day")))
        ]
