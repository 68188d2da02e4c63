"""The half days of a week, as boxes to tick: of a trainer, or of a centre."""

from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from training.enums import SLOT_HOURS, Slot
from training.week_pattern import WeekPattern, half_days_of, pattern_of

CHOICES = [(f"{weekday}-{slot}", f"{weekday}-{slot}") for weekday in range(7) for slot in Slot.values]


class WeekForm(forms.Form):
    """Seven days by three half days; the version says which week its editor saw."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    half_days = forms.MultipleChoiceField(label=_("Half days"), choices=CHOICES, required=False)

    @classmethod
    def of(cls, pattern: WeekPattern, version: int, data: Any = None) -> "WeekForm":
        """The form that shows a pattern, or what was sent instead."""
        ticked = [f"{weekday}-{slot}" for weekday, slot in half_days_of(pattern)]
        return cls(data, initial={"version": version, "half_days": ticked})

    def pattern(self) -> WeekPattern:
        """What was ticked."""
        chosen = (value.split("-") for value in self.cleaned_data["half_days"])
        return pattern_of((int(weekday), slot) for weekday, slot in chosen)

    @property
    def weekdays(self) -> list[Any]:
        return [WEEKDAYS[weekday] for weekday in range(7)]

    @property
    def rows(self) -> list[dict[str, Any]]:
        """For the template: each half day with its hours and a box for each weekday."""
        ticked = set(self["half_days"].value() or [])
        return [
            {
                "label": slot.label,
                "hours": f"{SLOT_HOURS[slot][0]:%H:%M}–{SLOT_HOURS[slot][1]:%H:%M}",
                "boxes": [
                    {
                        "value": f"{weekday}-{slot}",
                        "weekday": WEEKDAYS[weekday],
                        "ticked": f"{weekday}-{slot}" in ticked,
                    }
                    for weekday in range(7)
                ],
            }
            for slot in Slot
        ]
