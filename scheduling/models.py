"""When and where: the bookings of rooms and trainers, and the plans that propose them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.enums import Role
from agencies.models import Agency, User
from scheduling.enums import PlanState
from training.enums import Slot
from training.models import CourseRun, Room, Session, Trainer


class PlanQuerySet(models.QuerySet["Plan"]):
    def visible_to(self, user: User) -> PlanQuerySet:
        """The centre's staff."""
        return self.filter(center__in=user.agencies_as(Role.STAFF, Role.HEAD))


class Plan(models.Model):
    """One proposal of the engine for a set of runs: nothing is booked until it is published."""

    center = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="plans")
    runs = models.ManyToManyField(CourseRun, related_name="plans")
    state = models.CharField(_("state"), max_length=9, choices=PlanState, default=PlanState.SOLVING)
    seconds = models.PositiveSmallIntegerField(_("time limit in seconds"), default=20)
    seed = models.PositiveIntegerField(default=1)
    problem_sha256 = models.CharField(max_length=64, blank=True)
    status = models.CharField(_("engine's verdict"), max_length=20, blank=True)
    cost = models.PositiveIntegerField(_("cost"), null=True)
    bound = models.PositiveIntegerField(_("bound"), null=True)
    terms = models.JSONField(default=dict)  # soft term -> its part of the cost
    placements = models.JSONField(default=list)  # [{session, day, slot, room, trainers}]
    unplaced = models.JSONField(default=list)  # [{run, reason}] in the field's terms
    job = models.ForeignKey("core.Job", on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    published_at = models.DateTimeField(null=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]


class Assignment(models.Model):
    """A session's room in a period; of a run held outside the centre, the period alone. Day and slot repeat the
    session's, so that the database can refuse a clash."""

    session = models.OneToOneField(Session, on_delete=models.CASCADE, related_name="assignment")
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="assignments", null=True)
    day = models.DateField(_("day"))
    slot = models.CharField(_("slot"), max_length=9, choices=Slot)
    is_locked = models.BooleanField(_("fixed by hand"), default=False)

    class Meta:
        ordering = ["day", "slot", "room"]
        constraints = [models.UniqueConstraint(fields=["room", "day", "slot"], name="a_room_once_a_period")]

    @property
    def place(self) -> str:
        """The room, or where the run is held outside the centre."""
        return str(self.room) if self.room else self.session.run.place


class TrainerBooking(models.Model):
    """A trainer of an assignment; one trainer teaches one session a period."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="bookings")
    trainer = models.ForeignKey(Trainer, on_delete=models.PROTECT, related_name="bookings")
    day = models.DateField(_("day"))
    slot = models.CharField(_("slot"), max_length=9, choices=Slot)

    class Meta:
        ordering = ["day", "slot"]
        constraints = [
            models.UniqueConstraint(fields=["trainer", "day", "slot"], name="a_trainer_once_a_period")
        ]
