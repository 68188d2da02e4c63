"""What people enter about sites, rooms and closed days."""

from itertools import combinations
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from core.reasons import ReasonField
from core.row_fields import RowsField
from training.forms.fields import DaysForm, number
from training.models import EquipmentKind, Journey, Room, RoomKind, Site


class SiteForm(forms.Form):
    """A campus of a centre."""

    name_th = forms.CharField(label=_("Thai name"), max_length=200)
    name_en = forms.CharField(label=_("English name"), max_length=200, required=False)
    address = forms.CharField(label=_("Address"), max_length=300, required=False)
    is_default = forms.BooleanField(
        label=_("Offer this site first"), required=False, help_text=_("New rooms and equipment stand there.")
    )

    def __init__(self, *args: Any, row: Site | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if row is None or row.is_default or not row.is_active:
            del self.fields["is_default"]


class JourneysForm(forms.Form):
    """The minutes from each site in use to each other one.

    Each field carries the minutes that its editor saw: what they did not touch is not written over a colleague's.
    """

    def __init__(self, *args: Any, center: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sites = center.sites.filter(is_active=True).order_by("pk")
        known = {(one.low_id, one.high_id): one.minutes for one in Journey.objects.filter(low__center=center)}
        self.pairs = {f"way-{low.pk}-{high.pk}": (low, high) for low, high in combinations(sites, 2)}
        for name, (low, high) in self.pairs.items():
            self.fields[name] = number(
                _("%(site)s – %(other)s, minutes") % {"site": low, "other": high},
                most=600,
                required=False,
                initial=known.get((low.pk, high.pk)),
                show_hidden_initial=True,
            )

    def minutes(self) -> dict[tuple[Site, Site], int | None]:
        """What was changed, by pair of sites; None where the way was taken out."""
        return {self.pairs[name]: self.cleaned_data[name] for name in self.changed_data}


class PlacedForm(forms.Form):
    """What stands at a site of the centre; one with a single site is not asked."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name_th = forms.CharField(label=_("Thai name"), max_length=200)
    name_en = forms.CharField(label=_("English name"), max_length=200, required=False)
    site = forms.ModelChoiceField(queryset=Site.objects.none(), label=_("Site"), empty_label=None)

    def __init__(self, *args: Any, center: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sites = center.sites.filter(is_active=True)
        self.fields["site"].queryset = sites  # type: ignore[attr-defined]
        self.only_site = sites[0] if len(sites) == 1 else None
        if len(sites) < 2:
            del self.fields["site"]

    def facts(self) -> dict[str, Any]:
        """What was entered, for the services."""
        facts = {"site": self.only_site, **self.cleaned_data}
        del facts["version"]
        return facts


class RoomForm(PlacedForm):
    """A workshop or classroom."""

    kind = forms.ModelChoiceField(queryset=RoomKind.objects.all(), label=_("Kind"))
    capacity = number(_("Places"), initial=20)
    equipment = RowsField(
        queryset=EquipmentKind.objects.all(),
        label=_("Equipment fixed in the room"),
        required=False,
        widget=forms.CheckboxSelectMultiple({"class": "columns-2"}),
    )
    field_order = ["name_th", "name_en", "kind", "capacity", "site", "equipment"]


def facts_of(room: Room) -> dict[str, Any]:
    """A room as the form has it."""
    return {
        "version": room.version,
        "name_th": room.name_th,
        "name_en": room.name_en,
        "kind": room.kind,
        "capacity": room.capacity,
        "site": room.site,
        "equipment": list(room.equipment.all()),
    }


class ClosureForm(DaysForm):
    """Days on which the centre, or one room, is closed."""

    room = forms.ModelChoiceField(
        queryset=Room.objects.none(), label=_("Room"), required=False, empty_label=_("The whole centre")
    )
    reason = ReasonField(label=_("Reason"), max_length=200)

    def __init__(self, *args: Any, center: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["room"].queryset = center.rooms.filter(is_active=True)  # type: ignore[attr-defined]
