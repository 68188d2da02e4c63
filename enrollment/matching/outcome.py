"""From settled seats to the published columns: placements, runs with cut-offs and counterfactuals, digest."""

from __future__ import annotations

import hashlib
from json.encoder import encode_basestring

import numpy as np
from numpy.typing import NDArray

from enrollment.matching.acceptance import Seating
from enrollment.matching.closing import OpenSet, close_short, wanted
from enrollment.matching.market import Ints, Market
from enrollment.matching.model import NOWHERE, Counterfactual, Cutoff, Problem, Result, RunOutcome, RunWhy
from enrollment.matching.reasons import codes

Seats = NDArray[np.int16]


def publish(market: Market, decided: OpenSet) -> Result:
    """Lay the outcome out beside the problem."""
    run_of, seat_of = _placements(market, decided.seating)
    return Result(
        run_of=run_of,
        seat_of=seat_of,
        lottery=market.lottery,
        codes=codes(market, decided.seating),
        runs=_runs(market, decided),
        digest=digest(market.problem, run_of, seat_of),
        trials=decided.trials,
        complete=decided.complete,
    )


def _placements(market: Market, seating: Seating) -> tuple[Ints, Seats]:
    run_of, seat_of = market.lock_of.copy(), market.lock_seat_of.copy()
    levels = [
        (level, len(claims))
        for lists in seating.held
        if lists is not None
        for level, claims in enumerate(lists)
    ]
    claims = seating.claims()
    people = market.choices.graduate[market.choice_of[claims]]
    run_of[people] = market.run_of[claims]
    if levels:
        kinds, counts = np.array(levels).T
        seat_of[people] = np.repeat(kinds, counts)
    return run_of, seat_of


def _runs(market: Market, decided: OpenSet) -> tuple[RunOutcome, ...]:
    seating = decided.seating
    wants = wanted(market, seating)
    whys = [_why(market, seating, run, wants[run]) for run in range(len(wants))]
    outweighed = [run for run, why in enumerate(whys) if why is RunWhy.OUTWEIGHED]
    if_open = _counterfactuals(market, decided, outweighed)
    return tuple(
        RunOutcome(
            open=seating.held[run] is not None,
            why=why,
            holders=_holders(market, seating, run),
            cutoffs=_cutoffs(market, seating, run),
            wanted=wants[run],
            if_open=if_open.get(run),
        )
        for run, why in enumerate(whys)
    )


def _why(market: Market, seating: Seating, run: int, want: int) -> RunWhy:
    offered = market.problem.runs[run]
    if seating.held[run] is None:
        if offered.open is False:
            return RunWhy.DECIDED
        return RunWhy.TOO_FEW if want < offered.minimum else RunWhy.OUTWEIGHED
    if seating.placed(run) >= offered.minimum:
        return RunWhy.ENOUGH
    return RunWhy.HELD if any(market.locked[run]) else RunWhy.KEPT


def _counterfactuals(market: Market, decided: OpenSet, outweighed: list[int]) -> dict[int, Counterfactual]:
    """Force each outweighed run open beside the open ones, settle anew, and close whatever falls short again."""
    if not outweighed:
        return {}
    all_open = decided.everything.copy()
    for run, lists in enumerate(decided.seating.held):
        if lists is None and run not in outweighed:
            all_open.close(run)
    found = {}
    for run in outweighed:
        trial = all_open.copy()
        for other in outweighed:
            if other != run:
                trial.close(other)
        close_short(market, trial, keep=run)
        total = sum(map(trial.placed, range(len(market.problem.runs))))
        found[run] = Counterfactual(here=trial.placed(run), total=total)
    return found


def _holders(market: Market, seating: Seating, run: int) -> tuple[int, ...]:
    lists = seating.held[run]
    if lists is None:
        return (0,) * len(market.locked[run])
    return tuple(locked + len(claims) for locked, claims in zip(market.locked[run], lists, strict=True))


def _cutoffs(market: Market, seating: Seating, run: int) -> tuple[Cutoff | None, ...]:
    """The worst claim in each seat type; a claim's number is its place in the run's order, so the last one is it."""
    lists = seating.held[run]
    if lists is None:
        return (None,) * len(market.locked[run])
    return tuple(_cutoff(market, claims[-1]) if claims else None for claims in lists)


def _cutoff(market: Market, claim: int) -> Cutoff:
    choice = market.choice_of[claim]
    person = market.choices.graduate[choice]
    return Cutoff(points=int(market.choices.points[choice]), lottery=int(market.lottery[person]))


def digest(problem: Problem, run_of: Ints, seat_of: Seats) -> str:
    """SHA-256 of the placements as canonical JSON: UTF-8, keys sorted by code point, no spaces, no escapes
    beyond those JSON demands: `{"graduate":{"run":"…","seat":"…"},"other":null}`.
    """
    quote = encode_basestring
    seats = [
        [
            f'{{"run":{quote(run.id)},"seat":{quote(run.seat_name(level))}}}'
            for level in range(len(run.reserves) + 1)
        ]
        for run in problem.runs
    ]
    rows = sorted(
        zip((graduate.id for graduate in problem.graduates), run_of.tolist(), seat_of.tolist(), strict=True)
    )
    lines = [f"{quote(key)}:{'null' if run == NOWHERE else seats[run][seat]}" for key, run, seat in rows]
    return hashlib.sha256(f"{{{','.join(lines)}}}".encode()).hexdigest()
