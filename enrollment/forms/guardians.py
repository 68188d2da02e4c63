"""Further guardians: as many as there are, each changed or taken away, and room for one more."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from enrollment.checking import Fault
from enrollment.entries import OtherGuardian
from enrollment.forms.refusing import in_words

MOST = 6
_FIELD = re.compile(r"guardian([2-9]\d*)_(\w+)")
PARTS = ("name", "relation", "phone")

if TYPE_CHECKING:
    _Formset = forms.BaseFormSet["OtherGuardianForm"]
else:
    _Formset = forms.BaseFormSet


class OtherGuardianForm(forms.Form):
    """One further guardian."""

    name = forms.CharField(label=_("Name"), required=False, max_length=200)
    relation = forms.CharField(label=_("Relation"), required=False, max_length=60)
    phone = forms.CharField(
        label=_("Telephone"), required=False, max_length=40, widget=forms.TextInput(attrs={"type": "tel"})
    )
    key = forms.IntegerField(required=False, widget=forms.HiddenInput)


class BaseOtherGuardians(_Formset):
    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("Take this guardian away")
        if index is None or index >= self.initial_form_count():
            del form.fields["DELETE"]

    @property
    def asked(self) -> bool:
        """Whether the page had this part at all."""
        return self.is_bound and self.management_form.is_valid()

    def said(self) -> list[OtherGuardianForm]:
        """The forms that speak of somebody."""
        filled = (form for form in self.forms if any(form.cleaned_data.get(part) for part in PARTS))
        return [form for form in filled if not form.cleaned_data.get("DELETE")]

    def entries(self) -> tuple[OtherGuardian, ...] | None:
        """Those named; None where the page did not ask (a form without this part)."""
        if not self.asked:
            return None
        return tuple(
            OtherGuardian(
                **{name: form.cleaned_data.get(name) or "" for name in PARTS},
                key=form.cleaned_data.get("key"),
            )
            for form in self.said()
        )

    def explain(self, fault: Fault) -> bool:
        """Put a fault of the registry's rules to its field, if it is about one of these."""
        match = _FIELD.fullmatch(fault.field)
        if match is None:
            return False
        self.said()[int(match[1]) - 2].add_error(match[2], in_words(f"guardian_{match[2]}", fault.code))
        return True


OtherGuardians = cast(
    type[BaseOtherGuardians],
    forms.formset_factory(OtherGuardianForm, BaseOtherGuardians, extra=1, max_num=MOST, can_delete=True),
)
