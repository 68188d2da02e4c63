"""Scores per topic: entered, corrected, read from a workbook."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from core import audit
from core.reasons import said
from core.refusals import Refused
from core.templatetags.ui import thai_date
from enrollment.marks import RunNotRunning
from enrollment.models import Assessment, Enrollment
from enrollment.services.attendance import seats_in_training
from enrollment.services.oneself import refuse_oneself
from training.enums import RunState
from training.models import CourseRun, Topic
from training.rule_rows import rules_of

# A closed run has nobody in training but those whose result was reopened.
SCORED = frozenset({RunState.RUNNING, RunState.FINISHED, RunState.CLOSED})


class Scores(NamedTuple):
    """Theory and practice of one topic, 0-100 each; None where there is no score."""

    theory: Decimal | None
    practice: Decimal | None


@dataclass(frozen=True)
class ScoreEntry:
    """One person's scores in a topic, 0–100 each; `attempt` above 1 is a re-test.

    `seen` are the scores as whoever enters these saw them; None where it does not matter.
    """

    enrollment_id: int
    topic_id: int
    theory: Decimal | None
    practice: Decimal | None
    attempt: int = 1
    seen: Scores | None = None


class AssessedInTheFuture(Refused):
    sentence = _("The assessment is dated %(day)s, which is still to come.")


class ScoreOutOfRange(Refused):
    sentence = _("A score lies between 0 and 100; you gave %(score)s.")


class AttemptOutOfOrder(Refused):
    sentence = _("Attempt %(attempt)s cannot be entered before the one that comes before it.")
    remedy = _("Enter the earlier scores first.")


class ReasonForScoreMissing(Refused):
    sentence = _("A score that was entered on an earlier day is changed only with a reason.")
    remedy = _("Write why it is corrected; the old score is kept beside it.")


class NoRetestHere(Refused):
    sentence = _("The rules of this type of training provide for no re-test.")
    remedy = _("If the first score is wrong, correct it, with a reason.")


class ScoresChangedMeanwhile(Refused):
    sentence = _(
        "Somebody has changed the scores of seat %(seat)s in topic %(topic)s meanwhile: now %(stands)s."
    )
    remedy = _("Look at the scores as they are now, then enter yours again.")


@transaction.atomic
def enter_scores(
    run: CourseRun,
    entries: Sequence[ScoreEntry],
    *,
    assessed_on: date,
    reason: str = "",
    by: User | None,
    at: datetime,
) -> int:
    """Record scores, one audit row for each topic of a person. Returns how many scores are new or changed: theory
    and practice are two, as the workbook's preview counts its cells.

    Scores sent again unchanged keep the day on which they were assessed. A change after the day of the first entry
    needs `reason`; the trail keeps the old scores, who changed them and why.
    """
    if run.state not in SCORED:
        raise RunNotRunning(run=run, state=run.get_state_display())
    if assessed_on > timezone.localdate(at):
        raise AssessedInTheFuture(day=thai_date(assessed_on))
    if any(entry.attempt > 1 for entry in entries) and retest_clause_of(run) is None:
        raise NoRetestHere
    refuse_oneself({entry.enrollment_id for entry in entries}, by)
    CourseRun.objects.select_for_update().get(pk=run.pk)  # the same scores sent twice at once wait
    seats = seats_in_training(run, {entry.enrollment_id for entry in entries})
    topics = {topic.pk: topic for topic in run.curriculum.topics.all()}
    rows = Assessment.objects.filter(enrollment__run=run)
    known = {(row.enrollment_id, row.topic_id, row.attempt): row for row in rows}
    changed = 0
    for entry in entries:
        before = known.get((entry.enrollment_id, entry.topic_id, entry.attempt))
        if entry.attempt > 1 and (entry.enrollment_id, entry.topic_id, entry.attempt - 1) not in known:
            raise AttemptOutOfOrder(attempt=entry.attempt)
        seat, topic = seats[entry.enrollment_id], topics[entry.topic_id]
        changed += _score(seat, topic, before, entry, assessed_on, said(reason), by=by, at=at)
    return changed


def retest_clause_of(run: CourseRun) -> str | None:
    """The clause that lets people of the run be tested again; None where no rule does."""
    return rules_of(run.rule_set).of(run.course.course_type).retest_clause


def scores_of(row: Assessment | None) -> Scores:
    """What stands in a row; nothing where there is none."""
    return Scores(row.theory, row.practice) if row else Scores(None, None)


def needs_reason(row: Assessment | None, said: Scores, at: datetime) -> bool:
    """Whether putting `said` in the place of what stands is a correction after the first day."""
    changes = row is not None and scores_of(row) != said
    return changes and timezone.localdate(row.entered_at) < timezone.localdate(at)  # type: ignore[union-attr]


def _score(
    seat: Enrollment,
    topic: Topic,
    before: Assessment | None,
    entry: ScoreEntry,
    assessed_on: date,
    reason: str,
    *,
    by: User | None,
    at: datetime,
) -> int:
    said = Scores(entry.theory, entry.practice)
    _refuse_score(seat, topic, before, entry, said)
    stood = scores_of(before) if before else Scores(None, None)
    if before is not None and stood == said:
        return 0
    if needs_reason(before, said, at) and not reason:
        raise ReasonForScoreMissing
    row = before or Assessment(enrollment=seat, topic=topic, attempt=entry.attempt, entered_at=at)
    old = {"old_theory": _text(row.theory), "old_practice": _text(row.practice)} if before else {}
    row.theory, row.practice, row.assessed_on, row.assessed_by = *said, assessed_on, by
    row.save()
    facts = {"topic": topic.number, "attempt": entry.attempt, "run": seat.run.code}
    now = {"theory": _text(row.theory), "practice": _text(row.practice)}
    action = "score.corrected" if before else "score.entered"
    audit.record(
        action,
        row,
        by=by,
        at=at,
        person=seat.graduate_id,
        **facts,
        **now,
        **old,
        **({"reason": reason} if before and reason else {}),
    )
    return sum(was != now for was, now in zip(stood, said, strict=True))


def _refuse_score(
    seat: Enrollment, topic: Topic, before: Assessment | None, entry: ScoreEntry, said: Scores
) -> None:
    for score in said:
        if score is not None and not 0 <= score <= 100:
            raise ScoreOutOfRange(score=score)
    if entry.seen is not None and scores_of(before) not in (entry.seen, said):
        stands = " / ".join(_text(score) or "–" for score in scores_of(before))
        raise ScoresChangedMeanwhile(seat=seat.seat_number, topic=topic.number, stands=stands)


def _text(score: Decimal | None) -> str | None:
    return None if score is None else f"{score.normalize():f}"
