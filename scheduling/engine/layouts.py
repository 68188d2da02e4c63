"""The cheapest layout of one run beside a fixed rest: `walks` finds when, by which team and in which rooms."""

from collections.abc import Callable

import numpy as np

from scheduling.engine.compiled import Compiled, Spot, Task
from scheduling.engine.greedy import Taste, first_spot
from scheduling.engine.lanes import Track, endless, memory, track
from scheduling.engine.model import Term
from scheduling.engine.prices import seat_price
from scheduling.engine.state import Minutes, State
from scheduling.engine.teams import NOWHERE, Before, cheapest, cheapest_rooms
from scheduling.engine.usage import Layout, Usages
from scheduling.engine.walks import Flags, Ints, Offer, Reals

TEAMS = 4
"""Teams that are tried before a run is said to have no cheap place: who of a team teaches when is not in a walk."""

TOLL = 0.7
"""How much of the prices of a time is paid by who is put there beside the rest: rivals are to find a place as well."""
Asked = Callable[[Ints, Ints], Reals]
"""What things that others have are to be had for, by thing and period."""


def _unknown(_job: int) -> None:
    """Without prices there are no wishes."""


class Layouts:
    """Finds layouts for the runs of a problem.

    `tolls` are prices of rooms, then of trainers, by period: see `lagrange`. They turn a run to places that others need
    less; what a layout is said to cost is without them. `wish` says where a run would be by these prices alone, legal
    or not; None if that is not known. Where a run was found last is `before`, which makes the next answer quicker.
    """

    def __init__(self, compiled: Compiled) -> None:
        self.compiled = compiled
        self.tracks = [track(compiled, job) for job in range(len(compiled.jobs))]
        self.usages = Usages(compiled)
        self.tolls: Reals | None = None
        self.wish: Callable[[int], Layout | None] = _unknown
        self.memory = memory(one for one in self.tracks if one)
        self.before = [NOWHERE] * len(compiled.jobs)
        empty = State(compiled)
        self.plain = {one.job: plain_offer(compiled, one, empty) for one in self.tracks if one}

    def cheapest(self, state: State, job: int, toll: float | None = None) -> list[Spot] | None:
        """The cheapest layout found for a run that is not in the state; None if there is none. The state stays.

        `toll` is how much of the prices it pays, TOLL unless it is said.
        """
        found = self.tracks[job]
        if found is None:
            return None
        offer = self.offer(state, found, TOLL if toll is None else toll)
        banned = np.zeros(len(found.lane.larger), np.bool_)
        best, price = None, np.inf
        for _ in range(TEAMS):
            before = NOWHERE if banned.any() else self.before[job]
            aim, team, choice, positions, _ = cheapest(
                found.lane, offer, banned, float(price), self.memory, before, False
            )
            if team < 0:
                break
            self.before[job] = Before(team, choice, positions)
            spots = self._spots(state, found, self._taste(found, team, choice), positions)
            cost = np.inf if spots is None else state.added_cost(job, spots)
            if cost < price:
                best, price = spots, cost
            if price <= aim:
                break
            banned[team] = True
        return best

    def _spots(self, state: State, one: Track, taste: Taste, positions: Ints) -> list[Spot] | None:
        """The sessions at these positions, each with the cheapest of those who are meant to be there."""
        tasks = self.compiled.jobs[one.job].tasks
        spots: list[Spot] = []
        for index, period in zip(tasks, one.periods[positions].tolist(), strict=False):
            spot = _spot(state, index, taste, period)
            if spot is None:
                break
            state.note(index, spot)
            spots.append(spot)
        state.forget(tasks[: len(spots)], spots)
        return spots if len(spots) == len(tasks) else None

    def _taste(self, one: Track, team: int, choice: int) -> Taste:
        people = dict(zip(one.skills, one.teams[team], strict=True))
        return Taste(dict(zip(one.kinds, one.choices[choice], strict=True)), people, len(one.trainers))

    def wanted(self, state: State, job: int, asked: Asked) -> Layout | None:
        """Where a run that is not in the state would be, if what others have is to be had for what is asked."""
        one = self.tracks[job]
        if one is None:
            return None
        offer, nobody = self.offer(state, one, TOLL, asked), np.zeros(len(one.lane.larger), np.bool_)
        _, team, choice, positions, people = cheapest(
            one.lane, offer, nobody, np.inf, self.memory, self.before[job], True
        )
        if team < 0:
            return None
        self.before[job] = Before(team, choice, positions)
        return in_words(one, positions, cheapest_rooms(one.lane, offer, choice, positions), people)

    def offer(self, state: State, one: Track, toll: float, asked: Asked | None = None) -> Offer:
        """What the rest leaves to a run, with so much of the tolls; what others have as well, for what is `asked`."""
        compiled, plain = self.compiled, self.plain[one.job]
        work = compiled.jobs[one.job]
        free = endless(self._masks(state, one, taken=asked is not None), one.periods)
        times = plain.times
        if toll and self.tolls is not None:
            free += toll * self.tolls[one.things[:, None], one.periods]
        if work.groups:
            open_ = state.suits_people(one.job) if asked else state.open_to_people(one.job)
            times = times + endless([open_], one.periods)
        if asked:
            free += asked(one.things[:, None], one.periods)
            groups = self.usages.groups + np.array(work.groups, np.int64)
            times = times + asked(groups[:, None], one.periods).sum(axis=0)
        people, rooms = free[: len(one.trainers)], free[len(one.trainers) :]
        minutes = min(task.minutes for task in one.tasks)
        return plain._replace(
            times=np.ascontiguousarray(times),
            people=np.ascontiguousarray(plain.people + people),
            rooms=self._with_units(state, one, np.ascontiguousarray(plain.rooms + rooms)),
            weekly=_left(state.week_minutes, compiled.minutes_per_week, one, one.weeks, minutes),
            daily=_left(state.day_minutes, compiled.minutes_per_day, one, one.days, minutes),
            free=self._evenings(state, one) if one.late else plain.free,
            slack=np.array(
                [compiled.fair[who] - state.trainer_work[who].bit_count() for who in one.trainers], np.int64
            ),
        )

    def _masks(self, state: State, one: Track, *, taken: bool) -> list[int]:
        """When its trainers, then its rooms can be had, what others have taken as well or not."""
        site = self.compiled.jobs[one.job].site
        if taken:
            return [*(state.suits_trainer(who, site) for who in one.trainers), *(-1 for _ in one.rooms)]
        trainers = [state.open_to_trainer(who, site) for who in one.trainers]
        return [*trainers, *(state.room_free[room] for room in one.rooms)]

    def _with_units(self, state: State, one: Track, rooms: Reals) -> Reals:
        """No place where no movable unit is left that the session needs there."""
        for row, task in enumerate(one.tasks):
            for at, room in enumerate(one.rooms):
                for pool in task.brings.get(room, ()):
                    used = np.array(state.units_used[pool]) >= np.array(self.compiled.units[pool])
                    rooms[row, at, used[one.periods]] = np.inf
        return rooms

    def _evenings(self, state: State, one: Track) -> Ints:
        """By trainer and week, the evenings that are still free of cost."""
        most = self.compiled.problem.evenings_per_week
        weeks = [self.compiled.week_masks[week] & self.compiled.evenings for week in one.weeks]
        taught = [state.trainer_work[who] for who in one.trainers]
        left = [[max(0, most - (work & week).bit_count()) for week in weeks] for work in taught]
        return np.array(left, np.int64)


