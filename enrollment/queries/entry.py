"""Who may enter a run, what is still to be seen, what was relaxed, and the steps of discipline."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from enrollment.eligibility import entry_decision, items_asked
from enrollment.enums import HEALTH_ITEMS, EnrollmentState, EntryItem, OverrideState
from enrollment.models import Conduct, Enrollment, EntryCheck, Override
from enrollment.queries.seats import lacks_consent
from training import rules
from training.models import CourseRun
from training.rule_rows import rules_of

HERE = (EnrollmentState.ENROLLED, EnrollmentState.TRAINING)


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One seat of a run: what was answered of what is asked, and what the rules say of the person."""

    seat: Enrollment
    answers: tuple[tuple[EntryItem, EntryCheck | None], ...]
    decision: rules.EligibilityDecision
    lacks_consent: bool

    @property
    def may_enter(self) -> bool:
        """Whether nothing stands against the person any more."""
        return self.decision.verdict is rules.Verdict.PASSED and not self.lacks_consent

    @property
    def may_train(self) -> bool | None:
        """What a trainer is told of health: whether the person may train; None while something was not answered."""
        answers = [check and check.holds for item, check in self.answers if item in HEALTH_ITEMS]
        return False if False in answers else None if None in answers else True

    @property
    def papers_open(self) -> bool:
        """Whether a paper is still to be seen."""
        return any(check is None for item, check in self.answers if item not in HEALTH_ITEMS)

    @property
    def lacking(self) -> tuple[rules.Outcome, ...]:
        """The rules that keep the person out or are not answered."""
        return (*self.decision.failed, *self.decision.unknown)


def with_entry(seats: QuerySet[Enrollment]) -> QuerySet[Enrollment]:
    """The seats with all that their decisions read, in a fixed number of queries."""
    related = ("graduate__majority", "run__course", "run__curriculum", "run__rule_set", "run__center")
    checks = EntryCheck.objects.select_related("seen_by")
    overrides = Override.objects.select_related("proposed_by", "decided_by").order_by("pk")
    rows = seats.select_related(*related).prefetch_related("graduate__consents")
    rows = rows.prefetch_related(Prefetch("entry_checks", checks))
    return rows.prefetch_related(Prefetch("overrides", overrides))


def entry_lines(run: CourseRun) -> list[EntryLine]:
    """Everybody who holds a seat in the run and has not ended, in seat order."""
    seats = with_entry(run.enrollments.filter(state__in=HERE)).order_by("seat_number")
    return [entry_line(seat) for seat in seats]


def entry_line(seat: Enrollment) -> EntryLine:
    """One seat, as `with_entry` reads it."""
    checks = {check.item: check for check in seat.entry_checks.all()}
    answers = tuple((item, checks.get(item)) for item in items_asked(seat.run))
    return EntryLine(seat, answers, entry_decision(seat), lacks_consent(seat, seat.run))


def kept_out(lines: Iterable[EntryLine]) -> list[EntryLine]:
    """Those of people not yet in training who may not enter."""
    return [line for line in lines if line.seat.state == EnrollmentState.ENROLLED and not line.may_enter]


def relaxable(seat: Enrollment) -> list[rules.Relaxation]:
    """What the director may relax for the person of a seat, under the run's rules, and has not been asked to."""
    of_type = rules_of_seat(seat)
    live = (OverrideState.PROPOSED, OverrideState.APPROVED)
    asked = {row.rule for row in seat.overrides.all() if row.state in live}
    return [one for one in of_type.relaxations if one.rule not in asked]


def rules_of_seat(seat: Enrollment) -> rules.TypeRules:
    """The rules of the run's type under the run's version."""
    return rules_of(seat.run.rule_set).of(seat.run.course.course_type)


def conduct_of(seat: Enrollment) -> list[Conduct]:
    """The steps of discipline of a seat, in order; those taken back as well."""
    return list(seat.conduct.select_related("recorded_by", "taken_back_by").order_by("happened_on", "pk"))
