"""Filters of the lists around attendance."""

from collections.abc import Mapping
from typing import Any

import django_filters
from django.db.models import QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from enrollment.filters import NameFilter
from enrollment.models import Enrollment
from enrollment.queries.attendance import IN_DANGER, STANDINGS, StandingLine, runs_of_class
from training.enums import RunState
from training.models import CourseRun, Session

ANY = _("All")


class DangerOrder(TextChoices):
    """By what the list of people at risk is sorted."""

    LOST_ON = "lost_on", _("The day on which the hours are lost")
    MAY_MISS = "may_miss", _("Hours that may still be missed")
    PERCENT = "percent", _("Hours attended")
    RUN = "run", _("Run and seat")


def running(request: Any) -> QuerySet[CourseRun]:
    rows = runs_of_class(request.user).filter(state=RunState.RUNNING)
    return rows.select_related("course").order_by("code")


class DangerFilter(django_filters.FilterSet):
    """People at risk by name, run and standing; `sort` is read by the view, which computes the order."""

    name = NameFilter("graduate__", label=_("Name"))
    run = django_filters.ModelChoiceFilter(label=_("Run"), queryset=running, empty_label=ANY)
    standing = django_filters.ChoiceFilter(
        label=_("Standing"),
        choices=[(one.value, STANDINGS[one][0]) for one in IN_DANGER],
        method="by_standing",
        empty_label=ANY,
    )
    sort = django_filters.ChoiceFilter(
        label=_("Sorted by"), choices=DangerOrder.choices, method="as_ranked", empty_label=None
    )

    class Meta:
        model = Enrollment
        fields: list[str] = []

    def __init__(self, *args: Any, lines: Mapping[int, StandingLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines

    def by_standing(self, rows: QuerySet[Enrollment], name: str, value: str) -> QuerySet[Enrollment]:
        return rows.filter(pk__in=[pk for pk, line in self.lines.items() if line.forecast.standing == value])

    def as_ranked(self, rows: QuerySet[Enrollment], name: str, value: str) -> QuerySet[Enrollment]:
        return rows


class DueFilter(django_filters.FilterSet):
    """Sessions whose list is not whole, by run."""

    run = django_filters.ModelChoiceFilter(label=_("Run"), queryset=running, empty_label=ANY)

    class Meta:
        model = Session
        fields: list[str] = []
