"""CP-SAT's turns: a small problem whole, a few competing runs of a larger one."""

from dataclasses import replace
from typing import TYPE_CHECKING

from scheduling.engine import exact
from scheduling.engine.compiled import Spots
from scheduling.engine.exact import Verdict
from scheduling.engine.merging import merged
from scheduling.engine.state import State

if TYPE_CHECKING:
    from scheduling.engine.solve import Work

NEIGHBORHOOD = 35
"""Sessions that CP-SAT re-plans at once in a larger problem."""

EFFORT = 1.5
"""Deterministic time of one neighborhood; about as many seconds."""


def whole(work: "Work") -> None:
    """The whole problem as one model, warm-started: most sessions, then least cost."""
    work.search.back_to_best()
    work.budget.taken += 1
    if work.left_out():
        most = exact.most_placed(State(work.compiled), work.jobs, work.limits(0.5), work.spots(work.jobs))
        work.adopt(work.jobs, most)
    hint = work.spots(work.jobs)
    answer = exact.cheapest(State(work.compiled), list(hint), work.limits(), hint)
    work.adopt(list(hint), answer)
    if not work.left_out() and answer.bound is not None:
        work.raise_bound(answer.bound)
    work.finished = work.finished or (answer.verdict is Verdict.OPTIMAL and not work.left_out())


def neighborhood(work: "Work") -> None:
    """A few competing runs of the best timetable are re-planned beside the fixed rest."""
    work.turns += 1
    work.search.back_to_best()
    jobs = _competing(work)
    hint = work.spots(jobs)
    state = work.search.state
    for job in hint:
        state.remove(job)
    model = exact.cheapest if len(hint) == len(jobs) else exact.most_placed
    answer = model(state, jobs, work.limits(effort=EFFORT), hint)
    for job, spots in hint.items():
        state.insert(job, spots)
    work.adopt(jobs, answer)


def _competing(work: "Work") -> list[int]:
    """A run, one left out if there is one, and some of its rivals, up to NEIGHBORHOOD sessions."""
    jobs = work.compiled.jobs
    first = work.rng.choice(work.left_out() or work.jobs)
    near = [job for job in work.search.related[first] if job in work.jobs]
    chosen, size = [first], len(jobs[first].tasks)
    for job in work.rng.sample(near, len(near)):
        if size + len(jobs[job].tasks) <= NEIGHBORHOOD:
            chosen.append(job)
            size += len(jobs[job].tasks)
    return chosen


def merge(work: "Work", other: Spots) -> None:
    """The best timetable and another one become one, if that is better."""
    if work.finder is None or not other:
        return
    work.turns += 1
    work.search.back_to_best()
    alone = replace(work.limits(effort=EFFORT), workers=1)
    found = merged(work.finder.usages, work.spots(work.jobs), other, alone)
    if work.search.adopt(list(found), found):
        work.tell("exact")
