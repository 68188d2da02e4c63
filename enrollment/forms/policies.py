"""Input about the policy by which seats are given."""

from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from core.reasons import ReasonField
from enrollment.filters import NameFilter
from enrollment.forms.refusing import RefusedAt
from enrollment.models import Graduate
from enrollment.policies import FIRST, NARROWEST_KM, SEATS, TOLD, Policy
from enrollment.services.policies import MOST_POINTS, BandsTooNarrow

BANDS = 3
POINTS = {
    "poverty": _("Points for a poor household"),
    "disability": _("Points for a disability"),
    "never_entered": _("Points for never having entered lower secondary school"),
    "left_early": _("Points for having left it early"),
}

REFUSED_AT: RefusedAt = {BandsTooNarrow: ("km_1",)}


def _points(label: Any, **kwargs: Any) -> forms.IntegerField:
    short = forms.NumberInput(attrs={"class": "short"})
    return forms.IntegerField(label=label, min_value=0, max_value=MOST_POINTS, widget=short, **kwargs)


class PolicyForm(forms.Form):
    """A new version of the policy."""

    lodging = forms.ChoiceField(
        label=_("Beds"),
        choices=[
            (TOLD, _("do not limit the seats; who gets none waits for one")),
            (SEATS, _("no more people who need lodging than beds")),
        ],
        widget=forms.RadioSelect,
    )
    meals = forms.ChoiceField(
        label=_("Meals"),
        choices=[(TOLD, _("do not limit the seats")), (SEATS, _("no more people than are fed"))],
        widget=forms.RadioSelect,
    )
    together = forms.BooleanField(
        label=_("Pairs may wish to go together; they sit in one run where nobody else loses by it"),
        required=False,
    )
    reason = ReasonField(label=_("Reason"), max_length=300)

    def __init__(self, *args: Any, policy: Policy = FIRST, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in POINTS.items():
            self.fields[name] = _points(label, initial=policy["points"][name])
        for number in range(1, BANDS + 1):
            km, points = [*policy["distance"], *[(None, None)] * BANDS][number - 1]
            self.fields[f"km_{number}"] = _km(number, km)
            self.fields[f"near_{number}"] = _points(
                _("Points of band %(number)s") % {"number": number}, required=False, initial=points
            )
        for name in ("lodging", "meals", "together"):
            self.initial[name] = policy[name]
        bands = (name for number in range(1, BANDS + 1) for name in (f"km_{number}", f"near_{number}"))
        self.order_fields([*POINTS, *bands, "lodging", "meals", "together", "reason"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for number in range(1, BANDS + 1):
            if (data.get(f"km_{number}") is None) != (data.get(f"near_{number}") is None):
                self.add_error(f"near_{number}", _("A band has both a distance and points."))
        return data

    @property
    def content(self) -> dict[str, Any]:
        """The policy as it is stored."""
        data = self.cleaned_data
        bands = [(data[f"km_{number}"], data[f"near_{number}"]) for number in range(1, BANDS + 1)]
        return {
            "points": {name: data[name] for name in POINTS},
            "distance": [[km, points] for km, points in bands if km is not None],
            **{name: data[name] for name in ("lodging", "meals", "together")},
        }


def _km(number: int, initial: int | None) -> forms.IntegerField:
    return forms.IntegerField(
        label=_("Band %(number)s: up to how many km") % {"number": number},
        min_value=NARROWEST_KM,
        max_value=500,
        required=False,
        initial=initial,
        widget=forms.NumberInput(attrs={"class": "short"}),
        help_text=_("Measured between the centres of subdistricts; each band at least 10 km wide.")
        if number == 1
        else "",
    )


class CompanionFilter(django_filters.FilterSet):
    """Somebody to go together with, by name."""

    name = NameFilter(label=_("Name"))

    class Meta:
        model = Graduate
        fields: list[str] = []
