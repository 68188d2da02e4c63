"""The same marks from several phones at once: one row a person, each key once, nothing overwritten unseen."""

import threading
import uuid

import pytest
from django.db import IntegrityError, transaction

from enrollment.enums import Mark, MarkSource
from enrollment.marks import MarkEntry, Took
from enrollment.models import Attendance, AttendanceChange
from enrollment.services import mark_present, presence, sync_marks
from tests.clock import NOW
from tests.conftest import account_of
from tests.enrollment.class_scene import a_class
from tests.factories.agencies import AccountFactory, CenterFactory
from tests.races import kinds, race, without_constraints

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
PHONES = 4


@pytest.fixture
def session():
    return a_class(CenterFactory(), 1, topics=[(180, 180)]).sessions.order_by("number").last()


@pytest.fixture
def seat(session):
    return session.run.enrollments.get()


@pytest.fixture
def staff(session):
    return account_of(session.run.center, "staff")


def test_one_mark_sent_by_several_tries_at_once_counts_once(session, seat, staff):
    entry = MarkEntry(seat.pk, Mark.PRESENT, seen=None)
    outcomes = race([lambda: sync_marks(session, [entry], by=staff, at=NOW)[0].took] * PHONES)
    assert sorted(outcomes) == [Took.NEW, *[Took.SAME] * (PHONES - 1)]
    assert (Attendance.objects.count(), AttendanceChange.objects.count()) == (1, 0)


def test_of_two_phones_that_disagree_one_is_told(session, seat, staff):
    said = [Mark.PRESENT, Mark.ABSENT] * (PHONES // 2)
    entries = [MarkEntry(seat.pk, mark, seen=None) for mark in said]
    outcomes = race(
        [lambda entry=entry: sync_marks(session, [entry], by=staff, at=NOW)[0].took for entry in entries]
    )
    assert outcomes.count(Took.NEW) == 1
    assert outcomes.count(Took.CONFLICT) == PHONES // 2
    assert (Attendance.objects.count(), AttendanceChange.objects.count()) == (1, 0)


def test_a_code_scanned_on_two_phones_marks_a_person_once(session, seat):
    seat.graduate.user = user = AccountFactory()
    seat.graduate.save()
    code = presence.show_code(session, at=NOW).code
    outcomes = race([lambda: mark_present(code, by=user, at=NOW).pk] * PHONES)
    assert len(set(outcomes)) == Attendance.objects.count() == 1


def lazy(session, seat, meet):
    """Look, then write, with nothing held in between and no wall in the database."""
    found = Attendance.objects.filter(session=session, enrollment=seat).exists()
    meet.wait(timeout=30)
    if not found:
        facts = {
            "mark": Mark.PRESENT,
            "minutes": session.minutes,
            "source": MarkSource.DEVICE,
            "marked_at": NOW,
        }
        Attendance.objects.create(session=session, enrollment=seat, key=uuid.uuid4(), **facts)


def test_who_looks_and_then_writes_counts_a_person_twice(session, seat):
    meet = threading.Barrier(PHONES)
    with without_constraints(Attendance, "one_mark_a_session"):
        outcomes = race([lambda: lazy(session, seat, meet)] * PHONES)
        assert kinds(outcomes) == {"won": PHONES}
        assert Attendance.objects.count() == PHONES


def test_the_database_takes_one_mark_a_person_and_session(session, seat):
    facts = {"session": session, "enrollment": seat, "mark": "present", "minutes": 180, "marked_at": NOW}
    Attendance.objects.create(**facts)
    with pytest.raises(IntegrityError), transaction.atomic():
        Attendance.objects.create(**facts)
