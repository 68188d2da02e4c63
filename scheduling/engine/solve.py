"""The way from a problem to a result: legal at any time, better every second, honest at the end.

0. A problem of lectures (see `lectures`) that is not small is annealed session by session for most of the time.
1. `greedy` places the runs one by one. A run with no place even alone (proved) is set aside with its clash.
2. Runs left out: `search` makes room for them; if it cannot, CP-SAT places all or proves that this cannot be.
3. The rest is searched. A small problem goes to CP-SAT whole as soon as the search stands still, begun with what it
   found; in a larger one CP-SAT then re-plans a few competing runs exactly beside the fixed rest.
4. `lagrange` says meanwhile what any timetable costs at least, from prices on what the runs share. Once these have
   settled the timetable is built anew from them (`rebuilt`), and runs push each other along (`chains`).
"""

from collections.abc import Callable, Sequence
from random import Random
from time import monotonic
from typing import TYPE_CHECKING

from scheduling.engine.answers import (
    Clash,
    Progress,
    Result,
    Status,
)
from scheduling.engine.blame import give_up, set_hopeless_aside, settle_unplaced
from scheduling.engine.bounds import seats
from scheduling.engine.budget import Budget
from scheduling.engine.checker import check
from scheduling.engine.compiled import Compiled, Spot, Spots, compile_problem
from scheduling.engine.costs import cost
from scheduling.engine.exact import Answer, Limits
from scheduling.engine.greedy import construct
from scheduling.engine.impossible import unplaced
from scheduling.engine.lectures import suits
from scheduling.engine.levels import levelled
from scheduling.engine.model import (
    Problem,
    Unplaced,
)
from scheduling.engine.pricing import Pricing
from scheduling.engine.search import Search, cooled
from scheduling.engine.small import TINY, is_small, warm_up
from scheduling.engine.turns import neighborhood, whole
from scheduling.engine.validate import validate

if TYPE_CHECKING:
    from scheduling.engine.chains import Chains
    from scheduling.engine.layouts import Layouts

ROOM_SHARE = 0.25
"""Share of what is left of the budget in which the search alone tries to place runs left out."""

ANNEALED = 0.97
"""Share of the budget after which a problem of lectures is cold."""

TURN = 200
"""Search steps after which, if none was better, CP-SAT re-plans a neighborhood."""

HOT = 1 / 4
"""The first temperature of the search, as a share of what a run costs on average after construction."""

COLD = 1 / 32
"""The last temperature, counted in the same way."""

COOLED = 0.85
"""Share of the budget after which a search that stands still is helped by CP-SAT."""


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
    clock: Callable[[], float] = monotonic,
) -> Result:
    """The best timetable found in `seconds` of the clock, judged by the checker before it is returned.

    Where the problem has levels, cost and bound are counted as `levels` says. Raises ProblemError for a malformed
    problem. With `steps`, the same seed gives the same answer as long as `seconds` suffice. `should_stop` is polled;
    once true, the best timetable so far is returned.
    """
    validate(problem)
    work = Work(levelled(problem), Budget(seconds, steps, should_stop, clock), seed, workers, on_progress)
    work.anneal()
    set_hopeless_aside(work)
    work.make_room()
    settle_unplaced(work)
    work.improve()
    return work.result()


