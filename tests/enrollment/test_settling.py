"""Freed seats travel upward: to the best claim among those who wait, and nobody loses what they hold."""

from datetime import timedelta

import pytest

from core.models import AuditEntry
from enrollment.enums import LeavingReason
from enrollment.models import Enrollment, MatchRound, MatchRun, Offer, Waiting
from enrollment.services import (
    accept_offer,
    decline_offer,
    enroll,
    lapse_offers,
    leave,
    open_fallback,
    publish_round,
    settle,
    settle_rounds,
    settling,
)
from enrollment.services.seats import HasBegun
from enrollment.services.settling import NotPublished, Overtaken
from tests.clock import NOW
from tests.enrollment.rounds_scene import ANSWER, CLOSING, a_run, people, poor_people, proposed
from training.models import CourseRun

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def scene(center):
    """A and B have one seat each; the first has A, the second B, the third waits for both, all by points."""
    a, b = a_run(center, "A", seats=1), a_run(center, "B", seats=1)
    first, second = poor_people(center, 2)
    (third,) = people(center, 1)
    first.barriers.create(kind="disability", holds=True, seen_on=NOW.date())
    round_ = proposed(center, [a, b], {first: [a], second: [a, b], third: [a, b]})
    publish_round(round_, by=None, at=NOW)
    return round_, (first, second, third), (a, b)


def offers(person):
    return {offer.run.code: offer for offer in Offer.objects.filter(graduate=person)}


def states(person):
    return {code: offer.state for code, offer in offers(person).items()}


def seats(*codes):
    return [
        (run.seats_taken, run.seats_offered)
        for run in CourseRun.objects.filter(code__in=codes).order_by("code")
    ]


def test_a_declined_seat_is_offered_upward_and_what_is_held_stays_held(scene):
    round_, (first, second, third), _runs = scene
    decline_offer(offers(first)["A"], by=None, at=NOW)
    (offer,) = settle(round_, by=None, at=LATER)
    assert (offer.graduate_id, offer.run.code, offer.after) == (second.pk, "A", offers(first)["A"])
    assert states(second) == {"A": "open", "B": "open"}
    assert states(third) == {}
    assert seats("A", "B") == [(0, 1), (0, 1)]


def test_taking_the_better_seat_frees_the_lower_one_which_travels_on(scene):
    round_, (first, second, third), _runs = scene
    accept_offer(offers(second)["B"], by=None, at=NOW)
    decline_offer(offers(first)["A"], by=None, at=NOW)
    settle(round_, by=None, at=LATER)
    better = offers(second)["A"]
    accept_offer(better, by=None, at=LATER)
    left = Enrollment.objects.get(graduate=second, run__code="B")
    assert (left.state, left.leaving_reason) == ("left", LeavingReason.BETTER_SEAT)
    assert Offer.objects.get(graduate=second, run__code="B").given_for == better
    (passed,) = settle(round_, by=None, at=LATER)
    assert (passed.graduate_id, passed.run.code, passed.after) == (third.pk, "B", offers(second)["B"])
    assert seats("A", "B") == [(1, 0), (0, 1)]
    told = AuditEntry.objects.filter(action__in=["enrollment.moved_up", "offer.passed_on"]).order_by("pk")
    assert [(row.person_id, row.facts["run"]) for row in told] == [
        (second.pk, "A"),
        (second.pk, "B"),
        (third.pk, "B"),
    ]


def test_an_open_lower_offer_ends_with_the_better_seat(scene):
    round_, (first, second, _third), _runs = scene
    decline_offer(offers(first)["A"], by=None, at=NOW)
    settle(round_, by=None, at=LATER)
    accept_offer(offers(second)["A"], by=None, at=LATER)
    assert states(second) == {"A": "accepted", "B": "replaced"}
    assert seats("A", "B") == [(1, 0), (0, 0)]


def test_a_seat_whose_training_has_begun_is_not_exchanged(scene):
    round_, (first, second, _third), _runs = scene
    accept_offer(offers(second)["B"], by=None, at=NOW)
    decline_offer(offers(first)["A"], by=None, at=NOW)
    settle(round_, by=None, at=LATER)
    Enrollment.objects.filter(graduate=second).update(state="training")
    with pytest.raises(HasBegun):
        accept_offer(offers(second)["A"], by=None, at=LATER)
    assert states(second) == {"A": "open", "B": "accepted"}
    assert Offer.objects.filter(given_for__isnull=False).count() == 0


