"""A refused value in words: what was typed, which rule it breaks, what to do."""

from __future__ import annotations

from typing import Any

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


def in_words(field: str, code: str) -> str:
    """Why a field is refused and what to do, as one text."""
    return " ".join(map(str, words_for(field, code)))


def refused_value(field: str, value: Any) -> str:
    """“Somchai”: the value in front of the words, where it may be shown and is not empty."""
    text = str(value or "")
    if field not in SHOWN or not text:
        return ""
    return f"“{text[:LONGEST]}{'…' if len(text) > LONGEST else ''}” "
