"""Verifies a result from what is published, seat by seat and reason by reason. Shares no code with the engine.

Proved: every seat is one the person asked for and may have; no run is overfull or, unless held or decided open, short;
locks are kept; every lottery number is the one the seed draws; nobody is passed over for a seat they have the better
claim to, reserves in their listed order; every cut-off, count and reason is true; the digest fits the placements.
Not proved here: that no other open set is better, and the counterfactual of an outweighed run.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from enrollment.matching.model import Closing, Graduate, Problem, ReasonCode, Result, RunWhy

Column = NDArray[np.int64]
Small = NDArray[np.int32]
Mask = NDArray[np.bool_]
LAST = np.iinfo(np.int32).max
CODES = list(ReasonCode)


def check(problem: Problem, result: Result) -> list[str]:
    """Return one sentence for each untruth found; an empty list means that the result may be published."""
    shape = list(_wrong_shape(problem, result))
    if shape:
        return shape
    board = _read(problem, result)
    return [
        *_lottery(board),
        *_locks(board),
        *_runs(board),
        *_seats(board),
        *_cutoffs(board),
        *_passed_over(board),
        *_reasons(board),
        *_digest(board),
    ]


@dataclass(frozen=True, slots=True, eq=False)
class _Board:
    """What is published, beside the problem. `person`, `run`, `points`, `rank`, `alive` have one entry a choice;
    `held` (a person) is the rank of the run they are in, LAST if none of their choices; `holders` is run × seat type.
    """

    problem: Problem
    result: Result
    person: Small
    run: Small
    points: Column
    rank: Small
    held: Small
    alive: Mask
    locked: Mask
    levels: Column
    holders: Column
    unlocked: Column
    opened: Mask
    seats: Column
    wanted: Column
    cut_points: Column
    cut_lottery: Column
    member: list[Mask]

    def name(self, person: int) -> str:
        return repr(self.problem.graduates[person].id)

    def run_name(self, run: int) -> str:
        return repr(self.problem.runs[run].id)


def _wrong_shape(problem: Problem, result: Result) -> Iterator[str]:
    people, choices = len(problem.graduates), sum(len(graduate.choices) for graduate in problem.graduates)
    for name, found, expected in (
        ("run_of", len(result.run_of), people),
        ("seat_of", len(result.seat_of), people),
        ("lottery", len(result.lottery), people),
        ("codes", len(result.codes), choices),
        ("runs", len(result.runs), len(problem.runs)),
    ):
        if found != expected:
            yield f"{name} has {found} entries where {expected} are needed."
            return
    levels = np.array([len(run.reserves) + 1 for run in problem.runs] + [0])
    inside = (result.run_of >= 0) & (result.run_of < len(problem.runs))
    if (~inside & (result.run_of != -1)).any() or (result.seat_of[~inside] != -1).any():
        yield "run_of or seat_of points to nothing."
    elif (result.seat_of[inside] < 0).any() or (result.seat_of >= levels[result.run_of])[inside].any():
        yield "seat_of names a seat type that the run does not have."
    if len(result.codes) and result.codes.max() >= len(CODES):
        yield "codes holds a number that is no reason."
    for run, outcome in zip(problem.runs, result.runs, strict=True):
        if not len(outcome.holders) == len(outcome.cutoffs) == len(run.reserves) + 1:
            yield f"Run {run.id!r} has not one holder count and one cut-off for each of its seat types."


def _read(problem: Problem, result: Result) -> _Board:
    person, run, points, rank = _choices(problem)
    locked = np.zeros(len(problem.graduates), dtype=bool)
    place = {graduate.id: index for index, graduate in enumerate(problem.graduates)} if problem.locks else {}
    locked[[place[lock.graduate] for lock in problem.locks]] = True
    run_of, seat_of = result.run_of.astype(np.int64), result.seat_of.astype(np.int64)
    levels = np.array([len(offered.reserves) for offered in problem.runs], dtype=np.int64)
    alive = ~locked[person] & _may(problem, len(run))
    mine = run_of[person] == run
    held = np.full(len(problem.graduates), LAST, dtype=np.int32)
    held[person[mine]] = rank[mine]
    wants = alive & (rank < held[person])
    cut_points, cut_lottery = _published_cutoffs(problem, result)
    return _Board(
        problem, result, person, run, points, rank, held, alive, locked, levels,
        holders=_tally(run_of, seat_of, np.ones(len(locked), dtype=bool), cut_points.shape),
        unlocked=_tally(run_of, seat_of, ~locked, cut_points.shape),
        opened=np.array([outcome.open for outcome in result.runs], dtype=bool),
        seats=np.array([offered.seats for offered in problem.runs], dtype=np.int64),
        wanted=np.bincount(run[wants], minlength=len(levels)),
        cut_points=cut_points,
        cut_lottery=cut_lottery,
        member=_members(problem, person, run, int(levels.max(initial=0))),
    )  # fmt: skip


def _choices(problem: Problem) -> tuple[Small, Small, Column, Small]:
    """Person, run, points and rank of every choice."""
    number = {run.id: index for index, run in enumerate(problem.runs)}
    lengths = np.array([len(graduate.choices) for graduate in problem.graduates], dtype=np.int32)
    total = int(lengths.sum())
    person = np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)
    runs = map(number.__getitem__, chain.from_iterable(one.choices for one in problem.graduates))
    points = chain.from_iterable(_points(one) for one in problem.graduates)
    rank = np.arange(total, dtype=np.int32)
    rank -= np.repeat(np.cumsum(lengths, dtype=np.int32) - lengths, lengths)
    return person, np.fromiter(runs, np.int32, total), np.fromiter(points, np.int64, total), rank


def _points(graduate: Graduate) -> list[int]:
    given, chosen = graduate.points, graduate.choices
    return [given] * len(chosen) if isinstance(given, int) else [given[run] for run in chosen]


def _may(problem: Problem, choices: int) -> Mask:
    """Whether the person may and would still take each choice."""
    may = np.ones(choices, dtype=bool)
    at = 0
    for graduate in problem.graduates:
        if graduate.ineligible or graduate.withdrawn:
            for offset, run in enumerate(graduate.choices):
                may[at + offset] = run not in graduate.ineligible and run not in graduate.withdrawn
        at += len(graduate.choices)
    return may


def _tally(run_of: Column, seat_of: Column, count: Mask, shape: tuple[int, ...]) -> Column:
    table = np.zeros(shape, dtype=np.int64)
    counted = count & (run_of >= 0)
    np.add.at(table, (run_of[counted], seat_of[counted]), 1)
    return table


def _published_cutoffs(problem: Problem, result: Result) -> tuple[Column, Column]:
    """Points and lottery numbers of the cut-offs, run × seat type; lottery 0 where none is published."""
    width = max((len(run.reserves) for run in problem.runs), default=0) + 1
    points = np.zeros((len(problem.runs), width), dtype=np.int64)
    lottery = np.zeros_like(points)
    for run, outcome in enumerate(result.runs):
        for level, cutoff in enumerate(outcome.cutoffs):
            if cutoff is not None:
                points[run, level], lottery[run, level] = cutoff.points, cutoff.lottery
    return points, lottery


def _members(problem: Problem, person: Column, run: Column, width: int) -> list[Mask]:
    """For each place in the list of reserves: whether the choice's person belongs to the group the run reserves there."""
    belongs = {
        group: np.zeros(len(problem.graduates), dtype=bool)
        for offered in problem.runs
        for group in {reserve.group for reserve in offered.reserves}
    }
    for index, graduate in enumerate(problem.graduates):
        for group in graduate.groups:
            if group in belongs:
                belongs[group][index] = True
    nobody = np.zeros(len(problem.graduates), dtype=bool)
    names = {group: row for row, group in enumerate(belongs)}
    table = np.array([*belongs.values(), nobody])
    masks = []
    for level in range(width):
        rows = [names[r.reserves[level].group] if level < len(r.reserves) else -1 for r in problem.runs]
        masks.append(table[np.array(rows)[run], person])
    return masks


