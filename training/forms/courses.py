"""What people enter about a course: what it is, needs, costs and leads to."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.enums import AgencyKind
from agencies.models import Agency
from core.date_fields import ThaiDateField
from core.reasons import ReasonField
from core.row_fields import RowsField
from training.entries import CostEntry, CourseEntry, WageEntry
from training.enums import CostKind, CostPer, CourseType, WagePer
from training.forms.amounts import BahtField
from training.forms.fields import SHORT, number
from training.forms.rows import Rows
from training.models import Course, Gear, Skill

MOST_COSTS = 20
NO_PARTNERS = (AgencyKind.CENTER, AgencyKind.SCHOOL)
WAGE = ("wage_low", "wage_high", "wage_source", "wage_on")


class CourseForm(forms.Form):
    """A course as a whole; its costs are lines of their own, its content a curriculum."""

    name_th = forms.CharField(label=_("Thai name"), max_length=200)
    name_en = forms.CharField(label=_("English name"), max_length=200, required=False)
    course_type = forms.ChoiceField(label=_("Type"), choices=CourseType.choices, widget=forms.RadioSelect)
    leads_to = ReasonField(
        label=_("Occupations it leads to"),
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("One occupation a line."),
    )
    leads_to_en = ReasonField(
        label=_("Occupations in English"),
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("One occupation a line."),
    )
    wage_low = BahtField(label=_("Wage from (baht)"), required=False)
    wage_high = BahtField(label=_("to (baht)"), required=False)
    wage_per = forms.ChoiceField(label=_("for"), choices=WagePer.choices, initial=WagePer.MONTH)
    wage_source = ReasonField(
        label=_("Who stated the wage"),
        max_length=300,
        required=False,
        help_text=_("A survey, a firm, a page: somebody must be able to look it up."),
    )
    wage_on = ThaiDateField(label=_("Stated on"), required=False)
    skills = RowsField(
        queryset=Skill.objects.all(),
        label=_("Trainer's qualifications"),
        widget=forms.CheckboxSelectMultiple({"class": "columns-2"}),
        help_text=_("Whoever teaches the course holds all of those chosen."),
    )
    gear = RowsField(
        queryset=Gear.objects.all(),
        label=_("Protective gear (clause 16)"),
        required=False,
        widget=forms.CheckboxSelectMultiple({"class": "columns-2"}),
    )
    size_minimum = number(_("Smallest class"), initial=10)
    size_maximum = number(_("Largest class"), initial=20)
    partner = forms.ModelChoiceField(
        queryset=Agency.objects.exclude(kind__in=NO_PARTNERS),
        label=_("Partner"),
        required=False,
        empty_label=_("None of the registered agencies"),
    )
    partner_name = forms.CharField(
        label=_("Partner firm that is not registered"), max_length=200, required=False
    )
    partner_runs = forms.BooleanField(label=_("The partner runs the course itself"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        low, high = facts.get("size_minimum"), facts.get("size_maximum")
        if low and high and low > high:
            self.add_error("size_maximum", _("The largest class is smaller than the smallest."))
        if facts.get("partner") and facts.get("partner_name"):
            self.add_error("partner_name", _("Choose an agency or write a name, not both."))
        if facts.get("partner_runs") and not (facts.get("partner") or facts.get("partner_name")):
            self.add_error("partner_runs", _("Say who the partner is."))
        self._clean_wage(facts)
        return facts

    def _clean_wage(self, facts: dict[str, Any]) -> None:
        """A wage is whole or absent: two amounts in order, who stated it, and when."""
        given = [name for name in WAGE if facts.get(name)]
        for name in WAGE if given else ():
            if not facts.get(name) and name not in self.errors:
                self.add_error(name, _("A wage needs this too. Or leave the wage empty."))
        low, high, on = facts.get("wage_low"), facts.get("wage_high"), facts.get("wage_on")
        if low and high and high < low:
            self.add_error("wage_high", _("The upper amount is below the lower one."))
        if on and on > timezone.localdate():
            self.add_error("wage_on", _("This day is still to come."))


class NewCourseForm(CourseForm):
    """A course that is not there yet: it also gets its code, which stays."""

    code = forms.SlugField(
        label=_("Code"),
        max_length=20,
        widget=forms.TextInput(SHORT),
        help_text=_("Cannot be changed afterwards."),
    )
    field_order = ("code",)


class CostForm(forms.Form):
    """One thing that is paid for."""

    kind = forms.ChoiceField(label=_("Cost"), choices=[("", "–"), *CostKind.choices])
    satang = BahtField(label=_("Baht"))
    per = forms.ChoiceField(label=_("For each"), choices=CostPer.choices)
    note = ReasonField(label=_("Note"), max_length=200, required=False)


Costs = forms.formset_factory(
    CostForm, formset=Rows, extra=0, max_num=MOST_COSTS, validate_max=True, absolute_max=200
)


def course_typed(course: Course, entry: CourseEntry) -> dict[str, Any]:
    """A course as the form shows it."""
    names = set(CourseForm.base_fields) - set(WAGE) - {"version", "wage_per"}
    wage = entry.wage
    said = {name: getattr(entry, name) for name in names}
    if wage:
        said |= {"wage_low": wage.low, "wage_high": wage.high, "wage_per": wage.per}
        said |= {"wage_source": wage.source, "wage_on": wage.on}
    return {**said, "version": course.version}


def costs_typed(entry: CourseEntry) -> list[dict[str, Any]]:
    """The costs of a course as their lines show them."""
    return [{name: getattr(cost, name) for name in CostForm.base_fields} for cost in entry.costs]


def entered_course(form: CourseForm, costs: Any) -> CourseEntry:
    """What was entered, for the services."""
    facts = {name: form.cleaned_data[name] for name in CourseForm.base_fields if name != "version"}
    low, high, per, source, on = (
        facts.pop(name) for name in ("wage_low", "wage_high", "wage_per", *WAGE[2:])
    )
    wage = WageEntry(low, high, per, source, on) if low else None
    lines = tuple(CostEntry(**line.cleaned_data) for line in costs.forms if line.cleaned_data)
    many: dict[str, Any] = {name: tuple(facts.pop(name)) for name in ("skills", "gear")}
    for name in ("leads_to", "leads_to_en"):
        facts[name] = "\n".join(filter(None, map(str.strip, facts[name].splitlines())))
    return CourseEntry(**facts, **many, wage=wage, costs=lines)
