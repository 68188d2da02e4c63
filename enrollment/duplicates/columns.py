"""Many people as columns of small numbers, so that millions of pairs are weighed at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from enrollment.duplicates.names import sound
from enrollment.duplicates.records import NORMAL_FORMS, Born, Population, Record

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

NOTHING = -1
"""In a column of codes: the person's value is empty."""
_FEWEST = 5_000
"""People added to a small register when shares are reckoned: what is rare in one class need not be rare."""


@dataclass(frozen=True, slots=True, eq=False)
class Coded:
    """One fact of everybody: a code a person (NOTHING if empty); a code's value, and how many bear it."""

    codes: Ints
    values: list[str]
    bearers: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """The people, one row each, in the order of the records. Citizen IDs and G-codes are numbers held in memory."""

    people: int
    facts: dict[str, Coded]
    sounds: dict[str, Ints]  # of given and family names, a code a person
    sex: Ints
    year: Ints
    month: Ints
    day: Ints
    citizen: Ints
    g_code: Ints

    def __len__(self) -> int:
        return len(self.sex)

    def share(self, bearers: Floats) -> Floats:
        """The chance that somebody else bears a value of so many bearers."""
        return bearers / (self.people + _FEWEST)


def columns_of(records: Sequence[Record], population: Population | None = None) -> Columns:
    """The records as columns; what is rare is told by `population`, or by the records themselves."""
    people = population.people if population else len(records)
    facts = {name: _coded(name, records, population) for name in NORMAL_FORMS}
    born = [record.born or Born(NOTHING) for record in records]
    return Columns(
        people=people,
        facts=facts,
        sounds={name: _sounds(facts[name]) for name in ("given", "family")},
        sex=_ints([record.sex for record in records]),
        year=_ints([date.year for date in born]),
        month=_ints([date.month for date in born]),
        day=_ints([date.day for date in born]),
        citizen=_ints([int(record.citizen or NOTHING) for record in records]),
        g_code=_ints([int(record.g_code[1:] or NOTHING) for record in records]),
    )


def _ints(values: list[int]) -> Ints:
    return np.array(values, dtype=np.int64)


def _coded(name: str, records: Sequence[Record], population: Population | None) -> Coded:
    form = NORMAL_FORMS[name]
    codes: dict[str, int] = {"": NOTHING}
    code_of: dict[str, int] = {}  # as written: most values repeat, and normal forms take time
    listed = []
    for record in records:
        written = getattr(record, name)
        code = code_of.get(written)
        if code is None:
            code = code_of[written] = codes.setdefault(form(written), len(codes) - 1)
        listed.append(code)
    del codes[""]
    column = _ints(listed)
    if population is None:
        held = np.bincount(column[column >= 0], minlength=len(codes))
    else:
        counts = population.counts.get(name, {})
        held = _ints([counts.get(value, 1) for value in codes])
    # One more at the end, where the code NOTHING looks it up.
    return Coded(column, list(codes), np.append(np.maximum(held, 1).astype(np.float64), 1.0))


def _sounds(names: Coded) -> Ints:
    """A code for how each person's name is read; a name without Thai letters is read as it is spelled."""
    codes: dict[str, int] = {}
    heard = [codes.setdefault(sound(value) or value, len(codes)) for value in names.values]
    return np.append(_ints(heard), NOTHING)[names.codes]
