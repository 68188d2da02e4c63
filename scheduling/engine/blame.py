"""Runs that are left out: CP-SAT places them after all, or it is proved why they cannot be, and what would help."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from scheduling.engine import exact
from scheduling.engine.answers import Clash
from scheduling.engine.exact import Verdict
from scheduling.engine.facts import only
from scheduling.engine.impossible import alone, together
from scheduling.engine.repairs import repairs
from scheduling.engine.shortage import too_many
from scheduling.engine.state import State

if TYPE_CHECKING:
    from scheduling.engine.solve import Work

MODEL = 2_000
"""Sessions up to which all runs are one CP-SAT model; more would take gigabytes, so the search goes on alone."""

REPAIR_SHARE = 0.25
"""Share of the time left in which repairs of a clash are looked for."""


def set_hopeless_aside(work: "Work") -> None:
    """Runs that have no legal place even in an empty center are not tried again."""
    for job in work.left_out():
        if not work.budget.spent():
            clash = alone(work.problem, work.compiled.jobs[job].id, work.limits(0.25))
            if clash is not None:
                work.jobs.remove(job)
                work.hopeless[job] = clash
                work.tell("explain")
                work.hopeless[job] = _with_repairs(work, clash)


def settle_unplaced(work: "Work") -> None:
    """Runs still left out: let CP-SAT place all, or prove that it is impossible and name the clash."""
    if not work.left_out() or work.budget.spent():
        return
    if blamed := _too_many(work):
        _explain(work, blamed)
        return
    if len(work.compiled.tasks) > MODEL:
        return
    work.search.back_to_best()
    answer = exact.all_placed(State(work.compiled), work.jobs, work.limits(0.5), work.spots(work.jobs))
    if answer.verdict is Verdict.IMPOSSIBLE:
        _explain(work, work.jobs)
    else:
        work.adopt(work.jobs, answer)


def _too_many(work: "Work") -> list[int]:
    """Runs that are too many for what they share, one that is left out among them: found by counting."""
    for job in work.left_out():
        near = [job, *(other for other in work.search.related[job] if other in set(work.jobs))]
        blamed = too_many(work.compiled, near)
        if blamed:
            return blamed
    return []


def _explain(work: "Work", jobs: Sequence[int]) -> None:
    """Name the clash of runs that are proved not to fit together, and what would end it."""
    runs = {work.compiled.jobs[job].id for job in jobs}
    work.search.given_up.update(work.left_out())
    clash = work.clash = together(only(work.problem, runs), work.limits(REPAIR_SHARE))
    work.tell("explain")
    work.clash = _with_repairs(work, clash)


def _with_repairs(work: "Work", clash: Clash) -> Clash:
    """A clash with what would end it."""
    return replace(clash, repairs=repairs(work.problem, clash, work.limits(REPAIR_SHARE)))
