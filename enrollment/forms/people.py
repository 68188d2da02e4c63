"""Input about a person: read into a `PersonEntry`, refused by the same rules as an import row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from agencies.enums import AgencyKind, Role
from agencies.forms.places import PlaceField
from agencies.models import Agency, User
from core.date_fields import ThaiDateField, ThaiDatePartsField
from core.dates import academic_year, to_common
from core.names import PREFIX_WORDS, NameFault
from enrollment.checking import EntryRefused, birth_window, checked
from enrollment.entries import NO_FAMILY_NAME, GuardianEntry, OtherGuardian, PersonEntry
from enrollment.enums import Aptitude, BarrierKind, CaseType, Education, Grade, PhoneOwner, Reason
from enrollment.forms.barriers import barrier_fields, barrier_initial, barriers_said
from enrollment.forms.guardians import BaseOtherGuardians, OtherGuardians
from enrollment.forms.refusing import in_words, refused_value
from enrollment.models import Graduate
from enrollment.queries.people import known_on
from training.models import Course

REGISTRARS = (Role.STAFF, Role.HEAD, Role.COUNSELOR, Role.VOLUNTEER)
GUARDIAN_PARTS = ("name", "relation", "phone", "consent_training_on", "consent_data_on")
YEARS_OFFERED = 6  # academic years in the list, the present one first
OPEN_CHOICE = ("", "—")
USUAL: dict[str, Any] = {"case_type": CaseType.FINISHED, "education": Education.LOWER_SECONDARY}


REQUIRED = (
    ("prefix", "prefix_missing"),
    ("given_name", NameFault.EMPTY),
    ("family_name", "family_name_missing"),
)


def agencies_of(user: User) -> QuerySet[Agency]:
    """The agencies in whose name the account registers people."""
    return Agency.objects.filter(pk__in=user.agencies_as(*REGISTRARS)).order_by("pk")


def school_choices(agency: Agency, chosen: Agency | None = None) -> QuerySet[Agency]:
    """Schools of the provinces that the agency serves, and the chosen one wherever it lies."""
    kinds = [AgencyKind.SCHOOL, AgencyKind.LEARNING]
    near = Q(kind__in=kinds, provinces__in=agency.provinces.all())
    return Agency.objects.filter(near | Q(pk=chosen.pk if chosen else None)).distinct()


class PersonForm(forms.Form):
    """One person, in the order in which a counsellor asks."""

    known_person: Graduate | None = None  # whom the number typed leads to, if the account may see them
    checked_entry: PersonEntry  # what was typed, in normal form: of a valid form only

    # A field, taken off the class by the metaclass: `BaseForm.prefix` stays None.
    prefix = forms.ChoiceField(label=_("Prefix"))  # type: ignore[assignment]
    given_name = forms.CharField(label=_("Given name"), max_length=100)
    family_name = forms.CharField(
        label=_("Family name"), max_length=100, help_text=_("Write “-” if the person has none.")
    )
    identifier = forms.CharField(
        label=_("Citizen ID or G-code"),
        required=False,
        max_length=40,
        help_text=_("With or without dashes. Leave it empty if there is none."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text"}),
    )
    birth = ThaiDatePartsField(
        label=_("Date of birth"),
        exact=False,
        required=False,
        help_text=_("Month and year, or the year alone, will do if the day is not known."),
    )
    school = forms.ModelChoiceField(label=_("School"), queryset=Agency.objects.none(), required=False)
    academic_year = forms.TypedChoiceField(
        label=_("Academic year of leaving"), coerce=int, empty_value=None, required=False
    )
    case_type = forms.ChoiceField(label=_("Case"), choices=CaseType, widget=forms.RadioSelect)
    education = forms.ChoiceField(label=_("Education completed"), choices=Education)
    grade = forms.ChoiceField(
        label=_("Grade of leaving"), choices=[OPEN_CHOICE, *Grade.choices], required=False
    )
    reasons = forms.MultipleChoiceField(
        label=_("Reasons for not continuing"),
        choices=Reason,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "columns-2"}),
    )
    interests = forms.MultipleChoiceField(
        label=_("Courses of interest"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "columns-2"}),
    )
    aptitudes = forms.MultipleChoiceField(
        label=_("Aptitudes"),
        choices=Aptitude,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "columns-2"}),
    )
    phone = forms.CharField(
        label=_("Telephone"),
        required=False,
        max_length=40,
        help_text=_("A shared telephone is fine."),
        widget=forms.TextInput(attrs={"type": "tel"}),
    )
    phone_owner = forms.ChoiceField(
        label=_("Whose telephone"), choices=[OPEN_CHOICE, *PhoneOwner.choices], required=False
    )
    place = PlaceField(label=_("Subdistrict"), required=False)
    address = forms.CharField(label=_("House number and village"), required=False, max_length=200)
    needs_lodging = forms.BooleanField(label=_("Needs lodging at the centre"), required=False)
    name_en = forms.CharField(
        label=_("Romanised name"),
        required=False,
        max_length=100,
        help_text=_("As in the passport; printed on the English certificate."),
    )
    guardian_name = forms.CharField(label=_("Guardian's name"), required=False, max_length=200)
    guardian_relation = forms.CharField(label=_("Relation"), required=False, max_length=60)
    guardian_phone = forms.CharField(
        label=_("Guardian's telephone"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel"}),
    )
    guardian_consent_training_on = ThaiDateField(
        label=_("Consent to train: signed paper seen on"), required=False
    )
    guardian_consent_data_on = ThaiDateField(
        label=_("Consent for data: signed paper seen on"), required=False
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        agency: Agency,
        today: date,
        person: PersonEntry | None = None,
        others: tuple[OtherGuardian, ...] = (),
        **kwargs: Any,
    ) -> None:
        initial = initial_of(person) if person else USUAL
        super().__init__(*args, **{**kwargs, "initial": {**initial, **kwargs.get("initial", {})}})
        self.agency, self.today, self.person = agency, today, person
        self.fields.update(barrier_fields(today))
        data = self.data if self.is_bound else None
        self.others = OtherGuardians(data, prefix="others", initial=[asdict(one) for one in others])
        self._offer_choices(person)
        for name, code in REQUIRED:
            self.fields[name].error_messages["required"] = in_words(name, code)
        if person:
            self.fields["identifier"].help_text = _(
                "Leave it empty to keep the number as it is. A new one replaces it; the former is kept as history."
            )
        if agency.kind == AgencyKind.SCHOOL:
            del self.fields["school"]

    def _offer_choices(self, person: PersonEntry | None) -> None:
        fields: dict[str, Any] = self.fields
        prefixes = dict.fromkeys(
            [*(words.thai for words in PREFIX_WORDS.values()), person.prefix if person else ""]
        )
        fields["prefix"].choices = [OPEN_CHOICE, *((word, word) for word in prefixes if word)]
        fields["birth"].window = birth_window(self.today)
        fields["school"].queryset = school_choices(self.agency, person.school if person else None)
        present = academic_year(self.today)
        years = {
            *range(present - YEARS_OFFERED + 1, present + 1),
            *filter(None, [person and person.academic_year]),
        }
        listed = [(year, f"{year} ({to_common(year)})") for year in sorted(years, reverse=True)]
        fields["academic_year"].choices = [OPEN_CHOICE, *listed]
        fields["interests"].choices = [
            (course.code, str(course)) for course in Course.objects.order_by("code")
        ]
        fields["place"].put_first(self.agency.provinces.values_list("code", flat=True))
        fields["place"].keep(person.place if person else None)

    def clean(self) -> dict[str, Any]:
        """Judge the whole entry by the registry's rules, so that every fault is said at once."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.others.asked and not self.others.is_valid():
            self.add_error(None, _("Something is wrong with a further guardian: see below."))
        try:
            self.checked_entry = checked(self.entry(), known_on(self.today))
        except EntryRefused as refused:
            self._explain(refused)
        return cleaned

    def _explain(self, refused: EntryRefused) -> None:
        for fault in refused.faults:
            if self.others.explain(fault):
                self.add_error(None, _("Something is wrong with a further guardian: see below."))
            elif fault.field not in self.errors and fault.field in self.fields:
                value = refused_value(fault.field, self.cleaned_data.get(fault.field))
                self.add_error(fault.field, value + in_words(fault.field, fault.code))

    def entry(self) -> PersonEntry:
        """What was typed."""
        said = self.cleaned_data.get
        return PersonEntry(
            prefix=said("prefix", ""),
            given_name=said("given_name", ""),
            family_name=said("family_name", ""),
            name_en=said("name_en", ""),
            identifier=said("identifier", ""),
            birth=said("birth"),
            case_type=said("case_type", CaseType.FINISHED),
            education=said("education", Education.LOWER_SECONDARY),
            grade=said("grade", ""),
            school=self._school(),
            academic_year=said("academic_year"),
            reasons=tuple(said("reasons", ())),
            interests=tuple(said("interests", ())),
            aptitudes=tuple(said("aptitudes", ())),
            place=said("place"),
            address=said("address", ""),
            phone=said("phone", ""),
            phone_owner=said("phone_owner", ""),
            needs_lodging=said("needs_lodging", False),
            barriers=barriers_said(self.cleaned_data, self.person),
            guardian=self._guardian(),
            other_guardians=self.others.entries(),
        )

    def _school(self) -> Agency | None:
        """A school's counsellor leaves the school as it is."""
        if "school" in self.fields:
            chosen: Agency | None = self.cleaned_data.get("school")
            return chosen
        return self.person.school if self.person else self.agency

    def _guardian(self) -> GuardianEntry | None:
        said = {part: self.cleaned_data.get(f"guardian_{part}") for part in GUARDIAN_PARTS}
        stated = {part: value for part, value in said.items() if value}
        return GuardianEntry(**{"name": "", **stated}) if stated else None

    def groups(self) -> Iterable[tuple[Any, list[forms.BoundField], BaseOtherGuardians | None]]:
        """The fields under their headings; further guardians stand below the first."""
        for title, names in GROUPS:
            others = self.others if "guardian_name" in names else None
            yield title, [self[name] for name in names if name in self.fields], others