def _lottery(board: _Board) -> Iterator[str]:
    people = board.problem.graduates
    tickets = _hmacs(board.problem.seed.encode(), [graduate.id.encode() for graduate in people])
    drawn = sorted(range(len(people)), key=tickets.__getitem__)
    for place in np.flatnonzero(board.result.lottery[drawn] != np.arange(1, len(people) + 1)).tolist():
        yield f"{board.name(drawn[place])} has another lottery number than the seed draws, {place + 1}."


def _hmacs(key: bytes, messages: list[bytes]) -> list[bytes]:
    """HMAC-SHA256 as RFC 2104 defines it: H(key ⊕ opad, H(key ⊕ ipad, message)), for a key of any length."""
    block = (hashlib.sha256(key).digest() if len(key) > 64 else key).ljust(64, b"\x00")
    opad, ipad = (hashlib.sha256(bytes(byte ^ pad for byte in block)) for pad in (0x5C, 0x36))

    def one(message: bytes) -> bytes:
        first, second = ipad.copy(), opad.copy()
        first.update(message)
        second.update(first.digest())
        return second.digest()

    return [one(message) for message in messages]


def _locks(board: _Board) -> Iterator[str]:
    place = {graduate.id: index for index, graduate in enumerate(board.problem.graduates)}
    for lock in board.problem.locks:
        person = place[lock.graduate]
        run = int(board.result.run_of[person])
        offered = board.problem.runs[run] if run >= 0 else None
        seat = offered.seat_name(int(board.result.seat_of[person])) if offered else None
        if offered is None or offered.id != lock.run or seat != (lock.seat or "open"):
            yield f"{lock.graduate!r} does not hold the locked seat in {lock.run!r}."


