"""Pages of leave: one's own on a phone, those of who decides; papers for deciders only."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEntry
from enrollment.enums import LeaveKind, LeavePaperKind, LeaveState
from enrollment.models import LeaveRequest
from enrollment.services import LeaveEntry, ask_leave, hand_in
from program.waiting import waiting_for
from tests.enrollment.class_scene import a_class
from tests.enrollment.consent_scene import picture
from tests.factories.agencies import AccountFactory
from tests.factories.training import TrainerFactory
from training.calendar import DAY

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def run(center, today):
    run = a_class(center, 3)
    run.sessions.update(day=None, slot="")
    for number, session in enumerate(run.sessions.order_by("number")):  # the pages read the real clock
        session.day, session.slot = today + (number - 4) * DAY, "morning"
        session.save()
    return run


@pytest.fixture
def seat(run):
    return run.enrollments.order_by("seat_number").first()


@pytest.fixture
def trainee(seat):
    seat.graduate.user = AccountFactory()
    seat.graduate.save()
    return seat.graduate.user


@pytest.fixture
def trainer(run):
    trainer = TrainerFactory(center=run.center, user=AccountFactory())
    run.trainers.add(trainer)
    return trainer.user


def filed(seat, by, first, last=None, kind=LeaveKind.SICK):
    return ask_leave(seat, LeaveEntry(kind, first, last or first, "ไข้หวัด"), by=by, at=timezone.now())


@pytest.fixture
def leave(seat, trainee, today):
    return filed(seat, trainee, today, today + 2 * DAY)


@pytest.fixture
def paper(leave, trainee):
    return hand_in(leave, ("x.png", picture(), LeavePaperKind.OTHER), by=trainee, at=timezone.now())


def test_who_opens_what(leave, paper, seat, trainee, trainer, staff, stranger, counselor, signed_in, client):
    other_trainee = seat.run.enrollments.last().graduate
    other_trainee.user = AccountFactory()
    other_trainee.save()
    users = (trainee, staff, trainer, stranger, other_trainee.user, counselor)
    pages = {
        reverse("leave_request", args=[leave.pk]): [200, 200, 200, 404, 404, 403],
        reverse("ask_leave", args=[seat.pk]): [200, 200, 200, 404, 404, 403],
        reverse("leave_paper", args=[paper.pk]): [403, 200, 403, 404, 403, 403],
        reverse("leaves"): [403, 200, 200, 200, 403, 403],
        reverse("my_leaves"): [200, 403, 403, 403, 200, 403],
    }
    for page, answers in pages.items():
        assert [signed_in(user).get(page).status_code for user in users] == answers, page
        assert client.get(page).status_code == 302
    assert signed_in(stranger).post(reverse("approve_leave", args=[leave.pk])).status_code == 404
    assert signed_in(trainee).post(reverse("approve_leave", args=[leave.pk])).status_code == 403
    assert signed_in(other_trainee.user).post(reverse("withdraw_leave", args=[leave.pk])).status_code == 404


def test_a_trainee_asks_with_the_paper_and_reads_what_may_still_be_missed(seat, trainee, today, signed_in):
    client, page = signed_in(trainee), reverse("ask_leave", args=[seat.pk])
    assert b"Excused hours are not hours attended" in client.get(page).content
    said = {"kind": "sick", "part": "whole", "first_day": "", "reason": "ไข้"}
    assert client.post(page, said).status_code == 422
    days = {"first_day": today.isoformat(), "last_day": (today + 2 * DAY).isoformat()}
    file = SimpleUploadedFile("paper.png", picture(), "image/png")
    answer = client.post(page, said | days | {"paper": file, "paper_kind": "certificate"})
    leave = LeaveRequest.objects.get()
    assert answer.url == reverse("leave_request", args=[leave.pk])
    assert (leave.state, leave.papers.count()) == (LeaveState.ASKED, 1)
    assert client.post(page, said | days).status_code == 422  # the same days once more
    assert "ไข้".encode() in client.get(answer.url).content


def test_without_the_certificate_it_is_filed_and_waited_for(leave, trainee, staff, today, signed_in):
    assert leave.state == LeaveState.PAPER_DUE
    own = [item.sentence for item in waiting_for(trainee, today)]
    assert "1 medical certificate is still to be handed in" in own
    assert not [item for item in waiting_for(staff, today) if "certificate" in item.sentence]
    later = leave.paper_due_on + DAY
    assert "1 medical certificate is overdue" in [item.sentence for item in waiting_for(staff, later)]
    client = signed_in(staff)
    page = client.get(reverse("leave_request", args=[leave.pk])).content
    assert b"3 days of sickness in a row" in page
    assert reverse("approve_leave", args=[leave.pk]).encode() not in page
    refused = client.post(reverse("approve_leave", args=[leave.pk]))
    assert refused.status_code == 409


def test_the_decider_opens_the_paper_and_it_is_written_down(paper, leave, staff, signed_in):
    answer = signed_in(staff).get(reverse("leave_paper", args=[paper.pk]))
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("image/jpeg", "no-store")
    seen = AuditEntry.objects.get(action="leave.paper_seen")
    assert (seen.actor_id, seen.person_id) == (staff.pk, leave.enrollment.graduate_id)


def test_handed_in_approved_and_taken_back(leave, trainee, trainer, signed_in):
    own, decider = signed_in(trainee), signed_in(trainer)
    hand_in_url = reverse("hand_in_leave_paper", args=[leave.pk])
    assert own.post(hand_in_url, {"paper_kind": "certificate"}).status_code == 422
    file = SimpleUploadedFile("paper.png", picture(), "image/png")
    own.post(hand_in_url, {"paper_kind": "certificate", "paper": file})
    for act, state in (("approve_leave", "approved"), ("reopen_leave", "asked")):
        assert decider.post(reverse(act, args=[leave.pk])).status_code == 302
        leave.refresh_from_db()
        assert leave.state == state
    decline = reverse("decline_leave", args=[leave.pk])
    assert decider.post(decline, {"answer": ""}).status_code == 422
    decider.post(decline, {"answer": "มีสอบ"})
    assert "มีสอบ".encode() in own.get(reverse("leave_request", args=[leave.pk])).content


def test_the_list_is_filtered_sorted_counted_and_exported(run, leave, trainee, staff, today, signed_in):
    client, page = signed_in(staff), reverse("leaves")

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page).status_code == 200
        return len(queries)

    cost()
    one = cost()
    others = run.enrollments.exclude(pk=leave.enrollment_id)
    more = [filed(seat, staff, today - 2 * DAY, kind=LeaveKind.PERSONAL) for seat in others]
    assert cost() == one
    assert {row.pk for row in client.get(page, {"kind": "personal"}).context["page"]} == {r.pk for r in more}
    assert [row.pk for row in client.get(page, {"state": "paper_due"}).context["page"]] == [leave.pk]
    assert list(client.get(page, {"order": "day"}).context["page"])[-1].pk == leave.pk
    workbook = client.get(page, {"format": "xlsx"})
    assert workbook["Content-Type"].endswith("spreadsheetml.sheet")
