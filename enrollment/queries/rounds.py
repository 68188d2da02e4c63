"""Reads about rounds: what a proposal says, in words, to staff and to the person concerned."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from agencies.distances import Point, point_of
from enrollment.eligibility import ineligibility, rule_words
from enrollment.enums import OfferState
from enrollment.matching.model import ReasonCode, RunWhy
from enrollment.models import Graduate, MatchRound, MatchRun, Preference
from enrollment.policies import distance, place_of
from enrollment.queries.referrals import taken_on_by
from training.enums import RunState
from training.models import CourseRun


@dataclass(frozen=True)
class Explanation:
    """Why one choice did or did not become a seat."""

    rank: int  # 1 for the first choice
    run: CourseRun
    code: str
    sentence: str

    @property
    def is_placed(self) -> bool:
        return self.code in {ReasonCode.PLACED, ReasonCode.LOCKED}


@dataclass(frozen=True)
class RunLine:
    """One run of a proposal."""

    run: CourseRun
    is_open: bool
    placed: int
    sentence: str


@dataclass(frozen=True)
class PersonLine:
    """One person of a proposal, with the run they are placed in and their list."""

    graduate: Graduate
    run: CourseRun | None
    rank: int | None


def everyone(round_: MatchRound) -> QuerySet[Graduate]:
    """Everybody who has a list in the round or may hand one in."""
    listed = Preference.objects.filter(round=round_).values("graduate")
    return Graduate.objects.filter(Q(pk__in=people_without_choices(round_).values("pk")) | Q(pk__in=listed))


def people_without_choices(round_: MatchRound) -> QuerySet[Graduate]:
    """Accepted by the round's centre, but with no list in this round yet."""
    return taken_on_by(round_.center).exclude(preferences__round=round_)


def people_with_choices(round_: MatchRound) -> QuerySet[Graduate]:
    """Everyone in the round, each with `round_choices`: their preferences, best first."""
    people = Graduate.objects.filter(pk__in=Preference.objects.filter(round=round_).values("graduate"))
    return people.select_related("school").prefetch_related(choices_prefetch(round_))


def choices_prefetch(round_: MatchRound) -> Prefetch[str]:
    """Loads `round_choices` on graduates."""
    choices = Preference.objects.filter(round=round_).select_related("run__course").order_by("rank")
    return Prefetch("preferences", queryset=choices, to_attr="round_choices")


class Suggestion(NamedTuple):
    """A run of the round as one person could rank it."""

    run: CourseRun
    obstacle: str  # why the person may not enter; "" where nothing is in the way
    far: int | None  # kilometers from home, some 3 km off; None where one of the two places is unknown


def suggestions(round_: MatchRound, graduate: Graduate) -> list[Suggestion]:
    """The round's runs: those open to the person first, of courses they are interested in, the nearest first."""
    rows = round_.runs.select_related(
        "course", "curriculum", "rule_set", "center__place", "held_at__place"
    ).order_by("course__name_th", "first_day")
    home, interests = point_of(graduate.place), set(graduate.interests)
    found = [Suggestion(run, _obstacle(graduate, run), _far(home, run)) for run in rows]

    def how_fitting(one: Suggestion) -> tuple[bool, bool, float]:
        far = float("inf") if one.far is None else one.far
        return bool(one.obstacle), one.run.course.code not in interests, far

    return sorted(found, key=how_fitting)


def _far(home: Point | None, run: CourseRun) -> int | None:
    far = distance(home, point_of(place_of(run)))
    return None if far is None else round(far)


def _obstacle(graduate: Graduate, run: CourseRun) -> str:
    verdict = ineligibility(graduate, run)
    return rule_words(verdict.rule, verdict.fact) if verdict else ""


def offer_counts(round_: MatchRound) -> dict[str, int]:
    """Offer state -> how many, for every state."""
    found = dict(round_.offers.values_list("state").annotate(Count("pk")))
    return {state: found.get(state, 0) for state in OfferState.values}


def rank_counts(proposal: MatchRun) -> list[tuple[int, int]]:
    """(choice number, people placed by it), first choice first."""
    ranks = Counter(
        rank
        for person, seat in proposal.placements.items()
        if seat
        for rank, (code, _facts) in enumerate(proposal.reasons_of(person), start=1)
        if code == seat["run"]
    )
    return sorted(ranks.items())


def first_choices(round_: MatchRound) -> dict[int, int]:
    """Run -> how many people put it first."""
    rows = round_.preferences.filter(rank=0).values("run_id").annotate(people=Count("pk"))
    return {row["run_id"]: row["people"] for row in rows}


def run_lines(proposal: MatchRun) -> list[RunLine]:
    """The proposal by run, in the order of run codes."""
    runs = proposal.round.runs.select_related("course").order_by("code")
    return [_run_line(run, proposal.runs[run.code]) for run in runs]


