"""Two versions of a person side by side, for the editor who saved second."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from enrollment.entries import entry_of, other_guardians_of
from enrollment.importing.frozen import FIELDS
from enrollment.queries.wording import in_words
from enrollment.services.people import ChangedMeanwhile


def differences(meanwhile: ChangedMeanwhile, names: Mapping[str, Any]) -> list[tuple[Any, str, str]]:
    """(fact, as it is now, as typed) for each fact in which the two versions differ."""
    theirs, typed = entry_of(meanwhile.graduate), meanwhile.entry
    if typed.other_guardians is not None:
        theirs = replace(theirs, other_guardians=other_guardians_of(meanwhile.graduate))
    listed = []
    for name in FIELDS:
        now, mine = getattr(theirs, name), getattr(typed, name)
        now = now.strip("-") if name == "family_name" else now
        if name != "identifier" and now != mine:
            listed.append((names[name], in_words(name, now), in_words(name, mine)))
    return listed
