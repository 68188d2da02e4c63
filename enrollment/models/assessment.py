"""Scores, topic by topic; the days of tests, and what was put off."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from enrollment.enums import PostponeGround
from enrollment.models.seats import Enrollment
from training.enums import Part
from training.models import CourseRun, Topic

PERCENT = [MaxValueValidator(100)]


class Assessment(models.Model):
    """Scores of one topic, out of 100 each for theory and practice; later attempts are re-tests.

    `entered_at` is when they were first entered: a change after that day needs a reason.
    """

    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="assessments")
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="+")
    attempt = models.PositiveSmallIntegerField(_("attempt"), default=1)
    theory = models.DecimalField(
        _("theory"), max_digits=5, decimal_places=2, null=True, blank=True, validators=PERCENT
    )
    practice = models.DecimalField(
        _("practice"), max_digits=5, decimal_places=2, null=True, blank=True, validators=PERCENT
    )
    assessed_on = models.DateField(_("assessed on"))
    assessed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    entered_at = models.DateTimeField(_("entered"))

    class Meta:
        ordering = ["enrollment", "topic", "attempt"]
        constraints = [
            models.UniqueConstraint(fields=["enrollment", "topic", "attempt"], name="one_score_an_attempt"),
            models.CheckConstraint(
                name="scores_within_0_and_100",
                condition=(Q(theory=None) | Q(theory__range=(0, 100)))
                & (Q(practice=None) | Q(practice__range=(0, 100))),
            ),
        ]


class PlannedTest(models.Model):
    """The day on which one part of a topic is tested in a run; what was put off is in its postponements."""

    run = models.ForeignKey(CourseRun, on_delete=models.PROTECT, related_name="tests")
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(_("part"), max_length=8, choices=Part)
    day = models.DateField(_("day of the test"))

    class Meta:
        ordering = ["day", "topic__number", "part"]
        constraints = [
            models.UniqueConstraint(fields=["run", "topic", "part"], name="one_test_a_part"),
        ]

    def __str__(self) -> str:
        return f"{self.topic} · {self.get_part_display()}"


class Postponement(models.Model):
    """A test put off (clause 22): for the whole run, or for one seat; when people were told, and on which ground."""

    test = models.ForeignKey(PlannedTest, on_delete=models.CASCADE, related_name="postponements")
    enrollment = models.ForeignKey(
        Enrollment, on_delete=models.PROTECT, null=True, related_name="postponements"
    )
    from_day = models.DateField(_("was to be on"))
    to_day = models.DateField(_("put off to"))
    told_on = models.DateField(_("told on"))
    ground = models.CharField(_("ground"), max_length=6, choices=PostponeGround)
    reason = models.CharField(_("reason"), max_length=300)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    recorded_at = models.DateTimeField(_("recorded"))

    class Meta:
        ordering = ["recorded_at", "id"]
        constraints = [
            models.CheckConstraint(name="put_off_to_later", condition=Q(to_day__gt=F("from_day"))),
            models.CheckConstraint(name="put_off_for_a_reason", condition=~Q(reason="")),
        ]
