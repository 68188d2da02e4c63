"""What people enter about rooms and closed days."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from training.forms.fields import DaysForm, number
from training.models import Room, RoomKind


class RoomForm(forms.Form):
    """A workshop or classroom."""

    name_th = forms.CharField(label=_("Thai name"), max_length=200)
    name_en = forms.CharField(label=_("English name"), max_length=200, required=False)
    kind = forms.ModelChoiceField(queryset=RoomKind.objects.all(), label=_("Kind"))
    capacity = number(_("Places"), initial=20)


class ClosureForm(DaysForm):
    """Days on which the centre, or one room, is closed."""

    room = forms.ModelChoiceField(
        queryset=Room.objects.none(), label=_("Room"), required=False, empty_label=_("The whole centre")
    )
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, *args: Any, center: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["room"].queryset = center.rooms.filter(is_active=True)  # type: ignore[attr-defined]
