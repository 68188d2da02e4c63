"""Where: a centre's rooms and closed days."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from training.models.base import Named
from training.models.courses import RoomKind


class Room(Named):
    """A workshop or classroom of a centre."""

    center = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="rooms")
    kind = models.ForeignKey(RoomKind, on_delete=models.PROTECT, verbose_name=_("kind"))
    capacity = models.PositiveSmallIntegerField(_("places"))
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["name_th"]


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
