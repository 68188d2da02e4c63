"""What people enter about runs."""

from dataclasses import fields
from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.enums import AgencyKind
from agencies.models import Agency, User
from core.date_fields import ThaiDateField
from core.keys import key_in
from core.reasons import ReasonField
from training.enums import OrientationPart, Pattern, ReserveGroup
from training.forms.amounts import BahtField
from training.forms.fields import SHORT, DaysForm, number
from training.models import Course, CourseRun, Site
from training.services import ReserveEntry, RunNeeds

MOST_BAHT = 100_000_000
LEARNING_PLACES = (AgencyKind.SCHOOL, AgencyKind.LEARNING)


class NeedsForm(forms.Form):
    """Where a run is held and for whom, beds, meals and money."""

    site = forms.ModelChoiceField(
        queryset=Site.objects.none(), label=_("Site of the centre"), required=False, empty_label="–"
    )
    held_at = forms.ModelChoiceField(
        queryset=Agency.objects.none(), label=_("Or held at another agency"), required=False, empty_label="–"
    )
    address = forms.CharField(
        label=_("Or at this address"), max_length=300, required=False, help_text=_("Outside the centre.")
    )
    held_for = forms.ModelChoiceField(
        queryset=Agency.objects.none(),
        label=_("Held for another agency"),
        required=False,
        empty_label="–",
        help_text=_("Needs a memorandum for training that both have signed (clause 62)."),
    )
    other_ground = ReasonField(
        label=_("Ground instead of a memorandum"),
        max_length=300,
        required=False,
        help_text=_("The order or agreement, with its number and day."),
    )
    beds = number(_("Beds"), least=0, initial=0, required=False)
    meals = number(_("People fed each day"), least=0, initial=0, required=False)
    budget_line = forms.CharField(label=_("Budget line"), max_length=200, required=False)
    budget = BahtField(label=_("Budget in baht"), max_value=MOST_BAHT, required=False)

    def __init__(self, *args: Any, user: User, center: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        near = Agency.objects.visible_to(user).exclude(pk=center.pk)
        for name in ("held_at", "held_for"):
            self.fields[name].queryset = near  # type: ignore[attr-defined]
        own = Q(is_active=True) | Q(pk=_key(self.initial.get("site")))
        self.fields["site"].queryset = Site.objects.filter(own, center=center)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        if facts.get("site") and (facts.get("held_at") or facts.get("address")):
            self.add_error("site", _("Choose the centre's site, or a place outside: one of the two."))
        return facts

    @property
    def needs(self) -> RunNeeds:
        """What was entered."""
        said = self.cleaned_data
        return RunNeeds(
            site=said["site"],
            held_at=said["held_at"],
            address=said["address"],
            held_for=said["held_for"],
            other_ground=said["other_ground"],
            beds=said["beds"] or 0,
            meals=said["meals"] or 0,
            budget_line=said["budget_line"],
            budget=said["budget"],
        )


class RunForm(NeedsForm, DaysForm):
    """One time that a course is offered."""

    course = forms.ModelChoiceField(queryset=Course.objects.all(), label=_("Course"))
    code = forms.CharField(
        label=_("Code"),
        max_length=30,
        required=False,
        widget=forms.TextInput(SHORT),
        help_text=_("For example WELD-1/2570. Left empty, the next free one is taken."),
    )
    pattern = forms.ChoiceField(label=_("Meets on"), choices=Pattern.choices, widget=forms.RadioSelect)
    sessions_per_day = number(_("Most sessions a day"), most=3, initial=2)
    trainers_needed = number(_("Trainers in each session"), most=5, initial=1)
    minimum = number(_("Fewest people"), initial=10)
    seats = number(_("Seats"), initial=20)

    field_order = (
        "course", "code", "first_day", "last_day", "pattern", "sessions_per_day", "trainers_needed",
        "minimum", "seats", "site", "held_at", "address", "held_for", "other_ground", "beds", "meals",
        "budget_line", "budget",
    )  # fmt: skip
    PLANNED = (
        "course", "code", "first_day", "last_day", "pattern", "sessions_per_day", "trainers_needed",
        "minimum", "seats",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = Q(is_active=True) | Q(pk=_key(self.initial.get("course")))
        self.fields["course"].queryset = Course.objects.filter(offered)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        facts = super().clean()
        low, high = facts.get("minimum"), facts.get("seats")
        if low and high and low > high:
            self.add_error("minimum", _("There are fewer seats than this."))
        return facts

    @property
    def facts(self) -> dict[str, Any]:
        """What `plan_run` and `change_run` are told."""
        return {name: self.cleaned_data[name] for name in self.PLANNED} | {"needs": self.needs}


class SizesForm(forms.Form):
    """More or fewer seats of a run that people know of."""

    seats = number(_("Seats"))
    minimum = number(_("Fewest people"))
    reason = ReasonField(label=_("Reason"), max_length=300)


def _key(entered: Any) -> int:
    """The key in an initial value: a row, a number or a text."""
    return key_in(str(getattr(entered, "pk", entered)))


def needs_as_entered(run: CourseRun) -> dict[str, Any]:
    """What a run is given, as `NeedsForm` asks for it."""
    return {field.name: getattr(run, field.name) for field in fields(RunNeeds)}


def run_as_entered(run: CourseRun) -> dict[str, Any]:
    """A run as `RunForm` asks for it."""
    return {name: getattr(run, name) for name in RunForm.PLANNED} | needs_as_entered(run)


class AnnounceForm(forms.Form):
    """From which day people can apply."""

    applications_from = ThaiDateField(label=_("People can apply from"))


class ReasonForm(forms.Form):
    """Why a run goes a step back, or ends."""

    reason = ReasonField(label=_("Reason"), max_length=300)


class ReserveForm(forms.Form):
    """Seats for one group or one school."""

    group = forms.ChoiceField(label=_("Group"), choices=[("", "–"), *ReserveGroup.choices], required=False)
    school = forms.ModelChoiceField(
        queryset=Agency.objects.none(), label=_("Or a school"), required=False, empty_label="–"
    )
    seats = number(_("Seats"), required=False)

    def __init__(self, *args: Any, schools: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["school"].queryset = schools  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        whose = [bool(facts.get("group")), bool(facts.get("school"))]
        if all(whose):
            self.add_error("school", _("Choose a group or a school; write the other in a line of its own."))
        elif any(whose) and not facts.get("seats"):
            self.add_error("seats", _("Say how many seats."))
        elif facts.get("seats") and not any(whose):
            self.add_error("group", _("Say for whom."))
        return facts


Reserves = forms.formset_factory(ReserveForm, extra=2, max_num=8, can_order=False)


def reserve_entries(formset: Any) -> list[ReserveEntry]:
    """The filled lines in their order."""
    said = [form.cleaned_data for form in formset if form.cleaned_data.get("seats")]
    return [ReserveEntry(line["seats"], line["group"], line["school"]) for line in said]


def schools_near(user: User) -> Any:
    """Schools whose people a run may keep seats for."""
    return Agency.objects.visible_to(user).filter(kind__in=LEARNING_PLACES)


class OrientationForm(forms.Form):
    """When an orientation was held, and by whom."""

    part = forms.ChoiceField(label=_("Which"), choices=OrientationPart.choices, widget=forms.RadioSelect)
    held_on = ThaiDateField(label=_("Held on"))
    held_by = forms.CharField(label=_("Held by"), max_length=200)


def copied_days(run: CourseRun, today: date) -> dict[str, date]:
    """Days for a copy: the same weekdays and length, the first such week after both the run and today."""
    weeks = (max(run.last_day, today) - run.first_day).days // 7 + 1
    shift = timedelta(weeks=weeks)
    return {"first_day": run.first_day + shift, "last_day": run.last_day + shift}
