"""Barriers as questions: yes, no or not asked, and the day on which the paper was seen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.date_fields import ThaiDateField
from enrollment.entries import BarrierEntry, PersonEntry
from enrollment.enums import BarrierKind

YES, NO, NOT_ASKED = "yes", "no", ""
ANSWERS = ((NOT_ASKED, _("Not asked")), (YES, _("Yes: paper seen")), (NO, _("No")))
OLDEST_PAPER = timedelta(days=20 * 366)


def barrier_fields(today: date) -> dict[str, forms.Field]:
    """Two fields a barrier. A paper seen is seen today at the latest."""
    fields: dict[str, forms.Field] = {}
    for kind in BarrierKind:
        fields[f"barrier_{kind.value}"] = forms.ChoiceField(
            label=kind.label, choices=ANSWERS, required=False, widget=forms.RadioSelect
        )
        fields[f"barrier_{kind.value}_on"] = ThaiDateField(
            label=_("%(barrier)s: paper seen on") % {"barrier": kind.label},
            required=False,
            window=(today - OLDEST_PAPER, today),
            help_text=_("Left empty: today."),
            widget=forms.TextInput(attrs={"class": "short"}),
        )
    return fields


def barrier_initial(barriers: Iterable[BarrierEntry]) -> dict[str, Any]:
    """The answers known so far."""
    values: dict[str, Any] = {}
    for barrier in barriers:
        values[f"barrier_{barrier.kind}"] = YES if barrier.holds else NO
        values[f"barrier_{barrier.kind}_on"] = barrier.seen_on
    return values


def barriers_said(said: Mapping[str, Any], person: PersonEntry | None) -> tuple[BarrierEntry, ...]:
    """The answers given; one that stays as it was keeps its day unless another is given."""
    known = {barrier.kind: barrier for barrier in person.barriers} if person else {}
    answers = []
    for kind in BarrierKind.values:
        answer, day = said.get(f"barrier_{kind}"), said.get(f"barrier_{kind}_on")
        if answer in (YES, NO):
            old = known.get(kind)
            same = old is not None and old.holds == (answer == YES) and day in (None, old.seen_on)
            answers.append(old if same and old else BarrierEntry(kind, answer == YES, day))
    return tuple(answers)
