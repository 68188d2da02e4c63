"""What people enter about trainers: who they are, how much they teach, and when they are away."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, User
from core.reasons import ReasonField
from core.row_fields import RowsField
from training.enums import OutsideAlternative, TrainerKind
from training.forms.fields import SHORT, DaysForm
from training.models import Site, Skill, Trainer


def hours(label: Any, most: int) -> forms.DecimalField:
    """Hours, by the half hour."""
    widget = forms.NumberInput({**SHORT, "inputmode": "decimal", "step": "0.5"})
    return forms.DecimalField(
        label=label, min_value=0, max_value=most, max_digits=4, decimal_places=1, widget=widget
    )


class TrainerForm(forms.Form):
    """A trainer's facts; `skills` only where the trainer is new, later ones have a page with their evidence."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name_th = forms.CharField(label=_("Thai name"), max_length=200)
    name_en = forms.CharField(label=_("English name"), max_length=200, required=False)
    kind = forms.ChoiceField(
        label=_("Staff or from outside"),
        choices=TrainerKind.choices,
        initial=TrainerKind.STAFF,
        widget=forms.RadioSelect,
    )
    alternative = forms.TypedChoiceField(
        label=_("Qualified by"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("Only for a trainer from outside: the alternative of clause 59 that is met."),
    )
    skills = RowsField(
        queryset=Skill.objects.all(),
        label=_("Qualified for"),
        widget=forms.CheckboxSelectMultiple({"class": "columns-2"}),
    )
    hours_per_day = hours(_("Most hours a day"), 9)
    hours_per_week = hours(_("Most hours a week"), 63)
    sites = RowsField(
        queryset=Site.objects.none(),
        label=_("Sites"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Where they can teach; none chosen means at every site."),
    )
    account = forms.CharField(
        label=_("Account"),
        max_length=150,
        required=False,
        help_text=_("The name with which the trainer signs in. They then see their own timetable."),
    )

    def __init__(self, *args: Any, center: Agency, row: Trainer | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"hours_per_day": 6, "hours_per_week": 30}, **kwargs})
        self.center = center
        fields: dict[str, Any] = self.fields
        fields["alternative"].choices = [("", "–"), *alternatives_of(center)]
        fields["sites"].queryset = center.sites.filter(is_active=True)
        if len(fields["sites"].queryset) < 2:
            del self.fields["sites"]
        if row:
            del self.fields["skills"]

    def clean_account(self) -> User | None:
        """An account of the centre, or one that has no role anywhere."""
        name = self.cleaned_data["account"].strip()
        if not name:
            return None
        ours = Q(memberships__agency=self.center) | Q(memberships=None)
        found = User.objects.filter(ours, username=name, is_active=True).first()
        if found is None:
            raise forms.ValidationError(_("There is no such account at this centre. Check the name."))
        return found

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        if facts.get("kind") == TrainerKind.OUTSIDE and facts.get("alternative") is None:
            self.add_error("alternative", _("Choose the alternative of clause 59 that is met."))
        return facts

    def facts(self) -> dict[str, Any]:
        """What was entered, for the services."""
        facts = {"sites": [], **self.cleaned_data}
        del facts["version"]
        facts["minutes_per_day"] = int(facts.pop("hours_per_day") * 60)
        facts["minutes_per_week"] = int(facts.pop("hours_per_week") * 60)
        facts["user"] = facts.pop("account")
        return facts


def facts_of(trainer: Trainer) -> dict[str, Any]:
    """A trainer as the form has them."""
    return {
        "version": trainer.version,
        "name_th": trainer.name_th,
        "name_en": trainer.name_en,
        "kind": trainer.kind,
        "alternative": trainer.alternative,
        "hours_per_day": trainer.minutes_per_day / 60,
        "hours_per_week": trainer.minutes_per_week / 60,
        "sites": list(trainer.sites.all()),
        "account": trainer.user.get_username() if trainer.user else "",
    }


def alternatives_of(center: Agency) -> list[tuple[int, str]]:
    """The seven alternatives, each with the centre's own words where it entered some."""
    texts = dict(center.alternative_texts.values_list("number", "text"))
    return [
        (one.value, f"{one.label}: {texts[one.value]}" if one.value in texts else str(one.label))
        for one in OutsideAlternative
    ]


class AlternativesForm(forms.Form):
    """How the centre words each alternative of clause 59."""

    def __init__(self, *args: Any, center: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        texts = dict(center.alternative_texts.values_list("number", "text"))
        for one in OutsideAlternative:
            self.fields[f"text_{one.value}"] = ReasonField(
                label=one.label,
                max_length=500,
                required=False,
                initial=texts.get(one.value, ""),
                widget=forms.Textarea({"rows": 2}),
            )

    def texts(self) -> dict[int, str]:
        """By number of the alternative."""
        return {one.value: self.cleaned_data[f"text_{one.value}"] for one in OutsideAlternative}


class AbsenceForm(DaysForm):
    """Days on which a trainer cannot teach."""

    reason = ReasonField(label=_("Reason"), max_length=200, required=False)
