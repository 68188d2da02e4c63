"""Input of a person who asks for themselves: first what and whom, then who."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from agencies.enums import PlaceLevel
from agencies.models import Agency, Membership, Place
from core.date_fields import ThaiDatePartsField
from core.names import PREFIX_WORDS
from core.refusals import Refused
from enrollment.checking import EntryRefused, Fault, birth_window, checked
from enrollment.consenting import required_givers
from enrollment.entries import GuardianEntry, PersonEntry
from enrollment.enums import CaseType, ConsentGiver, ConsentKind, Education, PhoneOwner, Service
from enrollment.faults import words_for
from enrollment.forms.people import OPEN_CHOICE
from enrollment.models.people import RECEIVERS
from enrollment.queries.people import known_on
from enrollment.routing import receivers

# "I want to …", where agencies say what is asked of them.
WISHES = (
    (Service.TRAINING, _("Learn a trade")),
    (Service.LEARNING, _("Go back to school or study")),
    (Service.WORK, _("Find work")),
)


def agencies_for(service: str, day: date) -> QuerySet[Agency]:
    """Those that offer the service and where somebody can answer."""
    live = Q(until=None) | Q(until__gte=day)
    answering = Membership.objects.filter(live, agency=OuterRef("pk"), role__in=RECEIVERS)
    return receivers(service).filter(Exists(answering)).select_related("place__parent__parent")


def subdistricts_near(agency: Agency, day: date) -> list[tuple[str, Any]]:
    """The subdistricts of the agency's provinces under their districts."""
    listed = Place.objects.on(day).filter(
        level=PlaceLevel.SUBDISTRICT, parent__parent__in=agency.provinces.all()
    )
    groups: dict[str, list[tuple[str, str]]] = {}
    for place in listed.select_related("parent").order_by("code"):
        groups.setdefault(str(place.parent), []).append((place.pk, str(place)))
    return [OPEN_CHOICE, *groups.items()]


class WishForm(forms.Form):
    """What is wanted, and from whom."""

    service = forms.ChoiceField(
        label=_("I want to"),
        choices=WISHES,
        widget=forms.RadioSelect(
            attrs={
                "hx-trigger": "change",
                "hx-get": "",
                "hx-target": "#where",
                "hx-select": "#where",
                "hx-swap": "outerHTML",
            }
        ),
    )
    agency = forms.ModelChoiceField(
        label=_("Agency near me"), queryset=Agency.objects.none(), empty_label=_("Choose an agency")
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self["service"].value()
        field: Any = self.fields["agency"]
        if chosen in Service.values:
            field.queryset = agencies_for(chosen, today)
        groups: dict[str, list[tuple[int, str]]] = {}
        for agency in field.queryset:
            groups.setdefault(str(_province(agency.place)), []).append((agency.pk, str(agency)))
        field.choices = [("", field.empty_label), *groups.items()]


def _province(place: Place) -> Place:
    while place.parent is not None:
        place = place.parent
    return place


class AskForm(forms.Form):
    """Who asks, how to reach them, and the consent to pass this on to the agency."""

    prefix = forms.ChoiceField(label=_("Prefix"))  # type: ignore[assignment]
    given_name = forms.CharField(label=_("Given name"), max_length=100)
    family_name = forms.CharField(
        label=_("Family name"), max_length=100, help_text=_("Write “-” if you have none.")
    )
    birth = ThaiDatePartsField(label=_("Date of birth"), exact=False)
    education = forms.ChoiceField(label=_("Education completed"), choices=[OPEN_CHOICE, *Education.choices])
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    phone_owner = forms.ChoiceField(label=_("Whose telephone"), choices=PhoneOwner, widget=forms.RadioSelect)
    place = forms.ChoiceField(label=_("Subdistrict where you live"), required=False)
    guardian_name = forms.CharField(
        label=_("Name of parent or guardian"),
        required=False,
        max_length=200,
        help_text=_("Who is below 20 asks together with a parent or guardian."),
    )
    guardian_phone = forms.CharField(
        label=_("Telephone of parent or guardian"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel"}),
    )
    consents = forms.BooleanField(label=_("I have read this and consent"), required=False)
    guardian_consents = forms.BooleanField(
        label=_("My parent or guardian has read this too and consents"), required=False
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
    # People do not see this field; programs that fill in every field do.
    website = forms.CharField(
        required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"})
    )

    def __init__(self, *args: Any, agency: Agency, today: date, version: int, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "initial": {"version": version}})
        self.today, self.text_version = today, version
        fields: dict[str, Any] = self.fields
        prefixes = dict.fromkeys(words.thai for words in PREFIX_WORDS.values())
        fields["prefix"].choices = [OPEN_CHOICE, *((word, word) for word in prefixes if word)]
        fields["birth"].window = birth_window(today)
        fields["place"].choices = subdistricts_near(agency, today)

    @property
    def is_trapped(self) -> bool:
        """Whether a program filled it in."""
        return bool(self.data.get("website"))

    def clean(self) -> dict[str, Any]:
        """Judge by the registry's rules, and ask for those consents that the age needs."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        try:
            checked(self.entry(), known_on(self.today))
        except EntryRefused as refused:
            for fault in refused.faults:
                if fault.field not in self.errors:
                    self.add_error(fault.field if fault.field in self.fields else None, _in_words(fault))
        self._ask_for_consents()
        if cleaned.get("version") != self.text_version:
            self.add_error("consents", _("The text has changed meanwhile. Read it once more."))
        return cleaned

    def _ask_for_consents(self) -> None:
        said = self.cleaned_data.get
        givers = required_givers(ConsentKind.DATA, said("birth"), self.today)
        if ConsentGiver.SELF in givers and not said("consents"):
            self.add_error("consents", _("Without your consent nothing can be passed on."))
        if ConsentGiver.GUARDIAN in givers:
            if not said("guardian_name"):
                self.add_error("guardian_name", _("Write the name of your parent or guardian."))
            if not said("guardian_consents"):
                self.add_error("guardian_consents", _("Your parent or guardian has to consent too."))

    def explain(self, refusal: Refused) -> None:
        self.add_error("education" if "school" in refusal.code.lower() else None, str(refusal))

    def entry(self) -> PersonEntry:
        """What was typed, as the register keeps it."""
        said = self.cleaned_data.get
        finished = said("education") in (Education.LOWER_SECONDARY, Education.UPPER_SECONDARY)
        return PersonEntry(
            prefix=said("prefix", ""),
            given_name=said("given_name", ""),
            family_name=said("family_name", ""),
            birth=said("birth"),
            case_type=CaseType.FINISHED if finished else CaseType.LEFT_EARLY,
            education=said("education", ""),
            place=Place.objects.filter(pk=said("place") or None).first(),
            phone=said("phone", ""),
            phone_owner=said("phone_owner", ""),
            guardian=self._guardian(),
        )

    def _guardian(self) -> GuardianEntry | None:
        name, phone = (self.cleaned_data.get(part, "") for part in ("guardian_name", "guardian_phone"))
        return GuardianEntry(name, phone=phone) if name else None


def _in_words(fault: Fault) -> str:
    """Why a field is refused and what to do, as one text."""
    return " ".join(map(str, words_for(fault.field, fault.code)))
