"""Input about entering a run: answers, what is to be relaxed and why, steps of discipline."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from core.date_fields import ThaiDateField
from core.reasons import ReasonField
from enrollment.enums import ConductStep, EntryItem, OverrideState
from enrollment.models import Override


class AnswerForm(forms.Form):
    """One tap: yes, no, or the answer taken back."""

    item = forms.ChoiceField(choices=EntryItem.choices)
    answer = forms.ChoiceField(choices=[("yes", ""), ("no", ""), ("undo", "")])


class RelaxForm(forms.Form):
    """Why a rule is to be relaxed."""

    reason = ReasonField(
        label=_("Why this person"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kept with the decision, and shown wherever it counts."),
    )


class ConductForm(forms.Form):
    """A step of discipline: which, when, why."""

    step = forms.ChoiceField(label=_("Step"), widget=forms.RadioSelect)
    happened_on = ThaiDateField(label=_("On"))
    reason = ReasonField(label=_("What happened"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    is_grave = forms.BooleanField(
        label=_("The reason is grave"),
        required=False,
        help_text=_("Only then may earlier steps be left out, where the rules let that count."),
    )

    def __init__(self, *args: Any, steps: list[ConductStep], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["step"].choices = [(step.value, step.label) for step in steps]  # type: ignore[attr-defined]
        self.fields["happened_on"].initial = today


class OverrideFilter(django_filters.FilterSet):
    """What was relaxed, by state."""

    state = django_filters.ChoiceFilter(label=_("State"), choices=OverrideState, empty_label=_("All"))

    class Meta:
        model = Override
        fields: list[str] = []
