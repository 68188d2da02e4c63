"""The exact model of some runs beside a fixed rest, for OR-Tools CP-SAT: one function per rule, one per
soft term.

Sessions are optional intervals of one period on every room and trainer they may use; daily and weekly
limits are
cumulative resources over days and weeks. The fixed rest only shrinks domains and fills limits.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from ortools.sat.python import cp_model

from scheduling.engine.compiled import UNLIMITED, Compiled, Spot, Task, periods_of
from scheduling.engine.model import Term
from scheduling.engine.state import State, start_amount


@dataclass(slots=True)
class Vars:
    """Variables of one session: when, on which day, in which room, by whom; `placed` is its run's literal."""

    task: Task
    placed: cp_model.IntVar
    start: cp_model.IntVar
    day: cp_model.IntVar
    rooms: dict[int, cp_model.IntVar]
    trainers: dict[int, cp_model.IntVar]
    week: cp_model.IntVar | None = None


@dataclass(slots=True)
class ExactModel:
    """A CP-SAT model with the variables by task index and by run index."""

    state: State
    jobs: tuple[int, ...]
    model: cp_model.CpModel = field(default_factory=cp_model.CpModel)
    placed: dict[int, cp_model.IntVar] = field(default_factory=dict)
    tasks: dict[int, Vars] = field(default_factory=dict)
    costs: list[cp_model.LinearExprT] = field(default_factory=list)

    @property
    def compiled(self) -> Compiled:
        """The compiled problem behind the model."""
        return self.state.compiled


def build(state: State, jobs: Iterable[int]) -> ExactModel:
    """The model of runs that are not in `state`, all else in it being fixed. Every run may be left out; see
    `exact`.
    """
    exact = ExactModel(state, tuple(jobs))
    for job in exact.jobs:
        _variables(exact, job)
    for job in exact.jobs:
        _order(exact, job)
        _per_day(exact, job)
        _run_terms(exact, job)
    _rooms_once(exact)
    _trainers_once(exact)
    _groups_once(exact)
    _daily_limits(exact)
    _weekly_limits(exact)
    _load_term(exact)
    _evening_term(exact)
    _changes_term(exact)
    return exact


def _variables(exact: ExactModel, job: int) -> None:
    """Periods, rooms and trainers that the fixed rest leaves to each session; one room, the needed
    trainers.
    """
    model, state, compiled = exact.model, exact.state, exact.compiled
    placed = exact.placed[job] = model.new_bool_var(f"placed {job}")
    free = state.groups_free(job)
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
            start=model.new_int_var_from_domain(_domain(times), f"start {index}"),
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
        _within(exact, one, teaches, state.trainer_free[trainer] & one.task.trainers[trainer])


def _within(exact: ExactModel, one: Vars, literal: cp_model.IntVar, mask: int) -> None:
    """If the literal holds, the session starts in a period of the mask."""
    if not one.task.times & mask:
        exact.model.add(literal == 0)
    elif one.task.times & ~mask:
        exact.model.add_linear_expression_in_domain(
            one.start, _domain(one.task.times & mask)
        ).only_enforce_if(literal)


def _domain(mask: int) -> cp_model.Domain:
    return cp_model.Domain.from_values(list(periods_of(mask)))


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
    opens = [_opens_day(exact, a, b) for a, b in pairwise(vars_)]
    starts = [exact.placed[job], *opens]
    for i, first in enumerate(starts):
        for later in starts[i + 1 : i + work.least]:
            model.add_bool_or(~first, ~later, ~exact.placed[job])


def _opens_day(exact: ExactModel, before: Vars, after: Vars) -> cp_model.IntVar:
    """Whether a session is the first of its run on its day."""
    opens = exact.model.new_bool_var("")
    exact.model.add(after.day >= before.day + 1).only_enforce_if(opens, before.placed)
    exact.model.add(after.day == before.day).only_enforce_if(~opens, before.placed)
    return opens


def _run_terms(exact: ExactModel, job: int) -> None:
    _start_term(exact, job)
    _idle_term(exact, job)
    _variety_term(exact, job)


def _start_term(exact: ExactModel, job: int) -> None:
    """Days between the first session and the preferred start."""
    compiled, model = exact.compiled, exact.model
    weight = compiled.problem.weights[Term.START]
    if compiled.jobs[job].preferred is None or not weight:
        return
    away = [weight * start_amount(compiled, job, day) for day in range(len(compiled.ordinals))]
    price = model.new_int_var(0, max(away), "")
    found = model.new_int_var(0, max(away), "")
    model.add_element(exact.tasks[compiled.jobs[job].tasks[0]].day, away, found)
    model.add(price >= found).only_enforce_if(exact.placed[job])
    exact.costs.append(price)


