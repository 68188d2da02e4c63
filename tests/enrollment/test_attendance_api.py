"""Marks from a device through the programming interface: what became of each, and who may send."""

import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from core.drafts import device_key
from enrollment.enums import Mark
from enrollment.marks import MarkEntry
from enrollment.models import Attendance
from enrollment.services import mark_attendance
from tests.enrollment.class_scene import A_DAY, a_class, until_today
from tests.factories.agencies import AccountFactory
from tests.factories.training import TrainerFactory
from training.models import Session

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def open_all_day(settings):
    """The interface reads the real clock."""
    settings.PRESENCE_OPENS_MINUTES = A_DAY


@pytest.fixture
def session(center):
    return until_today(a_class(center, topics=[(180, 180)])).sessions.order_by("number").last()


@pytest.fixture
def seats(session):
    return list(session.run.enrollments.order_by("seat_number"))


def said(seat, mark="present", **facts):
    return {"key": str(uuid.uuid4()), "seat": seat.pk, "mark": mark, **facts}


@pytest.fixture
def send(session, signed_in):
    def sent(user, *marks, **facts):
        body = {"day": session.day.isoformat(), "slot": session.slot, "marks": list(marks), **facts}
        address = reverse("api-marks", args=[session.pk])
        return signed_in(user).post(address, body, content_type="application/json")

    return sent


def took(answer):
    assert answer.status_code == 200, answer.content
    return [one["took"] for one in answer.json()["answers"]]


def test_marks_are_taken_once_and_answered_one_by_one(send, seats, staff, head):
    mark_attendance(_session(seats), [MarkEntry(seats[1].pk, Mark.ABSENT)], by=head, at=timezone.localtime())
    marks = [said(seats[0], "late", late=20, early=15), said(seats[1])]
    answer = send(staff, *marks)
    assert took(answer) == ["new", "conflict"]
    assert took(send(staff, *marks)) == ["same", "conflict"]
    theirs = answer.json()["answers"][1]["standing"]
    assert (theirs["mark"], theirs["by"]) == ("absent", head.get_full_name() or head.username)
    assert took(send(staff, said(seats[1], seen=theirs["key"]))) == ["refused"]  # a reason is needed
    assert took(send(staff, said(seats[1], seen=theirs["key"], reason="อยู่จริง"))) == ["corrected"]
    row = Attendance.objects.get(enrollment=seats[0])
    assert (row.minutes, row.arrived_after, row.left_before, row.source) == (145, 20, 15, "device")
    assert Attendance.objects.count() == 2


def _session(seats):
    return seats[0].run.sessions.order_by("number").last()


def test_what_one_account_marked_is_not_sent_in_the_name_of_another(send, seats, staff, head):
    refused = send(head, said(seats[0]), account=device_key(staff).account)
    assert (refused.status_code, refused.json()["code"]) == (409, "OtherAccount")
    assert not Attendance.objects.exists()
    assert took(send(staff, said(seats[0]), account=device_key(staff).account)) == ["new"]


def test_a_moved_session_is_answered_with_where_it_is(send, session, seats, staff):
    Session.objects.filter(pk=session.pk).update(slot="evening")
    answer = send(staff, said(seats[0]))
    assert (answer.status_code, answer.json()["code"]) == (409, "SessionMoved")
    assert answer.json()["moved"] == {"day": session.day.isoformat(), "slot": "evening"}
    assert took(send(staff, said(seats[0]), slot="evening")) == ["new"]


def test_only_who_teaches_there_may_send(send, session, seats, stranger, counselor, client):
    trainer = TrainerFactory(center=session.run.center, user=AccountFactory())
    answers = [send(user, said(seats[0])).status_code for user in (stranger, trainer.user, counselor)]
    assert answers == [404, 404, 403]
    assert client.post(reverse("api-marks", args=[session.pk])).status_code == 403
    session.run.trainers.add(trainer)
    assert took(send(trainer.user, said(seats[0]))) == ["new"]


@pytest.mark.parametrize(
    "wrong",
    [{"key": "x"}, {"mark": "here"}, {"late": -1}, {"seat": 2**40}, {"reason": "ก" * 301}, {"seen": "\x00"}],
)
def test_what_is_no_mark_is_refused_and_nothing_kept(send, seats, staff, wrong):
    assert send(staff, said(seats[0]), said(seats[1]) | wrong).status_code == 400
    assert not Attendance.objects.exists()
