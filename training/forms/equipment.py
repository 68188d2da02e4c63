"""What people enter about equipment."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.reasons import ReasonField
from training.forms.fields import SHORT, DaysForm, number
from training.forms.places import PlacedForm
from training.models import Equipment, EquipmentKind


class EquipmentForm(PlacedForm):
    """Movable units of a kind."""

    kind = forms.ModelChoiceField(queryset=EquipmentKind.objects.all(), label=_("Kind"))
    quantity = number(
        _("Units"), most=99, initial=1, help_text=_("How many sessions it can serve at one time.")
    )
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)
    field_order = ["name_th", "name_en", "kind", "quantity", "site", "is_active"]

    def __init__(self, *args: Any, row: Equipment | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if row is None:
            del self.fields["is_active"]


def facts_of(row: Equipment) -> dict[str, Any]:
    """Movable units as the form has them."""
    return {
        "version": row.version,
        "name_th": row.name_th,
        "name_en": row.name_en,
        "kind": row.kind,
        "quantity": row.quantity,
        "site": row.site,
        "is_active": row.is_active,
    }


class OutageForm(DaysForm):
    """Days on which some units are out of order or lent away."""

    quantity = number(_("Units out of order"), most=99, initial=1)
    reason = ReasonField(label=_("Reason"), max_length=200)


class EquipmentKindForm(forms.Form):
    """A word for equipment that sessions may need."""

    code = forms.SlugField(label=_("Code"), max_length=40, widget=forms.TextInput(SHORT))
    name_th = forms.CharField(label=_("Thai name"), max_length=200)
    name_en = forms.CharField(label=_("English name"), max_length=200, required=False)