def _idle_term(exact: ExactModel, job: int) -> None:
    """Days that the run could meet on between its first and last day, less those on which it does meet."""
    compiled, model, work = exact.compiled, exact.model, exact.compiled.jobs[job]
    weight = compiled.problem.weights[Term.IDLE]
    if len(work.tasks) == 1 or not weight:
        return
    rank = [sum(day < now for day in work.meets) for now in range(len(compiled.ordinals))]
    vars_ = [exact.tasks[index] for index in work.tasks]
    first, last = (model.new_int_var(0, max(rank), "") for _ in range(2))
    model.add_element(vars_[0].day, rank, first)
    model.add_element(vars_[-1].day, rank, last)
    met = len(vars_) if work.most == 1 else 1 + sum(_opens_day(exact, a, b) for a, b in pairwise(vars_))
    idle = model.new_int_var(0, max(rank) + 1, "")
    model.add(idle >= last - first + 1 - met).only_enforce_if(exact.placed[job])
    exact.costs.append(weight * idle)


def _variety_term(exact: ExactModel, job: int) -> None:
    """Rooms beyond the first of a kind, trainers beyond the needed of a qualification."""
    compiled, work = exact.compiled, exact.compiled.jobs[job]
    weights = compiled.problem.weights
    vars_ = [exact.tasks[index] for index in work.tasks]
    for kind in sorted({one.task.kind for one in vars_}):
        chosen = [one.rooms for one in vars_ if one.task.kind == kind]
        _beyond(exact, job, chosen, 1, weights[Term.ROOMS])
    for name, size in sorted(work.team_size.items()):
        chosen = [one.trainers for one in vars_ if one.task.qualification == name]
        _beyond(exact, job, chosen, size, weights[Term.TRAINERS])


def _beyond(
    exact: ExactModel, job: int, chosen: list[dict[int, cp_model.IntVar]], free: int, weight: int
) -> None:
    used: dict[int, cp_model.IntVar] = {}
    for literals in chosen:
        for key, literal in literals.items():
            if key not in used:
                used[key] = exact.model.new_bool_var("")
            exact.model.add_implication(literal, used[key])
    if len(used) > free and weight:
        extra = exact.model.new_int_var(0, len(used), "")
        exact.model.add(extra >= sum(used.values()) - free * exact.placed[job])
        exact.costs.append(weight * extra)


def _rooms_once(exact: ExactModel) -> None:
    """No room holds two sessions at a time. (Sessions of one run cannot meet: they are ordered.)"""
    for room in range(len(exact.compiled.room_open)):
        literals = [(one, one.rooms[room]) for one in exact.tasks.values() if room in one.rooms]
        _once(exact, literals)


def _trainers_once(exact: ExactModel) -> None:
    """No trainer teaches two sessions at a time."""
    for trainer in range(len(exact.compiled.trainer_open)):
        _once(exact, _teaching(exact, trainer))


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


def _teaching(exact: ExactModel, trainer: int) -> list[tuple[Vars, cp_model.IntVar]]:
    return [(one, one.trainers[trainer]) for one in exact.tasks.values() if trainer in one.trainers]


def _daily_limits(exact: ExactModel) -> None:
    """No trainer teaches more sessions on a day than their limit."""
    compiled = exact.compiled
    days = [compiled.day_mask(day) for day in range(len(compiled.ordinals))]
    for trainer, limit in enumerate(compiled.most_per_day):
        literals = _teaching(exact, trainer)
        runs = {one.task.run for one, _ in literals}
        held = [(exact.state.trainer_work[trainer] & day).bit_count() for day in days]
        if sum(compiled.jobs[job].most for job in runs) + max(held) > limit:
            _cumulative(exact, [(one.day, literal) for one, literal in literals], held, limit)


def _weekly_limits(exact: ExactModel) -> None:
    """No trainer teaches more sessions in a week than their limit."""
    for trainer, limit in enumerate(exact.compiled.most_per_week):
        literals = _teaching(exact, trainer)
        held = [(exact.state.trainer_work[trainer] & week).bit_count() for week in exact.compiled.week_masks]
        if limit != UNLIMITED and len(literals) + max(held) > limit:
            _cumulative(exact, [(_week(exact, one), literal) for one, literal in literals], held, limit)


