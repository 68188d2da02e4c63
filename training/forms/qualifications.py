"""What people enter about a trainer's qualifications and appointments."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.date_fields import ThaiDateField
from core.reasons import ReasonField
from training.models import Skill, TrainerSkill

PICTURES = "application/pdf,image/jpeg,image/png"


def paper_file(label: Any) -> forms.FileField:
    """A scan or a photograph; only its pixels are kept."""
    return forms.FileField(
        label=label,
        required=False,
        widget=forms.FileInput({"accept": PICTURES}),
        help_text=_("PDF or photograph, at most 10 MB."),
    )


class ValidityForm(forms.Form):
    """A first and a last day of validity, in order; an open end is left empty."""

    valid_from = ThaiDateField(label=_("Valid from"), required=False)
    valid_until = ThaiDateField(label=_("Valid until"), required=False)

    def clean(self) -> dict[str, Any]:
        days = super().clean() or {}
        first, last = days.get("valid_from"), days.get("valid_until")
        if first and last and last < first:
            self.add_error("valid_until", _("The last day is before the first. Correct one of the two."))
        return days


class QualificationForm(ValidityForm):
    """A qualification, the days on which it is valid, and its evidence: the paper, or that it was seen."""

    skill = forms.ModelChoiceField(queryset=Skill.objects.all(), label=_("Qualification"))
    paper = ReasonField(
        label=_("Paper"),
        max_length=200,
        required=False,
        help_text=_("What it rests on, for example a certificate with its number."),
    )
    file = paper_file(_("The paper as a file"))
    seen_on = ThaiDateField(
        label=_("I saw the paper on"),
        required=False,
        help_text=_("Where no file is kept: your account is noted as the one that saw it."),
    )
    field_order = ["skill", "valid_from", "valid_until", "paper", "file", "seen_on"]

    def __init__(self, *args: Any, row: TrainerSkill | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if row:
            del self.fields["skill"]

    def clean(self) -> dict[str, Any]:
        facts = super().clean()
        if (facts.get("seen_on") or facts.get("file")) and not facts.get("paper"):
            self.add_error("paper", _("Say which paper it is."))
        seen = facts.get("seen_on")
        if seen and seen > timezone.localdate():
            self.add_error("seen_on", _("This day is still to come."))
        return facts


class AppointmentForm(ValidityForm):
    """The director's order that appoints a trainer from outside."""

    order_number = forms.CharField(label=_("Number of the order"), max_length=60)
    ordered_on = ThaiDateField(label=_("Date of the order"))
    appointed_by = forms.CharField(label=_("Appointed by"), max_length=200)
    valid_from = ThaiDateField(label=_("Valid from"))
    valid_until = ThaiDateField(label=_("Valid until"))
    file = paper_file(_("The order as a file"))
    field_order = ["order_number", "ordered_on", "appointed_by", "valid_from", "valid_until", "file"]


class EndAppointmentForm(forms.Form):
    """The last day of an appointment that ends early."""

    last_day = ThaiDateField(label=_("Last day"))
