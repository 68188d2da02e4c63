"""What goes into a round of matching and what comes out, as frozen values.

A run chooses among its applicants so: for each reserve in its listed order the n best remaining members of that
group, then every seat not yet taken by points; higher points win, the lottery settles ties, one person takes one seat.
Members of a group with a confined reserve (who need one of the beds) take seats of that reserve and no others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

OPEN_SEAT = "open"
"""The seat type of every seat that no reserve holds back."""

NOWHERE = -1
"""In a column of indices: no run, no seat."""


class Malformed(ValueError):
    """The problem cannot be read as one; the message is one sentence that names the place."""


class Closing(StrEnum):
    """How the set of open runs is found where runs have minimum sizes."""

    SEARCH = "search"
    GREEDY = "greedy"
    NONE = "none"


class ReasonCode(StrEnum):
    """Why a graduate did or did not get one of their choices. A code's place in this list is its stored number."""

    PLACED = "placed"
    RANKED_BELOW = "ranked_below"
    FULL = "full"
    NOT_OPENED = "not_opened"
    NOT_ELIGIBLE = "not_eligible"
    DATE_CLASH = "date_clash"
    LOCKED = "locked"
    WITHDRAWN = "withdrawn"
    TOGETHER = "together"


class RunWhy(StrEnum):
    """Why a run opens or does not."""

    ENOUGH = "enough"
    """It opens with at least its minimum."""
    HELD = "held"
    """Below its minimum, kept open because people hold locked seats in it: staff must decide."""
    KEPT = "kept"
    """Below its minimum, open because the problem says so or because nothing is to be closed."""
    TOO_FEW = "too_few"
    """Not opened: fewer people than its minimum would rather be there than where they are."""
    OUTWEIGHED = "outweighed"
    """Not opened although enough people want it: the open set chosen instead is at least as good for all."""
    DECIDED = "decided"
    """Not opened because the problem says so."""


@dataclass(frozen=True, slots=True)
class Ineligibility:
    """A rule's verdict, judged before matching: which rule, on which fact of the person, by which clause."""

    rule: str
    fact: str
    clause: str


@dataclass(frozen=True, slots=True)
class Reserve:
    """The next `seats` seats of a run go to the best remaining members of `group`; unfilled ones become open.

    `confined`: members can be seated nowhere else in the run, since each of them needs what only these seats have.
    """

    group: str
    seats: int
    confined: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """One offered course run. `open` is None while undecided, else a decision of an earlier round to be kept."""

    id: str
    seats: int
    minimum: int = 0
    reserves: tuple[Reserve, ...] = ()
    start: date | None = None
    end: date | None = None
    open: bool | None = None

    def seat_name(self, level: int) -> str:
        """The seat type at a level: the reserves in listed order, then the open seats."""
        return self.reserves[level].group if level < len(self.reserves) else OPEN_SEAT

    def overlaps(self, other: Run) -> bool:
        """Whether the two runs share a day, both ends included; a run without dates clashes with nothing."""
        if self.start is None or self.end is None or other.start is None or other.end is None:
            return False
        return self.start <= other.end and other.start <= self.end


@dataclass(frozen=True, slots=True)
class Graduate:
    """One person: choices best first, priority points (one number, or one for each chosen run), groups.

    `ineligible` holds verdicts by run id, `withdrawn` the runs this person no longer wants (a declined offer).
    """

    id: str
    choices: tuple[str, ...]
    points: int | Mapping[str, int] = 0
    groups: tuple[str, ...] = ()
    ineligible: Mapping[str, Ineligibility] = field(default_factory=dict)
    withdrawn: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lock:
    """A seat that this round may not take away. `seat` is the seat type it goes on consuming; None is an open seat."""

    graduate: str
    run: str
    seat: str | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """One round. The order of graduates, runs, locks and pairs carries no meaning; that of choices and reserves does.

    `together` are pairs who would rather be in one run than each in the best one (`enrollment.matching.together`).
    """

    graduates: tuple[Graduate, ...]
    runs: tuple[Run, ...]
    locks: tuple[Lock, ...] = ()
    seed: str = ""
    closing: Closing = Closing.SEARCH
    together: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Cutoff:
    """The weakest person admitted to a seat type, locked people apart: their points and lottery number."""

    points: int
    lottery: int


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """What forcing a closed run open would have led to: people in it, and people placed in all runs together."""

    here: int
    total: int


@dataclass(frozen=True, slots=True)
class RunOutcome:
    """What became of one run.

    `holders` and `cutoffs` have one entry for each reserve in listed order and a last one for the open seats.
    `wanted` counts the people who would rather be in this run than where they are, and may be.
    `if_open` is given for an outweighed run only: too few people settle the question for the others.
    """

    open: bool
    why: RunWhy
    holders: tuple[int, ...]
    cutoffs: tuple[Cutoff | None, ...]
    wanted: int
    if_open: Counterfactual | None = None

    @property
    def placed(self) -> int:
        """People in the run, locked ones included."""
        return sum(self.holders)


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """The outcome as columns beside the problem: graduates and runs in the problem's order.

    `run_of` and `seat_of` (one a graduate) are indices into `problem.runs` and into that run's seat types, or NOWHERE;
    `lottery` (one a graduate) counts from 1, the luckiest; `codes` (one a choice, graduate after graduate) numbers
    ReasonCode. `trials` counts the open sets tried; `complete` is False if the search was stopped or ran out of budget.
    `together` (one a pair) is the run in which the two sit for each other's sake, or None; `alone`, given where there
    are pairs, the outcome as it would be without their wishes.
    """

    run_of: NDArray[np.int32]
    seat_of: NDArray[np.int16]
    lottery: NDArray[np.int32]
    codes: NDArray[np.uint8]
    runs: tuple[RunOutcome, ...]
    digest: str
    trials: int
    complete: bool
    together: tuple[str | None, ...] = ()
    alone: Result | None = None
