"""Where trainers are one after the other: the way between two sites, the night's rest, what they would rather not do."""

from datetime import timedelta

import pytest
from django.utils import translation

from scheduling.engine.checker import check
from scheduling.engine.model import Rule, Term
from scheduling.engine.solve import solve
from scheduling.judging import Judge, wrongly_placed
from scheduling.planning import Placed, placements_of, problem_for
from scheduling.reasons import Reasons
from scheduling.services.booking import write_places
from tests.clock import NOW
from tests.factories.enrollment import EnrollmentFactory, GraduateFactory
from tests.factories.training import RoomFactory, RoomKindFactory, SiteFactory
from tests.scheduling.scene import MONDAY, TODAY, open_welding, small_center
from training.enums import Pattern, Slot
from training.models import Room, RuleSet, Site, Trainer
from training.services import set_journeys, set_trainer_wishes
from training.week_pattern import pattern_of

TUESDAY = MONDAY + timedelta(days=1)
BY = {"by": None, "at": NOW}


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def apart(center):
    """One trainer and two runs of two practice sessions on one day, each at a site of its own."""
    small_center(center)
    town = Site.objects.get()
    hill = SiteFactory(center=center, name_en="Hill campus")
    RoomFactory(center=center, site=hill, kind=RoomKindFactory())
    facts = {"topics": ((0, 180),), "last_day": MONDAY}
    runs = [open_welding(center, f"W-{site.name_en}", **facts) for site in (town, hill)]
    for run, site in zip(runs, (town, hill), strict=True):
        run.site = site
        run.save()
    return runs


def way(center, minutes):
    set_journeys(center, minutes={tuple(center.sites.all()): minutes}, **BY)


def places(center, *runs):
    problem = problem_for(center, runs, today=TODAY)
    solution = solve(problem, seconds=5).solution
    assert check(problem, solution) == []
    return placements_of(problem, solution)


def hold(run, day, slot, room=None):
    """The run's first session, in a room and by the only trainer."""
    room = room or Room.objects.filter(site=run.site, kind="welding").first()
    place = Placed(run.sessions.first().pk, day, slot, room.pk, (Trainer.objects.first().pk,))
    write_places([place], cleared=[place.session])
    return place


def why(run, day, slot, room=None):
    """What stands against holding the run's first session then."""
    room = room or Room.objects.filter(site=run.site, kind="welding").first()
    place = Placed(run.sessions.first().pk, day, slot, room.pk, (Trainer.objects.first().pk,))
    broken = Judge(run.sessions.first(), today=TODAY).broken_at(place)
    return [one.rule for one in broken], Reasons(run.sessions.first(), place).of(broken)


def test_a_trainer_is_at_two_sites_of_one_day_only_where_there_is_time_for_the_way(center, apart):
    assert {place.slot for place in places(center, *apart)} == {"morning", "afternoon"}
    way(center, 60)  # the hour of noon is enough
    assert len(places(center, *apart)) == 2
    way(center, 61)
    assert len(places(center, *apart)) == 1
    way(center, None)
    assert len(places(center, *apart)) == 2


def test_a_move_names_the_other_session_the_sites_and_the_minutes(center, apart):
    town, hill = apart
    hold(town, MONDAY, Slot.MORNING)
    hold(hill, MONDAY, Slot.AFTERNOON)
    assert why(hill, MONDAY, Slot.AFTERNOON) == ([], [])
    way(center, 90)
    rules, (words,) = why(hill, MONDAY, Slot.AFTERNOON)
    assert rules == [Rule.TRAVEL]
    assert words == (
        f"{Trainer.objects.get()}: the way between Hill campus and Main site takes 90 minutes; between this session"
        " and that of W-Main site there are 60."
    )


def test_after_the_way_was_measured_both_sessions_stand_in_need(center, apart):
    for run, slot in zip(apart, (Slot.MORNING, Slot.AFTERNOON), strict=True):
        hold(run, MONDAY, slot)
    assert not list(wrongly_placed(center, apart, today=TODAY))
    way(center, 90)
    found = dict(list_of_rules(wrongly_placed(center, apart, today=TODAY)))
    assert found == {run.sessions.first().pk: [Rule.TRAVEL] for run in apart}


