"""The way from a problem to a result: construct, improve, prove; a legal timetable at any time, an honest
statement at the end.

1. `greedy` places the runs one by one.
2. Runs left out: `search` makes room for them; if it cannot, CP-SAT either places all or proves that it
cannot be done.
3. A small problem goes to CP-SAT whole, warm-started. In a larger one, `search` and CP-SAT take turns:
CP-SAT re-plans a few
   competing runs to proven optimality beside the fixed rest.
4. `bounds` adds up what parts of the problem must cost.
"""

from collections.abc import Callable
from random import Random

from scheduling.engine import bounds, exact
from scheduling.engine.budget import Budget
from scheduling.engine.checker import check
from scheduling.engine.compiled import Compiled, compile_problem
from scheduling.engine.costs import cost
from scheduling.engine.exact import Limits, Spots
from scheduling.engine.greedy import construct
from scheduling.engine.impossible import find_clash, unplaced
from scheduling.engine.model import Clash, Problem, Progress, Result, Status, Unplaced
from scheduling.engine.search import Search
from scheduling.engine.state import State
from scheduling.engine.validate import validate

SMALL = 150
"""Sessions up to which the whole problem is one CP-SAT model."""

TURN = 60
"""Search steps between two CP-SAT neighborhoods."""

NEIGHBORHOOD = 45
"""Sessions that CP-SAT re-plans at once in a larger problem."""

EFFORT = 2.0
"""Deterministic time of one neighborhood; about as many seconds."""


class EngineError(AssertionError):
    """The engine made an illegal timetable: a defect in it, never in the problem."""