def _spot(state: State, index: int, taste: Taste, period: int) -> Spot | None:
    """Where a session is held at a period, which a walk found free for the rooms and the team together."""
    task = state.compiled.tasks[index]
    rooms, team = taste.rooms[task.kind], taste.trainers[task.qualification]
    if len(team) == task.count and len(rooms) == 1:
        room = rooms[0]
        there = state.can_learn(index, period) and state.can_come(index, period, room)
        within = there and all(state.can_teach(who, index, period, room) for who in team)
        return (period, room, team) if within else None
    return first_spot(state, index, taste, 1 << period)


def _left(taught: Minutes, limits: tuple[int, ...], one: Track, spans: Ints, minutes: int) -> Ints:
    """By trainer and week or day, how many sessions more their limits allow."""
    held = np.array([taught[who] for who in one.trainers], np.int64).take(spans, axis=1)
    most = np.array([limits[who] for who in one.trainers], np.int64)[:, None]
    left: Ints = np.maximum(0, most - held) // max(1, minutes)
    return left


def plain_offer(compiled: Compiled, one: Track, empty: State) -> Offer:
    """What a run finds in an empty center."""
    weights = compiled.problem.weights
    seats = np.array([seat_price(compiled, one.job, room) for room in one.rooms], np.float64)[:, None]
    wishes = weights[Term.WISHES] * _unwished(compiled, one)
    minutes = min(task.minutes for task in one.tasks)
    people, rooms, times = list[Reals](), list[Reals](), list[Reals]()
    for task in one.tasks:
        able = [task.trainers.get(who, 0) & compiled.trainer_open[who] for who in one.trainers]
        open_ = [compiled.room_open[room] if room in task.rooms else 0 for room in one.rooms]
        times.append(endless([task.times], one.periods)[0])
        people.append(endless(able, one.periods) + wishes)
        rooms.append(endless(open_, one.periods) + seats)
        if task.published is not None:
            _add_changes(weights[Term.CHANGES], one, task, times[-1], people[-1], rooms[-1])
    shape = (len(one.trainers), len(one.weeks))
    return Offer(
        times=np.stack(times),
        people=np.stack(people),
        rooms=np.stack(rooms),
        weekly=_left(empty.week_minutes, compiled.minutes_per_week, one, one.weeks, minutes),
        daily=_left(empty.day_minutes, compiled.minutes_per_day, one, one.days, minutes),
        free=np.full(shape, compiled.problem.evenings_per_week, np.int64),
        late=np.full(shape, float(weights[Term.EVENINGS] if one.late else 0)),
        slack=np.array([compiled.fair[who] for who in one.trainers], np.int64),
        load=float(weights[Term.LOAD]),
    )


def _unwished(compiled: Compiled, one: Track) -> Reals:
    """By trainer and position, 1 where they would rather not teach."""
    wished = endless([~compiled.unwished[who] for who in one.trainers], one.periods)
    return np.isinf(wished).astype(np.float64)


def _add_changes(weight: int, one: Track, task: Task, times: Reals, people: Reals, rooms: Reals) -> None:
    """What leaving the published place costs. A new team is counted only for teams of one."""
    period, room, team = task.published or (0, 0, ())
    times += weight * (one.periods != period)
    rooms += weight * (np.array(one.rooms) != room)[:, None]
    if task.count == 1:
        people += weight * np.array([who not in team for who in one.trainers])[:, None]


def in_words(one: Track, positions: Ints, rooms: Ints, people: Flags) -> Layout:
    """A layout in the numbers of a track (`people` by session and trainer) in the words of the timetable."""
    teams: list[tuple[int, ...]] = [()] * len(positions)
    for done, who in zip(*(axis.tolist() for axis in people.nonzero()), strict=True):
        teams[done] += (one.trainers[who],)
    places = [one.rooms[room] for room in rooms.tolist()]
    return tuple(zip(one.periods[positions].tolist(), places, teams, strict=True))
