"""A proposal is published by somebody else than who made it, once, and never one that the check refuses."""

import threading

import pytest
from django.urls import reverse

from enrollment.models import MatchRound, MatchRun, Offer
from enrollment.services import publish_round
from enrollment.services.publishers import HeadPublishes, MadeByTheSamePerson, may_publish
from enrollment.services.rounds import ProposalNotConfirmed
from tests.clock import NOW
from tests.conftest import account_of
from tests.enrollment.rounds_scene import a_run, people, proposed
from tests.races import kinds, race
from training.models import CourseRun

pytestmark = pytest.mark.django_db


def made_by(user, center, **facts):
    """A round of one person and one run, proposed by the account."""
    run, (person,) = a_run(center, "A"), people(center, 1)
    round_ = proposed(center, [run], {person: [run]}, **facts)
    MatchRun.objects.filter(round=round_).update(made_by=user)
    return MatchRound.objects.get(pk=round_.pk)


def test_the_head_publishes_what_somebody_else_made(center, staff, head):
    round_ = made_by(staff, center)
    assert (may_publish(round_, round_.proposal, head), may_publish(round_, round_.proposal, staff)) == (
        True,
        False,
    )
    assert len(publish_round(round_, by=head, at=NOW)) == 1


def test_nobody_publishes_the_own_proposal(center, head):
    round_ = made_by(head, center)
    with pytest.raises(MadeByTheSamePerson):
        publish_round(round_, by=head, at=NOW)
    round_.refresh_from_db()
    assert (round_.state, Offer.objects.count()) == ("proposed", 0)


def test_where_the_only_head_made_it_another_of_the_staff_publishes(center, head, staff):
    assert len(publish_round(made_by(head, center), by=staff, at=NOW)) == 1


def test_where_there_is_a_head_with_no_hand_in_it_the_staff_does_not(center, head, staff):
    second = account_of(center, "head")
    round_ = made_by(head, center)
    with pytest.raises(HeadPublishes) as refusal:
        publish_round(round_, by=staff, at=NOW)
    assert (second.get_full_name() or second.username) in str(refusal.value)
    assert (head.get_full_name() or head.username) not in str(refusal.value)
    assert len(publish_round(round_, by=second, at=NOW)) == 1


def test_a_head_whose_role_has_ended_is_nobody_to_wait_for(center, head, staff):
    former = account_of(center, "head")
    former.memberships.update(until=NOW.date().replace(year=2020))
    assert len(publish_round(made_by(head, center), by=staff, at=NOW)) == 1


def test_a_second_person_cannot_publish_what_the_check_refuses_either(center, staff, head):
    round_ = made_by(staff, center)
    MatchRun.objects.update(violations=["seat given twice"])
    with pytest.raises(ProposalNotConfirmed):
        publish_round(MatchRound.objects.get(pk=round_.pk), by=head, at=NOW)


def test_the_page_says_who_has_to_publish(center, staff, head, signed_in, settings):
    settings.LANGUAGE_CODE = "en"
    round_ = made_by(staff, center)
    page = reverse("proposal", args=[round_.pk])
    shown = signed_in(staff).get(page)
    assert shown.context["may_publish"] is False
    assert (head.get_full_name() or head.username) in shown.content.decode()
    assert signed_in(head).get(page).context["may_publish"] is True
    publish = reverse("publish_round", args=[round_.pk])
    assert [signed_in(user).post(publish).status_code for user in (staff, head)] == [409, 302]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_publishers_at_once_one_offers_the_seats(center, staff):
    heads = [account_of(center, "head") for _ in range(4)]
    round_ = made_by(staff, center)
    outcomes = race(
        [lambda h=h: publish_round(MatchRound.objects.get(pk=round_.pk), by=h, at=NOW) for h in heads]
    )
    assert kinds(outcomes) == {"won": 1, "WrongState": 3}
    assert (Offer.objects.count(), CourseRun.objects.get().seats_offered) == (1, 1)


def look_then_offer(round_, looked):
    """What a lazy program does: look whether the round is published, then offer its seats."""
    state = MatchRound.objects.get(pk=round_.pk).state
    looked.wait(timeout=30)
    if state == "proposed":
        MatchRound.objects.filter(pk=round_.pk).update(state="published")
        return True
    return False


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_looking_first_publishes_twice(center, staff):
    round_, looked = made_by(staff, center), threading.Barrier(2)
    assert race([lambda: look_then_offer(round_, looked)] * 2) == [True, True]
