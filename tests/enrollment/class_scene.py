"""A class in training: a running run with dated sessions and people in their seats."""

from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from enrollment.enums import Mark
from enrollment.models import Enrollment
from enrollment.services import MarkEntry, ScoreEntry, confirm_completions, enter_scores, mark_attendance
from tests.clock import NOW
from tests.factories.enrollment import EnrollmentFactory, GraduateFactory
from tests.factories.training import CourseFactory, CurriculumFactory, RunFactory, SessionFactory
from training.enums import CourseType, RunState, Slot

TODAY = NOW.date()
A_DAY = 24 * 60  # minutes
HOURS_30 = ((180, 27 * 60),)  # one topic: minutes of theory and of practice


def a_class(center, people=2, *, topics=HOURS_30, kind=CourseType.SUPPLEMENTARY, session=180, code="K-1"):
    """A running run whose sessions fill the curriculum and were held on the days before today, the last one today."""
    curriculum = CurriculumFactory(course=CourseFactory(course_type=kind), topics=list(topics))
    total = curriculum.minutes
    number = -(-total // session)
    run = RunFactory(
        center=center,
        curriculum=curriculum,
        code=code,
        state=RunState.RUNNING,
        seats=20,
        first_day=TODAY - timedelta(days=number - 1),
        last_day=TODAY,
    )
    for place in range(number):
        minutes = min(session, total - place * session)
        day = TODAY - timedelta(days=number - 1 - place)
        SessionFactory(run=run, number=place + 1, minutes=minutes, day=day, slot=Slot.MORNING)
    for person in GraduateFactory.create_batch(people):
        EnrollmentFactory(run=run, graduate=person, state="training")
    return run


def until_today(run):
    """The same class for pages, which read the real clock: its sessions were held up to today, one a morning."""
    today, rows = timezone.localdate(), list(run.sessions.order_by("-number"))
    run.sessions.update(day=None, slot="")
    for back, row in enumerate(rows):
        run.sessions.filter(pk=row.pk).update(day=today - timedelta(days=back), slot=Slot.MORNING)
    type(run).objects.filter(pk=run.pk).update(first_day=today - timedelta(days=len(rows)), last_day=today)
    run.refresh_from_db()
    return run


def attended(run, seat, minutes):
    """Mark the seat present in whole sessions and late in one, so that the minutes add up."""
    for session in run.sessions.order_by("number"):
        here = min(minutes, session.minutes)
        minutes -= here
        mark = Mark.PRESENT if here == session.minutes else Mark.LATE if here else Mark.ABSENT
        mark_attendance(session, [MarkEntry(seat.pk, mark, here or None)], by=None, at=NOW)
    assert minutes == 0


def scored(run, seat, theory, practice, attempt=1, topic=None):
    topic = topic or run.curriculum.topics.first()
    entry = ScoreEntry(seat.pk, topic.pk, number(theory), number(practice), attempt)
    return enter_scores(run, [entry], assessed_on=TODAY, by=None, at=NOW)


def number(score):
    return None if score is None else Decimal(str(score))


def finish(run):
    run.state = RunState.FINISHED
    run.save(update_fields=["state"])


def confirmed(center, people=1, *, by, scores=(80, 80), **facts):
    """A finished run with its results confirmed: everybody was there and passed."""
    run = a_class(center, people, **facts)
    for seat in Enrollment.objects.filter(run=run):
        for session in run.sessions.all():
            mark_attendance(session, [MarkEntry(seat.pk, Mark.PRESENT)], by=None, at=NOW)
        for topic in run.curriculum.topics.all():
            scored(run, seat, *scores, topic=topic)
    finish(run)
    confirm_completions(run, by=by, at=NOW)
    return run
