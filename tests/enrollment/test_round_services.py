"""Rounds: from choices to offers, with every refusal."""

import hashlib
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.jobs import Cancelled
from core.models import AuditEntry
from core.refusals import WrongState
from enrollment import placing
from enrollment.models import MatchRound, MatchRun, Offer, Preference
from enrollment.queries.rounds import (
    people_with_choices,
)
from enrollment.services import (
    accept_offer,
    call_off,
    choose,
    close_lists,
    decline_offer,
    enroll,
    finish_round,
    lapse_offers,
    make_proposal,
    publish_round,
    reopen_lists,
    request_proposal,
)
from enrollment.services import rounds as services
from enrollment.services.seats import RunIsFull
from tests.clock import NOW
from tests.enrollment.rounds_scene import (
    ANSWER,
    CLOSING,
    a_round,
    a_run,
    people,
    poor_people,
    proposed,
    published,
)
from tests.factories.agencies import CenterFactory
from tests.factories.enrollment import GraduateFactory, ReferralFactory
from tests.working import work, work_here
from training.enums import RunState

pytestmark = pytest.mark.django_db


def audited(action):
    return list(AuditEntry.objects.filter(action=action))


@pytest.fixture
def runs(center):
    return [a_run(center, "A"), a_run(center, "B"), a_run(center, "C")]


@pytest.fixture
def round_(center, runs):
    return a_round(center, runs)


def test_the_seed_is_drawn_at_once_and_only_its_hash_is_open(center, runs, staff):
    round_ = services.open_round(
        center=center, name="r", runs=runs, lists_close_on=CLOSING, answer_by=ANSWER, by=staff, at=NOW
    )
    assert len(round_.seed) == 32
    assert round_.seed_hash == hashlib.sha256(round_.seed.encode()).hexdigest()
    (row,) = audited("round.opened")
    assert (row.actor_id, row.facts) == (staff.pk, {"runs": ["A", "B", "C"]})


def test_only_open_runs_of_the_own_centre_are_matched(center):
    with pytest.raises(services.RunNotOpen):
        a_round(center, [a_run(center, "P", state=RunState.PLANNED)])
    with pytest.raises(services.RunOfAnotherCenter):
        a_round(center, [a_run(CenterFactory(), "ELSEWHERE")])
    assert not MatchRound.objects.exists()


def test_a_list_replaces_the_one_before(center, round_, runs):
    (person,) = people(center, 1)
    choose(round_, person, runs[:2], by=None, at=NOW)
    choose(round_, person, [runs[2], runs[0]], by=None, at=NOW)
    kept = Preference.objects.order_by("rank").values_list("run__code", flat=True)
    assert list(kept) == ["C", "A"]
    assert sorted(row.facts["choices"] for row in audited("round.chosen")) == [["A", "B"], ["C", "A"]]
    assert {row.person_id for row in audited("round.chosen")} == {person.pk}
    choose(round_, person, [], by=None, at=NOW)
    assert not Preference.objects.exists()


def test_a_referred_person_chooses_once_accepted(center, round_, runs):
    referral = ReferralFactory(to_agency=center)
    with pytest.raises(services.NotAccepted):
        choose(round_, referral.graduate, runs, by=None, at=NOW)
    referral.state = "accepted"
    referral.save()
    choose(round_, referral.graduate, runs, by=None, at=NOW)
    assert people_with_choices(round_).get() == referral.graduate


def test_what_a_list_may_not_be(center, round_, runs):
    (person,) = people(center, 1)
    with pytest.raises(services.NotInThisRound):
        choose(round_, person, [a_run(center, "D")], by=None, at=NOW)
    with pytest.raises(services.TooManyChoices):
        choose(round_, person, runs * 4, by=None, at=NOW)
    close_lists(round_, by=None, at=NOW)
    with pytest.raises(services.RoundNotOpen):
        choose(round_, person, runs, by=None, at=NOW)
    assert not Preference.objects.exists()


