"""The compiled walk of a run that meets in evenings only: who of a team teaches when, since each has few free evenings.

As in `walks` a walk holds the sessions in order, here one a day at most. A state is what is done and how many evenings
of the week each member has had, up to the free ones: that decides what one evening more costs. Weeks begin afresh.
"""

from typing import NamedTuple

import numpy as np

from scheduling.engine.native import inner
from scheduling.engine.walks import Caps, Flags, Ints, Lane, Offer, Reals

MOST_STATES = 256
"""States of a week that are told apart; a larger team's evenings are taken together, as in `walks`."""


@inner
def by_member(lane: Lane, offer: Offer, team: int) -> int:
    """The states of a week if the evenings of a team are to be counted by member; 0 if they are not."""
    if lane.slots > 1 or not offer.late.max() > 0:
        return 0
    states, radix = 1, _radix(offer)
    for who in range(lane.teams.shape[2]):
        if _is_member(lane, team, who):
            states *= radix
        if states > MOST_STATES:
            return 0
    return states


@inner
def _radix(offer: Offer) -> int:
    """Evenings of a member that are told apart: none, one … all that could be free."""
    return int(offer.free.max()) + 1


@inner
def _is_member(lane: Lane, team: int, who: int) -> bool:
    member = False
    for skill in range(lane.teams.shape[1]):
        member = member or lane.teams[team, skill, who]
    return member


@inner
def _members(lane: Lane, team: int) -> Ints:
    found = np.empty(lane.teams.shape[2], np.int64)
    count = 0
    for who in range(lane.teams.shape[2]):
        if _is_member(lane, team, who):
            found[count] = who
            count += 1
    return found[:count]


class Scene(NamedTuple):
    """A team's week. `members` are trainers by number; `had` says by state and member, `held` by state for all, how
    many evenings they had, in all no more than a week has; `unit` what one more of a member adds to a state, `top` how
    many are told apart.

    `choices` are the choices of members (as bits) by how many they are and place, -1 after the last; `dear` is what
    each costs on the day that is looked at.
    """

    members: Ints
    had: Ints
    held: Ints
    unit: Ints
    top: int
    choices: Ints
    dear: Reals


class Trail(NamedTuple):
    """The way back: by day, sessions done and state the state before and who taught (-1: nobody), by day and sessions
    done the state before a new week. Empty where the way is not asked for."""

    steps: Ints
    weeks: Ints


@inner
def no_trail() -> Trail:
    """Nothing is to be remembered."""
    return Trail(np.zeros((0, 0, 0), np.int64), np.zeros((0, 0), np.int64))


@inner
def _scene(lane: Lane, offer: Offer, team: int, states: int) -> Scene:
    members, radix = _members(lane, team), _radix(offer)
    had, unit = np.zeros((states, len(members)), np.int64), np.ones(len(members), np.int64)
    for n in range(1, len(members)):
        unit[n] = unit[n - 1] * radix
    for state in range(states):
        for n in range(len(members)):
            had[state, n] = state // unit[n] % radix
    choices = np.full((len(members) + 1, 1 << len(members)), -1)
    found = np.zeros(len(members) + 1, np.int64)
    for some in range(1 << len(members)):
        size = 0
        for n in range(len(members)):
            size += some >> n & 1
        choices[size, found[size]] = some
        found[size] += 1
    held = np.minimum(had.sum(axis=1), lane.widest)
    return Scene(members, had, held, unit, radix - 1, choices, np.empty(len(members)))


@inner
def _ask(lane: Lane, offer: Offer, team: int, scene: Scene, row: int, day: int) -> None:
    """What each member costs for a session on a day: infinity for who cannot teach."""
    for n in range(len(scene.members)):
        who = scene.members[n]
        able = lane.teams[team, lane.skill[row], who] and offer.daily[who, day] > 0
        scene.dear[n] = offer.people[row, who, day] if able else np.inf


@inner
def _taught(offer: Offer, scene: Scene, week: int, state: int, some: int) -> tuple[float, int]:
    """What some of the members cost for a session more in a week, and the state after it."""
    price, after = 0.0, state
    for n in range(len(scene.members)):
        if some >> n & 1:
            had, who = scene.had[state, n], scene.members[n]
            price += scene.dear[n] if had < offer.weekly[who, week] else np.inf
            if had >= offer.free[who, week]:
                price += offer.late[who, week]
            if had < scene.top:
                after += scene.unit[n]
    return price, after


@inner
def team_ahead(lane: Lane, caps: Caps, cost: Reals) -> Reals:
    """What is still to be paid at least, the evenings of a team taken together, by day (before it), sessions done and
    how often somebody taught in its week."""
    days, sessions = len(lane.week), len(lane.row)
    ahead = np.full((days + 1, sessions + 1, lane.widest + 1), np.inf)
    ahead[:, sessions] = 0.0
    for day in range(days - 1, -1, -1):
        week, goes_on = lane.week[day], day + 1 < days and lane.week[day + 1] == lane.week[day]
        for done in range(sessions):
            idle, needed = (lane.idle if done else 0.0), lane.needed[lane.row[done]]
            price = cost[lane.row[done], day] + (0.0 if done else lane.start[day])
            for held in range(lane.widest + 1):
                least = idle + ahead[day + 1, done, held if goes_on else 0]
                after = held + needed
                if after <= min(caps.weekly[week], lane.widest):
                    late = caps.late[week] * max(0, min(needed, after - caps.free[week]))
                    least = min(least, price + late + ahead[day + 1, done + 1, after if goes_on else 0])
                ahead[day, done, held] = least
    return ahead


