"""The sending side: referred, drafted, sent, withdrawn; one person and several."""

from datetime import date, timedelta

import pytest

from agencies.enums import AgencyKind, Role
from core.models import AuditEntry
from core.refusals import WrongState
from enrollment.enums import LegalBasis, ReferralSource
from enrollment.grounds import NoGround
from enrollment.models import Referral
from enrollment.services import (
    change_draft,
    decline_referral,
    discard_draft,
    draft_referral,
    refer,
    refer_many,
    send_referral,
    withdraw_referral,
)
from enrollment.services.drafts import AlreadyDrafted
from enrollment.services.referrals import (
    AlreadyReferred,
    NotEnded,
    OpenElsewhere,
    RecordGone,
    SomeCannotBeReferred,
    ToItself,
)
from tests.conftest import account_of
from tests.enrollment.referral_scene import agency, consents, memorandum
from tests.factories.agencies import CenterFactory, SchoolFactory
from tests.factories.enrollment import GraduateFactory


@pytest.fixture
def person(school):
    return GraduateFactory(school=school)


@pytest.fixture
def agreement(school, center):
    return memorandum(school, center)


@pytest.fixture
def asked(school, center, counselor, now):
    return {"from_agency": school, "to_agency": center, "by": counselor, "at": now}


def actions():
    return list(AuditEntry.objects.order_by("id").values_list("action", flat=True))


def test_a_referral_is_sent_with_its_ground_and_a_day_for_the_answer(person, agreement, asked, settings):
    settings.REFERRAL_ANSWER_DAYS = 10
    sent = refer(person, **asked, note="โทรตอนเย็น")
    sent.refresh_from_db()
    assert (sent.state, sent.basis, sent.memorandum, sent.note) == ("sent", "mou", agreement, "โทรตอนเย็น")
    assert (sent.answer_by, sent.source) == (date(2026, 12, 3), ReferralSource.SCHOOL)
    row = AuditEntry.objects.get(action="referral.sent")
    assert row.person_id == person.pk
    assert row.facts == {"basis": "mou", "agency": sent.to_agency_id, "service": "training"}


def test_who_found_the_person_follows_from_the_sender(person, school, now):
    office = agency(AgencyKind.LABOR)
    volunteer, clerk = account_of(office, Role.VOLUNTEER), account_of(office, Role.STAFF)
    center = CenterFactory()
    memorandum(office, center)
    first = refer(person, from_agency=office, to_agency=center, by=volunteer, at=now)
    other = refer(GraduateFactory(school=school), from_agency=office, to_agency=center, by=clerk, at=now)
    assert (first.source, other.source) == (ReferralSource.VOLUNTEER, ReferralSource.OTHER_AGENCY)


def test_a_second_to_the_same_agency_is_refused(person, agreement, asked):
    sent = refer(person, **asked)
    with pytest.raises(AlreadyReferred) as refused:
        refer(person, **asked, again=True)
    assert refused.value.referral == sent
    assert str(sent.to_agency) in str(refused.value)


def test_an_open_one_elsewhere_is_shown_before_a_second_is_sent(person, school, agreement, asked, now):
    sent, other = refer(person, **asked), CenterFactory()
    memorandum(school, other)
    with pytest.raises(OpenElsewhere) as refused:
        refer(person, **{**asked, "to_agency": other})
    assert refused.value.referral == sent
    assert refer(person, **{**asked, "to_agency": other}, again=True).state == "sent"


def test_another_service_and_a_brother_are_no_second(person, school, agreement, asked):
    refer(person, **asked)
    refer(GraduateFactory(school=school, family_name=person.family_name), **asked)
    office = agency(AgencyKind.LEARNING)
    memorandum(school, office)
    refer(person, **{**asked, "to_agency": office}, service="learning")
    assert Referral.objects.unanswered().count() == 3


def test_an_agency_refers_nobody_to_itself(person, center, staff, now):
    with pytest.raises(ToItself):
        refer(person, from_agency=center, to_agency=center, by=staff, at=now)


def test_a_merged_record_is_not_referred(person, school, agreement, asked):
    kept = GraduateFactory(school=school)
    type(person).objects.filter(pk=person.pk).update(merged_into=kept)
    with pytest.raises(RecordGone):
        refer(person, **asked)


