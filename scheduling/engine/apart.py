"""The exact model's rules of time between: a night's rest and the way between two sites, for trainers and people."""

from collections.abc import Iterable, Sequence
from functools import reduce
from itertools import combinations
from operator import or_

from ortools.sat.python import cp_model

from scheduling.engine.gaps import Shifts, too_near
from scheduling.engine.variables import ExactModel, Held, Vars, domain, sites_of, starts_at, teaching, there

Literals = tuple[cp_model.IntVar, ...]

Attendance = Sequence[tuple[Vars, Literals]]
"""Sessions, each with literals that hold together if somebody is there."""


def add_apart(exact: ExactModel) -> None:
    """Nobody is in two periods that are too near to each other, the fixed rest included."""
    for trainer, shifts in enumerate(exact.compiled.rests):
        _overnight(exact, _taught(exact, trainer), shifts)
    for group, shifts in enumerate(exact.compiled.group_rests):
        _overnight(exact, _learned(exact, group), shifts)
    if any(exact.compiled.ways):
        for trainer in range(len(exact.compiled.trainer_open)):
            _on_the_way(exact, exact.state.trainer_at[trainer], _taught(exact, trainer))
        for group in range(exact.compiled.groups):
            _on_the_way(exact, exact.state.group_at[group], _learned(exact, group))


def learning(exact: ExactModel, group: int) -> list[Vars]:
    """The sessions that the people of a group attend."""
    return [one for one in exact.tasks.values() if group in exact.compiled.jobs[one.task.run].groups]


def _taught(exact: ExactModel, trainer: int) -> Attendance:
    return [(one, (literal,)) for one, literal in teaching(exact, trainer)]


def _learned(exact: ExactModel, group: int) -> Attendance:
    return [(one, ()) for one in learning(exact, group)]


def _times(attendance: Attendance) -> int:
    """When one of the sessions can be."""
    return reduce(or_, (one.task.times for one, _ in attendance), 0)


def at_site(exact: ExactModel, site: int, attendance: Attendance) -> Attendance:
    """Those of the sessions that can be at a site, with the literal that they are."""
    return [
        (one, (*literals, *there(exact, one, site)))
        for one, literals in attendance
        if site in sites_of(exact, one)
    ]


def presence(exact: ExactModel, attendance: Attendance, mask: int = -1) -> Held:
    """By period of a mask, a literal that must hold if somebody is in one of these sessions then."""
    present: Held = {}
    for one, literals in attendance:
        for period, starts in starts_at(exact, one).items() if one.task.times & mask else ():
            if not mask >> period & 1:
                continue
            if period not in present:
                present[period] = exact.model.new_bool_var("")
            exact.model.add_bool_or(present[period], ~starts, *(~literal for literal in literals))
    return present


def _overnight(exact: ExactModel, attendance: Attendance, shifts: Shifts) -> None:
    """Between one day and the next there is the rest."""
    times = _times(attendance)
    if matter := times & too_near(times, shifts):
        present = presence(exact, attendance, matter)
        _never_both(exact, present, present, shifts)


def _never_both(exact: ExactModel, first: Held, second: Held, shifts: Shifts) -> None:
    """Periods that are too near: each pair once, so within one attendance only onward."""
    for among, shift in shifts:
        for period, literal in first.items() if shift > 0 or first is not second else ():
            if among >> period & 1 and period + shift in second:
                exact.model.add_bool_or(~literal, ~second[period + shift])


def _on_the_way(exact: ExactModel, fixed: dict[int, int], attendance: Attendance) -> None:
    """Between two sites there is time for the way."""
    ways = exact.compiled.ways
    sites = sorted({site for one, _ in attendance for site in sites_of(exact, one)})
    for site in sites:
        _beside(exact, at_site(exact, site, attendance), ~exact.state.too_far(fixed, site))
    for a, b in combinations(sites, 2):
        if shifts := ways[a].get(b):
            near, far = at_site(exact, a, attendance), at_site(exact, b, attendance)
            first = presence(exact, near, too_near(_times(far), shifts))
            _never_both(exact, first, presence(exact, far, too_near(_times(near), shifts)), shifts)


def _beside(exact: ExactModel, attendance: Iterable[tuple[Vars, Literals]], mask: int) -> None:
    """What is fixed leaves only the periods of the mask."""
    for one, literals in attendance:
        if one.task.times & ~mask:
            allowed = domain(one.task.times & mask)
            exact.model.add_linear_expression_in_domain(one.start, allowed).only_enforce_if(
                one.placed, *literals
            )
