"""What people enter about courses and their content."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.date_fields import ThaiDateField
from training.entries import ContentEntry, CourseEntry, TopicEntry
from training.enums import CourseType
from training.forms.fields import SHORT, number
from training.models import RoomKind, Skill

MOST_TOPICS = 12


class CourseForm(forms.Form):
    """A course as a whole; its topics are a formset of their own."""

    code = forms.SlugField(label=_("Code"), max_length=20, widget=forms.TextInput(SHORT))
    name_th = forms.CharField(label=_("Thai name"), max_length=200)
    name_en = forms.CharField(label=_("English name"), max_length=200, required=False)
    course_type = forms.ChoiceField(label=_("Type"), choices=CourseType.choices, widget=forms.RadioSelect)
    skills = forms.ModelMultipleChoiceField(queryset=Skill.objects.all(), label=_("Trainer's qualifications"))
    size_minimum = number(_("Smallest class"), initial=10)
    size_maximum = number(_("Largest class"), initial=20)
    minimum_age = number(
        _("Minimum age"),
        least=10,
        most=60,
        required=False,
        help_text=_("Only where the curriculum differs from the regulation."),
    )
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
    theory_minutes = number(_("Minutes of theory"), least=0, most=60_000)
    practice_minutes = number(_("Minutes of practice"), least=0, most=60_000)
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


def topic_entries(topics: forms.BaseFormSet[TopicForm]) -> tuple[TopicEntry, ...]:
    """What was entered, for the services."""
    return tuple(TopicEntry(**form.cleaned_data) for form in topics.forms if form.cleaned_data)


def course_entries(facts: dict[str, Any], topics: forms.BaseFormSet[TopicForm]) -> dict[str, Any]:
    age, day = facts.pop("minimum_age"), facts.pop("approved_on")
    code, skills = facts.pop("code"), tuple(facts.pop("skills"))
    content = ContentEntry(topic_entries(topics), approved_on=day, minimum_age=age)
    return {"code": code, "entry": CourseEntry(skills=skills, **facts), "content": content}


class CurriculumForm(forms.Form):
    """When a new version of the content was approved."""

    approved_on = ThaiDateField(label=_("Approved on"))
