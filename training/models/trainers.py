"""Who teaches: qualifications and absences."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from training.models.base import Named
from training.models.courses import Skill


class Trainer(Named):
    """A person who teaches at a centre."""

    center = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="trainers")
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="trainer"
    )
    sessions_per_day = models.PositiveSmallIntegerField(_("most sessions a day"), default=2)
    sessions_per_week = models.PositiveSmallIntegerField(_("most sessions a week"), default=10)
    is_active = models.BooleanField(_("teaches now"), default=True)

    class Meta:
        ordering = ["name_th"]


class TrainerSkill(models.Model):
    """A qualification of a trainer with the days it is valid."""

    trainer = models.ForeignKey(Trainer, on_delete=models.CASCADE, related_name="skills")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["trainer", "skill"], name="trainer_skill_once")]


class TrainerAbsence(models.Model):
    """Days on which a trainer cannot teach (both included)."""

    trainer = models.ForeignKey(Trainer, on_delete=models.CASCADE, related_name="absences")
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        ordering = ["first_day"]
        constraints = [
            models.CheckConstraint(name="absence_days_in_order", condition=Q(last_day__gte=F("first_day")))
        ]
