"""The cheapest repairs of a clash: which of its facts would have to give and by how much, shown by solving again.

A minimal clash ends when any one of its facts is dropped altogether. For each fact the least step that ends it is
looked for: numbers (days, hours, units) by doubling and halving, choices (a weekday, a site) one by one, sets of days
by leaving out what is not needed. A repair ends the clash of its runs; other clashes of the problem may remain.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from time import monotonic

from scheduling.engine.answers import Change, Clash, Fact, Repair
from scheduling.engine.concessions import ways_of
from scheduling.engine.exact import Limits, Verdict
from scheduling.engine.facts import only
from scheduling.engine.impossible import possible, shrink
from scheduling.engine.model import Problem
from scheduling.engine.ways import Days, Option, Steps

BURDEN: dict[Change, int] = {
    Change.UNLOCK: 1,
    Change.END_LATER: 1,
    Change.BEGIN_EARLIER: 1,
    Change.MORE_A_DAY: 2,
    Change.FEWER_A_DAY: 2,
    Change.ANOTHER_WEEKDAY: 3,
    Change.ANOTHER_SLOT: 3,
    Change.ANOTHER_SITE: 4,
    Change.SHORTER: 4,
    Change.DAILY_HOURS: 4,
    Change.WEEKLY_HOURS: 4,
    Change.TRAINER_SITE: 5,
    Change.PRESENT: 5,
    Change.RELEASED: 5,
    Change.ROOM_OPEN: 5,
    Change.VALID_LONGER: 6,
    Change.LESS_REST: 6,
    Change.GROUP_WEEKLY_HOURS: 6,
    Change.GROUP_DAILY_HOURS: 7,
    Change.GROUP_LESS_REST: 7,
    Change.GROUP_RELEASED: 7,
    Change.UNPROTECTED: 7,
    Change.SEATS: 6,
    Change.APART: 8,
    Change.CENTER_OPEN: 8,
    Change.FASTER: 15,
    Change.UNITS: 15,
    Change.TRAINERS: 30,
    Change.ROOMS: 40,
}
"""What one step (day, hour, seat, unit, trainer) of a change weighs: decisions about a run first, then about people's
time, then what must be bought, hired or built. Only the order of repairs comes from it."""


def repairs(problem: Problem, clash: Clash, limits: Limits) -> tuple[Repair, ...]:
    """Ways to end a clash, the cheapest first. What the time did not suffice to show is left out."""
    small = only(problem, set(clash.runs))

    deadline = monotonic() + limits.seconds

    def ends(candidate: Problem) -> bool:
        within = replace(limits, seconds=max(0.0, deadline - monotonic()))
        return possible(candidate, within) is Verdict.OPTIMAL

    found = [repair for fact in clash.facts for repair in _of_fact(small, fact, ends)]
    return tuple(sorted(found, key=lambda one: (one.burden, str(one.fact), one.change, one.details)))


def _of_fact(problem: Problem, fact: Fact, ends: Callable[[Problem], bool]) -> Iterator[Repair]:
    for way in ways_of(problem, fact):
        if isinstance(way, Option):
            if ends(way.after):
                yield Repair(fact, way.change, 1, (way.name,) if way.name else (), BURDEN[way.change])
        elif isinstance(way, Steps):
            amount = _least(way, ends)
            if amount:
                yield Repair(fact, way.change, amount, way.sites, amount * BURDEN[way.change])
        elif ends(way.after(way.days)):
            days = shrink(list(way.days), partial(_still, way, ends))
            names = tuple(day.isoformat() for day in days)
            yield Repair(fact, way.change, len(days), names, len(days) * BURDEN[way.change])


def _still(way: Days, ends: Callable[[Problem], bool], days: Iterable[date]) -> bool:
    return ends(way.after(days))


def _least(way: Steps, ends: Callable[[Problem], bool]) -> int:
    """The fewest steps that end the clash, 0 if all of them do not: more steps never make it worse."""
    high = 1
    while high < way.most and not ends(way.after(high)):
        high *= 2
    high = min(high, way.most)
    if high == way.most and not (high and ends(way.after(high))):
        return 0
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if ends(way.after(middle)) else (middle, high)
    return high
