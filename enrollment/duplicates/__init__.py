"""Who may have been entered twice: plain Python and NumPy, no database, no Django.

`find` goes through a whole register, `compare` weighs two people. Both give a score and its reasons from one set of
weights (`weights.py`); neither decides anything: a person looks at every proposal.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from enrollment.duplicates.blocking import candidate_pairs
from enrollment.duplicates.columns import Columns, Ints, columns_of
from enrollment.duplicates.records import FEMALE, MALE, UNTOLD, Born, Population, Record, sex_of
from enrollment.duplicates.scoring import Scored, weigh
from enrollment.duplicates.weights import THRESHOLD, Reason

__all__ = [
    "FEMALE",
    "MALE",
    "THRESHOLD",
    "UNTOLD",
    "Born",
    "Population",
    "Proposal",
    "Reason",
    "Record",
    "compare",
    "find",
    "sex_of",
]

AT_ONCE = 1_000_000
"""Pairs weighed at once: some 300 MB of columns."""
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two people who may be one: their keys in order, the score (see `weights`) and its reasons, weightiest first."""

    low: str
    high: str
    score: int
    reasons: tuple[tuple[Reason, int], ...]


def find(
    records: Sequence[Record],
    *,
    fresh: Collection[str] | None = None,
    threshold: float = THRESHOLD,
    on_progress: Progress | None = None,
) -> list[Proposal]:
    """The pairs of records that reach `threshold`, the likeliest first.

    With `fresh` (keys) only pairs in which one of these takes part. `on_progress(pairs done, pairs)` is called between
    portions and may raise to stop the work.
    """
    columns = columns_of(records)
    chosen = None if fresh is None else np.isin([record.key for record in records], list(fresh))
    pairs = _distinct(columns, chosen)
    found: list[Proposal] = []
    for begin in range(0, len(pairs), AT_ONCE):
        if on_progress:
            on_progress(begin, len(pairs))
        found += _proposals(records, columns, pairs[begin : begin + AT_ONCE], threshold)
    return sorted(found, key=lambda pair: (-pair.score, pair.low, pair.high))


def compare(
    one: Record, others: Sequence[Record], population: Population, *, threshold: float = THRESHOLD
) -> list[Proposal]:
    """The others who may be `one`, the likeliest first; `population` says what is rare in the register.

    In each proposal `low` is the key of `one`.
    """
    records = [one, *others]
    columns = columns_of(records, population)
    pairs = np.arange(1, len(records), dtype=np.int64)
    return sorted(_proposals(records, columns, pairs, threshold, ordered=False), key=lambda pair: -pair.score)


def _distinct(columns: Columns, fresh: NDArray[np.bool_] | None) -> Ints:
    pairs = np.sort(np.concatenate(list(candidate_pairs(columns, fresh))))
    return pairs[np.append(True, pairs[1:] != pairs[:-1])] if len(pairs) else pairs


def _proposals(
    records: Sequence[Record], columns: Columns, pairs: Ints, threshold: float, *, ordered: bool = True
) -> list[Proposal]:
    low, high = np.divmod(pairs, len(records))
    scored = weigh(columns, low, high, threshold)
    return [_proposal(records, scored, place, ordered=ordered) for place in range(len(scored.score))]


def _proposal(records: Sequence[Record], scored: Scored, place: int, *, ordered: bool) -> Proposal:
    keys = [records[int(scored.low[place])].key, records[int(scored.high[place])].key]
    low, high = sorted(keys) if ordered else keys
    return Proposal(low, high, int(scored.score[place]), tuple(scored.reasons(place)))
