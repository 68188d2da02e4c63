"""Who teaches: qualifications, appointments, the half days of a week, absences."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from core.models import SealedFile
from training.enums import OutsideAlternative, TrainerKind
from training.models.base import Named, Versioned
from training.models.courses import Skill
from training.models.places import Site
from training.week_pattern import empty_week, whole_week


class Trainer(Named, Versioned):
    """A person who teaches at a centre.

    One from outside is qualified by one of clause 59's alternatives, and teaches only while an appointment of the
    director (clause 60) is in force.
    """

    center = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="trainers")
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="trainer"
    )
    kind = models.CharField(
        _("staff or outside"), max_length=8, choices=TrainerKind, default=TrainerKind.STAFF
    )
    alternative = models.PositiveSmallIntegerField(
        _("alternative of clause 59"), choices=OutsideAlternative, null=True, blank=True
    )
    half_days = models.JSONField(_("can teach on"), default=whole_week)
    unwished = models.JSONField(_("would rather not teach on"), default=empty_week)
    minutes_per_day = models.PositiveSmallIntegerField(_("most minutes a day"), default=360)
    minutes_per_week = models.PositiveSmallIntegerField(_("most minutes a week"), default=1800)
    sites = models.ManyToManyField(
        Site,
        related_name="trainers",
        blank=True,
        verbose_name=_("sites"),
        help_text=_("Where they can teach; none chosen means at every site."),
    )
    is_active = models.BooleanField(_("teaches now"), default=True)

    class Meta:
        ordering = ["name_th"]
        constraints = [
            models.CheckConstraint(
                name="outside_trainer_by_an_alternative",
                condition=Q(kind=TrainerKind.STAFF, alternative=None)
                | Q(kind=TrainerKind.OUTSIDE, alternative__isnull=False),
            )
        ]

    @property
    def is_outside(self) -> bool:
        return self.kind == TrainerKind.OUTSIDE


class TrainerSkill(models.Model):
    """A qualification of a trainer with the days it is valid, and what it rests on.

    The evidence is the paper itself (kept as redrawn pixels), or who saw which paper when.
    """

    trainer = models.ForeignKey(Trainer, on_delete=models.CASCADE, related_name="skills")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    paper = models.CharField(_("paper"), max_length=200, blank=True)
    file = models.ForeignKey(SealedFile, on_delete=models.PROTECT, null=True, related_name="+")
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    seen_on = models.DateField(_("seen on"), null=True, blank=True)

    class Meta:
        ordering = ["skill", F("valid_from").asc(nulls_first=True)]
        constraints = [
            models.CheckConstraint(
                name="skill_days_in_order",
                condition=Q(valid_from=None) | Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
            ),
            models.CheckConstraint(
                name="skill_paper_seen_by_someone",
                condition=Q(seen_on=None, seen_by=None) | Q(seen_on__isnull=False, seen_by__isnull=False),
            ),
        ]


class TrainerAppointment(models.Model):
    """An order of the director that appoints a trainer from outside (clause 60); both days included."""

    trainer = models.ForeignKey(Trainer, on_delete=models.CASCADE, related_name="appointments")
    order_number = models.CharField(_("number of the order"), max_length=60)
    ordered_on = models.DateField(_("date of the order"))
    appointed_by = models.CharField(_("appointed by"), max_length=200)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"))
    file = models.ForeignKey(SealedFile, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["trainer", "order_number"], name="appointment_order_once"),
            models.CheckConstraint(
                name="appointment_days_in_order", condition=Q(valid_until__gte=F("valid_from"))
            ),
        ]


class AlternativeText(models.Model):
    """How a centre words one of the seven alternatives of clause 59; the product itself quotes no law."""

    center = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="alternative_texts")
    number = models.PositiveSmallIntegerField(_("alternative"), choices=OutsideAlternative)
    text = models.CharField(_("text"), max_length=500)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["center", "number"], name="alternative_text_once")]


class TrainerAbsence(models.Model):
    """Days on which a trainer cannot teach (both included), and who entered them."""

    trainer = models.ForeignKey(Trainer, on_delete=models.CASCADE, related_name="absences")
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        ordering = ["first_day"]
        constraints = [
            models.CheckConstraint(name="absence_days_in_order", condition=Q(last_day__gte=F("first_day")))
        ]
