"""Why runs cannot be placed: a smallest set of runs and facts that clash, every step confirmed by solving
again.

CP-SAT's own core is only a first guess (with presolve it may name literals that were no assumptions,
or-tools issue
5141): it is taken with presolve off, solved again on its own, and then shrunk one member at a time.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import reduce
from time import monotonic
from typing import TypeVar

from scheduling.engine import exact
from scheduling.engine.compiled import compile_problem
from scheduling.engine.exact import Limits, Verdict
from scheduling.engine.facts import facts, only, without
from scheduling.engine.model import Clash, Fact, Problem, Reason, Unplaced
from scheduling.engine.state import State

T = TypeVar("T")

CORE_SHARE = 0.5
"""Share of the time for proving that the runs clash; the rest is for making the clash small."""


def find_clash(problem: Problem, left_out: Sequence[str], limits: Limits) -> Clash | None:
    """The clash behind the runs left out, or None if it is not proved that there is one.

    A run that cannot be placed even alone comes first; then all runs together are tried.
    """
    deadline = monotonic() + limits.seconds
    for run in left_out:
        if possible(only(problem, {run}), _until(deadline, limits, 0.25)) is Verdict.IMPOSSIBLE:
            return _smallest(problem, [run], deadline, limits)
    runs = _core(problem, _until(deadline, limits, CORE_SHARE))
    return _smallest(problem, runs, deadline, limits) if runs else None


def possible(problem: Problem, limits: Limits) -> Verdict:
    """Whether all runs of a problem can be placed."""
    compiled = compile_problem(problem)
    return exact.all_placed(State(compiled), range(len(compiled.jobs)), limits, {}).verdict


def unplaced(run: str, clash: Clash | None) -> Unplaced:
    """A run left out with what the clash says about it."""
    if clash is None or run not in clash.runs:
        return Unplaced(run)
    if clash.runs == (run,):
        return Unplaced(run, Reason.ALONE)
    return Unplaced(run, Reason.TOGETHER, tuple(other for other in clash.runs if other != run))


def _until(deadline: float, limits: Limits, share: float = 1.0) -> Limits:
    return replace(limits, seconds=max(0.0, deadline - monotonic()) * share)


def _core(problem: Problem, limits: Limits) -> list[str]:
    """Runs that are proved to clash, confirmed on their own; empty if nothing is proved."""
    compiled = compile_problem(problem)
    jobs = range(len(compiled.jobs))
    guess = exact.clashing(State(compiled), jobs, replace(limits, presolve=False))
    if guess[0] is not Verdict.IMPOSSIBLE:
        return []
    runs = [compiled.jobs[job].id for job in guess[1]]
    if runs and possible(only(problem, set(runs)), limits) is Verdict.IMPOSSIBLE:
        return runs
    everything = [job.id for job in compiled.jobs]
    return everything if possible(problem, limits) is Verdict.IMPOSSIBLE else []


def _smallest(problem: Problem, runs: Sequence[str], deadline: float, limits: Limits) -> Clash:
    """Shrink the runs, then the facts about them; what could not be settled in time stays in."""
    unsure: list[Verdict] = []

    def impossible(candidate: Problem) -> bool:
        verdict = possible(candidate, _until(deadline, limits, 0.5))
        if verdict is Verdict.UNKNOWN:
            unsure.append(verdict)
        return verdict is Verdict.IMPOSSIBLE

    def clash_of(kept: Sequence[str]) -> bool:
        return bool(kept) and impossible(only(problem, set(kept)))

    few = shrink(list(runs), clash_of)
    small = only(problem, set(few))
    known = facts(small)

    def clash_with(kept: Sequence[Fact]) -> bool:
        return impossible(reduce(without, (fact for fact in known if fact not in kept), small))

    needed = shrink(known, clash_with)
    return Clash(tuple(sorted(few)), tuple(needed), minimal=not unsure)


def shrink(members: list[T], clashes: Callable[[Sequence[T]], bool]) -> list[T]:
    """A subset that still clashes and loses its clash with any one member, if `clashes` is monotone and
    always sure.

    Halves are dropped at once where that keeps the clash; a member stays only after it was tried alone.
    """
    kept = list(members)

    def drop(chunk: list[T]) -> None:
        nonlocal kept
        rest = [member for member in kept if member not in chunk]
        if clashes(rest):
            kept = rest
        elif len(chunk) > 1:
            middle = len(chunk) // 2
            drop(chunk[:middle])
            drop(chunk[middle:])

    drop(list(members))
    return kept
