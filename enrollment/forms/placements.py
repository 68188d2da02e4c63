"""Input about workplaces, visits and the training in a firm."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.enums import AgencyKind
from agencies.forms.places import PlaceField
from agencies.models import Agency, User
from core.date_fields import ThaiDateField
from core.files import PDF
from enrollment.enums import Hazard
from enrollment.filters import ALL, NameFilter
from enrollment.models import Graduate, Placement, PlacementSite
from enrollment.queries.placements import PlacementDue, due_of
from enrollment.services.placements import DayEntry, ReportEntry
from enrollment.services.sites import SiteEntry
from enrollment.young_work import is_closed_to
from training.forms.amounts import NumberField
from training.models import CourseRun
from training.queries import centers_of, runs_run_by

PICTURES = f"{PDF},image/jpeg,image/png"
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


class PlacementFilter(django_filters.FilterSet):
    """The list of who is in a firm."""

    name = NameFilter("enrollment__graduate__", label=_("Name"))
    due = django_filters.ChoiceFilter(
        label=_("To be done"), choices=PlacementDue.choices, empty_label=ALL, method="still_due"
    )

    class Meta:
        model = Placement
        fields = ["name", "due"]

    def still_due(self, rows: QuerySet[Placement], _name: str, due: str) -> QuerySet[Placement]:
        return rows.filter(pk__in=due_of(self.request.user, due, timezone.localdate()).values("pk"))


class VisitForm(forms.Form):
    """A visit to a workplace for one run."""

    run = forms.ModelChoiceField(
        label=_("Course run"), queryset=CourseRun.objects.none(), empty_label=_("Choose")
    )
    visited_on = ThaiDateField(label=_("Visited on"))
    visitor = forms.CharField(label=_("Who went"), max_length=200)
    findings = forms.CharField(
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


class StayForm(forms.Form):
    """Where, and from when to when."""

    site = forms.ModelChoiceField(
        label=_("Workplace"), queryset=PlacementSite.objects.none(), empty_label=_("Choose")
    )
    first_day = ThaiDateField(label=_("First day"))
    last_day = ThaiDateField(label=_("Last day"))

    def __init__(
        self, *args: Any, sites: QuerySet[PlacementSite], person: Graduate, today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)

        def words(site: PlacementSite) -> str:
            closed = is_closed_to(person, site, today)
            return _("%(site)s – not for those under 18") % {"site": site} if closed else str(site)

        self.fields["site"].queryset = sites  # type: ignore[attr-defined]
        self.fields["site"].label_from_instance = words  # type: ignore[attr-defined]


class BeginForm(StayForm):
    """Somebody is sent to a firm."""

    inspector_told_on = ThaiDateField(
        label=_("Labour inspector told on"),
        required=False,
        help_text=_("For somebody under 18; may also be entered later."),
    )


class ChangeSiteForm(StayForm):
    """Somebody is moved to another firm; the hours carry over."""

    reason = forms.CharField(label=_("Reason"), max_length=300)


class LastDayForm(forms.Form):
    """The stay ends earlier or later than planned."""

    last_day = ThaiDateField(label=_("Last day"))
    reason = forms.CharField(label=_("Reason"), max_length=300)


class OnDayForm(forms.Form):
    """A day on which something was done."""

    day = ThaiDateField(label=_("On"))


class DayForm(forms.Form):
    """One day in the firm."""

    day = ThaiDateField(label=_("Day"))
    minutes = HoursField(label=_("Hours that day"), help_text=_("0 takes the day out again."))

    @property
    def entry(self) -> DayEntry:
        return DayEntry(self.cleaned_data["day"], self.cleaned_data["minutes"])


class ReportForm(forms.Form):
    """What came back from the firm."""

    passes = forms.ChoiceField(
        label=_("What the firm says"),
        choices=[("yes", _("Passed")), ("no", _("Not passed"))],
        widget=forms.RadioSelect,
    )
    evaluated_by = forms.CharField(label=_("Evaluated by"), max_length=200)
    evaluated_on = ThaiDateField(label=_("Evaluated on"))
    job_result = forms.CharField(
        label=_("Result of the job"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    received_on = ThaiDateField(label=_("Report received on"))
    time_sheet = forms.FileField(
        label=_("Time sheet (PDF or photograph)"),
        required=False,
        widget=forms.FileInput(attrs={"accept": PICTURES}),
    )
    evaluation = forms.FileField(
        label=_("Evaluation (PDF or photograph)"),
        required=False,
        widget=forms.FileInput(attrs={"accept": PICTURES}),
    )

    def __init__(self, *args: Any, placement: Placement, today: date, **kwargs: Any) -> None:
        report = getattr(placement, "report", None)
        known: dict[str, Any] = {"received_on": today, "evaluated_by": placement.site.mentor}
        if report:
            plain = ("evaluated_by", "evaluated_on", "job_result", "received_on")
            known = {name: getattr(report, name) for name in plain}
            known["passes"] = "yes" if report.passes else "no"
        super().__init__(*args, **{"initial": known, **kwargs})

    def entry(self, **papers: Any) -> ReportEntry:
        """The report with the papers as they are kept."""
        said = {name: value for name, value in self.cleaned_data.items() if name not in papers}
        return ReportEntry(**{**said, "passes": said["passes"] == "yes"}, **papers)
