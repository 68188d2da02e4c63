"""What would change a person's outcome: said only after the round was matched again with just that changed.

The runs that open stay those of the proposal. Where people, lists or seats have changed since, apart from the round's
own offers, nothing can be tried any more, and nothing is said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from enrollment import matching, placing
from enrollment.eligibility import ineligibility
from enrollment.matching.model import NOWHERE, ReasonCode
from enrollment.models import Graduate, MatchRun

SEATS_TRIED = (1, 2, 3, 5, 10)
WISHED = {ReasonCode.FULL, ReasonCode.NOT_OPENED}


def _larger(run: matching.Run, more: int) -> matching.Run:
    return replace(run, seats=run.seats + more)


class Tried(NamedTuple):
    """One choice, and what came of trying."""

    run: str
    sentences: list[str]


def tried(proposal: MatchRun, graduate: Graduate) -> list[Tried] | None:
    """What was tried for each choice that did not come true; None where the proposal cannot be matched again."""
    problem = placing.problem_as_proposed(proposal.round)
    if placing.input_hash(problem) != proposal.input_sha256:
        return None
    trial = _Trial(problem, proposal, str(graduate.pk))
    wished = [code for code, facts in proposal.reasons_of(trial.person) if facts["code"] in WISHED]
    found = [Tried(run, list(trial.sentences(run))) for run in wished]
    if proposal.placements.get(trial.person) is None and (words := trial.longer_list(graduate)):
        found.append(Tried("", [words]))
    return found


class _Trial:
    """The problem with its open runs decided, asked again and again about one person."""

    def __init__(self, problem: matching.Problem, proposal: MatchRun, person: str) -> None:
        runs = (replace(run, open=bool(proposal.runs[run.id]["open"])) for run in problem.runs)
        self.problem = replace(problem, runs=tuple(runs))
        self.proposal = proposal
        self.person = person
        self.place = next(n for n, one in enumerate(problem.graduates) if one.id == person)
        self.me = problem.graduates[self.place]

    def sentences(self, run: str) -> Iterator[str]:
        if not self.proposal.runs[run]["open"]:
            yield self._opened(run)
            return
        yield self._more_seats(run)
        first = self._asking((run, *(choice for choice in self.me.choices if choice != run)))
        if self._seat(first) == run:
            yield _("Ranked first, it would have been a seat here (tried).")
        else:
            yield _("Ranking it first would have changed nothing (tried).")

    def _more_seats(self, run: str) -> str:
        for more in SEATS_TRIED:
            trial = self._with(run, partial(_larger, more=more))
            if self._seat(trial) == run:
                return ngettext(
                    "With %(more)s more seat this person would sit here (tried).",
                    "With %(more)s more seats this person would sit here (tried).",
                    more,
                ) % {"more": more}
        return _("Not even %(more)s more seats would have led to one here (tried).") % {
            "more": SEATS_TRIED[-1]
        }

    def _opened(self, run: str) -> str:
        trial = self._with(run, lambda one: replace(one, open=True))
        result = matching.match(trial)
        number = next(n for n, one in enumerate(trial.runs) if one.id == run)
        facts = {"people": result.runs[number].placed, "minimum": trial.runs[number].minimum}
        if result.run_of[self.place] == number:
            return (
                _(
                    "Had it opened, this person would sit here, one of %(people)s for a minimum of %(minimum)s (tried)."
                )
                % facts
            )
        return _("Had it opened, this person would still not sit here (tried).")

    def longer_list(self, graduate: Graduate) -> str:
        """Whether ranking the other open runs too, after those on the list, would have led to a seat."""
        others = self.proposal.round.runs.select_related("course", "curriculum", "rule_set").order_by("code")
        more = {
            run.code: run
            for run in others
            if run.code not in self.me.choices
            and self.proposal.runs[run.code]["open"]
            and ineligibility(graduate, run) is None
        }
        seat = self._seat(self._asking((*self.me.choices, *more))) if more else None
        if seat in more:
            return _("Had %(run)s been ranked too, there would be a seat in it (tried).") % {
                "run": more[seat]
            }
        return _("No other run of this round had a seat left for this person (tried).")

    def _asking(self, choices: tuple[str, ...]) -> matching.Problem:
        points = self.me.points
        if not isinstance(points, int):
            points = {run: points.get(run, min(points.values())) for run in choices}
        people = list(self.problem.graduates)
        people[self.place] = replace(self.me, choices=choices, points=points)
        return replace(self.problem, graduates=tuple(people))

    def _with(self, run: str, change: Callable[[matching.Run], matching.Run]) -> matching.Problem:
        runs = (change(one) if one.id == run else one for one in self.problem.runs)
        return replace(self.problem, runs=tuple(runs))

    def _seat(self, problem: matching.Problem) -> str | None:
        run = int(matching.match(problem).run_of[self.place])
        return None if run == NOWHERE else problem.runs[run].id
