"""What people enter about courses, runs, trainers, rooms and closed days. Forms read and check; services write."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from core.date_fields import ThaiDateField
from training.enums import CourseType, Pattern
from training.models import Course, Room, RoomKind, Skill
from training.services import TopicEntry

SHORT = {"class": "short"}
MOST_TOPICS = 12


def _number(label: Any, *, least: int = 1, most: int = 500, **options: Any) -> forms.IntegerField:
    widget = forms.NumberInput({**SHORT, "inputmode": "numeric"})
    return forms.IntegerField(label=label, min_value=least, max_value=most, widget=widget, **options)


class DaysForm(forms.Form):
    """A first and a last day, in order."""

    first_day = ThaiDateField(label=_("First day"))
    last_day = ThaiDateField(label=_("Last day"))

    def clean(self) -> dict[str, Any]:
        days = super().clean() or {}
        first, last = days.get("first_day"), days.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day is before the first. Correct one of the two."))
        return days


class CourseForm(forms.Form):
    """A course as a whole; its topics are a formset of their own."""

    code = forms.SlugField(label=_("Code"), max_length=20, widget=forms.TextInput(SHORT))
    name_th = forms.CharField(label=_("Thai name"), max_length=200)
    name_en = forms.CharField(label=_("English name"), max_length=200, required=False)
    course_type = forms.ChoiceField(label=_("Type"), choices=CourseType.choices, widget=forms.RadioSelect)
    skill = forms.ModelChoiceField(queryset=Skill.objects.all(), label=_("Trainer's qualification"))
    size_minimum = _number(_("Smallest class"), initial=10)
    size_maximum = _number(_("Largest class"), initial=20)
    minimum_age = _number(
        _("Minimum age"),
        least=10,
        most=60,
        required=False,
        help_text=_("Only where the curriculum differs from the regulation."),
    )
    protective_gear = forms.BooleanField(label=_("Protective gear is needed"), required=False)
    leads_to = forms.CharField(label=_("Occupations it leads to"), max_length=300, required=False)
    approved_on = ThaiDateField(label=_("Curriculum approved on"))

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        low, high = facts.get("size_minimum"), facts.get("size_maximum")
        if low and high and low > high:
            self.add_error("size_maximum", _("The largest class is smaller than the smallest."))
        return facts


class TopicForm(forms.Form):
    """One topic: how long theory and practice take, and where the practice takes place."""

    title_th = forms.CharField(label=_("Thai title"), max_length=200)
    title_en = forms.CharField(label=_("English title"), max_length=200, required=False)
    theory_minutes = _number(_("Minutes of theory"), least=0, most=60_000)
    practice_minutes = _number(_("Minutes of practice"), least=0, most=60_000)
    room_kind = forms.ModelChoiceField(queryset=RoomKind.objects.all(), label=_("Room for practice"))

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        minutes = [facts.get(name) for name in ("theory_minutes", "practice_minutes")]
        if minutes == [0, 0]:
            self.add_error("practice_minutes", _("Give minutes of theory or of practice."))
        return facts


# The topics in their order; rows left empty are no topics.
Topics = forms.formset_factory(
    TopicForm,
    extra=4,
    min_num=1,
    max_num=MOST_TOPICS,
    validate_min=True,
    validate_max=True,
)


def topic_entries(topics: forms.BaseFormSet[TopicForm]) -> list[TopicEntry]:
    """What was entered, for the services."""
    return [TopicEntry(**form.cleaned_data) for form in topics.forms if form.cleaned_data]


class CurriculumForm(forms.Form):
    """When a new version of the content was approved."""

    approved_on = ThaiDateField(label=_("Approved on"))


class RunForm(DaysForm):
    """One time that a course is offered."""

    course = forms.ModelChoiceField(queryset=Course.objects.all(), label=_("Course"))
    code = forms.CharField(
        label=_("Code"), max_length=30, widget=forms.TextInput(SHORT), help_text=_("For example WELD-1/2570.")
    )
    pattern = forms.ChoiceField(label=_("Meets on"), choices=Pattern.choices, widget=forms.RadioSelect)
    sessions_per_day = _number(_("Most sessions a day"), most=3, initial=2)
    trainers_needed = _number(_("Trainers in each session"), most=5, initial=1)
    minimum = _number(_("Fewest people"), initial=10)
    seats = _number(_("Seats"), initial=20)

    field_order = ("course", "code", "first_day", "last_day")

    def clean(self) -> dict[str, Any]:
        facts = super().clean()
        low, high = facts.get("minimum"), facts.get("seats")
        if low and high and low > high:
            self.add_error("minimum", _("There are fewer seats than this."))
        return facts


class TrainerForm(forms.Form):
    """A trainer and what they may teach."""

    name_th = forms.CharField(label=_("Thai name"), max_length=200)
    name_en = forms.CharField(label=_("English name"), max_length=200, required=False)
    skills = forms.ModelMultipleChoiceField(
        queryset=Skill.objects.all(),
        label=_("Qualified for"),
        widget=forms.CheckboxSelectMultiple({"class": "columns-2"}),
    )
    sessions_per_day = _number(_("Most sessions a day"), most=3, initial=2)
    sessions_per_week = _number(_("Most sessions a week"), most=21, initial=10)


class QualificationForm(forms.Form):
    """A qualification and the days on which it is valid; an open end is left empty."""

    skill = forms.ModelChoiceField(queryset=Skill.objects.all(), label=_("Qualification"))
    valid_from = ThaiDateField(label=_("Valid from"), required=False)
    valid_until = ThaiDateField(label=_("Valid until"), required=False)


class AbsenceForm(DaysForm):
    """Days on which a trainer cannot teach."""

    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)


class RoomForm(forms.Form):
    """A workshop or classroom."""

    name_th = forms.CharField(label=_("Thai name"), max_length=200)
    name_en = forms.CharField(label=_("English name"), max_length=200, required=False)
    kind = forms.ModelChoiceField(queryset=RoomKind.objects.all(), label=_("Kind"))
    capacity = _number(_("Places"), initial=20)


class ClosureForm(DaysForm):
    """Days on which the centre, or one room, is closed."""

    room = forms.ModelChoiceField(
        queryset=Room.objects.none(), label=_("Room"), required=False, empty_label=_("The whole centre")
    )
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, *args: Any, center: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["room"].queryset = center.rooms.filter(is_active=True)  # type: ignore[attr-defined]