def test_lists_close_once_and_reopen_until_a_proposal(center, round_, runs):
    close_lists(round_, by=None, at=NOW)
    with pytest.raises(WrongState):
        close_lists(round_, by=None, at=NOW)
    reopen_lists(round_, by=None, at=NOW)
    with pytest.raises(WrongState):
        reopen_lists(round_, by=None, at=NOW)
    assert (len(audited("round.closed")), len(audited("round.reopened"))) == (1, 1)
    close_lists(round_, by=None, at=NOW)
    make_proposal(round_, by=None, at=NOW)
    with pytest.raises(services.SeedIsKnown):
        reopen_lists(round_, by=None, at=NOW)


def test_a_proposal_is_asked_for_after_closing(round_, staff):
    with pytest.raises(services.RoundNotClosed):
        request_proposal(round_, by=staff, at=NOW)
    close_lists(round_, by=staff, at=NOW)
    job = request_proposal(round_, by=staff, at=NOW, result_url="/x/")
    round_.refresh_from_db()
    assert (round_.job, job.owner, job.result_url) == (job, staff, "/x/")
    assert len(audited("round.proposal_requested")) == 1


@pytest.mark.django_db(transaction=True)
def test_the_worker_makes_the_proposal(center, staff, runs):
    round_, (first, second) = a_round(center, runs), people(center, 2)
    choose(round_, first, [runs[0]], by=None, at=NOW)
    choose(round_, second, [runs[1]], by=None, at=NOW)
    close_lists(round_, by=None, at=NOW)
    job = request_proposal(round_, by=staff, at=NOW)
    work()
    job.refresh_from_db()
    round_.refresh_from_db()
    assert (job.state, round_.state) == ("done", "proposed"), job.words
    assert job.result == {"proposal": round_.proposal.pk}
    assert round_.proposal.made_by == staff
    assert round_.proposal.violations == []
    assert round_.proposal.placements == {
        str(first.pk): {"run": "A", "seat": "open"},
        str(second.pk): {"run": "B", "seat": "open"},
    }


def test_two_clicks_make_one_proposal(round_, staff):
    close_lists(round_, by=staff, at=NOW)
    jobs = [request_proposal(round_, by=staff, at=NOW) for _ in range(2)]
    work_here()
    results = [type(job).objects.get(pk=job.pk).result for job in jobs]
    assert results[0] == results[1]
    assert MatchRun.objects.count() == 1


def test_made_again_it_is_the_same(center, runs, staff):
    round_ = proposed(center, runs, dict.fromkeys(people(center, 5), runs))
    before = round_.proposal
    request_proposal(round_, by=staff, at=NOW)
    work_here()
    round_.refresh_from_db()
    assert round_.proposal.pk != before.pk
    assert (round_.proposal.digest, round_.proposal.input_sha256) == (before.digest, before.input_sha256)


def test_asked_to_stop_it_proposes_nothing(center, runs, staff):
    round_ = a_round(center, runs)
    close_lists(round_, by=None, at=NOW)
    job = request_proposal(round_, by=staff, at=NOW)

    class StoppedInTheMiddle:
        def report(self, *_args):
            pass

        def should_stop(self):
            return True

    with pytest.raises(Cancelled):
        make_proposal(round_, by=staff, at=NOW, work=StoppedInTheMiddle())
    assert not MatchRun.objects.exists()
    assert job.state == "queued"


def test_priority_points_decide_before_the_lottery(center):
    run = a_run(center, "A", seats=1)
    plain, poor = people(center, 1) + poor_people(center, 1)
    round_ = proposed(center, [run], {plain: [run], poor: [run]})
    assert round_.proposal.placements[str(poor.pk)] == {"run": "A", "seat": "open"}
    assert round_.proposal.placements[str(plain.pk)] is None


def test_publishing_offers_the_seats_and_holds_them(center, runs, head):
    first, second = people(center, 2)
    round_ = proposed(center, runs, {first: [runs[0]], second: [runs[0]]})
    offers = publish_round(round_, by=head, at=NOW)
    runs[0].refresh_from_db()
    assert (runs[0].seats_offered, runs[0].seats_taken, runs[0].state) == (2, 0, RunState.MATCHED)
    runs[1].refresh_from_db()
    assert (runs[1].seats_offered, runs[1].state) == (0, RunState.OPEN)
    assert {
        (offer.graduate_id, offer.run_id, offer.answer_by, offer.state) for offer in Offer.objects.all()
    } == {(person.pk, runs[0].pk, ANSWER, "open") for person in (first, second)}
    assert len(offers) == 2
    (row,) = audited("round.published")
    assert (row.actor_id, row.facts["offers"]) == (head.pk, 2)