def _run_line(run: CourseRun, facts: dict[str, Any]) -> RunLine:
    return RunLine(run, bool(facts["open"]), int(facts["placed"]), _run_sentence(facts))


def _run_sentence(facts: dict[str, Any]) -> str:
    sentences = {
        RunWhy.ENOUGH: _("Opens: at least %(minimum)s people are placed in it."),
        RunWhy.HELD: _(
            "Below its minimum of %(minimum)s, kept because people already hold seats in it: decide by hand."
        ),
        RunWhy.KEPT: _("Below its minimum of %(minimum)s, kept open."),
        RunWhy.TOO_FEW: _("Does not open: %(wanted)s people would rather be here, %(minimum)s are needed."),
        RunWhy.OUTWEIGHED: _("Does not open: another set of runs places more people, or places them better."),
        RunWhy.DECIDED: _("Not opened by decision."),
    }
    return sentences[RunWhy(facts["code"])] % facts


def person_lines(proposal: MatchRun, people: Iterable[Graduate]) -> Iterator[PersonLine]:
    """`people` (from `people_with_choices`) with their places."""
    runs = {run.code: run for run in proposal.round.runs.select_related("course")}
    for graduate in people:
        seat = proposal.placements.get(str(graduate.pk))
        run = runs[seat["run"]] if seat else None
        ranks = {choice.run_id: choice.rank + 1 for choice in graduate.round_choices}  # type: ignore[attr-defined]
        yield PersonLine(graduate, run, ranks.get(run.pk) if run else None)


def placed_ids(proposal: MatchRun) -> list[str]:
    return [person for person, seat in proposal.placements.items() if seat]


def explain(proposal: MatchRun, graduate: Graduate) -> list[Explanation]:
    """One sentence a choice, best first; says nothing about any other person."""
    runs = {run.code: run for run in proposal.round.runs.select_related("course")}
    reasons = proposal.reasons_of(str(graduate.pk))
    return [
        Explanation(rank, runs[code], facts["code"], _sentence(facts, runs))
        for rank, (code, facts) in enumerate(reasons, start=1)
    ]


def _sentence(facts: dict[str, Any], runs: dict[str, CourseRun]) -> str:
    code = ReasonCode(facts["code"])
    match code:
        case ReasonCode.NOT_ELIGIBLE:
            return _not_eligible(facts, runs)
        case ReasonCode.FULL:
            return _full(facts)
        case ReasonCode.RANKED_BELOW:
            return _("Not needed: there is a seat in %(run)s, which is higher on the list.") % {
                "run": runs[facts["placed"]]
            }
        case ReasonCode.NOT_OPENED:
            return _("This run does not open: %(wanted)s people for a minimum of %(minimum)s.") % facts
        case ReasonCode.DATE_CLASH:
            return _("Meets in the same weeks as %(run)s, where a seat is held.") % {
                "run": runs[facts["with"]]
            }
        case ReasonCode.LOCKED:
            return _("A seat in %(run)s is already held.") % {"run": runs[facts["run"]]}
        case ReasonCode.WITHDRAWN:
            return _("No longer wanted.")
        case ReasonCode.PLACED:
            return _("A seat is proposed.")
        case ReasonCode.TOGETHER:
            return _("Given up to go together, in %(run)s.") % {"run": runs[facts["run"]]}


def _not_eligible(facts: dict[str, Any], runs: dict[str, CourseRun]) -> str:
    if facts["rule"] == "holds_a_seat":
        other = runs.get(facts["fact"], facts["fact"])
        return _("Meets in the same weeks as %(run)s, where a seat is held.") % {"run": other}
    if facts["rule"] == "takes_nobody":
        return _("This run takes nobody now: it is “%(state)s”.") % {"state": RunState(facts["fact"]).label}
    if facts["rule"] == "no_beds":
        return _("Needs lodging, and this run has no beds.")
    words = rule_words(facts["rule"], facts["fact"])
    clause = _("(clause %s)") % facts["clause"]
    return f"{words} {clause}" if facts["clause"] else words


def _full(facts: dict[str, Any]) -> str:
    if "only" in facts:
        return _("Every bed of this run went to somebody with the better claim.")
    if "open" not in facts["cutoffs"]:
        return _(
            "Full: every seat went to somebody with the better claim, by the published points, then the lottery. This "
            "person has %(points)s points."
        ) % {"points": facts["points"]}
    cutoff = facts["cutoffs"]["open"]
    if cutoff is None:
        return _("Full: every seat was taken before this list was read.")
    if "lottery" in facts:
        return _(
            "Full: %(points)s points, the same as the last person admitted; the lottery decided (number %(own)s, "
            "the last one admitted was %(last)s)."
        ) % {
            "points": facts["points"],
            "own": facts["lottery"],
            "last": facts["cutoff_lotteries"].get("open", "–"),
        }
    return _("Full: the last person admitted had %(cutoff)s points, this person has %(points)s.") % {
        "cutoff": cutoff,
        "points": facts["points"],
    }
