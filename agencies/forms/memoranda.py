"""Input about memoranda: the terms, a pasted list of signers, days of signing and ending."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.enums import AgencyKind, MemorandumPurpose
from agencies.models import Agency, Memorandum, User
from agencies.permissions import SIGNERS
from agencies.services.memoranda import Terms
from core.date_fields import ThaiDateField
from core.dates import Window
from core.reasons import ReasonField

FAR = 50  # years back and ahead: no memorandum is older or longer, and a slip of the year mostly lies further


class MemorandumForm(forms.Form):
    """What a memorandum says, and its paper."""

    host = forms.ModelChoiceField(label=_("Kept by"), queryset=Agency.objects.none(), empty_label=None)
    title = forms.CharField(label=_("Title"), max_length=200)
    number = forms.CharField(
        label=_("Number"), max_length=40, required=False, help_text=_("As written on it, for example 1/2569.")
    )
    purposes = forms.MultipleChoiceField(
        label=_("Purposes"), choices=MemorandumPurpose, widget=forms.CheckboxSelectMultiple
    )
    starts_on = ThaiDateField(label=_("In force from"))
    ends_on = ThaiDateField(label=_("In force until"))
    scope = ReasonField(
        label=_("What is agreed"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 6})
    )
    file = forms.FileField(
        label=_("The paper"),
        required=False,
        help_text=_("PDF or photograph, at most 10 MB. It can be added later."),
    )

    def __init__(
        self,
        data: Any,
        sent: Any,
        *,
        user: User,
        row: Memorandum | None = None,
        days: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, sent, initial=(_initial(row) if row else {}) | (days or {}))
        fields: dict[str, Any] = self.fields
        fields["starts_on"].window = fields["ends_on"].window = window_around(timezone.localdate())
        fields["host"].queryset = hosts_of(user)
        if row or len(fields["host"].queryset) == 1:
            del self.fields["host"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day is before the first. Give a later one."))
        return cleaned

    def terms(self) -> Terms:
        said = self.cleaned_data
        names = ("title", "number", "purposes", "scope", "starts_on", "ends_on")
        return Terms(**{name: said[name] for name in names})

    def paper(self) -> tuple[str, bytes] | None:
        upload = self.cleaned_data["file"]
        return (upload.name, upload.read()) if upload else None


def window_around(today: date) -> Window:
    """The days that a memorandum may begin and end on."""
    return date(today.year - FAR, 1, 1), date(today.year + FAR, 12, 31)


def hosts_of(user: User) -> QuerySet[Agency]:
    """The agencies for which the account may keep memoranda."""
    return Agency.objects.filter(pk__in=user.agencies_as(*SIGNERS))


def _initial(row: Memorandum) -> dict[str, Any]:
    names = ("title", "number", "scope", "starts_on", "ends_on")
    return {name: getattr(row, name) for name in names} | {"purposes": row.purposes.strip(",").split(",")}


class InviteForm(forms.Form):
    """A list of signers, pasted; and what the agencies are that the register does not have yet."""

    lines = forms.CharField(
        label=_("Agencies and who signs"),
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
        max_length=400_000,
        help_text=_(
            "One agency a line: name or code, who signs, position, e-mail or telephone. Copy the rows from a "
            "spreadsheet and paste them here."
        ),
    )
    kind = forms.ChoiceField(
        label=_("Agencies not in the register yet are"),
        choices=[("", _("left out")), *AgencyKind.choices],
        required=False,
        help_text=_("After changing this, check the list again."),
    )


class SigningForm(forms.Form):
    """The day of signing, and by whom where that differs from the list."""

    on = ThaiDateField(label=_("Signed on"))


class LetterForm(forms.Form):
    """What a signer fills in who follows the link of the letter."""

    signer = forms.CharField(label=_("Name of the signer"), max_length=200)
    position = forms.CharField(label=_("Position"), max_length=200)
    agreed = forms.BooleanField(label=_("I sign for this agency and may do so."))


class EndForm(forms.Form):
    on = ThaiDateField(label=_("In force until the day before"))