def solve(
    problem: Problem,
    *,
    seconds: float,
    seed: int = 1,
    workers: int = 1,
    steps: int | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Result:
    """The best timetable found in `seconds` of wall-clock time, judged by the checker before it is returned.

    Raises ProblemError for a malformed problem. With `steps`, the same seed gives the same answer as long as
    `seconds` suffice. `should_stop` is polled; once true, the best timetable so far is returned.
    """
    validate(problem)
    work = _Work(problem, Budget(seconds, steps, should_stop), seed, workers, on_progress)
    work.make_room()
    work.settle_unplaced()
    work.improve()
    return work.result()


class _Work:
    """One call of `solve`: the search, its budget, and what is proved so far."""

    def __init__(
        self,
        problem: Problem,
        budget: Budget,
        seed: int,
        workers: int,
        on_progress: Callable[[Progress], None] | None,
    ) -> None:
        self.problem = problem
        self.budget = budget
        self.seed = seed
        self.workers = workers
        self.on_progress = on_progress
        self.rng = Random(seed)  # noqa: S311  (a search, no secret)
        self.compiled: Compiled = compile_problem(problem)
        self.jobs = list(range(len(self.compiled.jobs)))
        self.search = Search(construct(self.compiled, self.rng), self.rng)
        self.bound: int | None = None
        self.clash: Clash | None = None
        self.turns = 0
        self.tell("construct")

    def tell(self, phase: str) -> None:
        """Report the best timetable so far."""
        if self.on_progress:
            total = len(self.compiled.tasks)
            left_out, soft = self.search.best
            self.on_progress(Progress(phase, total - left_out, total, soft, self.bound))

    def limits(self, seconds: float, *, presolve: bool = True) -> Limits:
        """CP-SAT's limits: never beyond the budget; by effort alone when the answer must be repeatable."""
        steps = self.budget.steps
        return Limits(
            seconds=min(seconds, self.budget.left()) if steps is None else self.budget.left(),
            seed=self.seed + self.turns,
            workers=self.workers,
            effort=None if steps is None else seconds,
            should_stop=self.budget.should_stop,
            presolve=presolve,
        )

    def left_out(self) -> list[int]:
        """Runs without a place in the best timetable."""
        return [job for job in self.jobs if self.search.best_spots[self.compiled.jobs[job].tasks[0]] is None]

    def make_room(self) -> None:
        """Search for a while if a run is left out."""
        start = self.budget.elapsed()
        for _ in range(3 * TURN):
            if (
                not self.left_out()
                or self.budget.spent()
                or self.budget.elapsed() - start > self.budget.seconds / 4
            ):
                return
            self.step("make room")

    def step(self, phase: str) -> None:
        """One step of the search."""
        self.budget.taken += 1
        if self.search.step():
            self.tell(phase)

    def settle_unplaced(self) -> None:
        """Runs still left out: let CP-SAT place all, or prove that it is impossible and name the clash."""
        if not self.left_out() or self.budget.spent():
            return
        self.search.back_to_best()
        limits = self.limits(self.budget.left() / 2)
        self.clash = find_clash(self.problem, [self.compiled.jobs[job].id for job in self.left_out()], limits)
        if self.clash is None:
            answer = exact.all_placed(State(self.compiled), self.jobs, limits, self.spots(self.jobs))
            if answer.spots and self.search.adopt(answer.spots):
                self.tell("all placed")

    def improve(self) -> None:
        """Better and better until the budget is spent or the optimum is proved."""
        if len(self.compiled.tasks) <= SMALL and not self.left_out():
            self._whole()
        parts = bounds.Parts(self.compiled) if not self.left_out() else None
        while not self.budget.spent() and not self.proved():
            for _ in range(TURN):
                if self.budget.spent():
                    return
                self.step("search")
            self._neighborhood()
            if parts and not self.budget.spent():
                self.bound = max(self.bound or 0, parts.raised(self.limits(EFFORT)))

    def proved(self) -> bool:
        """Whether the best timetable is proved to be an optimum."""
        return self.bound is not None and self.search.best == (0, self.bound)

    def _whole(self) -> None:
        """The whole problem as one model, warm-started with the best timetable."""
        self.search.back_to_best()
        answer = exact.cheapest(
            State(self.compiled), self.jobs, self.limits(self.budget.left()), self.spots(self.jobs)
        )
        self.budget.taken += 1
        self.bound = answer.bound
        if answer.spots and self.search.adopt(answer.spots):
            self.tell("exact")

    def _neighborhood(self) -> None:
        """CP-SAT re-plans a few competing runs of the best timetable beside the fixed rest."""
        self.turns += 1
        self.search.back_to_best()
        jobs = self._competing()
        hint = self.spots(jobs)
        state = self.search.state
        for job in hint:
            state.remove(job)
        model = exact.cheapest if len(hint) == len(jobs) else exact.most_placed
        answer = model(state, jobs, self.limits(EFFORT), hint)
        for job, spots in hint.items():
            state.insert(job, spots)
        if answer.spots and len(answer.spots) >= len(hint) and self.search.adopt(answer.spots):
            self.tell("exact part")

    def _competing(self) -> list[int]:
        """A run, one left out if there is one, and some of its rivals, up to NEIGHBORHOOD sessions."""
        first = self.rng.choice(self.left_out() or self.jobs)
        chosen, size = [first], len(self.compiled.jobs[first].tasks)
        for job in self.rng.sample(self.search.related[first], len(self.search.related[first])):
            if size + len(self.compiled.jobs[job].tasks) <= NEIGHBORHOOD:
                chosen.append(job)
                size += len(self.compiled.jobs[job].tasks)
        return chosen

    def spots(self, jobs: list[int]) -> Spots:
        """Where these runs are in the current timetable; runs left out are not in it."""
        state = self.search.state
        found = {job: [state.spots[task] for task in self.compiled.jobs[job].tasks] for job in jobs}
        return {
            job: [s for s in spots if s is not None] for job, spots in found.items() if spots[0] is not None
        }

    def result(self) -> Result:
        """The best timetable, checked, with what is proved about it."""
        self.search.back_to_best()
        solution = self.search.state.solution(self._reasons())
        violations = check(self.problem, solution)
        if violations:
            raise EngineError(f"illegal timetable: {violations[:3]}")
        terms = cost(self.problem, solution)
        return Result(
            status=self._status(),
            solution=solution,
            cost=sum(terms.values()),
            terms=terms,
            bound=None if self.left_out() else self.bound,
            clash=self.clash,
            seconds=self.budget.elapsed(),
            steps=self.budget.taken,
            seed=self.seed,
        )

    def _status(self) -> Status:
        if self.left_out():
            return Status.IMPOSSIBLE if self.clash else Status.GAVE_UP
        return Status.OPTIMAL if self.proved() else Status.FEASIBLE

    def _reasons(self) -> dict[str, Unplaced]:
        runs = [self.compiled.jobs[job].id for job in self.left_out()]
        return {run: unplaced(run, self.clash) for run in runs}
