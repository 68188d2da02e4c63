"""What is taught, under which rules, when it is offered, and by whom and where it can be."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from agencies.enums import Role
from agencies.models import Agency, User
from training.enums import CourseType, Part, Pattern, RunState, Slot


class Named(models.Model):
    """A thing with a Thai and an English name, shown in the reader's language."""

    name_th = models.CharField(_("Thai name"), max_length=200)
    name_en = models.CharField(_("English name"), max_length=200, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        english = not (get_language() or "th").startswith("th")
        return self.name_en if english and self.name_en else self.name_th


class RoomKind(Named):
    """A type of workshop or classroom (welding shop, kitchen, classroom)."""

    code = models.SlugField(_("code"), max_length=40, primary_key=True)

    class Meta:
        ordering = ["code"]


class Skill(Named):
    """What a trainer is qualified to teach."""

    code = models.SlugField(_("code"), max_length=40, primary_key=True)

    class Meta:
        ordering = ["code"]


class RuleSet(models.Model):
    """A version of the training regulation as data; a run that has started keeps its version (clause 64)."""

    version = models.CharField(_("version"), max_length=40, unique=True)
    valid_from = models.DateField(_("valid from"))
    rules = models.JSONField(_("rules"))

    class Meta:
        ordering = ["-valid_from"]

    def __str__(self) -> str:
        return self.version


class Course(Named):
    """What is taught. Its content is the curriculum, which has versions."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    course_type = models.CharField(_("type"), max_length=16, choices=CourseType)
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, verbose_name=_("trainer's qualification"))
    minimum_age = models.PositiveSmallIntegerField(
        _("minimum age"),
        null=True,
        blank=True,
        help_text=_("Only where the curriculum differs from the regulation."),
    )
    size_minimum = models.PositiveSmallIntegerField(_("smallest class"), default=10)
    size_maximum = models.PositiveSmallIntegerField(_("largest class"), default=20)
    protective_gear = models.BooleanField(_("protective gear needed"), default=False)
    leads_to = models.CharField(_("occupations it leads to"), max_length=300, blank=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="course_sizes_in_order",
                condition=Q(size_minimum__gte=1, size_maximum__gte=F("size_minimum")),
            )
        ]


class Curriculum(models.Model):
    """One version of a course's content; runs keep the version they were planned with."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="curricula")
    version = models.PositiveSmallIntegerField(_("version"))
    approved_on = models.DateField(_("approved on"))

    class Meta:
        ordering = ["course", "-version"]
        constraints = [models.UniqueConstraint(fields=["course", "version"], name="curriculum_version_once")]

    def __str__(self) -> str:
        return f"{self.course} v{self.version}"

    @property
    def minutes(self) -> int:
        """Length of the whole curriculum in minutes."""
        return sum(topic.theory_minutes + topic.practice_minutes for topic in self.topics.all())


class Topic(models.Model):
    """One topic of a curriculum with the minutes of theory and of practice."""

    curriculum = models.ForeignKey(Curriculum, on_delete=models.CASCADE, related_name="topics")
    number = models.PositiveSmallIntegerField(_("number"))
    title_th = models.CharField(_("Thai title"), max_length=200)
    title_en = models.CharField(_("English title"), max_length=200, blank=True)
    theory_minutes = models.PositiveIntegerField(_("minutes of theory"), default=0)
    practice_minutes = models.PositiveIntegerField(_("minutes of practice"), default=0)
    room_kind = models.ForeignKey(
        RoomKind, on_delete=models.PROTECT, related_name="+", verbose_name=_("room for practice")
    )

    class Meta:
        ordering = ["curriculum", "number"]
        constraints = [
            models.UniqueConstraint(fields=["curriculum", "number"], name="topic_number_once"),
            models.CheckConstraint(
                name="topic_has_minutes", condition=Q(theory_minutes__gt=0) | Q(practice_minutes__gt=0)
            ),
        ]

    def __str__(self) -> str:
        english = not (get_language() or "th").startswith("th")
        return self.title_en if english and self.title_en else self.title_th


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