def test_who_says_no_to_the_better_seat_keeps_the_other_and_is_not_asked_again(scene):
    round_, (first, second, third), _runs = scene
    decline_offer(offers(first)["A"], by=None, at=NOW)
    settle(round_, by=None, at=LATER)
    decline_offer(offers(second)["A"], by=None, at=LATER)
    (offer,) = settle(round_, by=None, at=LATER)
    assert (offer.graduate_id, offer.run.code) == (third.pk, "A")
    assert offer.after == offers(second)["A"]
    assert states(second) == {"A": "declined", "B": "open"}


def test_no_answer_frees_the_seat_and_ends_the_waiting(scene):
    _round, (first, second, third), _runs = scene
    Offer.objects.filter(graduate=first).update(answer_by=NOW.date() - timedelta(days=1))
    assert lapse_offers(at=NOW) == 1
    assert settle_rounds(at=LATER) == 1
    assert states(second)["A"] == "open"
    Offer.objects.filter(graduate=second).update(answer_by=NOW.date() - timedelta(days=1))
    assert lapse_offers(at=LATER) == 2
    assert settle_rounds(at=LATER) == 1
    assert states(third) == {"A": "open"}  # one seat a round: of two free ones the better
    assert Waiting.objects.count() == 0


def test_a_seat_given_up_before_the_run_travels_and_its_owner_waits_no_more(scene):
    round_, (first, second, third), _runs = scene
    accept_offer(offers(second)["B"], by=None, at=NOW)
    leave(second.enrollments.get(), reason=LeavingReason.RESIGNED, by=None, at=NOW)
    decline_offer(offers(first)["A"], by=None, at=NOW)
    (offer,) = settle(round_, by=None, at=LATER)
    assert (offer.graduate_id, offer.run.code) == (third.pk, "A")


def test_a_second_settlement_finds_nothing(scene):
    round_, (first, *_others), _runs = scene
    decline_offer(offers(first)["A"], by=None, at=NOW)
    assert [len(settle(round_, by=None, at=LATER)) for _time in range(3)] == [1, 0, 0]
    assert MatchRun.objects.filter(kind="settled").count() == 1
    assert settle_rounds(at=LATER) == 0


def test_right_after_publishing_nobody_moves_and_the_waiting_lists_stand(scene):
    round_, (_first, second, third), _runs = scene
    assert settle(round_, by=None, at=NOW) == []
    lists = Waiting.objects.values_list("run__code", "place", "of", "graduate_id", "holds__code")
    assert list(lists.order_by("run__code", "place")) == [
        ("A", 1, 2, second.pk, "B"),
        ("A", 2, 2, third.pk, None),
        ("B", 1, 1, third.pk, None),
    ]


def test_the_settlement_is_kept_with_its_hashes_and_only_whom_it_moved(scene):
    round_, (first, second, _third), _runs = scene
    decline_offer(offers(first)["A"], by=None, at=NOW)
    settle(round_, by=None, at=LATER)
    kept = MatchRun.objects.get(kind="settled")
    assert (kept.base, kept.violations) == (MatchRound.objects.get().proposal, [])
    assert list(kept.placements) == list(kept.reasons) == [str(second.pk)]
    assert (len(kept.input_sha256), len(kept.digest)) == (64, 64)


def test_a_reserved_seat_goes_on_to_its_group(center):
    run = a_run(center, "A", seats=2)
    run.reserves.create(group="poverty", seats=1, number=1)
    poor, others = poor_people(center, 2), people(center, 2, case_type="never_entered")
    for person in others:  # more points than the poor
        person.barriers.create(kind="disability", holds=True, seen_on=NOW.date())
    round_ = proposed(center, [run], {person: [run] for person in (*poor, *others)})
    publish_round(round_, by=None, at=NOW)
    held = Offer.objects.get(seat_group="poverty")
    decline_offer(held, by=None, at=NOW)
    (offer,) = settle(round_, by=None, at=LATER)
    (next_poor,) = {person.pk for person in poor} - {held.graduate_id}
    assert (offer.graduate_id, offer.seat_group) == (next_poor, "poverty")


def test_who_was_seated_by_hand_or_has_begun_takes_no_part(scene, center):
    round_, (first, second, third), _runs = scene
    c = a_run(center, "C", seats=1)
    round_.runs.add(c)
    enroll(third, c, reason="-", by=None, at=NOW)
    accept_offer(offers(second)["B"], by=None, at=NOW)
    Enrollment.objects.filter(graduate=second).update(state="training")
    decline_offer(offers(first)["A"], by=None, at=NOW)
    assert settle(round_, by=None, at=LATER) == []


