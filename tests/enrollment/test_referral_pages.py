"""Referring and answering on screen: both sides, each with its own powers."""

import pytest
from django.urls import reverse

from enrollment.enums import LegalBasis
from enrollment.models import Referral
from enrollment.services import refer
from tests.factories.enrollment import GraduateFactory, ReferralFactory


@pytest.fixture
def person(school):
    return GraduateFactory(school=school)


@pytest.fixture
def sent(person, school, center, counselor, now):
    return refer(person, from_agency=school, to_agency=center, basis=LegalBasis.MOU, by=counselor, at=now)


def door(name, referral):
    return reverse(name, args=[referral.pk])


def test_a_referral_is_one_screen_of_few_fields(signed_in, person, center, counselor):
    client, page = signed_in(counselor), reverse("refer", args=[person.pk])
    assert len(client.get(page).context["form"].fields) <= 8
    client.post(page, {"to_agency": center.pk, "basis": "mou", "note": "โทรตอนเย็น"})
    row = Referral.objects.get()
    assert (row.to_agency, row.from_agency, row.note) == (center, person.school, "โทรตอนเย็น")


def test_the_second_referral_needs_one_tap_only(signed_in, sent, school, counselor):
    other = GraduateFactory(school=school)
    form = signed_in(counselor).get(reverse("refer", args=[other.pk])).context["form"]
    assert form.initial == {"to_agency": sent.to_agency_id, "basis": "mou"}


def test_an_open_referral_is_shown_before_a_second_is_sent(signed_in, sent, person, center, counselor):
    client, page = signed_in(counselor), reverse("refer", args=[person.pk])
    assert door("referral", sent) in client.get(page).content.decode()
    answer = client.post(page, {"to_agency": center.pk, "basis": "mou"})
    assert answer.status_code == 422
    assert Referral.objects.count() == 1


def test_each_account_gets_its_own_answer(
    signed_in, client, sent, person, counselor, staff, officer, stranger, other_counselor
):
    for page in (door("referral", sent), reverse("refer", args=[person.pk])):
        assert signed_in(counselor).get(page).status_code == 200
        assert signed_in(staff).get(page).status_code == 200
        assert signed_in(officer).get(page).status_code == 403
        assert signed_in(stranger).get(page).status_code == 404
        assert signed_in(other_counselor).get(page).status_code == 404
        assert client.get(page).status_code == 302


def test_only_the_receiving_center_answers(signed_in, client, sent, counselor, stranger, officer, staff):
    for name in ("accept_referral", "decline_referral"):
        page = door(name, sent)
        assert signed_in(counselor).post(page).status_code == 403
        assert signed_in(officer).post(page).status_code == 403
        assert signed_in(stranger).post(page).status_code == 404
        assert client.post(page).status_code == 302
        assert signed_in(staff).get(page).status_code == 405
    sent.refresh_from_db()
    assert sent.state == "sent"


def test_accepting(signed_in, sent, staff):
    signed_in(staff).post(door("accept_referral", sent))
    sent.refresh_from_db()
    assert (sent.state, sent.answered_by) == ("accepted", staff)


def test_declining_needs_a_reason_and_the_sender_reads_it(signed_in, sent, staff, counselor):
    client = signed_in(staff)
    assert client.post(door("decline_referral", sent), {"note": "ไม่รับสาย"}).status_code == 422
    assert client.post(door("decline_referral", sent), {"reason": "other"}).status_code == 422
    client.post(door("decline_referral", sent), {"reason": "unreachable", "note": "ไม่รับสาย"})
    sent.refresh_from_db()
    assert (sent.state, sent.decline_reason) == ("declined", "unreachable")
    assert "ไม่รับสาย" in signed_in(counselor).get(door("referral", sent)).content.decode()


def test_withdrawing_is_the_senders(signed_in, sent, staff, counselor):
    page = door("withdraw_referral", sent)
    assert signed_in(staff).post(page).status_code == 404
    signed_in(counselor).post(page)
    sent.refresh_from_db()
    assert sent.state == "withdrawn"


def test_a_second_answer_is_refused_in_words(signed_in, sent, staff):
    client = signed_in(staff)
    client.post(door("accept_referral", sent))
    answer = client.post(door("decline_referral", sent), {"reason": "duplicate"})
    assert answer.status_code == 409
    sent.refresh_from_db()
    assert sent.state == "accepted"


def test_both_sides_find_it_in_their_list(signed_in, sent, person, staff, counselor, stranger):
    page, name = reverse("referrals"), person.given_name
    assert name in signed_in(staff).get(page).content.decode()
    assert name in signed_in(counselor).get(page).content.decode()
    assert name not in signed_in(stranger).get(page).content.decode()
    assert name not in signed_in(staff).get(page, {"side": "sent"}).content.decode()
    assert name not in signed_in(staff).get(page, {"state": "declined"}).content.decode()
    assert name not in signed_in(staff).get(page, {"name": "ไม่มีใคร"}).content.decode()


def test_the_list_takes_as_many_queries_for_three_as_for_one(
    signed_in, sent, center, staff, django_assert_max_num_queries, django_assert_num_queries
):
    client, page = signed_in(staff), reverse("referrals")
    with django_assert_max_num_queries(40) as first:
        client.get(page)
    ReferralFactory.create_batch(2, to_agency=center)
    with django_assert_num_queries(len(first)):
        client.get(page)


def test_the_filter_stays_on_its_tab(signed_in, sent, staff):
    form = signed_in(staff).get(reverse("referrals"), {"side": "sent"}).context["filter"].form
    assert 'name="side" value="sent"' in str(form["side"])


def test_the_export_follows_the_filter(signed_in, sent, staff):
    answer = signed_in(staff).get(reverse("referrals"), {"format": "xlsx", "state": "sent"})
    assert answer.headers["Content-Disposition"] == 'attachment; filename="referrals.xlsx"'
