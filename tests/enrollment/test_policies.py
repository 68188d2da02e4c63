"""The policy of a centre: versions that rounds keep, and what each part of it does to who sits where."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.models import AuditEntry
from enrollment import placing, policies
from enrollment.enums.runs import Lodging
from enrollment.models import Companion, MatchPolicy
from enrollment.queries.changes import tried
from enrollment.queries.claims import claims_on
from enrollment.queries.policies import came_together
from enrollment.queries.rounds import explain
from enrollment.services import (
    choose,
    close_lists,
    enroll,
    go_alone,
    go_together,
    make_proposal,
    publish_round,
)
from enrollment.services import policies as services
from enrollment.services.rounds import NotAccepted, RoundNotOpen
from enrollment.settling import stands
from tests.clock import NOW
from tests.enrollment.rounds_scene import a_round, a_run, people, poor_people, proposed
from tests.factories.agencies import SubdistrictFactory
from tests.factories.enrollment import GraduateFactory

pytestmark = pytest.mark.django_db
KM = 1 / 111.195  # degrees of latitude


@pytest.fixture(autouse=True)
def in_english(settings):
    settings.LANGUAGE_CODE = "en"


def settle(center, by, **changes):
    content = {name: policies.FIRST[name] for name in ("points", "distance", "lodging", "meals", "together")}
    return services.settle_policy(center, content | changes, reason="because", by=by, at=NOW)


def sentences(round_, person):
    return [reason.sentence for reason in explain(round_.proposal, person)]


def at(km):
    return SubdistrictFactory(code=f"5109{km:02}", latitude=round(18.5 + km * KM, 4), longitude=99.0)


def placed(round_):
    assert round_.proposal.violations == []
    return {person: seat["run"] for person, seat in round_.proposal.placements.items() if seat}


def test_a_round_keeps_the_version_of_the_day_it_was_opened(center, head):
    before = a_round(center, [a_run(center, "A")])
    settle(center, head, meals="seats")
    during = a_round(center, [a_run(center, "B")])
    second = settle(center, head, lodging="seats")
    assert (second.number, second.content["version"]) == (2, f"{center.pk}-2")
    assert policies.policy_of(before) == policies.FIRST
    assert policies.policy_of(during)["meals"] == "seats"
    assert policies.policy_of(during)["lodging"] == "told"
    assert [
        row.facts["version"] for row in AuditEntry.objects.filter(action="policy.settled").order_by("pk")
    ] == [
        f"{center.pk}-1",
        f"{center.pk}-2",
    ]


@pytest.mark.parametrize("bands", [[[9, 5]], [[10, 5], [19, 3]], [[10, 5], [20, 5]], [[20, 5], [10, 3]]])
def test_bands_are_wide_and_fall(center, head, bands):
    with pytest.raises(services.BandsTooNarrow):
        settle(center, head, distance=bands)
    assert not MatchPolicy.objects.exists()


def test_points_have_bounds(center, head):
    with pytest.raises(services.PointsOutOfBounds):
        settle(center, head, distance=[[10, 101]])
    with pytest.raises(services.PointsOutOfBounds):
        settle(center, head, points=policies.FIRST["points"] | {"poverty": -1})


def test_who_lives_nearer_has_the_better_claim_by_bands(center, head):
    center.place = at(0)
    center.save()
    settle(center, head, distance=[[10, 6], [30, 2]])
    run = a_run(center, "A", seats=1)
    near, middle, far = (people(center, 1, place=at(km))[0] for km in (8, 25, 60))
    (unknown,) = people(center, 1, place=None)
    round_ = proposed(center, [run], {key: [run] for key in (far, middle, near, unknown)})
    assert placed(round_) == {str(near.pk): "A"}
    points = {claim.graduate.pk: claim.points for claim in claims_on(run)}
    assert points == {near.pk: 6, middle.pk: 2, far.pk: 0, unknown.pk: 0}
    assert round_.proposal.policy["distance"] == [[10, 6], [30, 2]]


def test_beds_bound_how_many_lodgers_are_seated(center, head):
    settle(center, head, lodging="seats")
    run = a_run(center, "A", seats=4, beds=1)
    lodgers = poor_people(center, 3)
    for person in lodgers:
        person.needs_lodging = True
        person.save()
    (local,) = people(center, 1)
    round_ = proposed(center, [run], {key: [run] for key in (*lodgers, local)})
    seated = placed(round_)
    assert len(seated) == 2
    assert str(local.pk) in seated
    refused = next(person for person in lodgers if str(person.pk) not in seated)
    assert sentences(round_, refused) == ["Every bed of this run went to somebody with the better claim."]


def test_a_run_without_beds_is_told_to_a_lodger(center, head):
    settle(center, head, lodging="seats")
    run = a_run(center, "A")
    (lodger,) = people(center, 1, needs_lodging=True)
    round_ = proposed(center, [run], {lodger: [run]})
    assert sentences(round_, lodger) == ["Needs lodging, and this run has no beds."]


def test_a_bed_taken_by_hand_is_taken_for_the_matching(center, head):
    settle(center, head, lodging="seats")
    run = a_run(center, "A", seats=4, beds=1)
    first, second = people(center, 2, needs_lodging=True)
    seat = enroll(first, run, reason="-", by=None, at=NOW)
    assert seat.lodging == Lodging.BED
    run.refresh_from_db()
    assert placed(proposed(center, [run], {second: [run]})) == {}


def test_without_the_policy_a_lodger_waits_for_a_bed(center):
    run = a_run(center, "A", seats=4, beds=1)
    lodgers = people(center, 2, needs_lodging=True)
    assert len(placed(proposed(center, [run], {key: [run] for key in lodgers}))) == 2


def test_meals_bound_the_seats(center, head):
    before, after = (a_run(center, code, seats=4, meals=2) for code in "AB")
    everyone = people(center, 4)
    assert len(placed(proposed(center, [before], {key: [before] for key in everyone}))) == 4
    settle(center, head, meals="seats")
    assert len(placed(proposed(center, [after], {key: [after] for key in everyone}))) == 2


@pytest.fixture
def siblings(center):
    """The first would sit in A alone; B has room for both, and somebody else would be glad of A."""
    runs = [a_run(center, "A", seats=1), a_run(center, "B", seats=2)]
    (poor,), (other, glad) = poor_people(center, 1), people(center, 2)
    round_ = a_round(center, runs)
    for person, wanted in ((poor, runs), (other, runs[::-1]), (glad, runs[:1])):
        choose(round_, person, wanted, by=None, at=NOW)
    return round_, poor, other, glad


def matched(round_):
    close_lists(round_, by=None, at=NOW)
    make_proposal(round_, by=None, at=NOW)
    round_.refresh_from_db()
    return round_


def test_a_pair_sits_together_and_reads_why(siblings):
    round_, poor, other, glad = siblings
    go_together(round_, poor, other, by=None, at=NOW)
    matched(round_)
    assert placed(round_) == {str(poor.pk): "B", str(other.pk): "B", str(glad.pk): "A"}
    assert came_together(round_.proposal, poor) is True
    assert sentences(round_, poor)[0].startswith("Given up to go together, in")
    publish_round(round_, by=None, at=NOW)
    assert {stand.reach for stand in stands(round_, [poor.pk, other.pk]).values()} == {
        0
    }  # nothing parts them


def test_without_a_wish_each_sits_alone(siblings):
    round_, poor, other, _glad = siblings
    assert placed(matched(round_)) == {str(poor.pk): "A", str(other.pk): "B"}
    assert came_together(round_.proposal, poor) is None


def test_a_wish_is_taken_back_for_both(siblings):
    round_, poor, other, _glad = siblings
    go_together(round_, poor, other, by=None, at=NOW)
    go_alone(round_, other, by=None, at=NOW)
    assert not Companion.objects.exists()
    assert AuditEntry.objects.filter(action="round.parted").count() == 2
    assert came_together(matched(round_).proposal, poor) is None


def test_a_wish_of_one_alone_counts_for_nothing(siblings):
    round_, poor, other, _glad = siblings
    Companion.objects.create(round=round_, graduate=poor, other=other, asked_at=NOW)
    assert matched(round_).proposal.together == []


def test_a_wish_is_refused(siblings, center, head):
    round_, poor, other, _glad = siblings
    (third,) = people(center, 1)
    stranger = GraduateFactory()
    with pytest.raises(services.WithOneself):
        go_together(round_, poor, poor, by=None, at=NOW)
    with pytest.raises(NotAccepted):
        go_together(round_, poor, stranger, by=None, at=NOW)
    go_together(round_, poor, other, by=None, at=NOW)
    with pytest.raises(services.InAPairAlready):
        go_together(round_, third, other, by=None, at=NOW)
    matched(round_)
    with pytest.raises(RoundNotOpen):
        go_alone(round_, poor, by=None, at=NOW)
    settle(center, head, together=False)
    with pytest.raises(services.PairsNotSettled):
        go_together(a_round(center, [a_run(center, "C")]), poor, other, by=None, at=NOW)


def test_first_come_is_counted_beside_the_proposal(center):
    """The weak claim comes first and would have had the seat; the strong one would have had cause to complain."""
    run, other = a_run(center, "A", seats=1), a_run(center, "B", seats=5, minimum=2)
    (weak,), (strong,) = people(center, 1), poor_people(center, 1)
    round_ = proposed(center, [run, other], {weak: [run, other], strong: [run]})
    assert placed(round_) == {str(strong.pk): "A"}
    assert round_.proposal.first_come == {"placed": 1, "short": 0, "complain": 1}
    later = proposed(center, [a_run(center, "C", seats=1)], {})
    assert later.proposal.first_come == {"placed": 0, "short": 0, "complain": 0}


def test_a_reason_tells_nobody_that_the_others_are_poor(center):
    """Nine poor people fill the run: the tenth is told of own points only, and so is a poor one who lost the draw."""
    run = a_run(center, "A", seats=9)
    poor, (plain,) = poor_people(center, 10), people(center, 1)
    round_ = proposed(center, [run], {key: [run] for key in (*poor, plain)})
    (unlucky,) = (person for person in poor if str(person.pk) not in placed(round_))
    for person, points in ((plain, 0), (unlucky, 20)):
        assert sentences(round_, person) == [
            "Full: every seat went to somebody with the better claim, by the published points, then the lottery. "
            f"This person has {points} points."
        ]
        facts = round_.proposal.reasons_of(str(person.pk))[0][1]
        assert facts == {"code": "full", "points": points, "cutoffs": {}}


def test_what_would_change_it_is_tried(center):
    a, b, c = a_run(center, "A", seats=1), a_run(center, "B", minimum=2), a_run(center, "C")
    (poor,), (plain, content) = poor_people(center, 1), people(center, 2)
    round_ = proposed(center, [a, b, c], {poor: [a], plain: [a, b], content: [c]})
    (full, closed, longer) = tried(round_.proposal, plain)
    assert (full.run, full.sentences) == (
        "A",
        [
            "With 1 more seat this person would sit here (tried).",
            "Ranking it first would have changed nothing (tried).",
        ],
    )
    assert (closed.run, closed.sentences) == (
        "B",
        ["Had it opened, this person would sit here, one of 1 for a minimum of 2 (tried)."],
    )
    assert longer.sentences == [f"Had {c} been ranked too, there would be a seat in it (tried)."]
    assert tried(round_.proposal, content) == []


def test_after_publishing_it_can_still_be_tried_until_something_else_changes(center):
    run = a_run(center, "A", seats=1)
    (poor,), (plain,) = poor_people(center, 1), people(center, 1)
    round_ = proposed(center, [run], {poor: [run], plain: [run]})
    publish_round(round_, by=None, at=NOW)
    assert (
        tried(round_.proposal, plain)[0].sentences[0]
        == "With 1 more seat this person would sit here (tried)."
    )
    run.refresh_from_db()
    run.seats = 2
    run.save()
    assert tried(round_.proposal, plain) is None


def test_the_problem_of_a_round_takes_the_same_queries_with_one_and_three_people(center, head):
    center.place = at(0)
    center.save()
    settle(center, head, distance=[[10, 6]], lodging="seats", meals="seats")
    counts = []
    for number in (1, 3):
        run = a_run(center, f"A{number}", seats=5, beds=2)
        round_ = proposed(center, [run], {key: [run] for key in people(center, number, place=at(3))})
        with CaptureQueriesContext(connection) as asked:
            placing.problem_for(type(round_).objects.get(pk=round_.pk))
        counts.append(len(asked))
    assert counts[0] == counts[1]
