"""A refused value in words: what was typed, which rule it breaks, what to do; a refused use case at its field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms

from core.refusals import Refused
from enrollment.faults import words_for

LONGEST = 40
# What may stand in a message. Numbers and telephones do not: they stay in their field.
SHOWN = frozenset(
    (
        "prefix",
        "given_name",
        "family_name",
        "name_en",
        "academic_year",
        "address",
        "guardian_name",
        "guardian_relation",
    )
)


RefusedAt = Mapping[type[Refused], tuple[str, ...]]


def goes_well(form: forms.Form, at: RefusedAt, act: Callable[[], object]) -> bool:
    """Act if the form is valid. Returns whether that was done; if it was refused, the form says why."""
    if not form.is_valid():
        return False
    try:
        act()
    except Refused as refusal:
        explain(form, refusal, at)
        return False
    return True


def explain(form: forms.Form, refusal: Refused, at: RefusedAt) -> None:
    """Say in the form why what was typed is refused: at its field, else above it, a line each. What was typed stays."""
    field = next((name for name in at.get(type(refusal), ()) if name in form.fields), None)
    for line in refusal.lines:
        form.add_error(field, line)


def in_words(field: str, code: str) -> str:
    """Why a field is refused and what to do, as one text."""
    return " ".join(map(str, words_for(field, code)))


def refused_value(field: str, value: Any) -> str:
    """“Somchai”: the value in front of the words, where it may be shown and is not empty."""
    text = str(value or "")
    if field not in SHOWN or not text:
        return ""
    return f"“{text[:LONGEST]}{'…' if len(text) > LONGEST else ''}” "
