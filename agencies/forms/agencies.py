"""Input about agencies: a new one, a new name, where it is, its codes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from agencies.agency_list import MOST_LINES, ListedAgency, read_agencies
from agencies.enums import AgencyKind, PlaceLevel, Role
from agencies.forms.places import PlaceField
from agencies.models import Agency, Place, User
from core.date_fields import ThaiDateField
from core.row_fields import RowsField
from core.text import TextRefused, normalize_thai, to_arabic_digits

# What other agencies belong to; a school or a firm has none below it.
OUTER_KINDS = [kind for kind in AgencyKind if kind not in {AgencyKind.SCHOOL, AgencyKind.PARTNER}]
CODE_SYSTEMS = [
    ("school_10", _("School code, 10 digits")),
    ("school_8", _("School code, 8 digits")),
    ("school_6", _("School code, 6 digits")),
    ("certificate", _("Letters on certificates")),
    ("other", _("Another code")),
]
SCHOOL_DIGITS = {"school_10": 10, "school_8": 8, "school_6": 6}


def provinces_of(user: User, agency: Agency | None = None) -> QuerySet[Place]:
    """The provinces that the account's own agencies serve, and those that the agency serves already."""
    own = Q(agencies__in=user.agencies_as(*Role))
    chosen = Q(agencies=agency) if agency else Q(pk=None)
    return Place.objects.filter(own | chosen, level=PlaceLevel.PROVINCE).distinct().order_by("code")


class ThaiTextField(forms.CharField):
    """One line of text in one spelling, whatever was pasted."""

    def to_python(self, value: Any) -> str:
        try:
            return normalize_thai(super().to_python(value) or "")
        except TextRefused as refusal:
            raise ValidationError(
                _("There is an invisible character in the text. Type it again instead of pasting it."),
                code="control_character",
            ) from refusal


class NamesForm(forms.Form):
    """A name in Thai, and in English where there is one."""

    name_th = ThaiTextField(label=_("Thai name"), max_length=200)
    name_en = ThaiTextField(label=_("English name"), max_length=200, required=False)


class WhereForm(forms.Form):
    """What kind of agency, where it stands, which provinces it serves, to whom it belongs."""

    kind = forms.ChoiceField(label=_("Kind"), choices=[("", "—"), *AgencyKind.choices])
    place = PlaceField(label=_("Subdistrict in which it stands"))
    provinces = RowsField(
        label=_("Provinces served"),
        queryset=Place.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("An area office may serve two."),
    )
    further = PlaceField(label=_("A further province"), level=PlaceLevel.PROVINCE, required=False)
    parent = forms.ModelChoiceField(
        label=_("Belongs to"), queryset=Agency.objects.none(), required=False, empty_label="—"
    )

    def __init__(self, *args: Any, user: User, agency: Agency | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        provinces = provinces_of(user, agency)
        fields["provinces"].queryset = provinces
        fields["place"].put_first([province.code for province in provinces])
        above = Agency.objects.visible_to(user).filter(kind__in=OUTER_KINDS)
        fields["parent"].queryset = above.exclude(pk=agency.pk) if agency else above
        if agency:
            fields["place"].keep(agency.place)
            present = {
                "kind": agency.kind,
                "provinces": list(agency.provinces.all()),
                "parent": agency.parent,
            }
            self.initial = {**present, **self.initial}
        elif len(provinces) == 1:
            self.initial = {"provinces": list(provinces), **self.initial}

    def clean(self) -> dict[str, Any]:
        """The provinces ticked and the further one together."""
        said = super().clean() or {}
        further = said.pop("further", None)
        provinces = list(said.get("provinces") or [])
        return {
            **said,
            "provinces": [*provinces, *([further] if further and further not in provinces else [])],
        }


class NewAgencyForm(NamesForm, WhereForm):
    """An agency that is not in the register yet."""

    field_order = ["name_th", "name_en", "kind", "place", "provinces", "further", "parent"]


class AgencyListForm(WhereForm):
    """Many agencies of one kind, pasted from a spreadsheet."""

    lines = forms.CharField(
        label=_("The agencies"),
        help_text=_(
            "One a line: Thai name, English name, code. Copy the columns from a spreadsheet; "
            "English name and code may be left out."
        ),
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    code_system = forms.ChoiceField(label=_("Which code"), choices=CODE_SYSTEMS)

    field_order = ["lines", "code_system", "kind", "place", "provinces", "further", "parent"]

    def clean_lines(self) -> list[ListedAgency]:
        lines = read_agencies(self.cleaned_data["lines"])
        if len(lines) > MOST_LINES:
            words = _("There are %(count)s lines; %(most)s at once are the most. Paste them in parts.")
            raise ValidationError(words, params={"count": len(lines), "most": MOST_LINES})
        return lines


class RenameForm(NamesForm):
    """The name from a day on."""

    since = ThaiDateField(
        label=_("From which day on"), help_text=_("The day on which the new name came into force.")
    )

    field_order = ["name_th", "name_en", "since"]


class CodeForm(forms.Form):
    """One code by which others know the agency."""

    system = forms.ChoiceField(label=_("Which code"), choices=CODE_SYSTEMS)
    code = ThaiTextField(
        label=_("Code"),
        max_length=20,
        widget=forms.TextInput(attrs={"class": "short", "autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        said["code"] = to_arabic_digits(said.get("code", "")).replace("-", "").replace(" ", "")
        digits = SCHOOL_DIGITS.get(said.get("system", ""))
        if (
            digits
            and "code" not in self.errors
            and not (said["code"].isdecimal() and len(said["code"]) == digits)
        ):
            words = _("“%(code)s” is not a code of %(digits)s digits. Compare it with the school's papers.")
            self.add_error("code", words % {"code": said["code"], "digits": digits})
        return said