def test_sent_again_after_it_failed_it_knows_the_former(person, agreement, asked, staff, now):
    former = refer(person, **asked)
    with pytest.raises(NotEnded):
        refer(person, **asked, former=former)
    decline_referral(former, reason="unreachable", by=staff, at=now)
    with pytest.raises(NotEnded):
        refer(GraduateFactory(school=person.school), **asked, former=former)
    later = refer(person, **asked, former=former)
    assert later.former == former
    assert list(former.later.all()) == [later]


# Drafts ------------------------------------------------------------------------------------------------


def test_a_draft_shares_nothing_and_needs_no_ground_yet(person, asked, staff):
    draft = draft_referral(person, **asked, note="ถามแม่ก่อน")
    assert (draft.state, draft.basis, draft.answer_by) == ("drafted", "", None)
    assert not Referral.objects.visible_to(staff).exists()
    assert Referral.objects.visible_to(asked["by"]).get() == draft


def test_the_same_draft_twice_is_one(person, asked):
    first = draft_referral(person, **asked, note="ก")
    again = draft_referral(person, **asked, note="ข")
    assert again.pk == first.pk
    assert Referral.objects.get().note == "ข"
    assert actions() == ["referral.drafted", "referral.draft_changed"]


def test_a_draft_is_changed_and_sent_once(person, school, agreement, asked, counselor, now):
    office = agency(AgencyKind.LEARNING)
    memorandum(school, office)
    draft = draft_referral(person, **asked)
    change_draft(draft, to_agency=office, service="learning", note="", by=counselor, at=now)
    sent = send_referral(draft, by=counselor, at=now + timedelta(hours=1))
    sent.refresh_from_db()
    assert (sent.pk, sent.state, sent.to_agency, sent.sent_at) == (
        draft.pk, "sent", office, now + timedelta(hours=1),
    )  # fmt: skip
    for late in (send_referral, discard_draft):
        with pytest.raises(WrongState):
            late(draft, by=counselor, at=now)
    with pytest.raises(WrongState):
        change_draft(draft, to_agency=office, service="learning", note="x", by=counselor, at=now)


def test_two_drafts_do_not_become_the_same_one(person, asked, counselor, now):
    draft_referral(person, **asked)
    other = draft_referral(person, **{**asked, "to_agency": CenterFactory()})
    words = {"service": "training", "note": "", "by": counselor, "at": now}
    with pytest.raises(AlreadyDrafted):
        change_draft(other, to_agency=asked["to_agency"], **words)


def test_a_discarded_draft_is_gone_but_for_the_trail(person, asked, counselor, now):
    discard_draft(draft_referral(person, **asked), by=counselor, at=now)
    assert not Referral.objects.exists()
    assert actions() == ["referral.drafted", "referral.draft_discarded"]


# Withdrawing -------------------------------------------------------------------------------------------


def test_withdrawing(person, agreement, asked, counselor, now):
    sent = refer(person, **asked)
    withdraw_referral(sent, by=counselor, at=now)
    assert sent.state == "withdrawn"
    assert actions() == ["referral.sent", "referral.withdrawn"]
    with pytest.raises(WrongState):
        withdraw_referral(sent, by=counselor, at=now)


# Several at once ---------------------------------------------------------------------------------------


def test_several_people_are_referred_each_on_its_own_ground(school, center, counselor, now):
    people = [GraduateFactory(school=school) for _number in range(3)]
    for one in people:
        consents(one)
    sent = refer_many(dict.fromkeys(people, school), to_agency=center, by=counselor, at=now)
    assert {row.basis for row in sent} == {LegalBasis.CONSENT}
    assert {row.graduate for row in sent} == set(people)


def test_of_several_people_all_or_nobody_is_referred_and_it_says_why(school, center, counselor, now):
    ready, unready = GraduateFactory(school=school), GraduateFactory(school=school)
    consents(ready)
    with pytest.raises(SomeCannotBeReferred) as refused:
        refer_many(dict.fromkeys([ready, unready], school), to_agency=center, by=counselor, at=now)
    assert list(refused.value.refusals) == [unready]
    assert isinstance(refused.value.refusals[unready], NoGround)
    assert not Referral.objects.exists()
    assert actions() == []


def test_a_pupil_goes_back_to_another_school(person, asked):
    other = SchoolFactory()
    memorandum(person.school, other)
    assert refer(person, **{**asked, "to_agency": other}, service="learning").state == "sent"
