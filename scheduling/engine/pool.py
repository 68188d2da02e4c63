"""Layouts met on the way, and the cheapest timetable that can be put together from them (set partitioning).

The search and the prices lay every run out hundreds of times, each time beside another rest. CP-SAT chooses one of the
layouts of every run so that no two are in each other's way: what many good timetables had in part becomes one that is
better than all (Rochat, Taillard 1995; Foster, Ryan 1976).
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import numpy as np
from ortools.sat.python import cp_model

from scheduling.engine.compiled import Spot, Spots
from scheduling.engine.exact import Limits, Verdict, ask_model
from scheduling.engine.lanes import endless
from scheduling.engine.model import Term
from scheduling.engine.state import State, together
from scheduling.engine.usage import Amount, Key, Layout, Sum, Usage, Usages
from scheduling.engine.walks import Flags, Ints

KEPT = 60
"""Layouts of a run that are remembered from one source: the latest."""

CHOICE = 16
"""Layouts of a run that CP-SAT chooses from: the likeliest. With more it finds nothing in its time."""

Worth = Callable[[int, Layout], float]
"""What a layout of a run costs by some prices."""


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


class Beside:
    """What a state leaves to runs that are not in it."""

    def __init__(self, state: State, usages: Usages) -> None:
        self.state, self.usages = state, usages
        things = [*state.room_free, *state.trainer_free, *state.group_free]
        self.free: Flags = np.isfinite(endless(things, np.arange(usages.periods))).ravel()

    def likeliest(self, job: int, met: Iterable[Layout], worth: Worth) -> list[Layout]:
        """Of all layouts of a run that were met, those that are legal here and cost least by some prices."""
        free = [one for one in dict.fromkeys(met) if self.free[self.usages.of(job, one).held].all()]
        found: list[Layout] = []
        for layout in sorted(free, key=lambda one: (worth(job, one), one)):
            if is_legal(self.state, self.usages.of(job, layout)):
                found.append(layout)
            if len(found) == CHOICE:
                break
        return found

    def cheapest(self, layouts: Mapping[int, Iterable[Layout]], now: Spots, limits: Limits) -> Spots:
        """The cheapest choice found of one of its layouts for every run of `now`, whose own are layouts as well.

        None of these runs is in the state; beside what is, each of the layouts is legal alone. Changes of site and
        sessions alone on a day are not in its cost. Without an answer in time, `now`.
        """
        model, rows = cp_model.CpModel(), Rows(self.state, self.usages)
        chosen: dict[int, dict[Layout, cp_model.IntVar]] = {}
        for job, spots in now.items():
            own = tuple(spots)
            chosen[job] = {
                layout: model.new_bool_var("") for layout in dict.fromkeys((own, *layouts.get(job, ())))
            }
            for layout, taken in chosen[job].items():
                model.add_hint(taken, layout == own)
                rows.add(job, self.usages.of(job, layout), taken)
            model.add_exactly_one(chosen[job].values())
        rows.close(model)
        verdict, solver = ask_model(model, limits)
        if verdict not in (Verdict.OPTIMAL, Verdict.FEASIBLE):
            return now
        return {
            job: next(list(layout) for layout, taken in known.items() if solver.value(taken))
            for job, known in chosen.items()
        }


def is_legal(state: State, usage: Usage) -> bool:
    """Whether a run that is not in a state can be held so, as far as all that it needs is free."""
    if any(used > _left(state, key) for key, used in usage.limited.items()):
        return False
    reached = _is_near_enough if usage.near else _is_reached
    return reached(state, usage.job, usage.layout)


def _is_reached(state: State, job: int, layout: Layout) -> bool:
    """Whether all get there in time; nobody has to rest or to go from one session of the layout to another."""
    compiled, groups = state.compiled, state.compiled.jobs[job].groups
    for (room, team), bits in together(layout).items():
        site = compiled.site_of[room]
        if not all(compiled.reaches[who] >> room & 1 for who in team):
            return False
        if compiled.ways[site]:
            places = (*(state.trainer_at[who] for who in team), *(state.group_at[one] for one in groups))
            if any(state.too_far(places_of, site) & bits for places_of in places):
                return False
    return True


def _is_near_enough(state: State, job: int, layout: Layout) -> bool:
    """The same session by session, each beside those before it."""
    tasks, fits = state.compiled.jobs[job].tasks, 0
    for index, (period, room, team) in zip(tasks, layout, strict=True):
        if not (
            state.can_learn(index, period)
            and state.can_come(index, period, room)
            and all(state.can_teach(who, index, period, room) for who in team)
        ):
            break
        state.note(index, (period, room, team))
        fits += 1
    state.forget(tasks[:fits], list(layout[:fits]))
    return fits == len(tasks)


class Rows:
    """What no two of the chosen layouts may use, and what all together may use up or pay for."""

    def __init__(self, state: State, usages: Usages) -> None:
        self.state, self.usages = state, usages
        self.jobs: list[int] = []
        self.taken: list[cp_model.IntVar] = []
        self.given: list[Usage] = []

    def add(self, job: int, usage: Usage, taken: cp_model.IntVar) -> None:
        """A layout of a run, and whether it is taken."""
        self.jobs.append(job)
        self.taken.append(taken)
        self.given.append(usage)

    def close(self, model: cp_model.CpModel) -> None:
        """State the rows, and that the layouts taken are to cost as little as can be."""
        for row in self._once():
            model.add_at_most_one([self.taken[number] for number in row])
        for key, used in self._amounts().items():
            if self._most(used) > (left := _left(self.state, key)):
                model.add(self._sum(used) <= left)
        costs = [self._sum({number: usage.cost for number, usage in enumerate(self.given)})]
        for weight, left, used in self._paid():
            beyond = model.new_int_var(0, self._most(used) - left, "")
            model.add(beyond >= self._sum(used) - left)
            costs.append(weight * beyond)
        model.minimize(cp_model.LinearExpr.sum(costs))

    def _sum(self, used: Mapping[int, int]) -> cp_model.LinearExprT:
        return cp_model.LinearExpr.weighted_sum([self.taken[number] for number in used], list(used.values()))

    def _most(self, used: Mapping[int, int]) -> int:
        """The most that a layout for every run can use up together."""
        most: dict[int, int] = {}
        for number, amount in used.items():
            most[self.jobs[number]] = max(amount, most.get(self.jobs[number], 0))
        return sum(most.values())

    def _once(self) -> set[tuple[int, ...]]:
        """Layouts of different runs of which one may be taken at most. Most things and periods give the same ones."""
        users = np.repeat(np.arange(len(self.given)), [len(usage.held) for usage in self.given])
        held = np.concatenate([usage.held for usage in self.given]) if self.given else users
        order = np.argsort(held, kind="stable")
        ends = np.flatnonzero(np.diff(held[order])) + 1
        rows = {tuple(row) for row in np.split(users[order], ends) for row in (row.tolist(),)}
        near: dict[Key, list[int]] = defaultdict(list)
        for number, usage in enumerate(self.given):
            for key in usage.near:
                near[key].append(number)
        rows.update(map(tuple, near.values()))
        return {row for row in rows if len({self.jobs[number] for number in row}) > 1}

    def _amounts(self) -> dict[Amount, dict[int, int]]:
        """By what may be used up, how much of it each layout uses."""
        found: dict[Amount, dict[int, int]] = defaultdict(dict)
        for number, usage in enumerate(self.given):
            for key, amount in usage.limited.items():
                found[key][number] = amount
        return found

    def _paid(self) -> Iterator[tuple[int, int, dict[int, int]]]:
        """What may be paid for: the price of one beyond what is left, what is left, and what each layout uses."""
        state, compiled = self.state, self.state.compiled
        weights, most = compiled.problem.weights, compiled.problem.evenings_per_week
        for who, used in _counted([usage.taught for usage in self.given]).items():
            left = compiled.fair[who] - state.trainer_work[who].bit_count()
            if weights[Term.LOAD] and self._most(used) > left:
                yield weights[Term.LOAD], left, used
        for evening, used in _counted([usage.late for usage in self.given]).items():
            who, week = divmod(evening, self.usages.weeks)
            held = state.trainer_work[who] & compiled.week_masks[week] & compiled.evenings
            left = most - held.bit_count()
            if weights[Term.EVENINGS] and self._most(used) > left:
                yield weights[Term.EVENINGS], left, used


def _counted(uses: Sequence[Ints]) -> dict[int, dict[int, int]]:
    """By what is used, how often each layout does it."""
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for number, used in enumerate(uses):
        for what, times in Counter(used.tolist()).items():
            found[what][number] = times
    return found


def _left(state: State, key: Amount) -> int:
    """How much of it is left."""
    compiled = state.compiled
    what, who, when = key
    match what:
        case Sum.UNITS:
            return compiled.units[who][when] - state.units_used[who][when]
        case Sum.DAY:
            return compiled.minutes_per_day[who] - state.day_minutes[who][when]
        case Sum.WEEK:
            return compiled.minutes_per_week[who] - state.week_minutes[who][when]
        case Sum.GROUP_DAY:
            return compiled.group_per_day[who] - state.group_day[who][when]
        case Sum.GROUP_WEEK:
            return compiled.group_per_week[who] - state.group_week[who][when]
