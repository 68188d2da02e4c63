"""The half days of a week, as boxes to tick: of a trainer, or of a centre."""

from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from training.enums import SLOT_HOURS, Slot
from training.week_pattern import WeekPattern, half_days_of, pattern_of

CHOICES = [(f"{weekday}-{slot}", f"{weekday}-{slot}") for weekday in range(7) for slot in Slot.values]


class WeekForm(forms.Form):
    """Seven days by three half days, a day a row so that a phone has room.

    The version says which week its editor saw.
    """

    version = forms.IntegerField(widget=forms.HiddenInput)
    half_days = forms.MultipleChoiceField(label=_("Half days"), choices=CHOICES, required=False)

    @classmethod
    def of(
        cls, pattern: WeekPattern, version: int, data: Any = None, *, auto_id: str = "id_%s"
    ) -> "WeekForm":
        """The form that shows a pattern, or what was sent instead."""
        ticked = [f"{weekday}-{slot}" for weekday, slot in half_days_of(pattern)]
        return cls(data, initial={"version": version, "half_days": ticked}, auto_id=auto_id)

    def pattern(self) -> WeekPattern:
        """What was ticked."""
        chosen = (value.split("-") for value in self.cleaned_data["half_days"])
        return pattern_of((int(weekday), slot) for weekday, slot in chosen)

    @property
    def slots(self) -> list[dict[str, Any]]:
        """For the template: the half days with their hours."""
        return [
            {"label": slot.label, "hours": f"{SLOT_HOURS[slot][0]:%H:%M}–{SLOT_HOURS[slot][1]:%H:%M}"}
            for slot in Slot
        ]

    @property
    def rows(self) -> list[dict[str, Any]]:
        """For the template: each weekday with a box for each half day."""
        ticked = set(self["half_days"].value() or [])
        return [
            {
                "label": WEEKDAYS[weekday],
                "boxes": [
                    {
                        "value": f"{weekday}-{slot}",
                        "slot": slot.label,
                        "ticked": f"{weekday}-{slot}" in ticked,
                    }
                    for slot in Slot
                ],
            }
            for weekday in range(7)
        ]
