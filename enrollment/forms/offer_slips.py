"""Input of somebody who answers an offer without an account."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.date_fields import ThaiDatePartsField
from enrollment.checking import birth_window


class CodeForm(forms.Form):
    """The code on the paper and the date of birth of whom it belongs to."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("Ten digits, on the paper from your school."),
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "class": "short", "data-private": True}
        ),
    )
    birth = ThaiDatePartsField(label=_("Date of birth of the graduate"), exact=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["birth"]
        field.window = birth_window(today)