GROUPS = (
    (_("Who"), ("prefix", "given_name", "family_name", "identifier", "birth")),
    (_("Schooling"), ("school", "academic_year", "grade", "case_type", "education", "reasons")),
    (
        _("Wishes and contact"),
        ("interests", "aptitudes", "phone", "phone_owner", "place", "address", "needs_lodging"),
    ),
    (
        _("Guardian"),
        (
            "guardian_name",
            "guardian_relation",
            "guardian_phone",
            "guardian_consent_training_on",
            "guardian_consent_data_on",
        ),
    ),
    (_("Barriers"), tuple(f"barrier_{kind}{part}" for kind in BarrierKind.values for part in ("", "_on"))),
    (_("Romanised name"), ("name_en",)),
)


def initial_of(person: PersonEntry) -> dict[str, Any]:
    """The form's first values for a registered person; the number stays sealed."""
    names = (
        "prefix", "given_name", "name_en", "birth", "case_type", "education", "school", "academic_year", "reasons",
        "grade", "interests", "aptitudes", "address", "phone", "phone_owner", "needs_lodging",
    )  # fmt: skip
    values: dict[str, Any] = {name: getattr(person, name) for name in names}
    values |= {"family_name": person.family_name or NO_FAMILY_NAME, "place": person.place and person.place.pk}
    values |= barrier_initial(person.barriers)
    if person.guardian:
        values |= {f"guardian_{part}": getattr(person.guardian, part) for part in GUARDIAN_PARTS}
    return values
