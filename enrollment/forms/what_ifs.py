"""Input about what-ifs."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.reasons import ReasonField
from enrollment.enums import RoundChange
from enrollment.filters import NameFilter
from enrollment.forms.round_filters import ANY
from enrollment.models import Graduate, MatchRound
from enrollment.queries.what_ifs import MOVES, Compared
from training.models import CourseRun

COUNTED = {RoundChange.SEATS, RoundChange.MINIMUM}


class WhatIfForm(forms.Form):
    """One change to try."""

    what = forms.ChoiceField(label=_("What to try"), choices=RoundChange.choices)
    run = forms.ModelChoiceField(label=_("Run"), queryset=CourseRun.objects.none(), required=False)
    by = forms.IntegerField(
        label=_("How many more (+) or fewer (-)"),
        required=False,
        min_value=-999,
        max_value=999,
        help_text=_("For seats and minimums, such as 5 or -2."),
    )

    def __init__(self, *args: Any, round_: MatchRound, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        runs = round_.runs.select_related("course").order_by("code")
        self.fields["run"].queryset = runs  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        what = data.get("what")
        if what and what != RoundChange.MOST_PLACED and not data.get("run"):
            self.add_error("run", _("Say which run."))
        if what in COUNTED and not data.get("by"):
            self.add_error("by", _("Say how many more or fewer."))
        return data

    @property
    def question(self) -> list[dict[str, Any]]:
        data = self.cleaned_data
        run = data["run"].code if data["run"] and data["what"] != RoundChange.MOST_PLACED else ""
        return [{"what": data["what"], "run": run, "by": data["by"] if data["what"] in COUNTED else 0}]


class ReasonForm(forms.Form):
    """Why something is decided by hand."""

    reason = ReasonField(label=_("Reason"), max_length=300)


class MoveFilter(django_filters.FilterSet):
    """People for whom a what-if changes something, or who would have cause to complain."""

    name = NameFilter(label=_("Name"))
    move = django_filters.ChoiceFilter(
        label=_("What changes"),
        choices=[*MOVES.items(), ("complains", _("has cause to complain"))],
        method="by_move",
        empty_label=ANY,
    )

    class Meta:
        model = Graduate
        fields: list[str] = []

    def __init__(self, *args: Any, found: Compared, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = found

    def by_move(self, rows: QuerySet[Graduate], name: str, value: str) -> QuerySet[Graduate]:
        if value == "complains":
            return rows.filter(pk__in=self.found.what_if.complainants)
        moved = [person for person, move in self.found.moves.items() if move.kind == value]
        return rows.filter(pk__in=moved)
