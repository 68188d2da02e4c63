"""The exact model of some runs beside a fixed rest, for OR-Tools CP-SAT: one function per rule, one per
soft term.

Sessions are optional intervals of one period on every room and trainer they may use; units of movable
equipment, daily and weekly limits are cumulative resources over periods, days and weeks. The fixed rest only
shrinks domains and fills limits.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import gcd

from ortools.sat.python import cp_model

from scheduling.engine.apart import add_apart, learning
from scheduling.engine.compiled import UNLIMITED
from scheduling.engine.state import State
from scheduling.engine.terms import add_terms
from scheduling.engine.variables import ExactModel, Vars, domain, opens_day, teaching


def build(state: State, jobs: Iterable[int], *, only_whether: bool = False) -> ExactModel:
    """The model of runs that are not in `state`, all else in it being fixed. Every run may be left out; see
    `exact`.

    `only_whether` asks if a timetable exists: no terms, but implied constraints that show shortages at once
    (and would slow the search for a cheap timetable down).
    """
    exact = ExactModel(state, tuple(jobs))
    for job in exact.jobs:
        _variables(exact, job)
    for job in exact.jobs:
        _order(exact, job)
        _per_day(exact, job)
    _rooms_once(exact)
    _units_once(exact)
    _trainers_once(exact)
    _groups_once(exact)
    _daily_limits(exact)
    _weekly_limits(exact)
    _group_limits(exact)
    add_apart(exact)
    if only_whether:
        _enough_rooms(exact)
        _enough_trainers(exact)
    else:
        add_terms(exact)
    return exact


def _variables(exact: ExactModel, job: int) -> None:
    """Periods, rooms and trainers that the fixed rest leaves to each session."""
    model, state, compiled = exact.model, exact.state, exact.compiled
    placed = exact.placed[job] = model.new_bool_var(f"placed {job}")
    free = state.open_to_people(job)
    last_day = len(compiled.ordinals) - 1
    for index in compiled.jobs[job].tasks:
        task = compiled.tasks[index]
        times = task.times & free
        if not times or not task.rooms or len(task.trainers) < task.count:
            model.add(placed == 0)
            times = times or 1
        one = exact.tasks[index] = Vars(
            task=task,
            placed=placed,
            start=model.new_int_var_from_domain(domain(times), f"start {index}"),
            day=model.new_int_var(0, last_day, f"day {index}"),
            rooms={room: model.new_bool_var(f"room {index} {room}") for room in task.rooms},
            trainers={who: model.new_bool_var(f"trainer {index} {who}") for who in task.trainers},
        )
        slot = model.new_int_var(0, compiled.slots - 1, "")
        model.add(one.start == compiled.slots * one.day + slot)
        _choices(exact, one)


def _choices(exact: ExactModel, one: Vars) -> None:
    model, state = exact.model, exact.state
    model.add(sum(one.rooms.values()) == one.placed)
    model.add(sum(one.trainers.values()) == one.task.count * one.placed)
    for room, chosen in one.rooms.items():
        _within(exact, one, chosen, state.room_free[room])
        for trainer, teaches in one.trainers.items():
            if not exact.compiled.reaches[trainer] >> room & 1:
                model.add_bool_or(~chosen, ~teaches)
    for trainer, teaches in one.trainers.items():
        _within(exact, one, teaches, state.open_to_trainer(trainer, None) & one.task.trainers[trainer])


def _within(exact: ExactModel, one: Vars, literal: cp_model.IntVar, mask: int) -> None:
    """If the literal holds, the session starts in a period of the mask."""
    if not one.task.times & mask:
        exact.model.add(literal == 0)
    elif one.task.times & ~mask:
        exact.model.add_linear_expression_in_domain(one.start, domain(one.task.times & mask)).only_enforce_if(
            literal
        )


def _order(exact: ExactModel, job: int) -> None:
    """Sessions of a run come strictly one after the other."""
    tasks = exact.compiled.jobs[job].tasks
    for before, after in pairwise(tasks):
        a, b = exact.tasks[before], exact.tasks[after]
        exact.model.add(a.start < b.start).only_enforce_if(a.placed)


def _per_day(exact: ExactModel, job: int) -> None:
    """At most, and except on the last day at least, so many sessions a day."""
    work, model = exact.compiled.jobs[job], exact.model
    vars_ = [exact.tasks[index] for index in work.tasks]
    for before, after in zip(vars_, vars_[work.most :], strict=False):
        model.add(after.day >= before.day + 1).only_enforce_if(before.placed)
    if work.least == 1:
        return
    opens = [opens_day(exact, a, b) for a, b in pairwise(vars_)]
    starts = [exact.placed[job], *opens]
    for i, first in enumerate(starts):
        for later in starts[i + 1 : i + work.least]:
            model.add_bool_or(~first, ~later, ~exact.placed[job])


def _rooms_once(exact: ExactModel) -> None:
    """No room holds two sessions at a time. (Sessions of one run cannot meet: they are ordered.)"""
    for room in range(len(exact.compiled.room_open)):
        literals = [(one, one.rooms[room]) for one in exact.tasks.values() if room in one.rooms]
        _once(exact, literals)


def _units_once(exact: ExactModel) -> None:
    """No more sessions at a time than there are movable units of what their rooms lack."""
    for pool, units in enumerate(exact.compiled.units):
        used = [
            (one.start, literal, 1)
            for one in exact.tasks.values()
            for room, literal in one.rooms.items()
            if pool in one.task.brings.get(room, ())
        ]
        most = max(units, default=0)
        taken = exact.state.units_used[pool]
        held = [most - there + gone for there, gone in zip(units, taken, strict=True)]
        if used:
            _cumulative(exact, used, held, most)


def _trainers_once(exact: ExactModel) -> None:
    """No trainer teaches two sessions at a time."""
    for trainer in range(len(exact.compiled.trainer_open)):
        _once(exact, teaching(exact, trainer))


def _groups_once(exact: ExactModel) -> None:
    """No group of people is in two sessions at a time."""
    for group in range(exact.compiled.groups):
        members = [job for job in exact.jobs if group in exact.compiled.jobs[job].groups]
        _once(exact, [(one, one.placed) for one in exact.tasks.values() if one.task.run in members])


def _once(exact: ExactModel, literals: list[tuple[Vars, cp_model.IntVar]]) -> None:
    if len({one.task.run for one, _ in literals}) > 1:
        exact.model.add_no_overlap(_interval(exact, one.start, literal) for one, literal in literals)


def _interval(exact: ExactModel, at: cp_model.IntVar, literal: cp_model.IntVar) -> cp_model.IntervalVar:
    return exact.model.new_optional_fixed_size_interval_var(at, 1, literal, "")


def _enough_rooms(exact: ExactModel) -> None:
    """Sessions with the same possible rooms are at no time more than these (implied; shows shortages)."""
    pools: dict[tuple[int, ...], list[tuple[Vars, int]]] = {}
    for one in exact.tasks.values():
        pools.setdefault(tuple(one.rooms), []).append((one, 1))
    for rooms, sessions in pools.items():
        _pool(exact, sessions, [exact.state.room_free[room] for room in rooms])


def _enough_trainers(exact: ExactModel) -> None:
    """Sessions with the same possible trainers never need more than these at a time (implied)."""
    pools: dict[tuple[int, ...], list[tuple[Vars, int]]] = {}
    for one in exact.tasks.values():
        pools.setdefault(tuple(one.trainers), []).append((one, one.task.count))
    for trainers, sessions in pools.items():
        _pool(exact, sessions, [exact.state.trainer_free[trainer] for trainer in trainers])


def _pool(exact: ExactModel, sessions: list[tuple[Vars, int]], free: list[int]) -> None:
    if len({one.task.run for one, _ in sessions}) < 2 or sum(count for _, count in sessions) <= len(free):
        return
    intervals = [_interval(exact, one.start, one.placed) for one, _ in sessions]
    demands = [count for _, count in sessions]
    for period in range(exact.compiled.slots * len(exact.compiled.ordinals)):
        if busy := sum(not mask >> period & 1 for mask in free):
            intervals.append(exact.model.new_fixed_size_interval_var(period, 1, ""))
            demands.append(busy)
    exact.model.add_cumulative(intervals, demands, len(free))


def _daily_limits(exact: ExactModel) -> None:
    """No trainer teaches more minutes on a day than their limit."""
    compiled = exact.compiled
    for trainer, limit in enumerate(compiled.minutes_per_day):
        literals = teaching(exact, trainer)
        runs = [compiled.jobs[job] for job in {one.task.run for one, _ in literals}]
        held = exact.state.day_minutes[trainer]
        if sum(run.most * run.longest for run in runs) + max(held) > limit:
            used = [(one.day, literal, one.task.minutes) for one, literal in literals]
            _cumulative(exact, used, held, limit)


def _weekly_limits(exact: ExactModel) -> None:
    """No trainer teaches more minutes in a week than their limit."""
    for trainer, limit in enumerate(exact.compiled.minutes_per_week):
        literals = teaching(exact, trainer)
        held = exact.state.week_minutes[trainer]
        if limit != UNLIMITED and sum(one.task.minutes for one, _ in literals) + max(held) > limit:
            used = [(_week(exact, one), literal, one.task.minutes) for one, literal in literals]
            _cumulative(exact, used, held, limit)


def _group_limits(exact: ExactModel) -> None:
    """No group learns more minutes on a day or in a week than its limits."""
    compiled, state = exact.compiled, exact.state
    for group in sorted({group for job in exact.jobs for group in compiled.jobs[job].limited}):
        attended = learning(exact, group)
        if compiled.group_per_day[group] != UNLIMITED:
            used = [(one.day, one.placed, one.task.minutes) for one in attended]
            _cumulative(exact, used, state.group_day[group], compiled.group_per_day[group])
        if compiled.group_per_week[group] != UNLIMITED:
            used = [(_week(exact, one), one.placed, one.task.minutes) for one in attended]
            _cumulative(exact, used, state.group_week[group], compiled.group_per_week[group])


def _week(exact: ExactModel, one: Vars) -> cp_model.IntVar:
    if one.week is None:
        one.week = exact.model.new_int_var(0, len(exact.compiled.week_masks) - 1, "")
        exact.model.add_element(one.day, list(exact.compiled.week_of), one.week)
    return one.week


def _cumulative(
    exact: ExactModel,
    used: list[tuple[cp_model.IntVar, cp_model.IntVar, int]],
    held: Sequence[int],
    limit: int,
) -> None:
    """At each period, day or week, what the literals that fall on it use and what is held already stay within
    the limit. All is counted in the largest unit that divides it, so that equal sessions weigh 1."""
    unit = gcd(*(size for _, _, size in used), *held) or 1
    intervals = [_interval(exact, at, literal) for at, literal, _ in used]
    demands = [size // unit for _, _, size in used]
    for when, size in enumerate(held):
        if size:
            intervals.append(exact.model.new_fixed_size_interval_var(when, 1, ""))
            demands.append(min(size, limit) // unit)
    exact.model.add_cumulative(intervals, demands, limit // unit)
