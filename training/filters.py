"""Filters of the lists of courses, runs, trainers and rooms."""

from typing import Any

import django_filters
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.enums import AgencyKind
from agencies.models import Agency
from core.dates import PartialDate
from core.templatetags.ui import thai_date
from core.text import strip_invisible
from training.enums import CourseType, RunState, TrainerKind
from training.models import Course, CourseRun, Equipment, EquipmentKind, Room, RoomKind, Skill, Trainer
from training.running_out import trainers_running_out

ANY = _("All")
WORDS = _("Name or code")
MOST_MONTHS = 36


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


# Word of the sort box -> order of the columns, the last one unique.
COURSE_ORDERS: dict[str, tuple[str, ...]] = {
    "": ("code", "id"),
    "name": ("name_th", "id"),
    "type": ("course_type", "code", "id"),
    "runs": ("-open_runs", "code", "id"),
}


class CourseFilter(django_filters.FilterSet):
    """Courses by words, type, what their trainers must hold, and whether they are offered."""

    words = WordsFilter("code", "name_th", "name_en", "leads_to")
    course_type = django_filters.ChoiceFilter(label=_("Type"), choices=CourseType.choices, empty_label=ANY)
    skill = django_filters.ModelChoiceFilter(
        field_name="skills", queryset=Skill.objects.all(), label=_("Trainer's qualification"), empty_label=ANY
    )
    offered = django_filters.ChoiceFilter(
        label=_("Offered"),
        choices=[("yes", _("offered")), ("no", _("no longer offered"))],
        method="by_offered",
        empty_label=ANY,
    )
    sort = django_filters.ChoiceFilter(
        label=_("Sort by"),
        choices=[("name", _("name")), ("type", _("type")), ("runs", _("most open runs first"))],
        method="as_they_are",
        empty_label=_("code"),
    )

    class Meta:
        model = Course
        fields: list[str] = []

    def by_offered(self, rows: QuerySet[Course], _name: str, value: str) -> QuerySet[Course]:
        """Courses of which new runs can be planned, or no longer."""
        return rows.filter(is_active=value == "yes")

    def as_they_are(self, rows: QuerySet[Course], _name: str, _value: str) -> QuerySet[Course]:
        """The order is the list's own (`COURSE_ORDERS`): its pages are cut along it."""
        return rows


# Word of the sort box -> order of the columns, the last one unique.
RUN_ORDERS: dict[str, tuple[str, ...]] = {
    "": ("-first_day", "code", "id"),
    "soonest": ("first_day", "code", "id"),
    "code": ("code", "id"),
    "course": ("course__name_th", "first_day", "id"),
}


class RunFilter(django_filters.FilterSet):
    """Runs by words, state, course, centre, month of the first day, and whether there is a seat left."""

    words = WordsFilter("code", "course__name_th", "course__name_en")
    state = django_filters.ChoiceFilter(label=_("State"), choices=RunState.choices, empty_label=ANY)
    course = django_filters.ModelChoiceFilter(
        label=_("Course"), queryset=Course.objects.all(), empty_label=ANY
    )
    center = django_filters.ModelChoiceFilter(
        label=_("Centre"), queryset=Agency.objects.filter(kind=AgencyKind.CENTER), empty_label=ANY
    )
    month = django_filters.ChoiceFilter(label=_("Begins in"), method="by_month", empty_label=ANY)
    seats = django_filters.ChoiceFilter(
        label=_("Seats"),
        choices=[("free", _("seats left")), ("full", _("full"))],
        method="by_seats",
        empty_label=ANY,
    )
    sort = django_filters.ChoiceFilter(
        label=_("Sort by"),
        choices=[("soonest", _("earliest first")), ("code", _("code")), ("course", _("course"))],
        method="as_they_are",
        empty_label=_("latest first"),
    )

    class Meta:
        model = CourseRun
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        months = self.queryset.order_by().dates("first_day", "month", order="DESC")[:MOST_MONTHS]
        self.filters["month"].extra["choices"] = [
            (f"{month:%Y-%m}", thai_date(PartialDate(month.year, month.month))) for month in months
        ]

    def by_month(self, rows: QuerySet[CourseRun], _name: str, value: str) -> QuerySet[CourseRun]:
        """Runs whose first day lies in the month."""
        year, month = value.split("-")
        return rows.filter(first_day__year=year, first_day__month=month)

    def by_seats(self, rows: QuerySet[CourseRun], _name: str, value: str) -> QuerySet[CourseRun]:
        """Runs with a seat that is neither taken nor offered, or without."""
        full = Q(seats=F("seats_taken") + F("seats_offered"))
        return rows.exclude(full) if value == "free" else rows.filter(full)

    def as_they_are(self, rows: QuerySet[CourseRun], _name: str, _value: str) -> QuerySet[CourseRun]:
        """The order is the list's own (`RUN_ORDERS`): its pages are cut along it."""
        return rows


class TrainerFilter(django_filters.FilterSet):
    """Trainers by name and by what they may teach."""

    words = WordsFilter("name_th", "name_en", label=_("Name"))
    skill = django_filters.ModelChoiceFilter(
        field_name="skills__skill", queryset=Skill.objects.all(), label=_("Qualified for"), empty_label=ANY
    )
    kind = django_filters.ChoiceFilter(
        label=_("Staff or from outside"), choices=TrainerKind.choices, empty_label=ANY
    )
    ending = django_filters.ChoiceFilter(
        label=_("Runs out"),
        choices=[("soon", _("within 60 days"))],
        method="by_ending",
        empty_label=ANY,
    )
    is_active = django_filters.ChoiceFilter(
        label=_("Teaches now"), choices=[("True", _("yes")), ("False", _("no"))], empty_label=ANY
    )

    class Meta:
        model = Trainer
        fields: list[str] = []

    def by_ending(self, rows: QuerySet[Trainer], _name: str, _value: str) -> QuerySet[Trainer]:
        """Trainers of whom a qualification or the last appointment runs out soon, and is not renewed yet."""
        return rows.filter(
            pk__in=trainers_running_out(Trainer.objects.all(), timezone.localdate()).values("pk")
        )


class EquipmentFilter(django_filters.FilterSet):
    """Movable equipment by name, kind and site."""

    words = WordsFilter("name_th", "name_en", label=_("Name"))
    kind = django_filters.ModelChoiceFilter(
        queryset=EquipmentKind.objects.all(), label=_("Kind"), empty_label=ANY
    )

    class Meta:
        model = Equipment
        fields: list[str] = []


class RoomFilter(django_filters.FilterSet):
    """Rooms by name and kind."""

    words = WordsFilter("name_th", "name_en", label=_("Name"))
    kind = django_filters.ModelChoiceFilter(queryset=RoomKind.objects.all(), label=_("Kind"), empty_label=ANY)

    class Meta:
        model = Room
        fields: list[str] = []
