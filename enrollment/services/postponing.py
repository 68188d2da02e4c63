"""The days of tests: set, and put off with the notice of clause 22."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from core import audit
from core.reasons import said
from core.refusals import Refused
from core.templatetags.ui import thai_date
from enrollment.eligibility import rule_set
from enrollment.enums import EnrollmentState, PostponeGround
from enrollment.marks import NotInThisRun, RunNotRunning
from enrollment.models import Enrollment, PlannedTest, Postponement
from enrollment.queries.testing import day_for, shut_around
from training.enums import Part, RunState
from training.models import CourseRun, Topic
from training.rules import due_date


class PartNotTaught(Refused):
    sentence = _("Topic %(topic)s has no %(part)s, so there is nothing to test.")


class DayOutsideRun(Refused):
    sentence = _("A test takes place between %(first)s and %(last)s, while the run goes on.")


class AlreadyPlanned(Refused):
    sentence = _("This test is set for %(day)s already.")
    remedy = _("Put it off instead: then it is kept who was told when.")


class NoticeTooShort(Refused):
    sentence = _(
        "The test is on %(day)s; to be put off it must be told %(days)s working days before (clause %(clause)s)."
    )
    remedy = _("If everyone concerned agreed, or nobody could help it, choose that ground and say so.")


class ToldInTheFuture(Refused):
    sentence = _("%(day)s, on which people were told, is still to come.")


class NotLater(Refused):
    sentence = _("A test that is put off takes place later than %(day)s.")


class WhyPutOffMissing(Refused):
    sentence = _("A test is not put off without a reason.")
    remedy = _("Write the reason in a sentence.")


@transaction.atomic
def plan_test(
    run: CourseRun, topic: Topic, part: Part, *, day: date, by: User | None, at: datetime
) -> PlannedTest:
    """Set the day of the test of one part of a topic. Raises PartNotTaught, DayOutsideRun, AlreadyPlanned."""
    minutes = topic.theory_minutes if part == Part.THEORY else topic.practice_minutes
    if not minutes:
        raise PartNotTaught(topic=topic.number, part=part.label)
    _refuse_state(run)
    if not run.first_day <= day <= run.last_day:
        raise DayOutsideRun(first=thai_date(run.first_day), last=thai_date(run.last_day))
    test, is_new = PlannedTest.objects.get_or_create(run=run, topic=topic, part=part, defaults={"day": day})
    if not is_new:
        raise AlreadyPlanned(day=thai_date(test.day))
    audit.record(
        "test.planned", test, by=by, at=at, run=run.code, topic=topic.number, part=part, day=day.isoformat()
    )
    return test


@transaction.atomic
def postpone_test(
    test: PlannedTest,
    *,
    to_day: date,
    told_on: date,
    ground: PostponeGround,
    reason: str,
    seat: Enrollment | None = None,
    by: User | None,
    at: datetime,
) -> Postponement:
    """Put a test off, for the run or for one seat. Without the notice of clause 22 only on another ground.

    Raises WhyPutOffMissing, ToldInTheFuture, NotLater, NoticeTooShort, NotInThisRun.
    """
    test = (
        PlannedTest.objects.select_for_update(of=("self",))
        .select_related("run__center", "run__rule_set")
        .get(pk=test.pk)
    )
    _refuse_state(test.run)
    if seat is not None and (seat.run_id, seat.state) != (test.run_id, EnrollmentState.TRAINING):
        raise NotInThisRun(run=test.run)
    from_day = day_for(test, seat)
    _refuse_postponement(test, from_day, to_day, told_on, ground, said(reason), at)
    row = Postponement.objects.create(
        test=test,
        enrollment=seat,
        from_day=from_day,
        to_day=to_day,
        told_on=told_on,
        ground=ground,
        reason=said(reason),
        recorded_by=by,
        recorded_at=at,
    )
    if seat is None:
        PlannedTest.objects.filter(pk=test.pk).update(day=to_day)
    _record(row, by=by, at=at)
    return row


def _refuse_postponement(
    test: PlannedTest,
    from_day: date,
    to_day: date,
    told_on: date,
    ground: PostponeGround,
    reason: str,
    at: datetime,
) -> None:
    if not reason:
        raise WhyPutOffMissing
    if told_on > timezone.localdate(at):
        raise ToldInTheFuture(day=thai_date(told_on))
    if to_day <= from_day:
        raise NotLater(day=thai_date(from_day))
    notice = rule_set(test.run.rule_set).duties.postpone_notice
    told_in_time = due_date(told_on, notice, shut_around(test.run, told_on, notice)) <= from_day
    if ground == PostponeGround.NOTICE and not told_in_time:
        raise NoticeTooShort(day=thai_date(from_day), days=notice.days, clause=notice.clause)


def _record(row: Postponement, *, by: User | None, at: datetime) -> None:
    """One row for the run; for a single seat its person's."""
    test, seat = row.test, row.enrollment
    facts = {"run": test.run.code, "topic": test.topic.number, "part": test.part}
    days = {name: getattr(row, name).isoformat() for name in ("from_day", "to_day", "told_on")}
    person = seat.graduate_id if seat else None
    audit.record(
        "test.postponed",
        row,
        by=by,
        at=at,
        person=person,
        ground=row.ground,
        reason=row.reason,
        **facts,
        **days,
    )


def _refuse_state(run: CourseRun) -> None:
    if run.state not in {RunState.CONFIRMED, RunState.RUNNING, RunState.FINISHED}:
        raise RunNotRunning(run=run, state=run.get_state_display())
