"""Referring and answering on screen: both sides, each with its own powers."""

import uuid

import pytest
from django.urls import reverse

from enrollment.enums import ConsentGiver
from enrollment.models import Referral
from enrollment.services import decline_referral, draft_referral, refer
from tests.enrollment.referral_scene import consents, learning_office, memorandum
from tests.factories.agencies import CenterFactory
from tests.factories.enrollment import GraduateFactory


@pytest.fixture
def person(school):
    return GraduateFactory(school=school)


@pytest.fixture
def agreement(school, center):
    return memorandum(school, center)


@pytest.fixture
def sent(person, agreement, school, center, counselor, now):
    return refer(person, from_agency=school, to_agency=center, by=counselor, at=now)


@pytest.fixture
def said(center):
    return {"service": "training", "to_agency": center.pk, "basis": "", "note": "", "law": ""}


def door(name, referral):
    return reverse(name, args=[referral.pk])


def screen(person):
    return reverse("refer", args=[person.pk])


def text(answer):
    return answer.content.decode()


# The screen --------------------------------------------------------------------------------------------


def test_a_referral_is_one_screen_of_few_fields(signed_in, person, agreement, center, counselor, said):
    client = signed_in(counselor)
    assert len(client.get(screen(person)).context["form"].fields) <= 8
    answer = client.post(screen(person), said | {"note": "โทรตอนเย็น"})
    assert answer.url == reverse("person", args=[person.pk])
    row = Referral.objects.get()
    assert (row.to_agency, row.from_agency, row.note, row.memorandum) == (
        center, person.school, "โทรตอนเย็น", agreement,
    )  # fmt: skip


def test_one_tap_sends_it_as_it_opens(signed_in, sent, school, counselor):
    """Service by age, the agency of the last referral, the ground found: nothing is left to fill in."""
    CenterFactory()
    other = GraduateFactory(school=school)
    client = signed_in(counselor)
    form = client.get(screen(other)).context["form"]
    as_it_opens = {name: form[name].value() or "" for name in form.fields}
    assert as_it_opens["to_agency"] == sent.to_agency_id
    client.post(screen(other), as_it_opens)
    assert other.referrals.get().state == "sent"


def test_a_child_who_must_go_to_school_opens_with_learning(signed_in, school, counselor):
    office = learning_office()
    child = GraduateFactory(school=school, education="primary")
    form = signed_in(counselor).get(screen(child)).context["form"]
    assert (form["service"].value(), form["to_agency"].value()) == ("learning", office.pk)


def test_the_ground_is_shown_before_anything_is_sent(signed_in, person, school, center, counselor):
    client = signed_in(counselor)
    opened = client.get(screen(person))
    assert opened.context["ground"].givers == (ConsentGiver.SELF, ConsentGiver.GUARDIAN)
    assert reverse("person_consents", args=[person.pk]) in text(opened)
    assert reverse("memoranda") in text(opened)
    consents(person)
    assert client.get(screen(person)).context["ground"].basis == "consent"
    agreement = memorandum(school, center)
    assert agreement.title in text(client.get(screen(person)))


def test_the_list_of_agencies_follows_the_service(signed_in, person, center, counselor):
    office = learning_office()
    form = signed_in(counselor).get(screen(person), {"service": "learning"}).context["form"]
    offered = form.fields["to_agency"].queryset
    assert office in offered
    assert center not in offered
    assert person.school not in offered


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"to_agency": ""}, "to_agency"),
        ({"service": "learning"}, "to_agency"),
        ({"basis": "consent"}, "basis"),
        ({"basis": "duty"}, "law"),
        ({"note": "x" * 501}, "note"),
    ],
)
def test_a_refusal_stands_at_its_field(change, field, signed_in, person, agreement, counselor, said):
    answer = signed_in(counselor).post(screen(person), said | change)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not Referral.objects.exists()


def test_an_open_referral_is_shown_before_a_second_is_sent(signed_in, sent, person, school, counselor, said):
    client, other = signed_in(counselor), CenterFactory()
    memorandum(school, other)
    assert str(sent.to_agency) in text(client.get(screen(person)))
    first = client.post(screen(person), said)
    assert list(first.context["form"].errors) == ["to_agency"]
    second = said | {"to_agency": other.pk}
    assert list(client.post(screen(person), second).context["form"].errors) == ["again"]
    client.post(screen(person), second | {"again": "on"})
    assert Referral.objects.count() == 2


def test_a_double_click_sends_once_and_both_are_answered_alike(signed_in, person, agreement, counselor, said):
    client, form = signed_in(counselor), said | {"submission_key": str(uuid.uuid4())}
    first, second = client.post(screen(person), form), client.post(screen(person), form)
    assert (first.status_code, first.url) == (second.status_code, second.url) == (302, first.url)
    assert Referral.objects.count() == 1


def test_odd_input_is_an_answer(signed_in, sent, person, counselor, staff):
    client = signed_in(counselor)
    for query in ({"again": "9" * 5_000}, {"again": "x"}, {"to_agency": "²"}, {"service": "\x01"}):
        assert client.get(screen(person), query).status_code == 200
    assert client.post(screen(person), {"service": "\x00"}).status_code == 422  # no text in PostgreSQL
    ticked = signed_in(staff).post(reverse("accept_referrals"), {"referrals": ["²", "9" * 40, "x"]})
    assert ticked.status_code == 302
    assert client.get(reverse("referrals"), {"side": "x", "agency": "x", "cursor": "x"}).status_code == 200


# Drafts ------------------------------------------------------------------------------------------------


