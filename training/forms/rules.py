"""A centre's settings of the rules: only what the regulation leaves open can be typed at all."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from core.date_fields import ThaiDateField
from core.reasons import ReasonField
from training.enums import RuleSetState
from training.models import RuleSet
from training.rule_words import SETTING_NAMES, clause_words
from training.rules import SETTINGS, SettingValue


class SettingsForm(forms.Form):
    """One field a setting, then for which centre, from which day, and why."""

    def __init__(self, *args: Any, centers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for setting in SETTINGS:
            self.fields[setting.code] = _field(setting.limits, SETTING_NAMES[setting.code], setting.clause)
        self.fields["center"] = forms.ModelChoiceField(
            label=_("Centre"), queryset=centers, initial=centers.first(), empty_label=None
        )
        self.fields["valid_from"] = ThaiDateField(
            label=_("For runs that begin on this day or later"),
            help_text=_("The day must lie ahead: what has begun keeps its rules (clause 64)."),
        )
        self.fields["reason"] = ReasonField(
            label=_("Why"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
        )

    @property
    def values(self) -> dict[str, SettingValue]:
        """The settings as typed."""
        return {setting.code.value: self.cleaned_data[setting.code] for setting in SETTINGS}

    @property
    def center(self) -> Agency:
        return cast(Agency, self.cleaned_data["center"])

    @property
    def day(self) -> date:
        return cast(date, self.cleaned_data["valid_from"])


def _field(limits: tuple[int, int] | None, label: Any, clause: str) -> forms.Field:
    left_open = clause_words(clause)
    if limits is None:
        return forms.BooleanField(label=label, required=False, help_text=left_open)
    low, high = limits
    hint = _("%(low)s to %(high)s; %(clause)s") % {"low": low, "high": high, "clause": left_open}
    widget = forms.NumberInput(attrs={"class": "short"})
    return forms.IntegerField(label=label, min_value=low, max_value=high, help_text=hint, widget=widget)


class RuleSetFilter(django_filters.FilterSet):
    """Versions by whether they count."""

    state = django_filters.ChoiceFilter(label=_("State"), choices=RuleSetState, empty_label=_("All"))

    class Meta:
        model = RuleSet
        fields: list[str] = []
