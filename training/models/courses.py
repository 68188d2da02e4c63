"""What is taught: courses, what they need and lead to, the versions of their content, and the words for it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from training.enums import CostKind, CostPer, CourseType, Delivery, Education, WagePer
from training.models.base import Named, Versioned, in_english


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


class Gear(Named):
    """A piece of protective gear for machines or chemicals (clause 16)."""

    code = models.SlugField(_("code"), max_length=40, primary_key=True)

    class Meta:
        ordering = ["code"]


class Course(Named, Versioned):
    """What is taught. Its content is the curriculum, which has versions."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    course_type = models.CharField(_("type"), max_length=16, choices=CourseType)
    skills = models.ManyToManyField(
        Skill,
        related_name="courses",
        verbose_name=_("trainer's qualifications"),
        help_text=_("Whoever teaches the course holds all of them."),
    )
    size_minimum = models.PositiveSmallIntegerField(_("smallest class"), default=10)
    size_maximum = models.PositiveSmallIntegerField(_("largest class"), default=20)
    gear = models.ManyToManyField(Gear, related_name="courses", blank=True, verbose_name=_("protective gear"))
    partner = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="partner_courses",
        verbose_name=_("partner"),
    )
    partner_name = models.CharField(_("partner firm that is not registered"), max_length=200, blank=True)
    partner_runs = models.BooleanField(_("the partner runs the course"), default=False)
    leads_to = models.CharField(
        _("occupations it leads to"), max_length=300, blank=True, help_text=_("One occupation a line.")
    )
    leads_to_en = models.CharField(
        _("occupations it leads to, in English"),
        max_length=300,
        blank=True,
        help_text=_("One occupation a line."),
    )
    # A wage is what somebody stated: who and when stand beside it. In satang.
    wage_low = models.PositiveBigIntegerField(_("wage from"), null=True, blank=True)
    wage_high = models.PositiveBigIntegerField(_("wage to"), null=True, blank=True)
    wage_per = models.CharField(_("wage per"), max_length=5, choices=WagePer, default=WagePer.MONTH)
    wage_source = models.CharField(_("who stated the wage"), max_length=300, blank=True)
    wage_on = models.DateField(_("wage stated on"), null=True, blank=True)
    is_active = models.BooleanField(_("offered"), default=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="course_sizes_in_order",
                condition=Q(size_minimum__gte=1, size_maximum__gte=F("size_minimum")),
            ),
            models.CheckConstraint(
                name="course_wage_with_its_source",
                condition=Q(wage_low=None, wage_high=None, wage_source="", wage_on=None)
                | (
                    Q(wage_low__gt=0, wage_high__isnull=False, wage_on__isnull=False)
                    & Q(wage_low__isnull=False, wage_high__gte=F("wage_low"))
                    & ~Q(wage_source="")
                ),
            ),
            models.CheckConstraint(
                name="course_has_one_partner", condition=Q(partner=None) | Q(partner_name="")
            ),
        ]

    @property
    def occupations(self) -> list[str]:
        """What the course leads to, one by one, in the reader's language where that is written down."""
        said = self.leads_to_en if in_english() and self.leads_to_en else self.leads_to
        return [line.strip() for line in said.splitlines() if line.strip()]

    @property
    def partner_in_words(self) -> str:
        """The partner's name, registered or not; empty without one."""
        return str(self.partner) if self.partner else self.partner_name


class CourseCost(models.Model):
    """What one thing costs, for each person or for a run as a whole."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="costs")
    number = models.PositiveSmallIntegerField(_("number"))
    kind = models.CharField(_("for"), max_length=10, choices=CostKind)
    per = models.CharField(_("per"), max_length=4, choices=CostPer)
    satang = models.PositiveBigIntegerField(_("amount in satang"))
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        ordering = ["course", "number"]
        constraints = [models.UniqueConstraint(fields=["course", "number"], name="course_cost_number_once")]


class Curriculum(models.Model):
    """One version of a course's content and of who may enter; runs keep the version they were planned with."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="curricula")
    version = models.PositiveSmallIntegerField(_("version"))
    approved_on = models.DateField(_("approved on"))
    change = models.CharField(_("what is new"), max_length=300, blank=True)
    # Empty: what the regulation asks for (clauses 7, 42, 50).
    minimum_age = models.PositiveSmallIntegerField(_("minimum age"), null=True, blank=True)
    minimum_education = models.CharField(_("minimum education"), max_length=16, choices=Education, blank=True)
    placement_minutes = models.PositiveIntegerField(_("minutes in a firm"), default=0)
    delivery = models.CharField(
        _("how it is taught"), max_length=13, choices=Delivery, default=Delivery.SAME_PLACE
    )

    class Meta:
        ordering = ["course", "-version"]
        constraints = [models.UniqueConstraint(fields=["course", "version"], name="curriculum_version_once")]

    def __str__(self) -> str:
        return f"{self.course} v{self.version}"

    @property
    def minutes(self) -> int:
        """Length of the whole curriculum at the centre in minutes; the placement in a firm comes on top."""
        return sum(topic.theory_minutes + topic.practice_minutes for topic in self.topics.all())


class Topic(models.Model):
    """One topic of a curriculum: minutes of theory and of practice, its weight in the total, what practice needs."""

    curriculum = models.ForeignKey(Curriculum, on_delete=models.CASCADE, related_name="topics")
    number = models.PositiveSmallIntegerField(_("number"))
    title_th = models.CharField(_("Thai title"), max_length=200)
    title_en = models.CharField(_("English title"), max_length=200, blank=True)
    theory_minutes = models.PositiveIntegerField(_("minutes of theory"), default=0)
    practice_minutes = models.PositiveIntegerField(_("minutes of practice"), default=0)
    score_weight = models.PositiveSmallIntegerField(_("weight in the total score"), default=1)
    room_kind = models.ForeignKey(
        RoomKind, on_delete=models.PROTECT, related_name="+", verbose_name=_("room for practice")
    )
    equipment = models.ManyToManyField(
        "training.EquipmentKind", related_name="topics", blank=True, verbose_name=_("equipment for practice")
    )

    class Meta:
        ordering = ["curriculum", "number"]
        constraints = [
            models.UniqueConstraint(fields=["curriculum", "number"], name="topic_number_once"),
            models.CheckConstraint(
                name="topic_has_minutes", condition=Q(theory_minutes__gt=0) | Q(practice_minutes__gt=0)
            ),
            models.CheckConstraint(name="topic_has_weight", condition=Q(score_weight__gte=1)),
        ]

    def __str__(self) -> str:
        return self.title_en if in_english() and self.title_en else self.title_th
