"""What people enter about runs."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from training.enums import Pattern
from training.forms.fields import SHORT, DaysForm, number
from training.models import Course


class RunForm(DaysForm):
    """One time that a course is offered."""

    course = forms.ModelChoiceField(queryset=Course.objects.all(), label=_("Course"))
    code = forms.CharField(
        label=_("Code"), max_length=30, widget=forms.TextInput(SHORT), help_text=_("For example WELD-1/2570.")
    )
    pattern = forms.ChoiceField(label=_("Meets on"), choices=Pattern.choices, widget=forms.RadioSelect)
    sessions_per_day = number(_("Most sessions a day"), most=3, initial=2)
    trainers_needed = number(_("Trainers in each session"), most=5, initial=1)
    minimum = number(_("Fewest people"), initial=10)
    seats = number(_("Seats"), initial=20)

    field_order = ("course", "code", "first_day", "last_day")

    def clean(self) -> dict[str, Any]:
        facts = super().clean()
        low, high = facts.get("minimum"), facts.get("seats")
        if low and high and low > high:
            self.add_error("minimum", _("There are fewer seats than this."))
        return facts
