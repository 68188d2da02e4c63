"""Pages of rights: who gets in, what is asked twice, what a second person decides, whom an account has seen."""

import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from agencies.enums import Role
from enrollment.enums import ErasureReason, IdentityCheck, SeenHow
from enrollment.models import Erasure, Graduate, RetentionHold, RightsRequest, Sighting
from enrollment.services.erasure import propose_erasure
from enrollment.services.rights import AlreadyAsked, receive_request
from enrollment.services.sightings import write_sightings
from program.waiting import waiting_for
from tests.conftest import account_of
from tests.factories.agencies import AccountFactory
from tests.factories.enrollment import GraduateFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def lists(settings, tmp_path):
    settings.ERASED_LIST = tmp_path / "erased.list"


@pytest.fixture
def person(school, center):
    return GraduateFactory(school=school, registered_by=center, given_name="สมปอง")


@pytest.mark.parametrize("page", ["person_rights", "receive_right", "ask_copy", "propose_erasure", "hold"])
def test_own_colleague_stranger_nobody(
    page, person, counselor, staff, officer, other_counselor, signed_in, client
):
    address = reverse(page, args=[person.pk])
    assert signed_in(counselor).get(address).status_code == 200
    assert signed_in(staff).get(address).status_code == 200
    assert signed_in(officer).get(address).status_code == 403
    assert signed_in(other_counselor).get(address).status_code == 404
    assert client.get(address).status_code == 302


def test_who_has_seen_a_person_is_for_head_and_counselor(
    person, counselor, head, staff, other_counselor, signed_in
):
    address = reverse("seen_by", args=[person.pk])
    write_sightings(staff, [(person.pk, SeenHow.PAGE)], at=timezone.now())
    for user in (counselor, head):
        page = signed_in(user).get(address).content.decode()
        assert staff.get_full_name() in page
    assert signed_in(staff).get(address).status_code == 403
    assert signed_in(other_counselor).get(address).status_code == 404


@pytest.mark.parametrize("lookers", [1, 3])
def test_the_list_of_lookers_costs_the_same(
    person, counselor, signed_in, lookers, django_assert_max_num_queries
):
    for looker in AccountFactory.create_batch(lookers):
        write_sightings(looker, [(person.pk, SeenHow.PAGE)], at=timezone.now())
    client = signed_in(counselor)
    with django_assert_max_num_queries(24):
        assert len(client.get(reverse("seen_by", args=[person.pk])).context["lines"]) == lookers


def test_the_person_sees_who_looked(person, counselor, signed_in):
    person.user = AccountFactory()
    person.save()
    signed_in(counselor).get(reverse("person", args=[person.pk]))
    page = signed_in(person.user).get(reverse("my_data")).content.decode()
    assert counselor.get_full_name() in page
    assert signed_in(counselor).get(reverse("my_data")).status_code == 403


def test_whom_an_account_has_seen_between_two_moments(
    person, school, head, staff, stranger, officer, signed_in
):
    now = timezone.localtime()
    staff.wear(None)
    write_sightings(staff, [(person.pk, SeenHow.PAGE)], at=now - timedelta(days=3))
    write_sightings(staff, [(GraduateFactory(school=school).pk, SeenHow.LIST)], at=now)
    address = reverse("seen_people", args=[staff.pk])
    client = signed_in(head)
    assert client.get(address).context["people"] == 2
    until = (now - timedelta(days=1)).date().isoformat()
    found = client.get(address, {"end_day": until})
    assert found.context["people"] == 1
    assert "สมปอง" in found.content.decode()
    sheet = load_workbook(
        io.BytesIO(client.get(address, {"end_day": until, "format": "xlsx"}).getvalue())
    ).active
    rows = list(sheet.iter_rows(values_only=True))
    assert len(rows) == 2
    assert "สมปอง" in rows[1][0]
    assert Sighting.objects.filter(account_id=head.pk, person_id=person.pk, how=SeenHow.EXPORT).exists()
    assert signed_in(officer).get(address).status_code == 200
    assert signed_in(stranger).get(address).status_code == 403
    assert signed_in(account_of(stranger.memberships.get().agency, Role.HEAD)).get(address).status_code == 404


