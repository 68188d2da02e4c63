"""One time a course is offered: its days, seats, beds and money, for whom seats are kept, its dated meetings."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.enums import Role
from agencies.models import Agency, Memorandum, User
from training.enums import OrientationPart, Part, Pattern, ReserveGroup, RunState, Slot
from training.models.courses import Course, Curriculum, RoomKind, Topic
from training.models.places import Site
from training.models.rules import RuleSet
from training.models.trainers import Trainer

# Whoever may see runs sees these. One that ended before it was announced was never anybody else's business.
ANNOUNCED = Q(announced_on__isnull=False) | ~Q(
    state__in=(RunState.PLANNED, RunState.CANCELLED, RunState.MERGED)
)


class RunQuerySet(models.QuerySet["CourseRun"]):
    def visible_to(self, user: User) -> RunQuerySet:
        """Staff see their centre's runs, trainers the runs they teach; what was announced is no secret."""
        own = Q(center__in=user.agencies_as(Role.STAFF, Role.HEAD)) | Q(
            trainers__user=user, trainers__is_active=True
        )
        return self.filter(own | ANNOUNCED).distinct()


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
    # Where: a site of the centre, or another agency's, or at an address.
    site = models.ForeignKey(
        Site,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="runs",
        verbose_name=_("site of the centre"),
    )
    held_at = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("held at"),
    )
    address = models.CharField(_("address where it is held"), max_length=300, blank=True)
    # Training for another agency needs a memorandum, or the ground it is done on instead (clause 62).
    held_for = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="runs_held_for_it",
        verbose_name=_("trained for"),
    )
    memorandum = models.ForeignKey(
        Memorandum, on_delete=models.PROTECT, null=True, blank=True, related_name="runs"
    )
    other_ground = models.CharField(_("ground instead of a memorandum"), max_length=300, blank=True)
    beds = models.PositiveSmallIntegerField(_("beds"), default=0)
    beds_taken = models.PositiveSmallIntegerField(_("beds taken"), default=0)
    meals = models.PositiveSmallIntegerField(_("people fed each day"), default=0)
    budget_line = models.CharField(_("budget line"), max_length=200, blank=True)
    budget = models.PositiveBigIntegerField(_("budget in satang"), null=True, blank=True)
    announced_on = models.DateField(_("announced on"), null=True, blank=True)
    applications_from = models.DateField(_("applications from"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged"
    )
    cancel_reason = models.CharField(_("reason for ending"), max_length=300, blank=True)

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
            # The same for beds.
            models.CheckConstraint(name="run_beds_not_oversold", condition=Q(beds__gte=F("beds_taken"))),
            models.CheckConstraint(
                name="run_for_another_agency_on_a_ground",
                condition=Q(held_for=None) | Q(memorandum__isnull=False) | ~Q(other_ground=""),
            ),
            models.CheckConstraint(
                name="run_merged_into_another",
                condition=Q(state=RunState.MERGED, merged_into__isnull=False)
                | (~Q(state=RunState.MERGED) & Q(merged_into=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course} ({self.code})"

    @property
    def seats_free(self) -> int:
        return self.seats - self.seats_taken - self.seats_offered

    @property
    def unfed(self) -> int:
        """People with a seat or an open offer beyond those who are fed; none where no meals are given."""
        return max(0, self.seats_taken + self.seats_offered - self.meals) if self.meals else 0

    @property
    def beds_free(self) -> int:
        return self.beds - self.beds_taken

    def orientations_due(self, today: date) -> list[OrientationPart]:
        """Which orientations ought to have been held: at the start from the beginning on, in the middle when half of
        the days are over, at the end when the run is finished (clause 13)."""
        finished = self.state == RunState.FINISHED
        begun = finished or self.state == RunState.RUNNING
        half_over = begun and today > self.first_day + (self.last_day - self.first_day) / 2
        held = {one.part for one in self.orientations.all()}
        due = {
            OrientationPart.START: begun,
            OrientationPart.MIDDLE: finished or half_over,
            OrientationPart.END: finished,
        }
        return [part for part, is_due in due.items() if is_due and part not in held]

    @property
    def is_outside(self) -> bool:
        """Held at another agency or at an address: it takes no room of the centre."""
        return bool(self.held_at_id or self.address)

    @property
    def place(self) -> str:
        """Where it is held, in words."""
        return ", ".join(filter(None, [str(self.held_at or self.site or ""), self.address])) or str(
            self.center
        )


class Reserve(models.Model):
    """Seats of a run kept back for a group or a school. They are filled in the published order of the numbers;
    what nobody of the group takes goes to everyone."""

    run = models.ForeignKey(CourseRun, on_delete=models.CASCADE, related_name="reserves")
    number = models.PositiveSmallIntegerField(_("order"))
    group = models.CharField(_("group"), max_length=13, choices=ReserveGroup, blank=True)
    school = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("school"),
    )
    seats = models.PositiveSmallIntegerField(_("seats"))

    class Meta:
        ordering = ["run", "number"]
        constraints = [
            models.UniqueConstraint(fields=["run", "number"], name="reserve_number_once"),
            models.UniqueConstraint(
                fields=["run", "group"], name="reserve_of_a_group_once", condition=~Q(group="")
            ),
            models.UniqueConstraint(
                fields=["run", "school"],
                name="reserve_of_a_school_once",
                condition=Q(school__isnull=False),
            ),
            models.CheckConstraint(
                name="reserve_for_a_group_or_a_school",
                condition=(~Q(group="") & Q(school=None)) | Q(group="", school__isnull=False),
            ),
            models.CheckConstraint(name="reserve_has_seats", condition=Q(seats__gte=1)),
        ]

    def __str__(self) -> str:
        return str(self.school) if self.school else self.get_group_display()

    @property
    def key(self) -> str:
        """The seat type by which offers and the matching name it."""
        return f"school:{self.school_id}" if self.school_id else self.group


class Orientation(models.Model):
    """People of a run gathered before, during or at the end of their training (clause 13): when, and by whom."""

    run = models.ForeignKey(CourseRun, on_delete=models.PROTECT, related_name="orientations")
    part = models.CharField(_("part"), max_length=6, choices=OrientationPart)
    held_on = models.DateField(_("held on"))
    held_by = models.CharField(_("held by"), max_length=200)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["run", "held_on"]
        constraints = [models.UniqueConstraint(fields=["run", "part"], name="orientation_once_a_part")]


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
