"""Why runs cannot be placed: a smallest set of runs and facts that clash, every step confirmed by solving
again.

CP-SAT's own core is only a first guess (with presolve it may name literals that were no assumptions,
or-tools issue 5141): it is taken with presolve off, solved again on its own, and then shrunk one member at a
time.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import replace
from functools import reduce
from random import Random
from time import monotonic
from typing import TypeVar

from scheduling.engine import exact
from scheduling.engine.answers import (
    Clash,
    Fact,
)
from scheduling.engine.compiled import compile_problem
from scheduling.engine.exact import Limits, Verdict
from scheduling.engine.facts import facts, only, without
from scheduling.engine.greedy import construct
from scheduling.engine.model import (
    Problem,
    Reason,
    Unplaced,
)
from scheduling.engine.shortage import too_many
from scheduling.engine.state import State

T = TypeVar("T", bound=Hashable)

GUESS_SECONDS = 2.0
"""Time for CP-SAT's own guess at the clashing runs; without one, shrinking starts from all runs."""

RUNS_SHARE = 0.5
"""Share of the time in which the runs are shrunk; the rest is for the facts about them."""

FEW = 8
"""Up to so many runs are shrunk at once, without a guess."""


def alone(problem: Problem, run: str, limits: Limits) -> Clash | None:
    """The clash of a run that has no legal place even in an empty center, or None if that is not proved."""
    deadline = monotonic() + limits.seconds
    if possible(only(problem, {run}), limits) is not Verdict.IMPOSSIBLE:
        return None
    return _smallest(problem, [run], deadline, limits)


def together(problem: Problem, limits: Limits) -> Clash:
    """The clash of a problem whose runs are proved not to fit together."""
    deadline = monotonic() + limits.seconds
    return _smallest(problem, _core(problem, limits), deadline, limits)


def possible(problem: Problem, limits: Limits) -> Verdict:
    """Whether all runs of a problem can be placed: counting or construction may settle it, else CP-SAT is asked.

    Unknown when no time is left, or all is to stop: to state a large problem takes seconds, however short the answer
    may be.
    """
    begun = monotonic()
    if limits.over():
        return Verdict.UNKNOWN
    compiled = compile_problem(problem)
    if too_many(compiled, range(len(compiled.jobs))):
        return Verdict.IMPOSSIBLE
    left_out, _ = construct(compiled, Random(limits.seed)).score()  # noqa: S311  (a search, no secret)
    if not left_out:
        return Verdict.OPTIMAL
    jobs = range(len(compiled.jobs))
    return exact.all_placed(State(compiled), jobs, limits.since(begun), {}).verdict


def unplaced(run: str, clashes: Iterable[Clash]) -> Unplaced:
    """A run left out with what the first clash that it is part of says about it."""
    clash = next((one for one in clashes if run in one.runs), None)
    if clash is None:
        return Unplaced(run)
    if clash.runs == (run,):
        return Unplaced(run, Reason.ALONE)
    return Unplaced(run, Reason.TOGETHER, tuple(other for other in clash.runs if other != run))


def _until(deadline: float, limits: Limits, share: float = 1.0) -> Limits:
    return replace(limits, seconds=max(0.0, deadline - monotonic()) * share)


def _core(problem: Problem, limits: Limits) -> list[str]:
    """Runs that clash: too many by counting, or CP-SAT's guess if solving them again confirms it, else all."""
    everything = [run.id for run in problem.runs]
    if len(everything) <= FEW:
        return everything
    compiled = compile_problem(problem)
    if limits.over():
        return everything
    if blamed := too_many(compiled, range(len(compiled.jobs))):
        return [compiled.jobs[job].id for job in blamed]
    few = replace(limits, seconds=min(GUESS_SECONDS, limits.seconds), effort=GUESS_SECONDS, presolve=False)
    guess = exact.clashing(State(compiled), range(len(compiled.jobs)), few)
    runs = [compiled.jobs[job].id for job in guess]
    if runs and possible(only(problem, set(runs)), few) is Verdict.IMPOSSIBLE:
        return runs
    return everything


def _smallest(problem: Problem, runs: Sequence[str], deadline: float, limits: Limits) -> Clash:
    """Shrink the runs, then the facts about them; what could not be settled in time stays in.

    What counting alone shows to be needless goes first: that takes little time.
    """
    middle = monotonic() + RUNS_SHARE * (deadline - monotonic())
    sure = True

    def over(until: float) -> bool:
        return monotonic() >= until or limits.over()

    def counted(kept: Sequence[str], held: Sequence[Fact]) -> bool:
        return not over(deadline) and _over(_relaxed(problem, kept, held))

    def impossible(kept: Sequence[str], held: Sequence[Fact], until: float) -> bool:
        nonlocal sure
        verdict = Verdict.UNKNOWN
        if not over(until):
            verdict = possible(_relaxed(problem, kept, held), _until(until, limits, 0.5))
        sure = sure and verdict is not Verdict.UNKNOWN
        return verdict is Verdict.IMPOSSIBLE

    def about(kept: Sequence[str], held: Sequence[Fact]) -> list[Fact]:
        known = set(facts(only(problem, set(kept))))
        return [fact for fact in held if fact in known]

    few, needed = list(runs), facts(only(problem, set(runs)))
    if counted(few, needed):
        few = shrink(few, lambda kept: bool(kept) and counted(kept, needed))
        needed = _by_kind(about(few, needed), lambda held: counted(few, held))
        needed = shrink(needed, lambda held: counted(few, held))
    few = shrink(few, lambda kept: bool(kept) and impossible(kept, needed, middle))
    needed = shrink(about(few, needed), lambda held: impossible(few, held, deadline))
    return Clash(tuple(sorted(few)), tuple(needed), minimal=sure)


def _by_kind(needed: list[Fact], clashes: Callable[[Sequence[Fact]], bool]) -> list[Fact]:
    """The facts of those kinds that cannot be left out whole: of many trainers most is needless."""
    for kind in dict.fromkeys(fact.kind for fact in needed):
        rest = [fact for fact in needed if fact.kind is not kind]
        needed = rest if clashes(rest) else needed
    return needed


def _relaxed(problem: Problem, runs: Sequence[str], needed: Sequence[Fact]) -> Problem:
    """The problem of some runs alone, as if no other facts held."""
    small, held = only(problem, set(runs)), set(needed)
    return reduce(without, (fact for fact in facts(small) if fact not in held), small)


def _over(problem: Problem) -> bool:
    """Whether counting shows that the runs of a problem are too many."""
    compiled = compile_problem(problem)
    return bool(too_many(compiled, range(len(compiled.jobs))))


def shrink(members: list[T], clashes: Callable[[Sequence[T]], bool]) -> list[T]:
    """A subset that still clashes and loses its clash with any one member, if `clashes` is monotone and
    always sure.

    Halves are dropped at once where that keeps the clash; a member stays only after it was tried alone.
    """
    kept = list(members)

    def drop(chunk: list[T]) -> None:
        nonlocal kept
        gone = set(chunk)
        rest = [member for member in kept if member not in gone]
        if clashes(rest):
            kept = rest
        elif len(chunk) > 1:
            middle = len(chunk) // 2
            drop(chunk[:middle])
            drop(chunk[middle:])

    drop(list(members))
    return kept
