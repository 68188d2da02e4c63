"""Whether a layout breaks no rule: what it needs is free, and hours, units, ways and rest are kept."""

from scheduling.engine.state import State, together
from scheduling.engine.usage import Amount, Layout, Sum, Usage


def fits(state: State, usage: Usage) -> bool:
    """Whether a run that is not in a state can be held so."""
    groups = state.groups_free(usage.job)
    free = all(
        (state.room_free[room] & groups) >> period & 1
        and all(state.trainer_free[who] >> period & 1 for who in team)
        for period, room, team in usage.layout
    )
    return free and is_legal(state, usage)


def is_legal(state: State, usage: Usage) -> bool:
    """Whether a run that is not in a state can be held so, as far as all that it needs is free."""
    if any(used > left_of(state, key) for key, used in usage.limited.items()):
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


def left_of(state: State, key: Amount) -> int:
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
