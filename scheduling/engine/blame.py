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

EXPLAINED, REPAIRED = 0.25, 0.25
"""Shares of the time left in which clashes are made small, and repairs of them looked for."""

GIVEN_UP = 0.5
"""Share of the budget after which runs that are left out are tried seldom only."""


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
    """Runs still left out: let CP-SAT place all, or prove that it is impossible and name the clash.

    Those that are known not to fit are given up: the rest is made better, and they are tried again now and then.
    """
    if work.left_out() and not work.budget.spent() and not _counted(work):
        _asked(work)
    give_up(work)


def give_up(work: "Work") -> None:
    """Tell the search which runs are seldom to be tried: those of a clash, late all that are left out."""
    late = work.budget.used() > GIVEN_UP
    clashing = {run for clash in work.clashes for run in clash.runs}
    out = set(work.left_out() if late else ())
    work.search.given_up = [job for job in work.jobs if job in out or work.compiled.jobs[job].id in clashing]


def _counted(work: "Work") -> bool:
    """Name by counting, for the runs left out, others that are with them too many for what they share."""
    work.search.back_to_best()
    found, told = list[list[int]](), set[int]()
    for job in work.left_out():
        if (
            job not in told
            and not work.budget.spent()
            and (blamed := _too_many(work, job, alone=bool(found)))
        ):
            found.append(blamed)
            told.update(blamed)
    for blamed in found:
        if not work.budget.spent():
            _explain(work, blamed, 1 / len(found))
    return bool(found)


def _too_many(work: "Work", job: int, *, alone: bool) -> list[int]:
    """Runs that are too many for what they share, found by counting: one without a place and some that have one, or
    others without a place as well, unless it is to be `alone` among them.
    """
    near = [other for other in work.search.related[job] if other in set(work.jobs)]
    placed = [other for other in near if work.search.state.placed(other)]
    blamed = too_many(work.compiled, [job, *placed])
    return blamed if blamed or alone else too_many(work.compiled, [job, *near])


def _asked(work: "Work") -> None:
    """Ask CP-SAT to place all, or to prove that this cannot be."""
    if len(work.compiled.tasks) > MODEL:
        return
    work.search.back_to_best()
    answer = exact.all_placed(State(work.compiled), work.jobs, work.limits(0.5), work.spots(work.jobs))
    if answer.verdict is Verdict.IMPOSSIBLE:
        _explain(work, work.jobs, 1.0)
    else:
        work.adopt(work.jobs, answer)


def _explain(work: "Work", jobs: Sequence[int], share: float) -> None:
    """Name the clash of runs that are proved not to fit together, and what would end it."""
    runs = {work.compiled.jobs[job].id for job in jobs}
    clash = together(only(work.problem, runs), work.limits(EXPLAINED * share))
    work.clashes.append(clash)
    work.tell("explain")
    work.clashes[-1] = _with_repairs(work, clash, share)


def _with_repairs(work: "Work", clash: Clash, share: float = 1.0) -> Clash:
    """A clash with what would end it."""
    return replace(clash, repairs=repairs(work.problem, clash, work.limits(REPAIRED * share)))
