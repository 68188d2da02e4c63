"""Fields that several forms of training share."""

from datetime import timedelta
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.date_fields import ThaiDateField

SHORT = {"class": "short"}
BACK, AHEAD = timedelta(days=3653), timedelta(days=1827)  # ten years and five: no centre plans further


def number(label: Any, *, least: int = 1, most: int = 500, **options: Any) -> forms.IntegerField:
    widget = forms.NumberInput({**SHORT, "inputmode": "numeric"})
    return forms.IntegerField(label=label, min_value=least, max_value=most, widget=widget, **options)


class DaysForm(forms.Form):
    """A first and a last day, in order, in years of which a slip of the finger is none: 2659 for 2569 would close a
    centre for ninety years."""

    first_day = ThaiDateField(label=_("First day"))
    last_day = ThaiDateField(label=_("Last day"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        for name in ("first_day", "last_day"):
            cast(ThaiDateField, self.fields[name]).window = today - BACK, today + AHEAD

    def clean(self) -> dict[str, Any]:
        days = super().clean() or {}
        first, last = days.get("first_day"), days.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day is before the first. Correct one of the two."))
        return days
