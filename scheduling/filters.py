"""Filters of the timetable and of the list of sessions."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from scheduling.enums import PlanState
from scheduling.lessons import ROOM, RUN, TRAINER
from scheduling.models import Assignment, Plan
from training.enums import Part
from training.models import CourseRun, Room, RoomKind, Session, Trainer
from training.queries import rooms_of, runs_run_by, trainers_of

ANY = _("All")
VIEWS = [(ROOM, _("By room")), (TRAINER, _("By trainer")), (RUN, _("By run"))]


def _runs(request: HttpRequest) -> QuerySet[CourseRun]:
    return runs_run_by(request.user).select_related("course")  # type: ignore[arg-type]


def _rooms(request: HttpRequest) -> QuerySet[Room]:
    return rooms_of(request.user)  # type: ignore[arg-type]


def _trainers(request: HttpRequest) -> QuerySet[Trainer]:
    return trainers_of(request.user)  # type: ignore[arg-type]


class WeekFilter(django_filters.FilterSet):
    """Which bookings of a week are shown, and how they are arranged."""

    by = django_filters.ChoiceFilter(label=_("Arranged"), choices=VIEWS, empty_label=None, method="as_it_is")
    week = django_filters.CharFilter(widget=forms.HiddenInput, method="as_it_is")
    kind = django_filters.ModelChoiceFilter(
        field_name="room__kind", queryset=RoomKind.objects.all(), label=_("Kind of room"), empty_label=ANY
    )
    run = django_filters.ModelChoiceFilter(
        field_name="session__run", queryset=_runs, label=_("Run"), empty_label=ANY
    )
    trainer = django_filters.ModelChoiceFilter(
        field_name="bookings__trainer", queryset=_trainers, label=_("Trainer"), empty_label=ANY
    )

    class Meta:
        model = Assignment
        fields: list[str] = []

    def as_it_is(self, rows: QuerySet[Assignment], _name: str, _value: Any) -> QuerySet[Assignment]:
        """The arrangement leaves nothing out, and the week is chosen by the view."""
        return rows

    @property
    def arranged(self) -> str:
        """By room, trainer or run; by room unless asked otherwise."""
        asked: str = self.form.cleaned_data.get("by") if self.form.is_valid() else ""
        return asked or ROOM


class PlanFilter(django_filters.FilterSet):
    """Proposals of a timetable by run and by where they stand."""

    run = django_filters.ModelChoiceFilter(field_name="runs", queryset=_runs, label=_("Run"), empty_label=ANY)
    state = django_filters.ChoiceFilter(choices=PlanState.choices, label=_("State"), empty_label=ANY)

    class Meta:
        model = Plan
        fields: list[str] = []


class SessionFilter(django_filters.FilterSet):
    """Sessions by run, room, trainer and by whether they have a day."""

    run = django_filters.ModelChoiceFilter(queryset=_runs, label=_("Run"), empty_label=ANY)
    room = django_filters.ModelChoiceFilter(
        field_name="assignment__room", queryset=_rooms, label=_("Room"), empty_label=ANY
    )
    trainer = django_filters.ModelChoiceFilter(
        field_name="assignment__bookings__trainer", queryset=_trainers, label=_("Trainer"), empty_label=ANY
    )
    part = django_filters.ChoiceFilter(choices=Part.choices, label=_("Part"), empty_label=ANY)
    dated = django_filters.ChoiceFilter(
        choices=[("yes", _("with a day")), ("no", _("without a day"))],
        method="by_dated",
        label=_("Timetable"),
        empty_label=ANY,
    )

    class Meta:
        model = Session
        fields: list[str] = []

    def by_dated(self, rows: QuerySet[Session], _name: str, value: str) -> QuerySet[Session]:
        """Sessions that have a day, or those that do not."""
        return rows.filter(day__isnull=value == "no")