def _runs(board: _Board) -> Iterator[str]:
    for index, (run, outcome) in enumerate(zip(board.problem.runs, board.result.runs, strict=True)):
        name, placed = f"Run {run.id!r}", int(board.holders[index].sum())
        counted = tuple(board.holders[index, : len(run.reserves) + 1].tolist())
        if outcome.holders != counted:
            yield f"{name} publishes {outcome.holders} holders and has {counted}."
        if placed > run.seats or (placed and not outcome.open):
            yield f"{name} holds {placed} people in {run.seats if outcome.open else 0} seats."
        if any(n > reserve.seats for n, reserve in zip(counted, run.reserves, strict=False)):
            yield f"{name} gives a reserve more seats than it has."
        if outcome.wanted != board.wanted[index]:
            yield f"{name} is wanted by {board.wanted[index]} people, not {outcome.wanted}."
        if run.open is not None and outcome.open != run.open:
            yield f"{name} goes against the decision whether it opens."
        if outcome.why is not (why := _why(board, index)):
            yield f"{name} says {outcome.why} where {why or 'it should have been closed or kept open'} is true."
        if (outcome.if_open is not None) != (outcome.why is RunWhy.OUTWEIGHED):
            yield f"{name} has a counterfactual without being outweighed, or none although it is."


def _why(board: _Board, index: int) -> RunWhy | None:
    """The true reason for a run's opening or closing; None if it had to be the other way round."""
    run, placed = board.problem.runs[index], int(board.holders[index].sum())
    held = bool((board.holders[index] > board.unlocked[index]).any())
    if board.result.runs[index].open:
        if placed >= run.minimum:
            return RunWhy.ENOUGH
        if held:
            return RunWhy.HELD
        return RunWhy.KEPT if run.open or board.problem.closing is Closing.NONE else None
    if run.open is False:
        return RunWhy.DECIDED
    if board.problem.closing is Closing.NONE:
        return None
    return RunWhy.TOO_FEW if board.wanted[index] < run.minimum else RunWhy.OUTWEIGHED


def _seats(board: _Board) -> Iterator[str]:
    """Every free person's seat is one of their living choices, and a reserved one belongs to a group of theirs."""
    run_of, seat_of = board.result.run_of, board.result.seat_of
    good = board.locked | (run_of < 0)
    mine = np.flatnonzero(board.alive & (run_of[board.person] == board.run))
    good[board.person[mine]] = True
    for person in np.flatnonzero(~good).tolist():
        yield f"{board.name(person)} is placed where they did not ask to be or may not be."
    for level, member in enumerate(board.member):
        wrong = mine[
            (seat_of[board.person[mine]] == level) & (level < board.levels[board.run[mine]]) & ~member[mine]
        ]
        for person in board.person[wrong].tolist():
            yield f"{board.name(person)} holds a seat reserved for a group they do not belong to."


def _cutoffs(board: _Board) -> Iterator[str]:
    """A cut-off is met by all who hold the seat type and is exactly one person's; none is given for an empty one."""
    mine = np.flatnonzero(board.alive & (board.result.run_of[board.person] == board.run))
    run, person = board.run[mine], board.person[mine]
    level = board.result.seat_of[person].astype(np.int64)
    for choice in mine[_worse(board, mine, level)].tolist():
        yield f"{board.name(board.person[choice])} is below the cut-off of their own seat."
    exact = (board.points[mine] == board.cut_points[run, level]) & (
        board.result.lottery[person] == board.cut_lottery[run, level]
    )
    matched = np.zeros_like(board.cut_points)
    np.add.at(matched, (run[exact], level[exact]), 1)
    needed = (board.unlocked > 0).astype(np.int64)
    given = (board.cut_lottery > 0).astype(np.int64)
    for index in np.flatnonzero(((matched != needed) | (given != needed)).any(axis=1)).tolist():
        yield f"Run {board.run_name(index)} publishes a cut-off that is not its weakest holder's."


