"""Filters of the lists of courses, runs, trainers and rooms."""

from typing import Any

import django_filters
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core.text import strip_invisible
from training.enums import CourseType, RunState
from training.models import Course, CourseRun, Room, RoomKind, Skill, Trainer

ANY = _("All")
WORDS = _("Name or code")


class WordsFilter(django_filters.CharFilter):
    """Rows with the words anywhere in one of the columns."""

    def __init__(self, *columns: str, label: Any = WORDS) -> None:
        super().__init__(label=label)
        self.columns = columns

    def filter(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        words = strip_invisible(value or "").strip()
        found = Q()
        for column in self.columns if words else ():
            found |= Q(**{f"{column}__icontains": words})
        return rows.filter(found)


class CourseFilter(django_filters.FilterSet):
    """Courses by words and type."""

    words = WordsFilter("code", "name_th", "name_en", "leads_to")
    course_type = django_filters.ChoiceFilter(label=_("Type"), choices=CourseType.choices, empty_label=ANY)

    class Meta:
        model = Course
        fields: list[str] = []


class RunFilter(django_filters.FilterSet):
    """Runs by words, state, and whether there is a seat left."""

    words = WordsFilter("code", "course__name_th", "course__name_en")
    state = django_filters.ChoiceFilter(label=_("State"), choices=RunState.choices, empty_label=ANY)
    seats = django_filters.ChoiceFilter(
        label=_("Seats"),
        choices=[("free", _("seats left")), ("full", _("full"))],
        method="by_seats",
        empty_label=ANY,
    )

    class Meta:
        model = CourseRun
        fields: list[str] = []

    def by_seats(self, rows: QuerySet[CourseRun], _name: str, value: str) -> QuerySet[CourseRun]:
        """Runs with a seat that is neither taken nor offered, or without."""
        full = Q(seats=F("seats_taken") + F("seats_offered"))
        return rows.exclude(full) if value == "free" else rows.filter(full)


class TrainerFilter(django_filters.FilterSet):
    """Trainers by name and by what they may teach."""

    words = WordsFilter("name_th", "name_en", label=_("Name"))
    skill = django_filters.ModelChoiceFilter(
        field_name="skills__skill", queryset=Skill.objects.all(), label=_("Qualified for"), empty_label=ANY
    )

    class Meta:
        model = Trainer
        fields: list[str] = []


class RoomFilter(django_filters.FilterSet):
    """Rooms by name and kind."""

    words = WordsFilter("name_th", "name_en", label=_("Name"))
    kind = django_filters.ModelChoiceFilter(queryset=RoomKind.objects.all(), label=_("Kind"), empty_label=ANY)

    class Meta:
        model = Room
        fields: list[str] = []