@inner
def stroll(
    lane: Lane, offer: Offer, team: int, states: int, cost: Reals, limit: float, rest: Reals, trail: Trail
) -> tuple[float, int, int]:
    """The cost of the cheapest walk with its last day and state there; infinity if none is below the limit.

    `cost` is that of times and rooms alone by row and position, `rest` what `team_ahead` says. The trail is filled.
    """
    scene, sessions = _scene(lane, offer, team, states), len(lane.row)
    now, then = np.full((sessions + 1, states), np.inf), np.full((sessions + 1, states), np.inf)
    alive, coming = np.zeros(sessions + 1, np.bool_), np.zeros(sessions + 1, np.bool_)
    now[0, 0], alive[0] = 0.0, True
    best, last, end = np.inf, -1, 0
    for day in range(len(lane.week)):
        if day and lane.week[day] != lane.week[day - 1]:
            _new_week(now, alive, trail, day)
        for done in range(sessions - 1, -1, -1):
            if alive[done]:
                price = cost[lane.row[done], day] + (lane.start[day] if done == 0 else 0.0)
                coming[done] = _idle(lane, scene, limit, rest, now, then, day, done)
                if price < limit:
                    coming[done + 1] |= _hold(
                        lane, offer, team, scene, price, limit, rest, now, then, day, done, trail
                    )
                now[done], alive[done] = np.inf, False
        if coming[sessions]:
            for state in range(states):
                if then[sessions, state] < best:
                    best, last, end = then[sessions, state], day, state
            limit, coming[sessions] = min(limit, best), False
        now, then, alive, coming = then, now, coming, alive
    return best, last, end


@inner
def _idle(
    lane: Lane, scene: Scene, limit: float, rest: Reals, now: Reals, then: Reals, day: int, done: int
) -> bool:
    """Every state with so many sessions done may go on without one on a day; whether one does."""
    if done == 0:
        then[0, 0] = 0.0
        return True
    goes = False
    for state in range(now.shape[1]):
        if now[done, state] + rest[day, done, scene.held[state]] < limit:
            then[done, state] = now[done, state] + lane.idle
            goes = True
    return goes


@inner
def _hold(
    lane: Lane,
    offer: Offer,
    team: int,
    scene: Scene,
    price: float,
    limit: float,
    rest: Reals,
    now: Reals,
    then: Reals,
    day: int,
    done: int,
    trail: Trail,
) -> bool:
    """Every state with so many sessions done may hold the next one on a day; whether one does."""
    row, week, held = lane.row[done], lane.week[day], False
    goes_on = day + 1 < len(lane.week) and lane.week[day + 1] == week
    asked = False
    for state in range(now.shape[1]):
        if not now[done, state] + max(price, rest[day, done, scene.held[state]]) < limit:
            continue
        if not asked:
            _ask(lane, offer, team, scene, row, day)
            asked = True
        for place in range(scene.choices.shape[1]):
            some = scene.choices[lane.needed[row], place]
            if some < 0:
                break
            more, after = _taught(offer, scene, week, state, some)
            value = now[done, state] + price + more
            still = rest[day + 1, done + 1, scene.held[after] if goes_on else 0]
            if value + still < limit and value < then[done + 1, after]:
                then[done + 1, after] = value
                held = True
                if len(trail.steps):
                    trail.steps[day, done + 1, after] = state * scene.choices.shape[1] + some
    return held


@inner
def _new_week(now: Reals, alive: Flags, trail: Trail, day: int) -> None:
    """Of all states with as many sessions done the cheapest goes on, with no evening yet."""
    for done in range(len(alive)):
        if not alive[done]:
            continue
        best = 0
        for state in range(1, now.shape[1]):
            if now[done, state] < now[done, best]:
                best = state
        now[done, 0], now[done, 1:] = now[done, best], np.inf
        if len(trail.weeks):
            trail.weeks[day, done] = best


@inner
def strolled(
    lane: Lane, offer: Offer, team: int, states: int, cost: Reals, rest: Reals
) -> tuple[Ints, Flags]:
    """The positions of the cheapest walk, and who teaches by session and trainer; nothing if there is none."""
    days, sessions = len(lane.week), len(lane.row)
    trail = Trail(np.full((days, sessions + 1, states), -1), np.zeros((days, sessions + 1), np.int64))
    _, day, state = stroll(lane, offer, team, states, cost, np.inf, rest, trail)
    positions = np.zeros(sessions if day >= 0 else 0, np.int64)
    people = np.zeros((len(positions), lane.teams.shape[2]), np.bool_)
    members, done = _members(lane, team), len(positions)
    choices = 1 << len(members)
    while done:
        step = trail.steps[day, done, state]
        if step >= 0:
            done -= 1
            positions[done], state = day, step // choices
            for n in range(len(members)):
                people[done, members[n]] = step >> n & 1 == 1
        if lane.week[day] != lane.week[max(0, day - 1)]:
            state = trail.weeks[day, done]
        day -= 1
    return positions, people