def _worse(board: _Board, choices: Column, level: Column | int) -> Mask:
    """Whether each choice is a worse claim than the cut-off of that seat type of its run; True where there is none."""
    run = board.run[choices]
    points, lottery = board.cut_points[run, level], board.cut_lottery[run, level]
    own, luck = board.points[choices], board.result.lottery[board.person[choices]]
    return (lottery == 0) | (own < points) | ((own == points) & (luck > lottery))


def _passed_over(board: _Board) -> Iterator[str]:
    """Each living claim to an open run, as good as the person's own or better, met every seat type before its own
    used up by better claims; one that got no seat met the whole run so.
    """
    claims = np.flatnonzero(board.alive & board.opened[board.run] & (board.rank <= board.held[board.person]))
    run = board.run[claims]
    here = board.rank[claims] == board.held[board.person[claims]]
    got = np.where(here, board.result.seat_of[board.person[claims]], LAST)
    full = board.holders.sum(axis=1) == board.seats
    wrong = ~here & ~(full[run] & _worse(board, claims, board.levels[run]))
    for level, member in enumerate(board.member):
        size = [r.reserves[level].seats if level < len(r.reserves) else 0 for r in board.problem.runs]
        rest = board.unlocked[:, level + 1 :].sum(axis=1)
        used_up = (board.holders[:, level] >= np.array(size)) | (full & (rest == 0))
        met = member[claims] & (got > level)
        wrong |= met & ~(used_up[run] & _worse(board, claims, level))
    for choice in claims[wrong].tolist():
        yield f"{board.name(board.person[choice])} has a better claim to a seat in {board.run_name(board.run[choice])}."


def _reasons(board: _Board) -> Iterator[str]:
    """Compare every stored reason with the one that follows from the placements and the open runs."""
    number = {code: index for index, code in enumerate(CODES)}
    held = board.held[board.person]
    true = np.where(board.opened[board.run], number[ReasonCode.FULL], number[ReasonCode.NOT_OPENED])
    true[board.rank == held] = number[ReasonCode.PLACED]
    true[board.rank > held] = number[ReasonCode.RANKED_BELOW]
    for choice in np.flatnonzero(~board.alive).tolist():
        true[choice] = number[_ruled_out(board, choice)]
    for choice in np.flatnonzero(true != board.result.codes).tolist():
        said, is_so = CODES[board.result.codes[choice]], CODES[true[choice]]
        who, run = board.name(board.person[choice]), board.run_name(board.run[choice])
        yield f"{who} is told {said} about {run} where {is_so} is true."


def _ruled_out(board: _Board, choice: int) -> ReasonCode:
    graduate = board.problem.graduates[board.person[choice]]
    run = board.problem.runs[board.run[choice]]
    locked = board.locked[board.person[choice]]
    held = board.problem.runs[board.result.run_of[board.person[choice]]] if locked else None
    if held is not None and held.id == run.id:
        return ReasonCode.LOCKED
    if run.id in graduate.withdrawn:
        return ReasonCode.WITHDRAWN
    if run.id in graduate.ineligible:
        return ReasonCode.NOT_ELIGIBLE
    if held is not None and None not in (run.start, run.end, held.start, held.end):
        apart = run.end < held.start or held.end < run.start  # type: ignore[operator]
        return ReasonCode.LOCKED if apart else ReasonCode.DATE_CLASH
    return ReasonCode.LOCKED


def _digest(board: _Board) -> Iterator[str]:
    """Compare with SHA-256 of the placements as JSON: keys sorted, no spaces, UTF-8."""
    runs, result = board.problem.runs, board.result
    seats = [
        [{"run": run.id, "seat": run.seat_name(seat)} for seat in range(len(run.reserves) + 1)]
        for run in runs
    ]
    ids = (graduate.id for graduate in board.problem.graduates)
    held = zip(ids, result.run_of.tolist(), result.seat_of.tolist(), strict=True)
    placements = {person: seats[run][seat] if run >= 0 else None for person, run, seat in held}
    text = json.dumps(placements, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    if hashlib.sha256(text.encode()).hexdigest() != result.digest:
        yield "The digest is not that of the placements."
