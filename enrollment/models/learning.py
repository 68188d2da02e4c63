"""What happens in a seat: minutes attended, scores, and the decision at the end."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from enrollment.enums import CompletionResult, Mark
from enrollment.models.seats import Enrollment
from training.models import RuleSet, Session, Topic

PERCENT = [MaxValueValidator(100)]


class Attendance(models.Model):
    """A person's minutes in one session. `key` makes a mark sent twice count once."""

    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="attendances")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="attendances")
    mark = models.CharField(_("mark"), max_length=8, choices=Mark)
    minutes = models.PositiveSmallIntegerField(_("minutes present"))
    key = models.UUIDField(unique=True, default=uuid.uuid4)
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    marked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrollment", "session"], name="one_mark_a_session"),
            models.CheckConstraint(
                name="absent_means_no_minutes",
                condition=~Q(mark__in=[Mark.ABSENT, Mark.EXCUSED]) | Q(minutes=0),
            ),
        ]


class Assessment(models.Model):
    """Scores of one topic, out of 100 each for theory and practice; the latest attempt counts (re-tests)."""

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


class Completion(models.Model):
    """The decision for one seat: computed by the regulation's rules, confirmed by a person."""

    enrollment = models.OneToOneField(Enrollment, on_delete=models.PROTECT, related_name="completion")
    result = models.CharField(_("result"), max_length=13, choices=CompletionResult)
    rule_set = models.ForeignKey(RuleSet, on_delete=models.PROTECT, related_name="+")
    outcomes = models.JSONField()  # one entry a rule: code, passed, fact, source, clause
    minutes_attended = models.PositiveIntegerField()
    minutes_total = models.PositiveIntegerField()
    score = models.DecimalField(_("score"), max_digits=5, decimal_places=2, null=True)
    completed_on = models.DateField(_("completed on"))
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField()

    class Meta:
        ordering = ["-completed_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="attended_at_most_the_whole", condition=Q(minutes_attended__lte=F("minutes_total"))
            )
        ]