def _week(exact: ExactModel, one: Vars) -> cp_model.IntVar:
    if one.week is None:
        one.week = exact.model.new_int_var(0, len(exact.compiled.week_masks) - 1, "")
        exact.model.add_element(one.day, list(exact.compiled.week_of), one.week)
    return one.week


def _cumulative(
    exact: ExactModel, used: list[tuple[cp_model.IntVar, cp_model.IntVar]], held: list[int], limit: int
) -> None:
    """At each day or week, the literals that fall on it and what is held already stay within the limit."""
    intervals = [_interval(exact, at, literal) for at, literal in used]
    demands = [1] * len(intervals)
    for when, count in enumerate(held):
        if count:
            intervals.append(exact.model.new_fixed_size_interval_var(when, 1, ""))
            demands.append(min(count, limit))
    exact.model.add_cumulative(intervals, demands, limit)


def _load_term(exact: ExactModel) -> None:
    """Sessions of a trainer beyond their fair share."""
    for trainer, fair in enumerate(exact.compiled.fair):
        literals = [literal for _, literal in _teaching(exact, trainer)]
        held = exact.state.trainer_work[trainer].bit_count()
        _excess(exact, literals, held - fair, exact.compiled.problem.weights[Term.LOAD])


def _evening_term(exact: ExactModel) -> None:
    """Evenings of a trainer in a week beyond the center's share."""
    compiled = exact.compiled
    weight = compiled.problem.weights[Term.EVENINGS]
    at: dict[tuple[int, int], cp_model.IntVar] = {}
    for trainer in range(len(compiled.trainer_open)) if weight else ():
        for week, mask in enumerate(compiled.week_masks):
            mask &= compiled.evenings
            both = [
                _and(exact, literal, _starts_in(exact, at, index, week, mask))
                for index, one in exact.tasks.items()
                if one.task.times & mask and (literal := one.trainers.get(trainer)) is not None
            ]
            held = (exact.state.trainer_work[trainer] & mask).bit_count()
            _excess(exact, both, held - compiled.problem.evenings_per_week, weight)


def _starts_in(
    exact: ExactModel, at: dict[tuple[int, int], cp_model.IntVar], index: int, week: int, mask: int
) -> cp_model.IntVar:
    """A literal that must hold if a session starts in an evening of a week."""
    if (index, week) not in at:
        one, literal = exact.tasks[index], exact.model.new_bool_var("")
        outside = one.task.times & ~mask
        if outside:
            exact.model.add_linear_expression_in_domain(one.start, _domain(outside)).only_enforce_if(~literal)
        else:
            exact.model.add(literal == 1)
        at[index, week] = literal
    return at[index, week]


def _and(exact: ExactModel, a: cp_model.IntVar, b: cp_model.IntVar) -> cp_model.IntVar:
    both = exact.model.new_bool_var("")
    exact.model.add_bool_or(both, ~a, ~b)
    return both


def _excess(exact: ExactModel, literals: list[cp_model.IntVar], above: int, weight: int) -> None:
    """Pay for literals, beyond the free ones, when `above` (negative: still free) is what the fixed rest
    uses.
    """
    if weight and len(literals) + above > 0:
        extra = exact.model.new_int_var(0, len(literals), "")
        exact.model.add(extra >= sum(literals) + min(above, 0))
        exact.costs.append(weight * extra)


def _changes_term(exact: ExactModel) -> None:
    """Against the published timetable: another period, another room, other trainers count one each."""
    weight = exact.compiled.problem.weights[Term.CHANGES]
    for one in exact.tasks.values():
        if one.task.published is not None and weight:
            exact.costs += [weight * changed for changed in _changed(exact, one, one.task.published)]


def _changed(exact: ExactModel, one: Vars, old: Spot) -> list[cp_model.IntVar]:
    model = exact.model
    moved, room, team = (model.new_bool_var("") for _ in range(3))
    model.add(one.start == old[0]).only_enforce_if(~moved, one.placed)
    model.add_bool_or(room, ~one.placed, *([one.rooms[old[1]]] if old[1] in one.rooms else []))
    for trainer in old[2]:
        kept = [one.trainers[trainer]] if trainer in one.trainers else []
        model.add_bool_or(team, ~one.placed, *kept)
    if len(old[2]) != one.task.count:
        model.add(team >= one.placed)
    return [moved, room, team]
