"""Verifies a result from what is published, seat by seat and reason by reason. Shares no code with the engine.

Proved: every seat is one the person asked for and may have; no run is overfull or, unless held or decided open, short;
locks are kept; every lottery number is the one the seed draws; nobody is passed over for a seat they have the better
claim to, reserves in their listed order; every cut-off, count and reason is true; the digest fits the placements.
For pairs who want to be together: that the outcome without their wishes is proved too, that the same runs open, that
nobody else is worse off by a wish, and that no run falls short by it.
Not proved here: that no other open set is better, and the counterfactual of an outweighed run.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from enrollment.matching.model import Closing, Problem, ReasonCode, Result, RunWhy
from enrollment.matching.published import CODES, LAST, Board, Column, Mask, read, wrong_shape


def check(problem: Problem, result: Result) -> list[str]:
    """Return one sentence for each untruth found; an empty list means that the result may be published."""
    shape = list(wrong_shape(problem, result))
    if shape:
        return shape
    board = read(problem, result)
    return [
        *_lottery(board),
        *_locks(board),
        *_runs(board),
        *_seats(board),
        *_cutoffs(board),
        *_passed_over(board),
        *_reasons(board),
        *_digest(board),
        *_together(board),
    ]


def _lottery(board: Board) -> Iterator[str]:
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


def _locks(board: Board) -> Iterator[str]:
    place = {graduate.id: index for index, graduate in enumerate(board.problem.graduates)}
    for lock in board.problem.locks:
        person = place[lock.graduate]
        run = int(board.result.run_of[person])
        offered = board.problem.runs[run] if run >= 0 else None
        seat = offered.seat_name(int(board.result.seat_of[person])) if offered else None
        if offered is None or offered.id != lock.run or seat != (lock.seat or "open"):
            yield f"{lock.graduate!r} does not hold the locked seat in {lock.run!r}."


def _runs(board: Board) -> Iterator[str]:
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


def _why(board: Board, index: int) -> RunWhy | None:
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


def _seats(board: Board) -> Iterator[str]:
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
    outside = mine[board.bound[mine] & (seat_of[board.person[mine]] == board.levels[board.run[mine]])]
    for person in board.person[outside].tolist():
        yield f"{board.name(person)} is confined to a reserve and holds a seat outside it."


def _cutoffs(board: Board) -> Iterator[str]:
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


def _worse(board: Board, choices: Column, level: Column | int) -> Mask:
    """Whether each choice is a worse claim than the cut-off of that seat type of its run; True where there is none."""
    run = board.run[choices]
    points, lottery = board.cut_points[run, level], board.cut_lottery[run, level]
    own, luck = board.points[choices], board.result.lottery[board.person[choices]]
    worse: Mask = (lottery == 0) | (own < points) | ((own == points) & (luck > lottery))
    return worse


def _passed_over(board: Board) -> Iterator[str]:
    """Each living claim to an open run, as good as the person's own or better, met every seat type before its own
    used up by better claims; one that got no seat met the whole run so.
    """
    claims = np.flatnonzero(board.alive & board.opened[board.run] & (board.rank <= board.held[board.person]))
    run = board.run[claims]
    here = board.rank[claims] == board.held[board.person[claims]]
    got = np.where(here, board.result.seat_of[board.person[claims]], LAST)
    full = board.holders.sum(axis=1) == board.seats
    wrong = ~here & ~board.bound[claims] & ~(full[run] & _worse(board, claims, board.levels[run]))
    for level, member in enumerate(board.member):
        size = [r.reserves[level].seats if level < len(r.reserves) else 0 for r in board.problem.runs]
        rest = board.unlocked[:, level + 1 :].sum(axis=1)
        used_up = (board.holders[:, level] >= np.array(size)) | (full & (rest == 0))
        met = member[claims] & (got > level)
        wrong |= met & ~(used_up[run] & _worse(board, claims, level))
    for choice in claims[wrong].tolist():
        yield f"{board.name(board.person[choice])} has a better claim to a seat in {board.run_name(board.run[choice])}."


def _reasons(board: Board) -> Iterator[str]:
    """Compare every stored reason with the one that follows from the placements and the open runs."""
    number = {code: index for index, code in enumerate(CODES)}
    held = board.held[board.person]
    true = np.where(board.opened[board.run], number[ReasonCode.FULL], number[ReasonCode.NOT_OPENED])
    true[board.rank == held] = number[ReasonCode.PLACED]
    true[board.rank > held] = number[ReasonCode.RANKED_BELOW]
    true[board.given_up] = number[ReasonCode.TOGETHER]
    for choice in np.flatnonzero(~board.alive).tolist():
        true[choice] = number[_ruled_out(board, choice)]
    for choice in np.flatnonzero(true != board.result.codes).tolist():
        said, is_so = CODES[board.result.codes[choice]], CODES[true[choice]]
        who, run = board.name(board.person[choice]), board.run_name(board.run[choice])
        yield f"{who} is told {said} about {run} where {is_so} is true."


def _ruled_out(board: Board, choice: int) -> ReasonCode:
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
        apart = run.end < held.start or held.end < run.start
        return ReasonCode.LOCKED if apart else ReasonCode.DATE_CLASH
    return ReasonCode.LOCKED


def _digest(board: Board) -> Iterator[str]:
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


def _together(board: Board) -> Iterator[str]:
    """Wishes to be together cost nobody else anything, and each that is said to be granted is."""
    problem, result, alone = board.problem, board.result, board.result.alone
    if alone is None:
        return
    plain = replace(problem, together=())
    yield from (f"Without wishes: {untruth}" for untruth in check(plain, alone))
    before = read(plain, alone)
    granted = np.zeros(len(problem.graduates), dtype=bool)
    place = {graduate.id: index for index, graduate in enumerate(problem.graduates)}
    for pair, name in zip(problem.together, result.together, strict=True):
        for person in (place[one] for one in pair if name is not None):
            granted[person] = True
            run = int(result.run_of[person])
            if board.locked[person] or run < 0 or problem.runs[run].id != name:
                yield f"{board.name(person)} is said to be together with somebody in {name!r} and is not there."
    for person in np.flatnonzero(~granted & (board.held > before.held)).tolist():
        yield f"{board.name(person)} is worse off for somebody else's wish to be together."
    for offered, now, then in zip(problem.runs, result.runs, alone.runs, strict=True):
        if now.open != then.open or now.placed < min(offered.minimum, then.placed):
            yield f"Run {offered.id!r} opens, closes or falls short for a wish to be together."