class Work:
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
        self.search = Search(construct(self.compiled, self.rng), self.rng, self.jobs)
        self.finder: Layouts | None = None
        self.pricing: Pricing | None = None
        self.chains: Chains | None = None
        self.bound: int | None = seats(self.compiled) or None
        self.clashes: list[Clash] = []
        self.hopeless: dict[int, Clash] = {}
        self.finished = False
        self.turns = 0
        self.searched = 0
        self.begun_anew = False
        self.lectures = suits(self.compiled)
        self.small = is_small(self.compiled, lectures=self.lectures)
        self.start = self.search.best[1] / max(1, len(self.jobs))
        self.tell("construct")
        self.equip()

    def equip(self) -> None:
        """All but tiny problems and lectures are searched with the shortest paths of `layouts` and with prices."""
        if len(self.compiled.tasks) > TINY and not self.lectures:
            # Numba takes half a second to load: only problems that it helps pay for it.
            from scheduling.engine.chains import Chains
            from scheduling.engine.lagrange import Lagrange
            from scheduling.engine.layouts import Layouts

            layouts = Layouts(self.compiled)
            self.search.finder = self.finder = layouts
            self.pricing = Pricing(Lagrange(self.compiled, layouts, self.seed), self.budget)
            self.chains = Chains(self.search, layouts)

    def tell(self, phase: str) -> None:
        """Report the best timetable so far."""
        if self.on_progress:
            total = len(self.compiled.tasks)
            left_out, soft = self.search.best
            clash = next(iter(self.known_clashes()), None)
            bound = None if left_out else self.bound
            self.on_progress(Progress(phase, total - left_out, total, soft, bound, clash))

    def known_clashes(self) -> tuple[Clash, ...]:
        """Why not all runs can be placed, as far as it is proved."""
        return (*self.hopeless.values(), *self.clashes)

    def limits(self, share: float = 1.0, effort: float | None = None) -> Limits:
        """CP-SAT's limits: a share of the time left and an effort.

        With steps, the effort alone decides, so that the answer does not depend on the machine.
        """
        repeatable = self.budget.steps is not None
        left = self.budget.left() * (1.0 if repeatable else share)
        return Limits(
            seconds=left if repeatable or effort is None else min(left, effort),
            seed=self.seed + self.turns,
            workers=self.workers,
            effort=(effort or self.budget.seconds * share) if repeatable else None,
            should_stop=self.budget.should_stop,
        )

    def left_out(self) -> list[int]:
        """Runs without a place in the best timetable, those set aside not counted."""
        return [job for job in self.jobs if self.search.best_spots[self.compiled.jobs[job].tasks[0]] is None]

    def anneal(self) -> None:
        """Cool a problem of lectures; what it costs in the end is where the rest begins."""
        if self.small or not self.lectures:
            return
        # Numba takes half a second to load: only problems that it helps pay for it.
        from scheduling.engine.anneal import Anneal

        cooling = Anneal(self.compiled, self.seed, self.workers)
        if cooling.fill():
            self.search.adopt(self.jobs, cooling.spots())
            self.tell("fill")
        begin = self.budget.used()
        while cooling.full and not self.budget.spent() and self.budget.used() < ANNEALED:
            if self.search.best == (0, self.bound or 0):
                return  # nothing costs less
            self.budget.taken += 1
            share = (self.budget.used() - begin) / (ANNEALED - begin)
            if cooling.step(share) and self.search.adopt(self.jobs, cooling.spots()):
                self.tell("anneal")

    def make_room(self) -> None:
        """Search for a while if a run is left out."""
        begun = self.budget.used()
        until = begun + ROOM_SHARE * (1 - begun)
        for _ in range(TURN):
            if self.budget.used() > until or not self.left_out() or self.budget.spent():
                return
            self.step("make room")

    def step(self, phase: str) -> None:
        """One step of the search: a chain once prices say where runs should be."""
        self.budget.taken += 1
        by_chains = self.chains if self.settled() else None
        if (by_chains or self.search).step(self.temperature(self.budget.used())):
            self.tell(phase)

    def temperature(self, share: float) -> float:
        """How much worse the search may become after a share of the budget."""
        until = self.pricing.settled_after if self.pricing else 1.0
        return cooled(self.start * HOT, self.start * COLD, share / until)

    def improve(self) -> None:
        """Better and better until the budget is spent or nothing better can be."""
        if self.search.best == (0, 0):
            self.raise_bound(0)  # nothing costs less
        if self.small and not self.budget.spent():
            warm_up(self)
            if not self.finished and not self.budget.spent():
                whole(self)
        if not self.jobs:
            return  # every run was set aside
        if self.workers > 1 and self.search.finder and not self.at_an_end():
            # Numba again: what it takes to begin is paid only where it helps.
            from scheduling.engine.rounds import side_by_side

            side_by_side(self)
        while not self.at_an_end():
            before = self.search.best
            for _ in range(TURN):
                if self.at_an_end():
                    return
                self.go_on()
            waiting = set(self.left_out()).difference(self.search.given_up)
            if self.search.best == before and (waiting or self.budget.used() > COOLED):
                neighborhood(self)

    def at_an_end(self) -> bool:
        """Whether nothing better can be, or the budget is spent."""
        return self.finished or self.budget.spent()

    def go_on(self) -> None:
        """One step of the search, from another timetable as soon as prices have settled."""
        if self.settled() and not self.begun_anew:
            self.begin_anew()
        self.search_on()

    def search_on(self) -> None:
        """One step of the search, with better prices now and then."""
        if not self.pricing or self.searched % self.pricing.every(len(self.jobs)) == 0:
            self.price()
            self.regret()
        self.searched += 1
        self.step("search")

    def settled(self) -> bool:
        """Whether prices say where runs should be."""
        return self.pricing is not None and self.pricing.settled()

    def begin_anew(self) -> None:
        """Go on from a timetable that is built from settled prices."""
        self.begun_anew = True
        self.search.go_to(self.rebuild())

    def rebuild(self) -> list[Spot | None]:
        """Another timetable, from prices alone; without them, the current one."""
        if self.finder is None or self.pricing is None:
            return list(self.search.state.spots)
        # Numba is there by now.
        from scheduling.engine.rebuilt import rebuilt

        return list(rebuilt(self.finder, self.pricing.lagrange, self.jobs, self.rng).spots)

    def price(self) -> bool:
        """One round of better prices for the runs that have a place; False if it would not be worth its time."""
        if self.pricing is None or not self.pricing.in_time():
            return False
        self.raise_bound(self.pricing.better(self.search.best[1], [*self.left_out(), *self.hopeless]))
        return True

    def regret(self) -> None:
        """Tell the search what the runs regret by the prices, and which are hopeless."""
        give_up(self)
        if self.pricing and self.pricing.lagrange.rounds:
            self.search.regrets = self.pricing.lagrange.regrets(self.spots(self.jobs))

    def raise_bound(self, bound: int) -> None:
        """Note a bound; the optimum is proved when the best timetable costs no more."""
        self.bound = max(self.bound or 0, bound)
        self.finished = self.search.best[1] == self.bound and not self.left_out()

    def adopt(self, jobs: Sequence[int], answer: Answer) -> None:
        """Take over what CP-SAT found, if it is better."""
        if answer.spots and self.search.adopt(jobs, answer.spots):
            self.tell("exact")

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
            bound=self.bound if self._status() in (Status.OPTIMAL, Status.FEASIBLE) else None,
            clashes=self.known_clashes(),
            seconds=self.budget.elapsed(),
            steps=self.budget.taken,
            seed=self.seed,
        )

    def _status(self) -> Status:
        if self.hopeless or (self.clashes and self.left_out()):
            return Status.IMPOSSIBLE
        if self.left_out():
            return Status.GAVE_UP
        return Status.OPTIMAL if self.search.best[1] == self.bound else Status.FEASIBLE

    def _reasons(self) -> dict[str, Unplaced]:
        runs = {job: self.compiled.jobs[job].id for job in [*self.left_out(), *self.hopeless]}
        return {run: unplaced(run, self.known_clashes()) for run in runs.values()}