def test_published_late_an_offer_still_gives_three_days(center, runs):
    (person,) = people(center, 1)
    round_ = proposed(center, runs, {person: runs}, closing=date(2026, 11, 1), answer=date(2026, 11, 10))
    (offer,) = publish_round(round_, by=None, at=NOW)
    assert offer.answer_by == NOW.date() + timedelta(days=3)


def test_not_published_twice_nor_without_a_proposal(center, runs):
    with pytest.raises(services.NoProposal):
        publish_round(a_round(center, runs[1:]), by=None, at=NOW)
    (person,) = people(center, 1)
    done, _offers = published(center, runs[:1], {person: runs[:1]})
    with pytest.raises(WrongState):
        publish_round(MatchRound.objects.get(pk=done.pk), by=None, at=NOW)
    assert Offer.objects.count() == 1


def test_a_proposal_to_which_the_checker_objects_is_not_published(center, runs):
    (person,) = people(center, 1)
    round_ = proposed(center, runs, {person: runs})
    MatchRun.objects.update(violations=["seat given twice"])
    with pytest.raises(services.ProposalNotConfirmed):
        publish_round(MatchRound.objects.get(pk=round_.pk), by=None, at=NOW)
    assert not Offer.objects.exists()


def changed_birth(person, runs):
    person.birth_date = date(2013, 1, 1)
    person.save()


def seat_by_hand(person, runs):
    enroll(GraduateFactory(), runs[0], reason="x", by=None, at=NOW)


def run_called_off(person, runs):
    call_off(runs[0], reason="x", by=None, at=NOW)


@pytest.mark.parametrize("meanwhile", [changed_birth, seat_by_hand, run_called_off])
def test_a_proposal_that_the_world_has_overtaken_is_not_published(center, runs, meanwhile):
    (person,) = people(center, 1)
    round_ = proposed(center, runs, {person: runs})
    meanwhile(person, runs)
    with pytest.raises(services.ProposalIsStale):
        publish_round(MatchRound.objects.get(pk=round_.pk), by=None, at=NOW)
    round_.refresh_from_db()
    assert (round_.state, Offer.objects.count()) == ("proposed", 0)


def test_a_round_is_finished_when_no_offer_waits(center, runs):
    first, second, third = people(center, 3)
    round_, offers = published(center, runs, {first: [runs[0]], second: [runs[0]], third: [runs[1]]})
    by_person = {offer.graduate_id: offer for offer in offers}
    accept_offer(by_person[first.pk], by=None, at=NOW)
    decline_offer(by_person[second.pk], by=None, at=NOW)
    with pytest.raises(services.OffersWaiting):
        finish_round(round_, by=None, at=NOW)
    assert lapse_offers(at=NOW + timedelta(days=30)) == 1
    finish_round(round_, by=None, at=NOW)
    round_.refresh_from_db()
    assert round_.state == "finished"
    assert len(audited("round.finished")) == 1


def test_offers_beyond_the_seats_are_refused_as_a_whole(center, runs):
    (person,) = people(center, 1)
    round_ = proposed(center, runs, {person: [runs[0]]})
    type(runs[0]).objects.filter(pk=runs[0].pk).update(seats_taken=2)  # a counter the engine does not read
    with pytest.raises(RunIsFull):
        publish_round(round_, by=None, at=NOW)
    assert not Offer.objects.exists()


def test_the_problem_is_read_in_a_fixed_number_of_queries(center, runs, django_assert_num_queries):
    round_ = a_round(center, runs)

    def ask(number):
        for person in people(center, number):
            choose(round_, person, runs, by=None, at=NOW)

    ask(1)
    with CaptureQueriesContext(connection) as one:
        placing.problem_for(round_)
    ask(4)
    with django_assert_num_queries(len(one)):
        placing.problem_for(round_)