def test_a_draft_is_kept_changed_and_sent(signed_in, person, agreement, counselor, staff, said):
    client = signed_in(counselor)
    client.post(screen(person), said | {"draft": "yes"})
    draft = Referral.objects.get()
    assert draft.state == "drafted"
    assert signed_in(staff).get(door("referral", draft)).status_code == 404
    page = door("edit_draft", draft)
    assert signed_in(staff).get(page).status_code == 404
    assert client.get(page).context["form"]["to_agency"].value() == draft.to_agency_id
    client.post(page, said | {"draft": "yes", "note": "ถามแม่แล้ว"})
    client.post(page, said | {"note": "ถามแม่แล้ว"})
    draft.refresh_from_db()
    assert (draft.state, draft.note) == ("sent", "ถามแม่แล้ว")
    assert client.get(page).status_code == 404


def test_a_draft_that_may_not_be_sent_stays_a_draft(signed_in, person, center, school, counselor, now, said):
    draft = draft_referral(person, from_agency=school, to_agency=center, by=counselor, at=now)
    answer = signed_in(counselor).post(door("edit_draft", draft), said)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["basis"]
    draft.refresh_from_db()
    assert draft.state == "drafted"


def test_a_draft_is_discarded(signed_in, person, center, school, counselor, now):
    draft = draft_referral(person, from_agency=school, to_agency=center, by=counselor, at=now)
    assert signed_in(counselor).post(door("discard_draft", draft)).url == reverse("referrals")
    assert not Referral.objects.exists()


# One referral ------------------------------------------------------------------------------------------


def test_each_account_gets_its_own_answer(
    signed_in, client, sent, person, counselor, staff, officer, stranger, other_counselor
):
    for page in (door("referral", sent), door("referral_slip", sent), screen(person)):
        assert signed_in(counselor).get(page).status_code == 200
        assert signed_in(staff).get(page).status_code == 200
        assert signed_in(officer).get(page).status_code == 403
        assert signed_in(stranger).get(page).status_code == 404
        assert signed_in(other_counselor).get(page).status_code == 404
        assert client.get(page).status_code == 302


def test_a_receipt_is_read_by_the_sender(signed_in, sent, staff, counselor):
    signed_in(staff).post(door("receive_referral", sent))
    sent.refresh_from_db()
    assert (sent.state, sent.received_by) == ("received", staff)
    assert staff.get_full_name() in text(signed_in(counselor).get(door("referral", sent)))


def test_accepting(signed_in, sent, staff):
    signed_in(staff).post(door("accept_referral", sent))
    sent.refresh_from_db()
    assert (sent.state, sent.answered_by) == ("accepted", staff)


def test_declining_needs_a_reason_and_the_sender_reads_it(signed_in, sent, staff, counselor):
    client = signed_in(staff)
    assert client.post(door("decline_referral", sent), {"note": "ไม่รับสาย"}).status_code == 422
    for unsaid in ({}, {"note": "\u200b"}):
        assert client.post(door("decline_referral", sent), {"reason": "other"} | unsaid).status_code == 422
    client.post(door("decline_referral", sent), {"reason": "unreachable", "note": "ไม่รับสาย"})
    sent.refresh_from_db()
    assert (sent.state, sent.decline_reason) == ("declined", "unreachable")
    assert "ไม่รับสาย" in text(signed_in(counselor).get(door("referral", sent)))


def test_a_second_answer_is_refused_in_words(signed_in, sent, staff):
    client = signed_in(staff)
    client.post(door("accept_referral", sent))
    answer = client.post(door("decline_referral", sent), {"reason": "duplicate"})
    assert answer.status_code == 409
    sent.refresh_from_db()
    assert sent.state == "accepted"


def test_what_failed_is_sent_again_and_says_after_what(signed_in, sent, person, staff, counselor, now, said):
    decline_referral(sent, reason="unreachable", note="โทรไม่ติด", by=staff, at=now)
    client, page = signed_in(counselor), f"{screen(person)}?again={sent.pk}"
    assert page.replace("&", "&amp;") in text(client.get(door("referral", sent)))
    assert "โทรไม่ติด" in text(client.get(page))
    client.post(page, said)
    later = Referral.objects.exclude(pk=sent.pk).get()
    assert later.former == sent
    assert door("referral", sent) in text(client.get(door("referral", later)))


# Handing on --------------------------------------------------------------------------------------------


def test_handed_on_the_first_sender_sees_where_the_person_is(signed_in, sent, center, staff, counselor):
    office = learning_office()
    memorandum(center, office)
    client, page = signed_in(staff), door("hand_on", sent)
    assert client.get(page, {"service": "learning"}).status_code == 200
    client.post(page, {"service": "learning", "to_agency": office.pk, "basis": "", "note": "", "law": ""})
    following = Referral.objects.get(handed_from=sent)
    shown = signed_in(counselor).get(door("referral", sent))
    assert [one.pk for one in shown.context["chain"]] == [sent.pk, following.pk]
    assert str(office) in text(shown)
    assert signed_in(counselor).get(door("referral", following)).status_code == 404


def test_handing_on_without_a_ground_is_refused_on_the_form(signed_in, sent, staff):
    office = learning_office()
    said = {"service": "learning", "to_agency": office.pk, "basis": "", "note": "", "law": ""}
    answer = signed_in(staff).post(door("hand_on", sent), said)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["basis"]
    sent.refresh_from_db()
    assert sent.state == "sent"


def test_a_draft_has_no_slip_to_bring_along(signed_in, person, school, center, counselor, now):
    draft = draft_referral(person, from_agency=school, to_agency=center, by=counselor, at=now)
    assert signed_in(counselor).get(door("referral_slip", draft)).url == door("referral", draft)
