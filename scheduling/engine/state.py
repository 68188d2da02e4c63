"""A timetable in the making: one integer per room, trainer and group says in which periods it is free."""

from array import array
from collections.abc import Iterable, Mapping, Sequence

from scheduling.engine.compiled import Compiled, Spot
from scheduling.engine.gaps import too_near
from scheduling.engine.model import Solution, Term, Unplaced
from scheduling.engine.prices import run_cost

Minutes = list["array[int]"]
"""By trainer or group, the minutes of each day or week: arrays, of which NumPy makes a matrix at once."""

Held = dict[tuple[int, tuple[int, ...]], int]
"""Periods by room and team: of a run these are few, since it seldom changes them."""

KEPT = 4_000
"""Places of runs whose cost is remembered."""


class State:
    """Placements of tasks with the free periods of every resource; runs are in it whole or not at all."""

    def __init__(self, compiled: Compiled) -> None:
        self.compiled = compiled
        self.spots: list[Spot | None] = [None] * len(compiled.tasks)
        self.room_free = list(compiled.room_open)
        self.trainer_free = list(compiled.trainer_open)
        self.trainer_work = [0] * len(compiled.trainer_open)
        self.group_free = [-1] * compiled.groups
        self.trainer_at = [dict(at) for at in compiled.booked_at]
        self.group_at = [dict(at) for at in compiled.group_booked_at]
        self.units_used = [[0] * len(units) for units in compiled.units]
        trainers = [trainer.booked for trainer in compiled.problem.trainers]
        self.day_minutes, self.week_minutes = _booked_minutes(compiled, trainers)
        self.group_day, self.group_week = _booked_minutes(compiled, compiled.group_minutes)
        self.compact = frozenset(compiled.compact)
        self._known: dict[tuple[int, tuple[Spot, ...]], int] = {}
        self._score = (len(compiled.tasks), 0)

    def hold_room(self, room: int, bits: int) -> None:
        """A room is used once at a time."""
        self.room_free[room] &= ~bits

    def hold_trainers(self, team: Iterable[int], bits: int) -> None:
        """A trainer teaches once at a time."""
        for trainer in team:
            self.trainer_free[trainer] &= ~bits
            self.trainer_work[trainer] |= bits

    def hold_groups(self, job: int, bits: int) -> None:
        """A group of people is in one place at a time."""
        for group in self.compiled.jobs[job].groups:
            self.group_free[group] &= ~bits

    def come(self, job: int, room: int, team: Iterable[int], bits: int) -> None:
        """The trainers and the people of a run are busy in these periods, and where the room is."""
        self.hold_trainers(team, bits)
        self.hold_groups(job, bits)
        if self.compiled.sites > 1:
            self._move(job, room, team, bits)

    def go(self, job: int, room: int, team: Iterable[int], bits: int) -> None:
        """Undo `come`."""
        for trainer in team:
            self.trainer_free[trainer] |= bits
            self.trainer_work[trainer] &= ~bits
        for group in self.compiled.jobs[job].groups:
            self.group_free[group] |= bits
        if self.compiled.sites > 1:
            self._move(job, room, team, bits)

    def _move(self, job: int, room: int, team: Iterable[int], bits: int) -> None:
        """Trainers and people come to a site for these periods, or are there no more."""
        site = self.compiled.site_of[room]
        for trainer in team:
            self.trainer_at[trainer][site] = self.trainer_at[trainer].get(site, 0) ^ bits
        for group in self.compiled.jobs[job].groups:
            self.group_at[group][site] = self.group_at[group].get(site, 0) ^ bits

    def add_minutes(self, tasks: Iterable[int], spots: Iterable[Spot], sign: int) -> None:
        """What a trainer teaches and what a group learns counts within their limits."""
        compiled = self.compiled
        for index, (period, _, team) in zip(tasks, spots, strict=True):
            task, day = compiled.tasks[index], period // compiled.slots
            week, minutes = compiled.week_of[day], sign * task.minutes
            for trainer in team:
                self.day_minutes[trainer][day] += minutes
                self.week_minutes[trainer][week] += minutes
            for group in compiled.jobs[task.run].limited:
                self.group_day[group][day] += minutes
                self.group_week[group][week] += minutes

    def note(self, task: int, spot: Spot) -> None:
        """Count a session of an unfinished layout for its trainers and people; `forget` takes it back."""
        self.come(self.compiled.tasks[task].run, spot[1], spot[2], 1 << spot[0])
        self.add_minutes((task,), (spot,), 1)

    def forget(self, tasks: Sequence[int], spots: Sequence[Spot]) -> None:
        """Undo `note` for some sessions of a run."""
        for (room, team), bits in together(spots).items():
            self.go(self.compiled.tasks[tasks[0]].run, room, team, bits)
        self.add_minutes(tasks, spots, -1)

    def one_more(self, trainer: int, period: int) -> int:
        """What the load and evening terms grow by if a trainer teaches in one period more."""
        compiled, work = self.compiled, self.trainer_work[trainer]
        weights = compiled.problem.weights
        price = weights[Term.LOAD] if work.bit_count() >= compiled.fair[trainer] else 0
        if compiled.evenings >> period & 1:
            week = compiled.week_masks[compiled.week_of[period // compiled.slots]] & compiled.evenings
            full = (work & week).bit_count() >= compiled.problem.evenings_per_week
            price += weights[Term.EVENINGS] if full else 0
        return price + (weights[Term.WISHES] if compiled.unwished[trainer] >> period & 1 else 0)

    def units_left(self, task: int, room: int, period: int) -> bool:
        """Whether a unit is left of each kind of movable equipment that a session needs in a room."""
        pools = self.compiled.tasks[task].brings.get(room)
        return not pools or all(
            self.units_used[pool][period] < self.compiled.units[pool][period] for pool in pools
        )

    def groups_free(self, job: int) -> int:
        """Periods in which all groups of a run are free."""
        mask = -1
        for group in self.compiled.jobs[job].groups:
            mask &= self.group_free[group]
        return mask

    def below_daily(self, trainer: int, task: int, period: int) -> bool:
        """With a session more, a trainer stays within the limit of the day."""
        taught = self.day_minutes[trainer][period // self.compiled.slots]
        return taught + self.compiled.tasks[task].minutes <= self.compiled.minutes_per_day[trainer]

    def below_weekly(self, trainer: int, task: int, period: int) -> bool:
        """With a session more, a trainer stays within the limit of the week."""
        taught = self.week_minutes[trainer][self.compiled.week_of[period // self.compiled.slots]]
        return taught + self.compiled.tasks[task].minutes <= self.compiled.minutes_per_week[trainer]

    def can_teach(self, trainer: int, task: int, period: int, room: int) -> bool:
        """A free trainer reaches the room, and in time, keeps within their hours and is rested."""
        compiled = self.compiled
        site = compiled.site_of[room]
        return (
            compiled.reaches[trainer] >> room & 1 == 1
            and self.below_daily(trainer, task, period)
            and self.below_weekly(trainer, task, period)
            and not (compiled.rests[trainer] and self.tired(trainer) >> period & 1)
            and not (compiled.ways[site] and self.too_far(self.trainer_at[trainer], site) >> period & 1)
        )

    def tired(self, trainer: int) -> int:
        """Periods too near to what a trainer teaches the day before or after."""
        shifts = self.compiled.rests[trainer]
        return too_near(self.trainer_work[trainer] | self.compiled.booked[trainer], shifts) if shifts else 0

    def too_far(self, at: Mapping[int, int], site: int) -> int:
        """Periods in which somebody who is at sites in these periods cannot be at this one."""
        ways, mask = self.compiled.ways[site], 0
        for other in at.keys() & ways.keys() if ways else ():
            mask |= too_near(at[other], ways[other])
        return mask

    def can_learn(self, task: int, period: int) -> bool:
        """The people of a run keep within their hours and are rested."""
        limited = self.compiled.jobs[self.compiled.tasks[task].run].limited
        return not limited or all(
            self.below_group_daily(group, task, period)
            and self.below_group_weekly(group, task, period)
            and not self.group_tired(group) >> period & 1
            for group in limited
        )

    def can_come(self, task: int, period: int, room: int) -> bool:
        """The people of a run get to the room in time."""
        site = self.compiled.site_of[room]
        return not self.compiled.ways[site] or not any(
            self.too_far(self.group_at[group], site) >> period & 1
            for group in self.compiled.jobs[self.compiled.tasks[task].run].groups
        )

    def group_tired(self, group: int) -> int:
        """Periods too near to what a group learns the day before or after."""
        shifts = self.compiled.group_rests[group]
        busy = ~self.group_free[group] | self.compiled.group_booked[group]
        return too_near(busy, shifts) if shifts else 0

    def below_group_daily(self, group: int, task: int, period: int) -> bool:
        """With a session more, a group stays within the limit of the day."""
        learned = self.group_day[group][period // self.compiled.slots]
        return learned + self.compiled.tasks[task].minutes <= self.compiled.group_per_day[group]

    def below_group_weekly(self, group: int, task: int, period: int) -> bool:
        """With a session more, a group stays within the limit of the week."""
        learned = self.group_week[group][self.compiled.week_of[period // self.compiled.slots]]
        return learned + self.compiled.tasks[task].minutes <= self.compiled.group_per_week[group]

    def open_to_people(self, job: int) -> int:
        """Periods in which the people of a run are free, rested, near enough and within their hours."""
        return self.groups_free(job) & self.suits_people(job)

    def suits_people(self, job: int) -> int:
        """Periods in which they are rested, near enough and within their hours, free or not."""
        compiled, work = self.compiled, self.compiled.jobs[job]
        shortest = min(compiled.tasks[index].minutes for index in work.tasks)
        mask = -1
        for group in work.groups if work.site is not None else ():
            mask &= ~self.too_far(self.group_at[group], work.site or 0)
        for group in work.limited:
            mask &= ~self.group_tired(group)
            for day, week in enumerate(compiled.week_of):
                above = self.group_day[group][day] + shortest > compiled.group_per_day[group]
                if above or self.group_week[group][week] + shortest > compiled.group_per_week[group]:
                    mask &= ~compiled.day_mask(day)
        return mask

    def open_to_trainer(self, trainer: int, site: int | None) -> int:
        """Periods in which a trainer is free, rested and, if the site is known, near enough."""
        return self.trainer_free[trainer] & self.suits_trainer(trainer, site)

    def suits_trainer(self, trainer: int, site: int | None) -> int:
        """Periods in which a trainer is rested and, if the site is known, near enough, free or not."""
        mask = ~self.tired(trainer)
        return mask if site is None else mask & ~self.too_far(self.trainer_at[trainer], site)

    def trainer_cost(self, trainer: int) -> int:
        """Weighted load, evening, wish and travel terms of one trainer."""
        compiled, work = self.compiled, self.trainer_work[trainer]
        weights = compiled.problem.weights
        over = max(0, work.bit_count() - compiled.fair[trainer])
        evenings, late, most = work & compiled.evenings, 0, compiled.problem.evenings_per_week
        if evenings.bit_count() > most:
            counts = [(evenings & week).bit_count() for week in compiled.week_masks]
            late = sum([count - most for count in counts if count > most])
        cost = weights[Term.LOAD] * over + weights[Term.EVENINGS] * late
        if work & compiled.unwished[trainer]:
            cost += weights[Term.WISHES] * (work & compiled.unwished[trainer]).bit_count()
        if compiled.sites > 1:
            cost += weights[Term.TRAVEL] * self._changes_of_site(trainer)
        return cost

    def _changes_of_site(self, trainer: int) -> int:
        """Over all days, the sites at which a trainer is beyond the first."""
        compiled, changes, somewhere = self.compiled, 0, 0
        for mask in self.trainer_at[trainer].values():
            days = 0
            for slot in range(compiled.slots):
                days |= mask >> slot & compiled.day_starts
            changes += days.bit_count()
            somewhere |= days
        return changes - somewhere.bit_count()

    def group_cost(self, group: int) -> int:
        """Weighted sessions of a compact group that stand alone on their day."""
        compiled, busy = self.compiled, ~self.group_free[group]
        near = (busy << 1 & ~compiled.day_starts) | (busy & ~compiled.day_starts) >> 1
        return compiled.problem.weights[Term.ALONE] * (busy & ~near).bit_count()

    def placed(self, job: int) -> bool:
        """Whether a run is in the timetable."""
        return self.spots[self.compiled.jobs[job].tasks[0]] is not None

    def changed(self, job: int) -> bool:
        """Whether a session of a placed run is elsewhere than published."""
        tasks = ((self.compiled.tasks[index], self.spots[index]) for index in self.compiled.jobs[job].tasks)
        return any(task.published is not None and spot not in (None, task.published) for task, spot in tasks)

    def remove(self, job: int) -> list[Spot]:
        """Take a whole run out and give back where its sessions were."""
        tasks = self.compiled.jobs[job].tasks
        spots = [spot for task in tasks if (spot := self.spots[task]) is not None]
        held = together(spots)
        people = _people(held)
        beside = self._shared_cost(job, people)
        for (room, team), bits in held.items():
            self.room_free[room] |= bits
            self.go(job, room, team, bits)
        beside -= self._shared_cost(job, people)
        self.add_minutes(tasks, spots, -1)
        self._use_units(tasks, spots, -1)
        for task in tasks:
            self.spots[task] = None
        left_out, soft = self._score
        self._score = left_out + len(spots), soft - self._alone(job, spots) - beside
        return spots

    def insert(self, job: int, spots: Sequence[Spot]) -> None:
        """Place a whole run."""
        tasks, held = self.compiled.jobs[job].tasks, together(spots)
        people = _people(held)
        beside = -self._shared_cost(job, people)
        for (room, team), bits in held.items():
            self.hold_room(room, bits)
            self.come(job, room, team, bits)
        beside += self._shared_cost(job, people)
        left_out, soft = self._score
        self._score = left_out - len(spots), soft + self._alone(job, spots) + beside
        self.add_minutes(tasks, spots, 1)
        self._use_units(tasks, spots, 1)
        for task, spot in zip(tasks, spots, strict=True):
            self.spots[task] = spot

    def _use_units(self, tasks: Iterable[int], spots: Iterable[Spot], sign: int) -> None:
        """A movable unit serves one session at a time."""
        for task, spot in zip(tasks, spots, strict=True) if self.compiled.units else ():
            for pool in self.compiled.tasks[task].brings.get(spot[1], ()):
                self.units_used[pool][spot[0]] += sign

    def added_cost(self, job: int, spots: Sequence[Spot]) -> int:
        """How much the soft cost grows if a run that is not in the timetable is put at these spots."""
        held = together(spots)
        people = _people(held)
        before = self._shared_cost(job, people)
        for (room, team), bits in held.items():
            self.come(job, room, team, bits)
        after = self._shared_cost(job, people)
        for (room, team), bits in held.items():
            self.go(job, room, team, bits)
        return self._alone(job, spots) + after - before

    def _alone(self, job: int, spots: Sequence[Spot]) -> int:
        """What a run costs by itself. The same layouts come and go again and again, so it is remembered."""
        layout = job, tuple(spots)
        cost = self._known.get(layout)
        if cost is None:
            if len(self._known) >= KEPT:
                self._known.clear()
            cost = self._known[layout] = run_cost(self.compiled, job, spots)
        return cost

    def _shared_cost(self, job: int, people: Iterable[int]) -> int:
        """The cost of these trainers and of the run's groups: all that a run's places touch besides it."""
        groups = self.compact.intersection(self.compiled.jobs[job].groups) if self.compact else ()
        return sum(map(self.trainer_cost, people)) + sum(map(self.group_cost, groups))

    def cost(self) -> int:
        """The soft cost of all that is placed, kept up to date by `insert` and `remove`."""
        return self._score[1]

    def score(self) -> tuple[int, int]:
        """What is minimised, in order: sessions without a place, soft cost."""
        return self._score

    def solution(self, reasons: dict[str, Unplaced]) -> Solution:
        """The timetable in the words of the model; `reasons` by run id for runs left out."""
        compiled = self.compiled
        placements = [compiled.placement(t, spot) for t, spot in enumerate(self.spots) if spot is not None]
        left_out = [job.id for index, job in enumerate(compiled.jobs) if not self.placed(index)]
        return Solution(
            tuple(sorted(placements, key=lambda placement: placement.session)),
            tuple(reasons[run] for run in left_out),
        )


def together(spots: Iterable[Spot]) -> Held:
    """The periods of these spots by room and team."""
    held: Held = {}
    for period, room, team in spots:
        held[room, team] = held.get((room, team), 0) | 1 << period
    return held


def _people(held: Held) -> set[int]:
    """Everybody who teaches."""
    return {trainer for _, team in held for trainer in team}


def _booked_minutes(compiled: Compiled, booked: Sequence[Mapping[int, int]]) -> tuple[Minutes, Minutes]:
    """By trainer or group, the minutes that they are booked outside the problem on each day and in each week."""
    daily = [array("q", [0] * len(compiled.week_of)) for _ in booked]
    weekly = [array("q", [0] * len(compiled.week_masks)) for _ in booked]
    for index, periods in enumerate(booked):
        for period, minutes in periods.items():
            day = period // compiled.slots
            daily[index][day] += minutes
            weekly[index][compiled.week_of[day]] += minutes
    return daily, weekly
