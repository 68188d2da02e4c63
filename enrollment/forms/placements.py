"""Input about the training in a firm."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.date_fields import ThaiDateField
from core.files import PDF
from core.reasons import ReasonField
from enrollment.filters import ALL, NameFilter
from enrollment.forms.refusing import RefusedAt
from enrollment.forms.workplaces import HoursField
from enrollment.models import Graduate, Placement, PlacementSite
from enrollment.queries.placements import PlacementDue, due_of
from enrollment.services.placement_days import DayEntry
from enrollment.services.placement_refusals import (
    DaysBackwards,
    MinutesOutOfRange,
    NotADayThere,
    PlacementGoesOn,
    ReasonForSiteMissing,
    SameSite,
    SiteTakesNobody,
    StillToCome,
    TooLongForAChild,
)
from enrollment.services.placement_reports import ReportEntry
from enrollment.young_work import is_closed_to

PICTURES = f"{PDF},image/jpeg,image/png"
# Where a refusal is said: at the first of these fields that the form has, else above it.
REFUSED_AT: RefusedAt = {
    DaysBackwards: ("received_on", "last_day"),
    MinutesOutOfRange: ("minutes",),
    NotADayThere: ("day", "until", "last_day"),
    PlacementGoesOn: ("evaluated_on", "day"),
    ReasonForSiteMissing: ("reason",),
    SameSite: ("site",),
    SiteTakesNobody: ("site",),
    StillToCome: ("received_on", "until", "day"),
    TooLongForAChild: ("minutes",),
}


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

        self.fields["site"].queryset = sites  # type: ignore[attr-defined]  # a field of models
        self.fields["site"].label_from_instance = words  # type: ignore[attr-defined]  # a field of models


class BeginForm(StayForm):
    """Somebody is sent to a firm."""

    inspector_told_on = ThaiDateField(
        label=_("Labour inspector told on"),
        required=False,
        help_text=_("For somebody under 18; may also be entered later."),
    )


class ChangeSiteForm(StayForm):
    """Somebody is moved to another firm; the hours carry over."""

    reason = ReasonField(label=_("Reason"), max_length=300)


class LastDayForm(forms.Form):
    """The stay ends earlier or later than planned."""

    last_day = ThaiDateField(label=_("Last day"))
    reason = ReasonField(label=_("Reason"), max_length=300)


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


class SignedHoursForm(forms.Form):
    """The hours sheet came back from the firm, signed."""

    file = forms.FileField(
        label=_("Signed hours sheet (PDF or photograph)"),
        widget=forms.FileInput(attrs={"accept": PICTURES}),
    )
    until = ThaiDateField(
        label=_("Signed up to"), help_text=_("Days written down until then count as confirmed by the mentor.")
    )


class ReportForm(forms.Form):
    """What came back from the firm."""

    passes = forms.ChoiceField(
        label=_("What the firm says"),
        choices=[("yes", _("Passed")), ("no", _("Not passed"))],
        widget=forms.RadioSelect,
    )
    evaluated_by = forms.CharField(label=_("Evaluated by"), max_length=200)
    evaluated_on = ThaiDateField(label=_("Evaluated on"))
    job_result = ReasonField(
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
