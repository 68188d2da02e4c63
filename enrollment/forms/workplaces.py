"""Input about workplaces and the visits to them."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.enums import AgencyKind
from agencies.forms.places import PlaceField
from agencies.models import Agency, User
from core.date_fields import ThaiDateField
from core.reasons import ReasonField
from enrollment.enums import Hazard
from enrollment.filters import ALL
from enrollment.forms.refusing import RefusedAt
from enrollment.models import PlacementSite
from enrollment.services.sites import (
    LongerThanItLasts,
    NobodyThere,
    SiteEntry,
    UnfitForChildren,
    VisitedThatDay,
    VisitInTheFuture,
)
from training.forms.amounts import NumberField
from training.models import CourseRun
from training.queries import centers_of, runs_run_by

# Where a refusal is said.
REFUSED_AT: RefusedAt = {
    LongerThanItLasts: ("minutes_a_day",),
    NobodyThere: ("run",),
    UnfitForChildren: ("hazards",),
    VisitInTheFuture: ("visited_on",),
    VisitedThatDay: ("visited_on",),
}
CLOCK = forms.TimeInput(attrs={"type": "time", "class": "short"}, format="%H:%M")


class HoursField(NumberField):
    """Hours as people say them (7.5); cleans to whole minutes."""

    def __init__(self, *, most: int = 24, least: float = 0, **kwargs: Any) -> None:
        super().__init__(min_value=least, max_value=most, decimal_places=2, **kwargs)

    def clean(self, value: Any) -> Any:
        said = super().clean(value)
        return None if said is None else round(said * 60)


class SiteForm(forms.Form):
    """A workplace."""

    center = forms.ModelChoiceField(label=_("Centre"), queryset=Agency.objects.none())
    firm = forms.ModelChoiceField(
        label=_("Firm in the register of agencies"),
        queryset=Agency.objects.none(),
        required=False,
        empty_label=_("None: the name is written below"),
    )
    name = forms.CharField(
        label=_("Firm's name"),
        max_length=200,
        required=False,
        help_text=_("Leave empty where the firm is chosen above."),
    )
    address = forms.CharField(label=_("House number, road, village"), max_length=200, required=False)
    place = PlaceField(label=_("Subdistrict"), required=False)
    mentor = forms.CharField(label=_("Who looks after the trainees there"), max_length=200)
    mentor_phone = forms.CharField(label=_("Telephone"), max_length=20, required=False)
    work = forms.CharField(label=_("Kind of work"), max_length=200)
    starts = forms.TimeField(label=_("Work begins"), widget=CLOCK)
    ends = forms.TimeField(label=_("Work ends"), widget=CLOCK)
    minutes_a_day = HoursField(label=_("Hours of work a day"), help_text=_("Without breaks."), least=0.25)
    hazards = forms.MultipleChoiceField(
        label=_("Hazardous work that trainees do there"),
        choices=Hazard,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Closed to everybody under 18 (Labour Protection Act, section 49)."),
    )
    is_active = forms.BooleanField(label=_("Takes trainees"), required=False, initial=True)

    def __init__(self, *args: Any, user: User, site: PlacementSite | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = _initial(site)
        centers = centers_of(user)
        self.fields["center"].queryset = centers  # type: ignore[attr-defined]
        self.fields["firm"].queryset = Agency.objects.filter(kind=AgencyKind.PARTNER)  # type: ignore[attr-defined]
        if site or len(centers) == 1:
            self.fields["center"].widget = forms.HiddenInput()
            self.initial["center"] = site.center_id if site else centers[0].pk

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not said.get("name") and not said.get("firm"):
            self.add_error("name", _("Choose the firm above, or write its name."))
        return said

    @property
    def entry(self) -> SiteEntry:
        said = {name: value for name, value in self.cleaned_data.items() if name != "center"}
        said["name"] = said["name"] or str(said["firm"])
        return SiteEntry(**said)


def _initial(site: PlacementSite | None) -> dict[str, Any]:
    if site is None:
        return {}
    plain = (
        "firm",
        "name",
        "address",
        "place",
        "mentor",
        "mentor_phone",
        "work",
        "starts",
        "ends",
        "hazards",
    )
    return {
        **{name: getattr(site, name) for name in plain},
        "minutes_a_day": f"{site.minutes_a_day / 60:g}",
        "is_active": site.is_active,
    }


class SiteFilter(django_filters.FilterSet):
    """The list of workplaces."""

    name = django_filters.CharFilter(label=_("Firm"), lookup_expr="icontains")
    is_active = django_filters.ChoiceFilter(
        label=_("Takes trainees"), choices=[("True", _("yes")), ("False", _("no"))], empty_label=ALL
    )

    class Meta:
        model = PlacementSite
        fields = ["name", "is_active"]


class VisitForm(forms.Form):
    """A visit to a workplace for one run."""

    run = forms.ModelChoiceField(
        label=_("Course run"), queryset=CourseRun.objects.none(), empty_label=_("Choose")
    )
    visited_on = ThaiDateField(label=_("Visited on"))
    visitor = forms.CharField(label=_("Who went"), max_length=200)
    findings = ReasonField(
        label=_("What was seen"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("About the workplace; nothing about the health of single persons."),
    )

    def __init__(self, *args: Any, site: PlacementSite, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there = CourseRun.objects.filter(enrollments__placements__site=site)
        mine = runs_run_by(user) | CourseRun.objects.filter(trainers__user=user)
        runs = there.filter(pk__in=mine.values("pk")).distinct()
        self.fields["run"].queryset = runs  # type: ignore[attr-defined]
