"""Two at the same moment: one is told what the other did. Each race has a lazy variant that must lose."""

import threading
from datetime import timedelta

import pytest

from core.models import AuditEntry
from enrollment.grounds import find_ground
from enrollment.models import Graduate, Referral
from enrollment.services import (
    accept_referral,
    decline_referral,
    end_basis,
    expire_referrals,
    refer,
    send_referral,
    withdraw_consent,
    withdraw_referral,
)
from tests.clock import NOW
from tests.enrollment.referral_scene import consents, memorandum
from tests.factories.agencies import CenterFactory
from tests.factories.enrollment import GraduateFactory, ReferralFactory
from tests.races import kinds, race, without_constraints

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
ROUNDS = 3


@pytest.fixture
def asked(school, center, counselor):
    memorandum(school, center)
    return {"from_agency": school, "to_agency": center, "by": counselor, "at": NOW}


def fresh(row):
    return Referral.objects.get(pk=row.pk)


def answers():
    return AuditEntry.objects.filter(
        action__in=("referral.accepted", "referral.declined", "referral.withdrawn")
    )


# Answers -----------------------------------------------------------------------------------------------

PAIRS = {
    "accept and withdraw": (
        lambda row, user: accept_referral(fresh(row), by=user, at=NOW),
        lambda row, user: withdraw_referral(fresh(row), by=user, at=NOW),
    ),
    "two receivers": (
        lambda row, user: accept_referral(fresh(row), by=user, at=NOW),
        lambda row, user: accept_referral(fresh(row), by=user, at=NOW),
    ),
    "accept and decline": (
        lambda row, user: accept_referral(fresh(row), by=user, at=NOW),
        lambda row, user: decline_referral(fresh(row), reason="other", by=user, at=NOW),
    ),
}


@pytest.mark.parametrize("pair", PAIRS)
def test_of_two_answers_one_holds(pair, asked, staff):
    for _round in range(ROUNDS):
        row = refer(GraduateFactory(school=asked["from_agency"]), **asked)
        outcomes = race([lambda act=act, row=row: act(row, staff) for act in PAIRS[pair]])
        assert kinds(outcomes) == {"won": 1, "WrongState": 1}
        assert answers().filter(subject_id=str(row.pk)).count() == 1


def test_a_lazy_answer_lets_both_win(staff):
    row, meet = ReferralFactory(), threading.Barrier(2)

    def lazily(state):
        seen = fresh(row)
        assert seen.state == "sent"
        meet.wait(timeout=30)
        Referral.objects.filter(pk=seen.pk).update(state=state)

    outcomes = race([lambda: lazily("accepted"), lambda: lazily("withdrawn")])
    assert kinds(outcomes) == {"won": 2}


def test_what_lapses_and_is_accepted_at_once_is_one_of_both(asked, staff):
    for _round in range(ROUNDS):
        row = refer(GraduateFactory(school=asked["from_agency"]), **asked)
        late = NOW + timedelta(days=30)
        lapsed, accepted = race(
            [
                lambda at=late: expire_referrals(at=at),
                lambda row=row: accept_referral(fresh(row), by=staff, at=NOW),
            ]
        )
        row.refresh_from_db()
        assert (lapsed, row.state) == ((0, "accepted") if accepted is None else (1, "expired"))


# Sending -----------------------------------------------------------------------------------------------


def test_two_clicks_send_once(asked):
    for _round in range(ROUNDS):
        person = GraduateFactory(school=asked["from_agency"])
        outcomes = race([lambda person=person: refer(person, **asked)] * 2)
        assert kinds(outcomes) == {"won": 1, "AlreadyReferred": 1}
        assert person.referrals.count() == 1


def test_two_clicks_on_one_draft_send_it_once(asked):
    draft = ReferralFactory(
        graduate__school=asked["from_agency"], to_agency=asked["to_agency"], state="drafted", basis=""
    )
    outcomes = race([lambda: send_referral(fresh(draft), by=asked["by"], at=NOW)] * 2)
    assert kinds(outcomes) == {"won": 1, "WrongState": 1}
    assert AuditEntry.objects.filter(action="referral.sent").count() == 1


def test_two_agencies_are_not_asked_at_once_unawares(asked, school):
    other = CenterFactory()
    memorandum(school, other)
    person = GraduateFactory(school=school)
    outcomes = race([lambda: refer(person, **asked), lambda: refer(person, **{**asked, "to_agency": other})])
    assert kinds(outcomes) == {"won": 1, "OpenElsewhere": 1}


def test_a_lazy_sending_sends_twice(asked):
    person, meet = GraduateFactory(school=asked["from_agency"]), threading.Barrier(2)

    def lazily():
        assert not Referral.objects.filter(graduate=person).exists()
        meet.wait(timeout=30)
        Referral.objects.create(
            graduate=person,
            from_agency=asked["from_agency"],
            to_agency=asked["to_agency"],
            basis="consent",
            sent_at=NOW,
        )

    with without_constraints(Referral, "one_open_referral_a_service"):
        assert kinds(race([lazily, lazily])) == {"won": 2}
        assert person.referrals.count() == 2


# A consent taken back ----------------------------------------------------------------------------------


def resting_on_nothing(person):
    return Referral.objects.filter(graduate=person, basis="consent", basis_ended_at=None)


def test_nothing_is_sent_on_a_consent_that_is_being_taken_back(school, center, counselor):
    for _round in range(ROUNDS):
        person = GraduateFactory(school=school)
        given = consents(person)[0]
        race(
            [
                lambda person=person: refer(
                    person, from_agency=school, to_agency=center, basis="consent", by=counselor, at=NOW
                ),
                lambda given=given: withdraw_consent(given, channel="in_person", by=counselor, at=NOW),
            ]
        )
        assert not resting_on_nothing(person).exists()
        assert not Graduate.objects.filter(pk=person.pk).filter(referrals__state="sent").exists()


def test_a_lazy_sending_rests_on_a_consent_that_is_gone(school, center, counselor):
    person, meet = GraduateFactory(school=school), threading.Barrier(2)
    given = consents(person)[0]

    def lazily():
        find_ground(person, school, center, NOW.date(), wanted="consent")
        meet.wait(timeout=30)  # the consent is taken back in this moment
        meet.wait(timeout=30)
        Referral.objects.create(
            graduate=person, from_agency=school, to_agency=center, basis="consent", sent_at=NOW
        )

    def take_back():
        meet.wait(timeout=30)
        type(given).objects.filter(pk=given.pk).update(withdrawn_at=NOW)
        end_basis(person, by=counselor, at=NOW)
        meet.wait(timeout=30)

    race([lazily, take_back])
    assert resting_on_nothing(person).exists()
