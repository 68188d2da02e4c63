"""What the story reached, counted in the database afterwards, beside what its own plan demands."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from certificates.facts import check_url
from certificates.models import Certificate
from certificates.queries import WITH_PAPER, check
from demo.timetable import conflicts
from demo.world import Cast, Login, World
from enrollment.eligibility import ineligibility
from enrollment.enums import EnrollmentState
from enrollment.models import Completion, Enrollment, Graduate, MatchRound
from outreach.models import FollowUp
from training.enums import RunState
from training.models import CourseRun, Session

TAKES_PLACE = (RunState.CONFIRMED, RunState.RUNNING, RunState.FINISHED, RunState.CLOSED)


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table: what was reached, and what had to be. `wanted=None` means more than nothing."""

    name: str
    reached: int
    wanted: int | None = None

    @property
    def holds(self) -> bool:
        return self.reached > 0 if self.wanted is None else self.reached == self.wanted


@dataclass(frozen=True, slots=True)
class Outcome:
    """The whole table, one address that checks a certificate ("" if there is none), and what else is printed."""

    figures: tuple[Figure, ...]
    url: str
    files: str
    logins: tuple[Login, ...]

    def facts(self) -> dict[str, Any]:
        """The outcome as JSON, for the record that the story was told."""
        return {
            "figures": [[figure.name, figure.reached] for figure in self.figures],
            "url": self.url,
            "files": self.files,
            "logins": [[login.username, login.who] for login in self.logins],
        }

    @property
    def missed(self) -> list[Figure]:
        address = Figure("addresses that check a certificate", int(bool(self.url)), 1)
        return [figure for figure in (*self.figures, address) if not figure.holds]


def count(
    world: World,
    cast: Cast,
    *,
    imported: int,
    finished: int,
    round_: MatchRound,
    past_runs: Iterable[CourseRun],
) -> Outcome:
    """Count everything again from the rows. `imported` and `finished` are what the chapters said they entered."""
    past = list(past_runs)
    taking_place = CourseRun.objects.filter(center=cast.center, state__in=TAKES_PLACE)
    sessions = Session.objects.filter(run__in=taking_place)
    certificates = Certificate.objects.filter(center=cast.center)
    papers = Completion.objects.filter(result__in=WITH_PAPER, enrollment__run__in=past)
    proposal = round_.proposal
    outcomes = proposal.runs.values() if proposal else ()
    opened = sum(1 for outcome in outcomes if outcome["open"])
    placed = sum(1 for seat in (proposal.placements if proposal else {}).values() if seat)
    ended = Enrollment.objects.filter(run__in=past).exclude(state=EnrollmentState.LEFT)
    return Outcome(
        (
            Figure("people in", Graduate.objects.living().count(), imported),
            Figure("of them in the finished cohort", ended.count(), finished),
            Figure("eligible for a run of this year", _eligible(round_)),
            Figure("placed by the matching", round_.offers.filter(settlement=None).count(), placed or None),
            Figure("runs opened", opened),
            Figure(
                "runs not opened",
                len(outcomes) - opened,
                round_.runs.filter(state=RunState.CANCELLED).count(),
            ),
            Figure("sessions scheduled", sessions.exclude(day=None).count(), sessions.count() or None),
            Figure("conflicts", conflicts(cast, taking_place), 0),
            Figure("certificates issued", certificates.exclude(file=None).count(), papers.count() or None),
            Figure("people followed up", _followed_up(past), ended.count() or None),
        ),
        url=_checked_url(certificates.order_by("sequence").first()),
        files=str(world.files),
        logins=tuple(world.logins),
    )


def _eligible(round_: MatchRound) -> int:
    """People registered who may enter at least one run of the round."""
    runs = list(round_.runs.select_related("course", "curriculum", "rule_set"))
    people = Graduate.objects.filter(enrollments__run__state=RunState.CLOSED).values("pk")
    waiting = Graduate.objects.living().exclude(pk__in=people).prefetch_related("consents")
    return sum(any(ineligibility(person, run) is None for run in runs) for person in waiting)


def _followed_up(runs: Iterable[CourseRun]) -> int:
    asked = FollowUp.objects.filter(enrollment__run__in=runs)
    return asked.values("enrollment").distinct().count()


def _checked_url(certificate: Certificate | None) -> str:
    """The address on the paper, if looking up its code finds a valid certificate; else nothing."""
    found = check(certificate.code) if certificate else None
    return check_url(found.certificate.code) if found and found.is_valid else ""
