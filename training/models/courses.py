"""What is taught: courses, the versions of their content, and the vocabulary both use."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from training.enums import CourseType
from training.models.base import Named


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
