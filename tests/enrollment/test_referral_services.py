"""Referrals: sent, answered, withdrawn; each once."""

import pytest

from core.models import AuditEntry
from core.refusals import WrongState
from enrollment.enums import DeclineReason, LegalBasis
from enrollment.models import Referral
from enrollment.services import accept_referral, decline_referral, refer, withdraw_referral
from enrollment.services.referrals import AlreadyReferred, NotACenter
from tests.factories.agencies import CenterFactory, SchoolFactory
from tests.factories.enrollment import GraduateFactory


@pytest.fixture
def person(school):
    return GraduateFactory(school=school)


@pytest.fixture
def sent(person, school, center, counselor, now):
    return refer(person, from_agency=school, to_agency=center, basis=LegalBasis.MOU, by=counselor, at=now)


def actions():
    return list(AuditEntry.objects.order_by("id").values_list("action", flat=True))


def test_a_referral_is_sent_with_its_basis(sent, person, center):
    assert (sent.state, sent.basis, sent.to_agency) == ("sent", "mou", center)
    row = AuditEntry.objects.get(action="referral.sent")
    assert row.person_id == person.pk


def test_an_open_referral_to_the_same_center_is_shown_instead_of_a_second(
    sent, person, school, center, counselor, now
):
    with pytest.raises(AlreadyReferred) as refused:
        refer(person, from_agency=school, to_agency=center, basis=LegalBasis.MOU, by=counselor, at=now)
    assert refused.value.referral == sent
    refer(person, from_agency=school, to_agency=CenterFactory(), basis=LegalBasis.MOU, by=counselor, at=now)
    assert Referral.objects.count() == 2


def test_only_a_center_receives(person, school, counselor, now):
    with pytest.raises(NotACenter):
        refer(
            person, from_agency=school, to_agency=SchoolFactory(), basis=LegalBasis.MOU, by=counselor, at=now
        )


def test_accepting(sent, staff, now):
    accept_referral(sent, by=staff, at=now)
    sent.refresh_from_db()
    assert (sent.state, sent.answered_by, sent.answered_at) == ("accepted", staff, now)
    assert actions() == ["referral.sent", "referral.accepted"]


def test_declining_says_why(sent, staff, now):
    decline_referral(sent, reason=DeclineReason.UNDER_AGE, note="กลับเข้าเรียน", by=staff, at=now)
    sent.refresh_from_db()
    assert (sent.state, sent.decline_reason, sent.answer_note) == ("declined", "under_age", "กลับเข้าเรียน")
    assert AuditEntry.objects.get(action="referral.declined").facts == {"reason": "under_age"}


def test_withdrawing(sent, counselor, now):
    withdraw_referral(sent, by=counselor, at=now)
    assert sent.state == "withdrawn"


def test_a_second_answer_is_refused(sent, staff, counselor, now):
    stale = Referral.objects.get(pk=sent.pk)
    accept_referral(sent, by=staff, at=now)
    with pytest.raises(WrongState):
        decline_referral(stale, reason=DeclineReason.OTHER, by=staff, at=now)
    with pytest.raises(WrongState):
        withdraw_referral(stale, by=counselor, at=now)
    assert actions() == ["referral.sent", "referral.accepted"]


def test_a_declined_person_can_be_referred_again(sent, person, school, center, counselor, staff, now):
    decline_referral(sent, reason=DeclineReason.UNREACHABLE, by=staff, at=now)
    again = refer(person, from_agency=school, to_agency=center, basis=LegalBasis.MOU, by=counselor, at=now)
    assert again.pk != sent.pk