def test_a_run_that_begins_tomorrow_is_answered_today_and_one_that_has_begun_is_not_given_on(scene):
    round_, (first, *_others), (a, _b) = scene
    decline_offer(offers(first)["A"], by=None, at=NOW)
    CourseRun.objects.filter(pk=a.pk).update(first_day=NOW.date())
    assert settle(round_, by=None, at=NOW) == []
    CourseRun.objects.filter(pk=a.pk).update(first_day=NOW.date() + timedelta(days=1))
    (offer,) = settle(round_, by=None, at=NOW)
    assert offer.answer_by == NOW.date()


def test_what_a_fallback_round_fills_is_not_given_on_twice(scene):
    round_, (first, _second, _third), _runs = scene
    decline_offer(offers(first)["A"], by=None, at=NOW)
    fallback = open_fallback(round_, name="f", lists_close_on=CLOSING, answer_by=ANSWER, by=None, at=NOW)
    assert [run.code for run in fallback.runs.all()] == ["A"]
    assert settle(round_, by=None, at=LATER) == []


def test_only_a_published_round_is_settled(center):
    run, (person,) = a_run(center, "A"), people(center, 1)
    round_ = proposed(center, [run], {person: [run]})
    with pytest.raises(NotPublished):
        settle(round_, by=None, at=NOW)
    assert settle_rounds(at=NOW) == 0


def answered_meanwhile(monkeypatch, answer):
    """Between reading and writing, once, somebody answers; how often the round was read."""
    plan, read = settling._plan, []

    def planned(*facts):
        made = plan(*facts)
        read.append(made)
        if len(read) == 1:
            answer()
        return made

    monkeypatch.setattr(settling, "_plan", planned)
    return read


def test_whoever_falls_silent_between_reading_and_writing_is_passed_over(scene, monkeypatch):
    round_, (first, second, third), _runs = scene
    decline_offer(offers(first)["A"], by=None, at=NOW)

    def silent():
        Offer.objects.filter(graduate=second).update(answer_by=NOW.date() - timedelta(days=1))
        lapse_offers(at=NOW)

    read = answered_meanwhile(monkeypatch, silent)
    made = settle(round_, by=None, at=LATER)
    assert {(offer.graduate_id, offer.run.code) for offer in made} == {(third.pk, "A")}
    assert (len(read), MatchRun.objects.filter(kind="settled").count()) == (2, 1)


def test_a_seat_given_by_hand_between_reading_and_writing_is_not_offered(scene, monkeypatch):
    round_, (first, second, _third), (a, _b) = scene
    decline_offer(offers(first)["A"], by=None, at=NOW)
    (other,) = people(a.center, 1)
    read = answered_meanwhile(monkeypatch, lambda: enroll(other, a, reason="-", by=None, at=NOW))
    assert settle(round_, by=None, at=LATER) == []
    assert (len(read), states(second), seats("A")) == (2, {"B": "open"}, [(1, 0)])


def test_where_somebody_answers_each_time_nothing_is_written_and_the_next_call_finds_it(scene, monkeypatch):
    round_, (first, second, _third), _runs = scene
    decline_offer(offers(first)["A"], by=None, at=NOW)
    plan = settling._plan

    def overtaken(*facts):
        made = plan(*facts)
        Offer.objects.filter(graduate=second).update(state="declined" if now_open() else "open")
        return made

    def now_open():
        return Offer.objects.filter(graduate=second, state="open").exists()

    with monkeypatch.context() as patched:
        patched.setattr(settling, "_plan", overtaken)
        with pytest.raises(Overtaken):
            settle(round_, by=None, at=LATER)
        assert settle_rounds(at=LATER) == 0
    assert MatchRun.objects.filter(kind="settled").count() == 0
    Offer.objects.filter(graduate=second).update(state="open")
    assert len(settle(round_, by=None, at=LATER)) == 1


def test_a_round_to_which_the_checker_objects_keeps_no_other_waiting(scene, center, monkeypatch):
    round_, (first, second, _third), _runs = scene
    run, (one, other) = a_run(center, "C", seats=1), poor_people(center, 1) + people(center, 1)
    later = proposed(center, [run], {one: [run], other: [run]})
    publish_round(later, by=None, at=NOW)
    for person, code in ((first, "A"), (one, "C")):
        decline_offer(offers(person)[code], by=None, at=NOW)
    of_round = settling.settled

    def objected(problem, policy):
        found = of_round(problem, policy)
        return found | {"violations": ["-"]} if problem.seed == round_.seed else found

    monkeypatch.setattr(settling, "settled", objected)
    with pytest.raises(settling.SettlementRefused):
        settle_rounds(at=LATER)
    assert (states(second), states(other)) == ({"B": "open"}, {"C": "open"})
