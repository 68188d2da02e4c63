"""Scores per topic."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from core import audit
from core.refusals import Refused
from core.templatetags.ui import thai_date
from enrollment.models import Assessment, Enrollment
from enrollment.services.attendance import RunNotRunning, seats_in_training
from training.enums import RunState
from training.models import CourseRun, Topic


@dataclass(frozen=True)
class ScoreEntry:
    """One person's scores in a topic, 0–100 each; `attempt` above 1 is a re-test."""

    enrollment_id: int
    topic_id: int
    theory: Decimal | None
    practice: Decimal | None
    attempt: int = 1


class AssessedInTheFuture(Refused):
    sentence = _("The assessment is dated %(day)s, which is still to come.")


class ScoreOutOfRange(Refused):
    sentence = _("A score lies between 0 and 100; you gave %(score)s.")


class AttemptOutOfOrder(Refused):
    sentence = _("Attempt %(attempt)s cannot be entered before the one that comes before it.")
    remedy = _("Enter the earlier scores first.")


@transaction.atomic
def enter_scores(
    run: CourseRun, entries: Sequence[ScoreEntry], *, assessed_on: date, by: User | None, at: datetime
) -> int:
    """Record scores, one audit row for each that is new or changed. Returns how many.

    Scores sent again unchanged keep the day on which they were assessed.
    """
    if run.state not in {RunState.RUNNING, RunState.FINISHED}:
        raise RunNotRunning(run=run, state=run.get_state_display())
    if assessed_on > timezone.localdate(at):
        raise AssessedInTheFuture(day=thai_date(assessed_on))
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
        changed += _score(seat, topic, before, entry, assessed_on, by=by, at=at)
    return changed


def _score(
    seat: Enrollment,
    topic: Topic,
    before: Assessment | None,
    entry: ScoreEntry,
    assessed_on: date,
    *,
    by: User | None,
    at: datetime,
) -> bool:
    for score in (entry.theory, entry.practice):
        if score is not None and not 0 <= score <= 100:
            raise ScoreOutOfRange(score=score)
    if before is not None and (before.theory, before.practice) == (entry.theory, entry.practice):
        return False
    row = before or Assessment(enrollment=seat, topic=topic, attempt=entry.attempt)
    old = {"old_theory": str(row.theory), "old_practice": str(row.practice)} if before else {}
    row.theory, row.practice, row.assessed_on, row.assessed_by = entry.theory, entry.practice, assessed_on, by
    row.save()
    facts = {"topic": topic.number, "attempt": entry.attempt, "run": seat.run.code}
    audit.record("score.entered", row, by=by, at=at, person=seat.graduate_id, **facts, **old)
    return True
