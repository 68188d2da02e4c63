"""What the engine's checker says about single sessions: where one may be moved, and which stand wrongly now."""

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from agencies.models import Agency
from scheduling.engine import model as engine
from scheduling.engine.checker import check
from scheduling.engine.model import Rule
from scheduling.engine.violations import Violation
from scheduling.naming import SESSION, name_of
from scheduling.planning import Placed, placement, placements_of, problem_for
from training.calendar import DAY, Period, periods_of
from training.models import CourseRun, Room, Session
from training.queries import shut_days_of, trainers_able


class Judge:
    """Judges places for one session beside all that is published, today's too; the rows are read once."""

    def __init__(self, session: Session, *, today: date) -> None:
        self.session, self.run, self.today = session, session.run, today
        self.problem = replace(problem_for(self.run.center, [self.run], today=today - DAY), locks=())
        own = name_of(SESSION, session.pk)
        self.rest = [one for one in _still_known(self.problem) if one.session != own]

    def broken_at(self, place: Placed) -> list[Violation]:
        """The hard rules that the session would break there. What is wrong elsewhere is not its matter."""
        there = placement(place, self.problem.calendar, self.run.pk)
        found = check(self.problem, engine.Solution((*self.rest, there)))
        return [one for one in found if self._concerns(one, there)]

    def _concerns(self, found: Violation, there: engine.Placement) -> bool:
        """Whether a violation names the session, or a limit of its run or trainers on its day or in its week."""
        limits = _limits_at(there, self.problem.runs[0], self.problem.calendar)
        return there.session in found.things or found.things in limits

    def free_places(self, *, near: date, most: int) -> list[Placed]:
        """Other legal places, the nearest to a day first: one a period, with as little changed as can be."""
        now = next(
            (one for one in placements_of(self.problem, self._published()) if one.session == self.session.pk),
            None,
        )
        rooms, teams = self._rooms(now), self._teams(now)
        found = (self._first_legal(period, rooms, teams) for period in self._periods(near))
        other = (place for place in found if place and place != now)
        return list(itertools.islice(other, most))

    def _published(self) -> engine.Solution:
        return self.problem.published or engine.Solution(())

    def _periods(self, near: date) -> list[Period]:
        run, first = self.run, max(self.run.first_day, self.today + DAY)
        shut = shut_days_of(run.center, first, run.last_day) if first <= run.last_day else {}
        periods = periods_of(first, run.last_day, run.pattern, shut)
        return sorted(periods, key=lambda period: abs((period.day - near).days))

    def _rooms(self, now: Placed | None) -> list[int | None]:
        if self.run.is_outside:
            return [None]
        kind = self.session.room_kind_id
        fit = Room.objects.filter(center=self.run.center_id, kind=kind, is_active=True).order_by("pk")
        if self.run.site_id:
            fit = fit.filter(site=self.run.site_id)
        keys = fit.filter(capacity__gte=self.run.seats).values_list("pk", flat=True)
        return sorted(keys, key=lambda key: now is None or key != now.room)

    def _teams(self, now: Placed | None) -> list[tuple[int, ...]]:
        keys = sorted(trainer.pk for trainer in trainers_able(self.run))
        teams = itertools.combinations(keys, self.run.trainers_needed)
        return sorted(teams, key=lambda team: now is None or team != now.trainers)

    def _first_legal(
        self, period: Period, rooms: Iterable[int | None], teams: Iterable[tuple[int, ...]]
    ) -> Placed | None:
        places = (
            Placed(self.session.pk, period.day, period.slot, room, team)
            for room, team in itertools.product(rooms, teams)
        )
        return next((place for place in places if not self.broken_at(place)), None)


def wrongly_placed(
    center: Agency, runs: Iterable[CourseRun], *, today: date
) -> Iterator[tuple[Placed, list[Violation]]]:
    """Sessions of today and to come that break a rule where they are: an absence, a closure, fewer hours or the like
    was entered after publishing, or a room or a trainer has left. Of a limit that is passed, all that count in it."""
    runs = list(runs)
    if not runs:
        return
    problem = replace(problem_for(center, runs, today=today - DAY), locks=())
    known = engine.Solution(tuple(_still_known(problem)))
    published = problem.published or engine.Solution(())
    left = [found for found in check(problem, published) if found.rule is engine.Rule.KNOWN]
    found, at = [*left, *check(problem, known)], published.by_session()
    run_of = {session.id: run for run in problem.runs for session in run.sessions}
    for place in placements_of(problem, published):
        there = at[name_of(SESSION, place.session)]
        limits = _limits_at(there, run_of[there.session], problem.calendar)
        if broken := [one for one in found if _is_about(one, there.session) or one.things in limits]:
            yield place, broken


BETWEEN = (Rule.TRAVEL, Rule.REST, Rule.GROUP_OVERLAP)
"""Rules that two sessions of different runs break together: it is said of both."""


def _is_about(found: Violation, session: str) -> bool:
    return session in (found.things if found.rule in BETWEEN else found.things[:1])


def _limits_at(there: engine.Placement, run: engine.Run, calendar: engine.Calendar) -> set[tuple[str, ...]]:
    """As a violation names them: the run, its people and the trainers of a placement, on its day and in its week."""
    year, week = calendar.week(there.period)
    when = (calendar.day(there.period).isoformat(), f"{year}-W{week:02}")
    return set(itertools.product((run.id, *run.groups, *there.trainers), when))


def _still_known(problem: engine.Problem) -> list[engine.Placement]:
    """What is published, without the places in a room or with a trainer that the centre no longer has."""
    published = problem.published or engine.Solution(())
    lost = {found.things[0] for found in check(problem, published) if found.rule is engine.Rule.KNOWN}
    return [one for one in published.placements if one.session not in lost]