def test_a_request_is_entered_due_and_answered(person, counselor, staff, signed_in):
    client = signed_in(staff)
    said = {"kind": "correction", "note": "ชื่อสะกดผิด", "identity": "card"}
    answer = client.post(reverse("receive_right", args=[person.pk]), said)
    row = RightsRequest.objects.get()
    assert answer.url == reverse("right", args=[row.pk])
    assert row.due_on - row.received_on == timedelta(days=30)
    assert client.post(answer.url, {"granted": "no"}).status_code == 422
    assert client.post(answer.url, {"granted": "yes", "answer": "แก้แล้ว"}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.answer, row.answered_by) == ("granted", "แก้แล้ว", staff)
    assert signed_in(counselor).get(answer.url).status_code == 404


def test_the_same_right_twice_is_refused(person, center, staff, now):
    facts = {"kind": "copy", "agency": center, "identity": "card", "note": "", "by": staff, "at": now}
    receive_request(person, **facts)
    with pytest.raises(AlreadyAsked):
        receive_request(person, **facts)


def test_what_is_overdue_stands_first_and_on_the_start_page(person, center, staff, signed_in):
    facts = {"kind": "copy", "agency": center, "identity": "card", "note": "", "by": staff}
    receive_request(person, at=timezone.now() - timedelta(days=31), **facts)
    page = signed_in(staff).get(reverse("rights"), {"overdue": "over"})
    assert page.context["overdue"] == 1
    assert "สมปอง" in page.content.decode()
    assert any("overdue=over" in item.url for item in waiting_for(staff, timezone.localdate()))


def test_the_person_asks_from_their_own_account(person, signed_in):
    person.user = AccountFactory()
    person.save()
    client = signed_in(person.user)
    assert client.get(reverse("ask_right")).status_code == 200
    assert client.post(reverse("ask_right"), {"kind": "erasure", "note": ""}).status_code == 302
    row = RightsRequest.objects.get()
    assert (row.identity, row.agency) == (IdentityCheck.ACCOUNT, person.registered_by)


def test_an_erasure_is_asked_twice_and_decided_by_another(person, staff, head, signed_in):
    address = reverse("propose_erasure", args=[person.pk])
    client = signed_in(staff)
    said = {"reason": "request", "identity": "card"}
    assert client.post(address, said).status_code == 422
    answer = client.post(address, said | {"understood": "on"})
    row = Erasure.objects.get()
    assert answer.url == reverse("erasure", args=[row.pk])
    assert client.post(answer.url, {"understood": "on"}).status_code == 409
    assert any("erasures" in item.url for item in waiting_for(head, timezone.localdate()))
    assert signed_in(head).post(answer.url, {}).status_code == 422
    assert signed_in(head).post(answer.url, {"understood": "on"}).status_code == 302
    assert Graduate.objects.get(pk=person.pk).erased_at
    assert signed_in(head).get(answer.url).status_code == 200
    assert signed_in(head).get(reverse("person", args=[person.pk])).status_code == 404


def test_a_proposal_can_be_dropped(person, center, staff, head, signed_in, now):
    facts = {"agency": center, "reason": ErasureReason.REQUEST, "identity": "card"}
    row = propose_erasure(person, by=staff, at=now, **facts)
    signed_in(head).post(reverse("drop_erasure", args=[row.pk]))
    row.refresh_from_db()
    assert row.state == "dropped"


def test_data_is_kept_longer_with_a_reason(person, counselor, other_counselor, signed_in):
    client = signed_in(counselor)
    address = reverse("hold", args=[person.pk])
    until = (timezone.localdate() + timedelta(days=90)).isoformat()
    assert client.post(address, {"until": until}).status_code == 422
    assert client.post(address, {"reason": "อุทธรณ์", "until": until}).status_code == 302
    row = RetentionHold.objects.get()
    assert "อุทธรณ์" in client.get(reverse("person_rights", args=[person.pk])).content.decode()
    lift = reverse("lift_hold", args=[row.pk])
    assert signed_in(other_counselor).post(lift).status_code == 404
    assert client.post(lift).status_code == 302
    row.refresh_from_db()
    assert row.lifted_at


@pytest.mark.parametrize("page", ["rights", "erasures", "announced_erasures", "accounts_seen"])
def test_lists_are_also_spreadsheets(page, head, signed_in):
    client = signed_in(head)
    assert client.get(reverse(page)).status_code == 200
    book = client.get(reverse(page), {"format": "xlsx"})
    assert book.headers["Content-Type"].endswith("sheet")
    assert b"PK" in book.getvalue()[:2]
