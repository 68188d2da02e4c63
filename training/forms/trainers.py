"""What people enter about trainers."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.date_fields import ThaiDateField
from training.forms.fields import DaysForm, number
from training.models import Skill


class TrainerForm(forms.Form):
    """A trainer and what they may teach."""

    name_th = forms.CharField(label=_("Thai name"), max_length=200)
    name_en = forms.CharField(label=_("English name"), max_length=200, required=False)
    skills = forms.ModelMultipleChoiceField(
        queryset=Skill.objects.all(),
        label=_("Qualified for"),
        widget=forms.CheckboxSelectMultiple({"class": "columns-2"}),
    )
    minutes_per_day = number(_("Most minutes a day"), most=540, initial=360)
    minutes_per_week = number(_("Most minutes a week"), most=3780, initial=1800)


class QualificationForm(forms.Form):
    """A qualification and the days on which it is valid; an open end is left empty."""

    skill = forms.ModelChoiceField(queryset=Skill.objects.all(), label=_("Qualification"))
    valid_from = ThaiDateField(label=_("Valid from"), required=False)
    valid_until = ThaiDateField(label=_("Valid until"), required=False)


class AbsenceForm(DaysForm):
    """Days on which a trainer cannot teach."""

    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)
