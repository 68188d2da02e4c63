"""A lower bound on the soft cost: what disjoint sets of runs must cost on their own, added up.

Every run's own terms are a sum over runs. The trainers' terms are `max(0, used - free)` per trainer or per trainer and
week, and `max(0, a + b - c) >= max(0, a - c) + max(0, b - c)` for a, b, c >= 0: together the runs cost at least the
sum. So for any partition of the runs, the bounds of its parts in an otherwise empty center add up to one for all.

Wished seats are counted for all at once: no other bound has them.

A part is the runs that ask for one qualification. For each of its runs `floors` says what every team costs at least;
a small CP-SAT model gives each run a team and the sessions to its members, and pays for teams larger than needed and
for sessions beyond fair shares. Rooms, and runs that keep each other from a time, are not counted.

A trainer with several qualifications has the whole fair share in each of their parts. So the runs of a small problem
are bounded all together in the end; with more runs CP-SAT proves no more of all than of the parts.
"""

from collections.abc import Iterable
from itertools import combinations
from math import ceil

from ortools.sat.python import cp_model

from scheduling.engine.compiled import Compiled, Job
from scheduling.engine.exact import Limits, ask_model
from scheduling.engine.floors import Team, Walk
from scheduling.engine.model import Term

LARGER = 1
"""Teams with so many members more than needed are told apart; still larger ones are taken as a whole."""


TOGETHER = 20
"""Runs up to which all are bounded together as well."""


class Parts:
    """The parts of a problem; `raised` bounds one more of them, and perhaps all together in the end."""

    def __init__(self, compiled: Compiled, jobs: Iterable[int]) -> None:
        self.compiled = compiled
        parts: dict[str, list[int]] = {}
        for job in jobs:
            names = {compiled.tasks[index].qualification for index in compiled.jobs[job].tasks}
            if len(names) == 1:
                parts.setdefault(min(names), []).append(job)
        self.waiting = sorted(parts.values(), key=lambda part: (len(part), part))
        everything = [job for part in self.waiting for job in part]
        self.together = everything if len(parts) > 1 and len(everything) <= TOGETHER else []
        self.waiting += [self.together] if self.together else []
        self.bound = self.seats = _seats(compiled)

    def raised(self, limits: Limits) -> int:
        """The bound for the whole problem, after one part more."""
        if self.waiting:
            part = self.waiting.pop(0)
            least = _least(self.compiled, part, limits)
            self.bound = max(self.bound, self.seats + least) if part is self.together else self.bound + least
        return self.bound


def _seats(compiled: Compiled) -> int:
    """What wished seats cost at least if the largest runs had the largest rooms at every open period."""
    weight, rooms = compiled.problem.weights[Term.SEATS], compiled.problem.rooms
    wished = sorted((job.seats_wished for job in compiled.jobs for _ in job.tasks), reverse=True)
    if not weight or not any(wished):
        return 0
    opened = zip(rooms, compiled.room_open, strict=True)
    places = sorted((room.capacity for room, free in opened for _ in range(free.bit_count())), reverse=True)
    return weight * sum(max(0, seats - place) for seats, place in zip(wished, places, strict=False))


def _least(compiled: Compiled, jobs: list[int], limits: Limits) -> int:
    """What these runs, which share a qualification, cost at least."""
    prices = {job: _prices(compiled, job) for job in jobs}
    if not all(prices.values()):
        return 0  # a run without any place: nothing is to be bounded
    alone = sum(min(teams.values()) for teams in prices.values())
    return max(alone, _shared(compiled, prices, limits))


def _prices(compiled: Compiled, job: int) -> dict[Team, int]:
    """What a run costs at least with each team that can hold it."""
    work = compiled.jobs[job]
    able = tuple(sorted({trainer for index in work.tasks for trainer in compiled.tasks[index].trainers}))
    needed = max(work.team_size.values())
    exact = range(needed, min(needed + LARGER, len(able)) + 1)
    teams = [Team(some, size) for size in exact for some in combinations(able, size)]
    prices = {team: price for team in teams if (price := _price(compiled, work, team)) is not None}
    everybody: list[int] = []
    for size in range(needed + LARGER + 1, len(able) + 1):
        if everybody and compiled.problem.weights[Term.TRAINERS] * (size - needed) >= min(everybody):
            break  # as many sessions for each as with a smaller choice among all, and dearer
        price = _price(compiled, work, Team(able, size))
        if price is not None:
            prices[Team(able, size)] = price
            everybody.append(price)
    return prices


def _price(compiled: Compiled, work: Job, team: Team) -> int | None:
    """The shortest path of a run with a team, and what the team's size costs; None if there is no path."""
    least = Walk(compiled, work, team).cheapest()
    extra = compiled.problem.weights[Term.TRAINERS] * (team.size - max(work.team_size.values()))
    return None if least is None else least + extra


def _shared(compiled: Compiled, prices: dict[int, dict[Team, int]], limits: Limits) -> int:
    """The bound of a model that gives every run a team and every member a number of its sessions."""
    model = cp_model.CpModel()
    costs: list[cp_model.LinearExprT] = []
    taught: dict[int, list[cp_model.IntVar]] = {}
    for job, teams in prices.items():
        total = sum(compiled.tasks[index].count for index in compiled.jobs[job].tasks)
        chosen = {team: model.new_bool_var("") for team in teams}
        model.add_exactly_one(chosen.values())
        costs += [price * chosen[team] for team, price in teams.items()]
        held = {trainer: model.new_int_var(0, total, "") for team in teams for trainer in team.able}
        model.add(sum(held.values()) == total)
        for trainer, sessions in held.items():
            member = sum(literal for team, literal in chosen.items() if trainer in team.able)
            model.add(sessions <= total * member)
            taught.setdefault(trainer, []).append(sessions)
    for trainer, sessions_of in taught.items():
        beyond = model.new_int_var(0, len(compiled.tasks), "")
        model.add(beyond >= sum(sessions_of) - compiled.fair[trainer])
        costs.append(compiled.problem.weights[Term.LOAD] * beyond)
    model.minimize(sum(costs))
    return max(0, ceil(ask_model(model, limits).best_objective_bound - 1e-6))
