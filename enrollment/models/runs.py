"""What is kept about the people of a run: the published lists, and what a change of the run did to each of them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from enrollment.enums.runs import EffectKind, RunChangeKind
from enrollment.models.people import Graduate
from enrollment.models.rounds import Offer
from enrollment.models.seats import Enrollment
from training.enums import RunState
from training.models import CourseRun


class SelectionList(models.Model):
    """The people selected for a run as they were announced on a day (clause 10). A list is never changed: where the
    selection is another, a new version is published."""

    run = models.ForeignKey(CourseRun, on_delete=models.PROTECT, related_name="selection_lists")
    version = models.PositiveSmallIntegerField(_("version"))
    published_at = models.DateTimeField(_("published"))
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["run", "-version"]
        constraints = [models.UniqueConstraint(fields=["run", "version"], name="selection_version_once")]

    def __str__(self) -> str:
        return f"{self.run.code} v{self.version}"


class SelectionEntry(models.Model):
    """One line of a published list: the name and school as they were that day."""

    selection = models.ForeignKey(SelectionList, on_delete=models.CASCADE, related_name="entries")
    seat_number = models.PositiveSmallIntegerField(_("seat"))
    graduate = models.ForeignKey(Graduate, on_delete=models.PROTECT, related_name="selections")
    name = models.CharField(_("name"), max_length=300)
    school_name = models.CharField(_("school"), max_length=200, blank=True)

    class Meta:
        ordering = ["selection", "seat_number"]
        constraints = [
            models.UniqueConstraint(fields=["selection", "seat_number"], name="selection_seat_once")
        ]


class RunChange(models.Model):
    """A run called off, merged or moved: why, what it was before, and whether that was taken back."""

    run = models.ForeignKey(CourseRun, on_delete=models.PROTECT, related_name="changes")
    kind = models.CharField(_("kind"), max_length=6, choices=RunChangeKind)
    reason = models.CharField(_("reason"), max_length=300)
    into = models.ForeignKey(CourseRun, on_delete=models.PROTECT, null=True, related_name="changes_into_it")
    state_before = models.CharField(max_length=10, choices=RunState)
    first_day_before = models.DateField()
    last_day_before = models.DateField()
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-changed_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="merged_into_another_run",
                condition=Q(kind=RunChangeKind.MERGE, into__isnull=False)
                | (~Q(kind=RunChangeKind.MERGE) & Q(into=None)),
            )
        ]


class RunEffect(models.Model):
    """What a change did to one person. `seat` and `offer` are what they held, `new_…` what they got instead."""

    change = models.ForeignKey(RunChange, on_delete=models.CASCADE, related_name="effects")
    graduate = models.ForeignKey(Graduate, on_delete=models.PROTECT, related_name="run_effects")
    kind = models.CharField(_("what happened"), max_length=12, choices=EffectKind)
    seat = models.ForeignKey(Enrollment, on_delete=models.PROTECT, null=True, related_name="+")
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, null=True, related_name="+")
    new_seat = models.ForeignKey(Enrollment, on_delete=models.PROTECT, null=True, related_name="+")
    new_offer = models.ForeignKey(Offer, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["change", "id"]
