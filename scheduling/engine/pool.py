"""Layouts met on the way, and the cheapest timetable that can be put together from them (set partitioning).

The search and the prices lay every run out hundreds of times, each time beside another rest. CP-SAT chooses one of the
layouts of every run so that no two are in each other's way: what many good timetables had in part becomes one that is
better than all (Rochat, Taillard 1995; Foster, Ryan 1976).
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import Enum, auto

from ortools.sat.python import cp_model

from scheduling.engine.compiled import Compiled, Spot
from scheduling.engine.exact import Limits, Spots, Verdict, ask_model
from scheduling.engine.gaps import Shifts
from scheduling.engine.model import Term
from scheduling.engine.prices import run_cost
from scheduling.engine.state import State

KEPT = 60
"""Layouts of a run that are remembered from one source: the latest."""

CHOICE = 16
"""Layouts of a run that CP-SAT chooses from: the likeliest. With more it finds nothing in its time."""

Layout = tuple[Spot, ...]
Key = tuple[object, ...]


class Sum(Enum):
    """What layouts use up together."""

    LOAD = auto()
    EVENINGS = auto()
    UNITS = auto()
    DAY = auto()
    WEEK = auto()
    GROUP_DAY = auto()
    GROUP_WEEK = auto()


Amount = tuple[Sum, int, int]
"""Of what, of whom, when."""


class Pool:
    """The latest layouts of every run, each once."""

    def __init__(self) -> None:
        self.layouts: dict[int, dict[Layout, None]] = defaultdict(dict)

    def note(self, job: int, spots: Iterable[Spot]) -> None:
        """Remember a layout; the oldest is forgotten for it."""
        mine, layout = self.layouts[job], tuple(spots)
        mine.pop(layout, None)
        mine[layout] = None
        if len(mine) > KEPT:
            del mine[next(iter(mine))]


def recombined(state: State, layouts: Mapping[int, Iterable[Layout]], now: Spots, limits: Limits) -> Spots:
    """The cheapest choice found of one of its layouts for every run of `now`, whose own are layouts as well.

    None of these runs is in the state; beside what is, each of the layouts is legal alone. Changes of site and sessions
    alone on a day are not in its cost. Without an answer in time, `now`.
    """
    model, compiled = cp_model.CpModel(), state.compiled
    rows, costs = Rows(state, model), list[cp_model.LinearExprT]()
    chosen: dict[int, dict[Layout, cp_model.IntVar]] = {}
    for job, spots in now.items():
        known = {layout: model.new_bool_var("") for layout in (tuple(spots), *layouts.get(job, ()))}
        for layout, taken in known.items():
            model.add_hint(taken, layout == tuple(spots))
            costs.append(own_cost(compiled, job, layout) * taken)
            rows.add(job, layout, taken)
        model.add_exactly_one(known.values())
        chosen[job] = known
    model.minimize(sum(costs + rows.close()))
    verdict, solver = ask_model(model, limits)
    if verdict not in (Verdict.OPTIMAL, Verdict.FEASIBLE):
        return now
    return {
        job: next(list(layout) for layout, taken in known.items() if solver.value(taken))
        for job, known in chosen.items()
    }


def likeliest(
    state: State, met: Iterable[Layout], job: int, worth: Callable[[int, Layout], float]
) -> list[Layout]:
    """Of all layouts of a run that were met, those that are legal beside the state and cost least by some prices."""
    free = [layout for layout in dict.fromkeys(met) if is_free(state, job, layout)]
    found: list[Layout] = []
    for layout in sorted(free, key=lambda one: (worth(job, one), one)):
        if is_legal(state, job, layout):
            found.append(layout)
        if len(found) == CHOICE:
            break
    return found


def is_free(state: State, job: int, layout: Layout) -> bool:
    """Whether rooms, trainers and people of a run that is not in the state are free for it."""
    groups = state.compiled.jobs[job].groups
    return all(
        state.room_free[room] >> period & 1
        and all(state.trainer_free[who] >> period & 1 for who in team)
        and all(state.group_free[group] >> period & 1 for group in groups)
        for period, room, team in layout
    )


def is_legal(state: State, job: int, layout: Layout) -> bool:
    """Whether a run that is not in the state can be held so beside it, as far as all that it needs is free."""
    tasks, fits = state.compiled.jobs[job].tasks, 0
    for index, (period, room, team) in zip(tasks, layout, strict=True):
        if not (
            state.can_learn(index, period)
            and state.can_come(index, period, room)
            and state.units_left(index, room, period)
            and all(state.can_teach(who, index, period, room) for who in team)
        ):
            break
        state.note(index, (period, room, team))
        fits += 1
    state.forget(tasks[:fits], list(layout[:fits]))
    return fits == len(tasks)


def own_cost(compiled: Compiled, job: int, layout: Layout) -> int:
    """What a layout costs wherever the others are."""
    against = sum(compiled.unwished[who] >> period & 1 for period, _, team in layout for who in team)
    return run_cost(compiled, job, list(layout)) + compiled.problem.weights[Term.WISHES] * against


class Rows:
    """What no two of the chosen layouts may use, and what all together may use up or pay for."""

    def __init__(self, state: State, model: cp_model.CpModel) -> None:
        self.state, self.compiled, self.model = state, state.compiled, model
        self.once: dict[Key, list[cp_model.IntVar]] = defaultdict(list)
        self.sums: dict[Amount, list[cp_model.LinearExprT]] = defaultdict(list)

    def add(self, job: int, layout: Layout, taken: cp_model.IntVar) -> None:
        """What a layout uses if it is taken."""
        for key in dict.fromkeys(_once(self.compiled, job, layout)):
            self.once[key].append(taken)
        for key, amount in _amounts(self.compiled, job, layout).items():
            self.sums[key].append(amount * taken)

    def close(self) -> list[cp_model.LinearExprT]:
        """State the rows; what is paid beyond fair shares and free evenings."""
        for literals in self.once.values():
            if len(literals) > 1:
                self.model.add_at_most_one(literals)
        paid: list[cp_model.LinearExprT] = []
        for key, used in self.sums.items():
            left, weight = self._left(key)
            if weight:
                beyond = self.model.new_int_var(0, len(self.compiled.tasks), "")
                self.model.add(beyond >= sum(used) - left)
                paid.append(weight * beyond)
            else:
                self.model.add(sum(used) <= left)
        return paid

    def _left(self, key: Amount) -> tuple[int, int]:
        """How much of it is left, and what one beyond costs; 0: there is none beyond."""
        compiled, state, weights = self.compiled, self.state, self.compiled.problem.weights
        what, who, when = key
        match what:
            case Sum.LOAD:
                return compiled.fair[who] - state.trainer_work[who].bit_count(), weights[Term.LOAD]
            case Sum.EVENINGS:
                held = state.trainer_work[who] & compiled.week_masks[when] & compiled.evenings
                return compiled.problem.evenings_per_week - held.bit_count(), weights[Term.EVENINGS]
            case Sum.UNITS:
                return compiled.units[who][when] - state.units_used[who][when], 0
            case Sum.DAY:
                return compiled.minutes_per_day[who] - state.day_minutes[who][when], 0
            case Sum.WEEK:
                return compiled.minutes_per_week[who] - state.week_minutes[who][when], 0
            case Sum.GROUP_DAY:
                return compiled.group_per_day[who] - state.group_day[who][when], 0
            case Sum.GROUP_WEEK:
                return compiled.group_per_week[who] - state.group_week[who][when], 0


def _amounts(compiled: Compiled, job: int, layout: Layout) -> Counter[Amount]:
    """What a layout uses up: sessions and evenings of trainers, minutes of trainers and groups, movable units."""
    used: Counter[Amount] = Counter()
    work = compiled.jobs[job]
    for index, (period, room, team) in zip(work.tasks, layout, strict=True):
        task, day = compiled.tasks[index], period // compiled.slots
        week = compiled.week_of[day]
        for who in team:
            used[Sum.LOAD, who, 0] += 1
            used[Sum.EVENINGS, who, week] += compiled.evenings >> period & 1
            used[Sum.DAY, who, day] += task.minutes
            used[Sum.WEEK, who, week] += task.minutes
        for group in work.limited:
            used[Sum.GROUP_DAY, group, day] += task.minutes
            used[Sum.GROUP_WEEK, group, week] += task.minutes
        for unit in task.brings.get(room, ()):
            used[Sum.UNITS, unit, period] += 1
    return used


def _once(compiled: Compiled, job: int, layout: Layout) -> Iterator[Key]:
    """What nobody else may use beside a layout: rooms, trainers and groups at its periods and too near to them."""
    for period, room, team in layout:
        site = compiled.site_of[room]
        yield "room", room, period
        for who in team:
            yield "trainer", who, period
            for near in _near(compiled, period, site, compiled.rests[who]):
                yield "trainer", who, *near
        for group in compiled.jobs[job].groups:
            yield "group", group, period
            for near in _near(compiled, period, site, compiled.group_rests[group]):
                yield "group", group, *near


def _near(compiled: Compiled, period: int, site: int, rests: Shifts) -> Iterator[Key]:
    """Pairs of this period with others that are too near for a rest or for the way, named alike from both sides."""
    for among, shift in rests:
        if among >> period & 1:
            yield "rest", *sorted((period, period + shift))
    for other, shifts in compiled.ways[site].items():
        for among, shift in shifts:
            if among >> period & 1:
                yield "way", *sorted(((period, site), (period + shift, other)))
