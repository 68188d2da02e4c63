"""Which pairs are worth weighing: those who agree on at least one of a few cheap keys.

A key is a number a person; people with the same key form a block and everyone in it meets everyone else. A block of
more than LARGEST people is left out: what so many share tells nobody apart, and each of its true pairs has other keys.

Near-misses of a citizen ID are found without comparing all with all: of two numbers that differ in digit 3 alone, the
rests without digit 3 are equal; so for each of the 13 digits. Of two that swap neighbors, the numbers with these two
digits in rising order are equal; the check digit is left out there, since a swap that was typed changes it too.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from enrollment.duplicates.columns import NOTHING, Columns, Ints

LARGEST = 120
"""People in a block at most: at 200,000 people the largest useful blocks (a school's leavers of one given name, a
family name of a district) have some dozens."""
DIGITS = 13


def candidate_pairs(columns: Columns, fresh: NDArray[np.bool_] | None = None) -> Iterator[Ints]:
    """For each key the pairs that share it, coded low * people + high; with `fresh` only the pairs of these."""
    size = len(columns)
    for key in _keys(columns):
        low, high = _same_key(key)
        if fresh is not None:
            kept = fresh[low] | fresh[high]
            low, high = low[kept], high[kept]
        yield np.minimum(low, high) * size + np.maximum(low, high)


def _same_key(key: Ints) -> tuple[Ints, Ints]:
    """Everyone with everyone else of the same key, in blocks that are not too large."""
    order = np.argsort(key, kind="stable")
    order = order[np.searchsorted(key[order], 0) :]  # below 0: no key
    sizes = np.unique(key[order], return_counts=True)[1]
    order = order[np.repeat((sizes > 1) & (sizes <= LARGEST), sizes)]
    key, low, high, step = key[order], [], [], 1
    here = np.arange(len(order))
    while here.size:
        here = here[here + step < len(order)]
        here = here[key[here] == key[here + step]]
        low.append(order[here])
        high.append(order[here + step])
        step += 1
    return _joined(low), _joined(high)


def _joined(parts: list[Ints]) -> Ints:
    return np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)


def _keys(columns: Columns) -> Iterator[Ints]:
    given, family = columns.sounds["given"], columns.sounds["family"]
    codes = {name: fact.codes for name, fact in columns.facts.items()}
    day = _either_day(columns)
    yield _together(given, family)
    yield _together(given, _initials(columns, "family", 2))
    yield _together(family, _initials(columns, "given", 1))
    yield _together(day, given)
    yield _together(day, family)
    yield _together(_whole_date(columns), codes["school"])
    yield _together(_whole_date(columns), _initials(columns, "given", 1))
    yield _together(_whole_date(columns), _initials(columns, "family", 1))
    yield _together(_month(columns), given, _initials(columns, "family", 1))
    for shared in ("school", "phone", "guardian", "place"):
        yield _together(codes[shared], given)
    yield _together(codes["school"], family)
    yield _together(codes["school"], _initials(columns, "given", 1), _initials(columns, "family", 1))
    yield _together(codes["guardian"], columns.sex)
    yield _together(codes["phone"], columns.sex)
    yield codes["name_en"]
    yield columns.g_code
    yield columns.citizen
    yield from _numbers_nearby(columns.citizen)


def _together(*keys: Ints) -> Ints:
    """One key of several; none where one of them is none."""
    joined, known = np.zeros_like(keys[0]), np.ones(len(keys[0]), dtype=bool)
    for key in keys:
        known &= key >= 0
        joined = joined * (int(key.max(initial=0)) + 1) + key
    return np.where(known, joined, NOTHING)


def _either_day(columns: Columns) -> Ints:
    """Day and month in either order, whatever the year: exact dates, swapped ones and those of a wrong era meet."""
    early = np.minimum(columns.day, columns.month)
    return np.where(columns.day > 0, early * 32 + np.maximum(columns.day, columns.month), NOTHING)


def _whole_date(columns: Columns) -> Ints:
    whole = (columns.year * 12 + columns.month) * 32 + columns.day
    return np.where(columns.day > 0, whole, NOTHING)


def _month(columns: Columns) -> Ints:
    return np.where(columns.month > 0, columns.year * 12 + columns.month, NOTHING)


def _initials(columns: Columns, name: str, letters: int) -> Ints:
    """A code for the first consonants of a name, skipping what is written around them."""
    fact = columns.facts[name]
    codes: dict[str, int] = {}
    begun = [codes.setdefault(_consonants(value)[:letters], len(codes)) for value in fact.values]
    return np.append(np.array(begun, dtype=np.int64), NOTHING)[fact.codes]


def _consonants(name: str) -> str:
    return "".join(letter for letter in name if "ก" <= letter <= "ฮ") or name


def _numbers_nearby(numbers: Ints) -> Iterator[Ints]:
    known = numbers >= 0
    for place in range(DIGITS):
        unit = 10**place
        digit = numbers // unit % 10
        yield np.where(known, numbers - digit * unit, NOTHING)
    for place in range(1, DIGITS - 1):
        unit = 10**place
        right, left = numbers // unit % 10, numbers // (unit * 10) % 10
        rest = numbers - numbers % 10 - right * unit - left * unit * 10
        ordered = rest + np.minimum(left, right) * unit * 10 + np.maximum(left, right) * unit
        yield np.where(known & (left != right), ordered, NOTHING)
