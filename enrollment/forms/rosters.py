"""Input about rosters: whom to show, what a leaver does next, what a school declares, which schools to show."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_filters
from django import forms
from django.core.validators import MaxValueValidator
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from agencies.enums import PlaceLevel
from agencies.models import Agency, Place
from core.date_fields import ThaiDateField
from core.reasons import ReasonField
from enrollment.enums import PathKind, PathSource
from enrollment.filters import ALL, NameFilter
from enrollment.models import Graduate
from enrollment.queries.completeness import Reporting, schools_below
from enrollment.queries.rosters import Standing, class_years, schools_of

LARGEST_CLASS = 2_000
EVERY_YEAR = "all"
LATE = "late"


class RosterFilter(django_filters.FilterSet):
    """A roster by name, standing, school and order. The year is carried along: the view has picked its people."""

    name = NameFilter(label=_("Name"))
    standing = django_filters.ChoiceFilter(label=_("State"), choices=Standing, empty_label=ALL)
    school = django_filters.ModelChoiceFilter(
        label=_("School"), queryset=lambda request: schools_of(request.user), empty_label=ALL
    )
    year = django_filters.ChoiceFilter(label=_("Class of"), method="as_they_are", empty_label=None)
    sort = django_filters.ChoiceFilter(
        label=_("In order of"),
        choices=[("urgent", _("What is pressing")), ("name", _("Name"))],
        method="as_they_are",
        empty_label=None,
    )

    class Meta:
        model = Graduate
        fields: list[str] = []

    def __init__(self, *args: Any, today: date, many_schools: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = [(str(year), str(year)) for year in class_years(today)]
        self.filters["year"].extra["choices"] = [*years, (EVERY_YEAR, ALL)]
        if not many_schools:
            del self.filters["school"]

    def as_they_are(self, rows: QuerySet[Graduate], name: str, value: str) -> QuerySet[Graduate]:
        return rows


class PathForm(forms.Form):
    """What a leaver does next, who said so and when."""

    kind = forms.ChoiceField(label=_("What comes next"), choices=PathKind, widget=forms.RadioSelect)
    detail = ReasonField(
        label=_("Where"),
        required=False,
        max_length=200,
        help_text=_("The school, the employer or the place, if it is known."),
    )
    said_by = forms.ChoiceField(label=_("Who says so"), choices=PathSource, widget=forms.RadioSelect)
    said_on = ThaiDateField(label=_("Said on"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        kwargs["initial"] = {"said_by": PathSource.PUPIL, "said_on": today}
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_said_on(self) -> date:
        day: date = self.cleaned_data["said_on"]
        if day > self.today:
            raise forms.ValidationError(_("This day is still to come. Enter the day on which it was said."))
        return day


def number_field(label: Any, help_text: Any = "") -> forms.IntegerField:
    """A number of pupils, typed on a phone's number keys."""
    widget = forms.NumberInput(attrs={"class": "short", "inputmode": "numeric"})
    field = forms.IntegerField(label=label, min_value=0, help_text=help_text, widget=widget)
    field.validators.append(MaxValueValidator(LARGEST_CLASS))
    return field


class ClassForm(forms.Form):
    """Three numbers of which two would do: the third catches a slip."""

    finished = number_field(_("Finished ม.3"))
    continuing = number_field(_("Of these, go on studying"))
    not_continuing = number_field(
        _("Do not go on studying"),
        _("These are the pupils to be registered and given a plan. Nobody: write 0."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return said
        together = said["continuing"] + said["not_continuing"]
        if said["finished"] != together:
            words = {"sum": together, "finished": said["finished"]}
            self.add_error(
                "not_continuing",
                _("Together this makes %(sum)s, but %(finished)s finished. Correct one of the three numbers.")
                % words,
            )
        return said


def districts_below(request: Any) -> QuerySet[Place]:
    """The districts in which the account's schools lie."""
    inner = schools_below(request.user).values("place__parent")
    return Place.objects.filter(level=PlaceLevel.DISTRICT, pk__in=inner)


class CompletenessFilter(django_filters.FilterSet):
    """Schools by name, district and how far their report is."""

    name = django_filters.CharFilter(
        "name_th", "icontains", label=_("School"), widget=forms.TextInput(attrs={"type": "search"})
    )
    reporting = django_filters.ChoiceFilter(
        label=_("Report"),
        choices=[*Reporting.choices, (LATE, _("To be reminded"))],
        method="by_reporting",
        empty_label=ALL,
    )
    district = django_filters.ModelChoiceFilter(
        label=_("District"), queryset=districts_below, field_name="place__parent", empty_label=ALL
    )
    year = django_filters.ChoiceFilter(label=_("Class of"), method="as_it_is", empty_label=None)

    class Meta:
        model = Agency
        fields: list[str] = []

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["year"].extra["choices"] = [(str(year), str(year)) for year in class_years(today)]

    def by_reporting(self, rows: QuerySet[Agency], name: str, value: str) -> QuerySet[Agency]:
        annotated: QuerySet[Any] = rows  # with_completeness
        return (
            annotated.exclude(reporting=Reporting.DONE)
            if value == LATE
            else annotated.filter(reporting=value)
        )

    def as_it_is(self, rows: QuerySet[Agency], name: str, value: str) -> QuerySet[Agency]:
        return rows
