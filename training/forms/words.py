"""What people enter about the words of courses."""

from typing import Any

from django import forms
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from training.forms.fields import SHORT
from training.models import EquipmentKind, Gear, RoomKind, Skill
from training.models.base import Named

WORDS: dict[str, tuple[Any, type[Model]]] = {
    "skill": (_("Trainer's qualifications"), Skill),
    "gear": (_("Protective gear"), Gear),
    "room": (_("Kinds of rooms"), RoomKind),
}


RENAMED: dict[str, type[Named]] = {
    "skill": Skill,
    "gear": Gear,
    "room": RoomKind,
    "equipment": EquipmentKind,
}


class NamesForm(forms.Form):
    """What a word is called."""

    name_th = forms.CharField(label=_("Thai name"), max_length=200)
    name_en = forms.CharField(label=_("English name"), max_length=200, required=False)


class WordForm(forms.Form):
    """A qualification, a piece of protective gear or a kind of room."""

    kind = forms.ChoiceField(
        label=_("What it is"),
        choices=[(name, label) for name, (label, _model) in WORDS.items()],
        widget=forms.RadioSelect,
    )
    name_th = forms.CharField(label=_("Thai name"), max_length=200)
    name_en = forms.CharField(label=_("English name"), max_length=200, required=False)
    code = forms.SlugField(
        label=_("Code"),
        max_length=40,
        widget=forms.TextInput(SHORT),
        help_text=_(
            "Latin letters, digits and lines, for example gas_welding. Cannot be changed afterwards."
        ),
    )

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        kind, code = facts.get("kind"), facts.get("code")
        if kind and code and WORDS[kind][1]._default_manager.filter(pk=code).exists():
            self.add_error("code", _("The code “%(code)s” is already in use.") % {"code": code})
        return facts