def list_of_rules(found):
    return [(place.session, [one.rule for one in broken]) for place, broken in found]


def test_the_people_of_a_run_need_the_time_as_well(center, apart):
    """A run without a site of its own, with one session at each of the two: its own people would have to hurry."""
    run = open_welding(center, "W-3", topics=((0, 360),))
    first, second = run.sessions.order_by("number")
    town, hill = (Room.objects.get(site=one.site, kind="welding") for one in apart)
    who = (Trainer.objects.get().pk,)
    write_places(
        [
            Placed(first.pk, MONDAY, Slot.MORNING, town.pk, who),
            Placed(second.pk, MONDAY, Slot.AFTERNOON, hill.pk, who),
        ],
        cleared=[],
    )
    assert not list(wrongly_placed(center, [run], today=TODAY))
    way(center, 90)
    said = [
        " ".join(Reasons(run.sessions.get(pk=place.session), place).of(broken))
        for place, broken in wrongly_placed(center, [run], today=TODAY)
    ]
    assert len(said) == 2
    assert all("The people of this run: the way between" in words for words in said)


def test_people_of_two_runs_cannot_be_at_both_sites_in_time(center, apart):
    way(center, 90)
    town, hill = apart
    other = small_center(center)[0]
    person = GraduateFactory()
    for run in apart:
        EnrollmentFactory(graduate=person, run=run)
    hold(town, MONDAY, Slot.MORNING)
    place = hold(hill, MONDAY, Slot.AFTERNOON)
    aside = Placed(place.session, place.day, place.slot, place.room, (other.pk,))
    write_places([aside], cleared=[place.session])
    found = {
        " ".join(Reasons(run.sessions.first(), at).of(broken))
        for run in apart
        for at, broken in wrongly_placed(center, apart, today=TODAY)
        if at.session == run.sessions.first().pk
    }
    assert any("People of this run who are also in W-Hill campus: the way" in words for words in found)
    assert any("People of this run who are also in W-Main site: the way" in words for words in found)


def test_a_trainer_rests_after_an_evening(center):
    small_center(center)
    facts = {"topics": ((0, 180),), "trainers_needed": 1}
    evening = open_welding(center, "W-1", pattern=Pattern.EVENINGS, **facts)
    morning = open_welding(center, "W-2", pattern=Pattern.MORNINGS, last_day=TUESDAY, **facts)
    hold(evening, MONDAY, Slot.EVENING, Room.objects.filter(kind="welding").first())
    room = Room.objects.filter(kind="welding").first()
    assert why(morning, TUESDAY, Slot.MORNING, room)[0] == []
    row = RuleSet.objects.get()
    row.rules["learning"]["trainer_rest"] = 14
    row.save()
    rules, (words,) = why(morning, TUESDAY, Slot.MORNING, room)
    assert rules == [Rule.REST]
    assert words == (
        f"{Trainer.objects.get()}: only 13 hours of rest between this session and that of W-1 on 30 November 2026."
    )
    (place,) = places(center, morning)
    assert (place.day, place.slot) == (MONDAY, "morning")


def test_a_wish_is_followed_where_it_costs_nothing_and_stands_back_where_it_must(center):
    (trainer,) = small_center(center)
    run = open_welding(center, topics=((0, 180),), last_day=MONDAY)
    (before,) = places(center, run)
    wish = pattern_of([(0, before.slot)])
    set_trainer_wishes(trainer, half_days=wish, version=1, **BY)
    (after,) = places(center, run)
    assert {before.slot, after.slot} == {"morning", "afternoon"}
    everything = pattern_of([(0, slot) for slot in Slot])
    set_trainer_wishes(trainer, half_days=everything, version=2, **BY)
    problem = problem_for(center, [run], today=TODAY)
    result = solve(problem, seconds=5)
    assert len(result.solution.placements) == 1
    assert result.terms[Term.WISHES] > 0
