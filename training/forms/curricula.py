"""What people enter about one version of a course's content."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.date_fields import ThaiDateField
from core.reasons import ReasonField
from core.row_fields import RowsField
from core.tables.table import MOST_BYTES
from training.entries import ContentEntry, TopicEntry
from training.enums import Delivery, Education
from training.forms.amounts import HoursField
from training.forms.fields import number
from training.forms.rows import Rows
from training.models import EquipmentKind, RoomKind

MOST_TOPICS = 40
MOST_HOURS = 1_000


class ContentForm(forms.Form):
    """Who may enter, how it is taught, how long in a firm; the topics are lines of their own."""

    approved_on = ThaiDateField(label=_("Approved on"))
    change = ReasonField(
        label=_("What is new"),
        max_length=300,
        required=False,
        help_text=_("In a sentence, for those who plan runs."),
    )
    minimum_age = number(
        _("Minimum age"),
        least=10,
        most=60,
        required=False,
        help_text=_("Only where the curriculum differs from the regulation (clauses 7, 42, 50)."),
    )
    minimum_education = forms.ChoiceField(
        label=_("Minimum education"),
        choices=[("", _("As the regulation asks")), *Education.choices],
        required=False,
    )
    placement_minutes = HoursField(
        label=_("Hours in a firm"),
        required=False,
        max_value=MOST_HOURS,
        help_text=_("The placement after the training at the centre (clause 35). Empty: none."),
    )
    delivery = forms.ChoiceField(
        label=_("How it is taught (clause 58)"),
        choices=Delivery.choices,
        initial=Delivery.SAME_PLACE,
        widget=forms.RadioSelect,
    )
    based_on = forms.IntegerField(widget=forms.HiddenInput, required=False)


class TopicForm(forms.Form):
    """One topic: how long theory and practice take, what it counts, and what its practice needs."""

    title_th = forms.CharField(label=_("Thai title"), max_length=200)
    title_en = forms.CharField(label=_("English title"), max_length=200, required=False)
    theory_minutes = HoursField(label=_("Theory (hours)"), max_value=MOST_HOURS, required=False)
    practice_minutes = HoursField(label=_("Practice (hours)"), max_value=MOST_HOURS, required=False)
    score_weight = number(_("Weight in the total score"), most=1_000, initial=1)
    room_kind = forms.ModelChoiceField(queryset=RoomKind.objects.all(), label=_("Room for practice"))
    equipment = RowsField(
        queryset=EquipmentKind.objects.all(),
        label=_("Equipment for practice"),
        required=False,
        widget=forms.CheckboxSelectMultiple({"class": "columns-2"}),
    )

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        for name in ("theory_minutes", "practice_minutes"):
            if name not in self.errors:
                facts[name] = facts.get(name) or 0
        if facts.get("theory_minutes") == facts.get("practice_minutes") == 0:
            self.add_error("practice_minutes", _("Give hours of theory or of practice."))
        return facts


# The topics in their order; lines left empty are no topics.
Topics = forms.formset_factory(
    TopicForm,
    formset=Rows,
    extra=0,
    min_num=1,
    max_num=MOST_TOPICS,
    validate_min=True,
    validate_max=True,
    absolute_max=200,
)


class TopicsFileForm(forms.Form):
    """A spreadsheet of topics."""

    file = forms.FileField(
        label=_("Excel or CSV file"),
        max_length=200,
        help_text=_("One topic a line, as in the template. You see the topics before anything is saved."),
        widget=forms.FileInput({"accept": ".xlsx,.csv,.tsv,.txt"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is too large for a list of topics."))
        return file


def content_typed(entry: ContentEntry) -> dict[str, Any]:
    """What a version says of entry and length, as the form shows it; the day of approval is asked anew."""
    names = ("minimum_age", "minimum_education", "delivery")
    return {
        **{name: getattr(entry, name) for name in names},
        "placement_minutes": entry.placement_minutes or None,
    }


def topics_typed(entry: ContentEntry) -> list[dict[str, Any]]:
    """The topics of a version as their lines show them."""
    return [{name: getattr(topic, name) for name in TopicForm.base_fields} for topic in entry.topics]


def entered_content(form: ContentForm, topics: Any) -> ContentEntry:
    """What was entered, for the services."""
    facts = {name: value for name, value in form.cleaned_data.items() if name != "based_on"}
    facts["placement_minutes"] = facts["placement_minutes"] or 0
    return ContentEntry(topics=topic_entries(topics), **facts)


def topic_entries(topics: Any) -> tuple[TopicEntry, ...]:
    """The lines that were filled in."""
    return tuple(
        TopicEntry(**{**line.cleaned_data, "equipment": tuple(line.cleaned_data["equipment"])})
        for line in topics.forms
        if line.cleaned_data
    )
