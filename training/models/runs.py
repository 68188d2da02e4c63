"""One time a course is offered, and its dated meetings."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.enums import Role
from agencies.models import Agency, User
from training.enums import Part, Pattern, RunState, Slot
from training.models.courses import Course, Curriculum, RoomKind, Topic
from training.models.rules import RuleSet
from training.models.trainers import Trainer


class RunQuerySet(models.QuerySet["CourseRun"]):
    def visible_to(self, user: User) -> RunQuerySet:
        """Staff see their centre's runs, trainers the runs they teach; runs open for applications are no secret."""
        own = Q(center__in=user.agencies_as(Role.STAFF, Role.HEAD)) | Q(trainers__user=user)
        return self.filter(own | Q(state=RunState.OPEN)).distinct()


class CourseRun(models.Model):
    """One time a course is offered: a window of days, a number of seats, the rules it runs under."""

    code = models.CharField(_("code"), max_length=30, unique=True)
    course = models.ForeignKey(
        Course, on_delete=models.PROTECT, related_name="runs", verbose_name=_("course")
    )
    curriculum = models.ForeignKey(Curriculum, on_delete=models.PROTECT, related_name="runs")
    rule_set = models.ForeignKey(RuleSet, on_delete=models.PROTECT, related_name="runs")
    center = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="runs", verbose_name=_("centre")
    )
    state = models.CharField(_("state"), max_length=10, choices=RunState, default=RunState.PLANNED)
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    pattern = models.CharField(_("meets on"), max_length=10, choices=Pattern, default=Pattern.WEEKDAYS)
    sessions_per_day = models.PositiveSmallIntegerField(_("most sessions a day"), default=2)
    trainers = models.ManyToManyField(
        Trainer,
        related_name="runs",
        blank=True,
        verbose_name=_("trainers"),
        help_text=_("Who teaches this run: set from the published timetable."),
    )
    trainers_needed = models.PositiveSmallIntegerField(_("trainers in each session"), default=1)
    minimum = models.PositiveSmallIntegerField(_("fewest people"))
    seats = models.PositiveSmallIntegerField(_("seats"))
    seats_taken = models.PositiveSmallIntegerField(_("seats taken"), default=0)
    seats_offered = models.PositiveSmallIntegerField(_("seats held by open offers"), default=0)
    cancel_reason = models.CharField(_("reason for cancelling"), max_length=300, blank=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        ordering = ["first_day", "code"]
        constraints = [
            models.CheckConstraint(name="run_days_in_order", condition=Q(last_day__gte=F("first_day"))),
            models.CheckConstraint(
                name="run_sizes_in_order", condition=Q(minimum__gte=1, seats__gte=F("minimum"))
            ),
            # The last wall against a seat too many; the services take seats by conditional UPDATE.
            models.CheckConstraint(
                name="run_seats_not_oversold", condition=Q(seats__gte=F("seats_taken") + F("seats_offered"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course} ({self.code})"

    @property
    def seats_free(self) -> int:
        return self.seats - self.seats_taken - self.seats_offered


class Session(models.Model):
    """One dated meeting of a run, or one still to be dated: a slot's length of one topic's theory or practice.

    Day and slot are set when a timetable is published; room and trainers are its bookings (`scheduling`).
    """

    run = models.ForeignKey(CourseRun, on_delete=models.PROTECT, related_name="sessions")
    number = models.PositiveSmallIntegerField(_("number"))
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(_("part"), max_length=8, choices=Part)
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    room_kind = models.ForeignKey(RoomKind, on_delete=models.PROTECT, related_name="+")
    day = models.DateField(_("day"), null=True, db_index=True)
    slot = models.CharField(_("slot"), max_length=9, choices=Slot, blank=True)

    class Meta:
        ordering = ["run", "number"]
        constraints = [
            models.UniqueConstraint(fields=["run", "number"], name="session_number_once"),
            models.UniqueConstraint(
                fields=["run", "day", "slot"], name="run_meets_once_a_period", condition=Q(day__isnull=False)
            ),
            models.CheckConstraint(
                name="session_day_with_slot",
                condition=Q(day=None, slot="") | (Q(day__isnull=False) & ~Q(slot="")),
            ),
            models.CheckConstraint(name="session_has_minutes", condition=Q(minutes__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.run.code} #{self.number}"
