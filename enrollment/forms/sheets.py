"""Input about sign-in sheets: which day to print, what came back, and what each row of a page says."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.templatetags.ui import thai_date
from enrollment.enums import Mark, SheetScanState
from enrollment.filters import ALL
from enrollment.forms.consents import PICTURES, FilesField, SeveralFiles
from enrollment.forms.people_filter import DayFilter
from enrollment.marks import MarkEntry
from enrollment.models import SheetScan, SignInSheet
from enrollment.queries.sheets import RowLine
from training.models import CourseRun

KEEP = "keep"
MOST_MINUTES = 720


class PrintForm(forms.Form):
    """For which day sheets are printed."""

    day = forms.TypedChoiceField(label=_("Day"), coerce=date.fromisoformat)

    def __init__(self, *args: Any, run: CourseRun, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dated = run.sessions.exclude(day=None).order_by("day").values_list("day", flat=True).distinct()
        days = [day for day in dated if day]
        choices = [(day.isoformat(), thai_date(day)) for day in days]
        self.fields["day"].choices = choices  # type: ignore[attr-defined]
        coming = [day for day in days if day >= today]
        self.initial.setdefault("day", (coming or days or [today])[0].isoformat())


class SheetsForm(forms.Form):
    """Signed pages of one run, in any order, any way up."""

    papers = FilesField(
        label=_("Photographs or PDF"),
        max_length=200,
        widget=SeveralFiles(attrs={"accept": PICTURES, "multiple": True, "capture": "environment"}),
        help_text=_("One page a picture, with its four black corners. Any way up; several pages at once."),
    )


class RowForm(forms.Form):
    """What one row of a page says. Nothing is chosen beforehand where the machine asks."""

    mark = forms.ChoiceField(label=_("Attendance"), widget=forms.RadioSelect)
    missed = forms.IntegerField(
        label=_("Minutes late"),
        min_value=1,
        max_value=MOST_MINUTES,
        required=False,
        widget=forms.NumberInput(attrs={"class": "short"}),
    )
    seen = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, line: RowLine, **kwargs: Any) -> None:
        self.line = line
        seen = str(line.standing.key) if line.standing else ""
        kwargs["initial"] = {"mark": line.proposed, "missed": line.missed, "seen": seen}
        kwargs["prefix"] = f"row{line.reading.pk}"
        super().__init__(*args, **kwargs)
        field = self.fields["mark"]
        choices = [*((KEEP, _("Leave as marked")),) * bool(line.standing), *Mark.choices]
        field.choices = choices  # type: ignore[attr-defined]

    @property
    def row_name(self) -> str:
        return self.line.seat.graduate.display_name

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("mark") == Mark.LATE and not data.get("missed") and "missed" not in self.errors:
            self.add_error("missed", _("Say how many minutes late the person came."))
        return data

    def entry(self, reason: str) -> MarkEntry | None:
        """The mark, or None where the one that stands is kept."""
        data, line = self.cleaned_data, self.line
        if data["mark"] == KEEP:
            return None
        mark = Mark(data["mark"])
        late = data["missed"] if mark == Mark.LATE else None
        return MarkEntry(line.seat.pk, mark, seen=data["seen"], reason=reason, **line.away(late))


def row_forms(lines: list[RowLine], data: Any = None) -> list[RowForm]:
    """A form for each row of somebody who is still in training."""
    return [RowForm(data, line=line) for line in lines if line.is_seated]


def entries_of(found: list[RowForm], version: int) -> list[MarkEntry]:
    reason = gettext("As on the signed sheet, version %(version)s") % {"version": version}
    return [entry for form in found if (entry := form.entry(reason)) is not None]


class PrintedFilter(django_filters.FilterSet):
    """Sheets that were printed of a run: of a session, of some days, still out or back."""

    session = django_filters.NumberFilter(label=_("Session"), field_name="session__number")
    day_from = DayFilter(label=_("From day"), field_name="day", lookup_expr="gte")
    day_until = DayFilter(label=_("Until"), field_name="day", lookup_expr="lte")
    out = django_filters.ChoiceFilter(
        label=_("State"),
        field_name="is_out",
        choices=[("True", _("still out")), ("False", _("back"))],
        empty_label=ALL,
    )

    class Meta:
        model = SignInSheet
        fields: list[str] = []


class SheetScanFilter(django_filters.FilterSet):
    """Pages that came back, by state."""

    state = django_filters.ChoiceFilter(label=_("State"), choices=SheetScanState, empty_label=ALL)

    class Meta:
        model = SheetScan
        fields: list[str] = []
