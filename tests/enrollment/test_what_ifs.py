"""What-ifs: tried beside the proposal, compared name by name, adopted only by a separate act with a reason."""

import io

import openpyxl
import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.models import AuditEntry, Job
from core.refusals import Refused
from enrollment.models import MatchRound, MatchRun, Offer
from enrollment.queries.what_ifs import Compared
from enrollment.services import enroll, make_proposal, publish_round, request_proposal
from enrollment.services import what_ifs as services
from enrollment.services.publishers import MadeByTheSamePerson
from enrollment.services.rounds import NoProposal, NotInThisRound, ProposalIsStale
from tests.clock import NOW
from tests.enrollment.rounds_scene import a_run, people, poor_people, proposed
from tests.factories.enrollment import GraduateFactory
from tests.working import work_here

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english(settings):
    settings.LANGUAGE_CODE = "en"


def change(what, run="", by=0):
    return [{"what": what, "run": run, "by": by}]


@pytest.fixture
def runs(center):
    return [a_run(center, "A", seats=1), a_run(center, "B", seats=1), a_run(center, "C", minimum=2)]


@pytest.fixture
def cast(center):
    """A strong claim, a weak one, and somebody whom only run C could take."""
    return [*poor_people(center, 1), *people(center, 2)]


@pytest.fixture
def round_(center, runs, cast):
    strong, weak, lonely = cast
    a, _b, c = runs
    return proposed(center, runs, {strong: [a], weak: [a, c], lonely: [c]})


@pytest.fixture
def proposal(round_):
    """Strong in A; weak and lonely in C, which opens with its two."""
    seats = round_.proposal.placements.values()
    assert sorted(seat["run"] for seat in seats if seat) == ["A", "C", "C"]
    return round_.proposal


def tried(proposal, question):
    answer = services.make_what_if(MatchRun.objects.get(pk=proposal.pk), question, by=None, at=NOW)
    return Compared(answer, proposal)


def moves(found):
    return {person: (move.kind, move.before, move.after) for person, move in found.moves.items()}


def test_a_run_that_is_not_opened(proposal, cast):
    found = tried(proposal, change("close", "C"))
    assert moves(found) == {str(cast[1].pk): ("loses", "C", ""), str(cast[2].pk): ("loses", "C", "")}
    assert (found.placed, found.more, found.closes, found.opens) == (1, -2, ["C"], [])
    assert found.what_if.violations == []


def test_more_seats_and_fewer(proposal, cast):
    found = tried(proposal, change("seats", "A", 1))
    assert moves(found)[str(cast[1].pk)] == ("up", "C", "A")
    assert moves(found)[str(cast[2].pk)] == ("loses", "C", "")  # alone, C does not open any more
    assert found.counts == {"gains": 0, "loses": 1, "up": 1, "down": 0}


def test_minimum_and_forcing_open(center, runs):
    (lonely,) = people(center, 1)
    round_ = proposed(center, runs, {lonely: [runs[2]]})
    for question in (change("minimum", "C", -1), change("open", "C")):
        found = tried(round_.proposal, question)
        assert moves(found) == {str(lonely.pk): ("gains", "", "C")}
        assert (found.opens, found.complaints) == (["C"], 0)


def test_most_placed_counts_who_could_complain(center, runs):
    """One more is placed where the better claim gives way, who would have cause to complain."""
    strong, weak = poor_people(center, 1) + people(center, 1)
    a, b, _c = runs
    round_ = proposed(center, [a, b], {strong: [a, b], weak: [a]})
    MatchRun.objects.update(
        runs={code: {**facts, "open": True} for code, facts in round_.proposal.runs.items()}
    )
    found = tried(round_.proposal, change("most_placed"))
    assert found.placed == 2
    assert found.what_if.complainants == [str(strong.pk)]
    assert moves(found)[str(strong.pk)] == ("down", "A", "B")
    assert moves(found)[str(weak.pk)] == ("gains", "", "A")


def test_held_seats_are_counted_in_most_placed(center, runs):
    enroll(GraduateFactory(), runs[0], reason="x", by=None, at=NOW)
    (person,) = people(center, 1)
    round_ = proposed(center, runs, {person: [runs[0]]})
    found = tried(round_.proposal, change("most_placed"))
    assert (found.placed, found.complaints, list(found.what_if.placements)) == (0, 0, [str(person.pk)])


def test_the_worker_tries_it_once(round_, proposal, staff):
    question = change("close", "C")
    jobs = [services.request_what_if(round_, question, by=staff, at=NOW) for _ in range(2)]
    work_here()
    results = [Job.objects.get(pk=job.pk).result for job in jobs]
    (answer,) = MatchRun.objects.filter(kind="what_if")
    assert results == [{"what_if": answer.pk}] * 2
    assert (answer.base, answer.made_by, answer.reasons) == (proposal, staff, {})
    assert AuditEntry.objects.get(action="round.what_if_made").facts["changes"] == question


def test_it_is_never_the_proposal(round_, proposal, head):
    tried(proposal, change("close", "C"))
    round_.refresh_from_db()
    assert (round_.state, round_.proposal) == ("proposed", proposal)
    publish_round(round_, by=head, at=NOW)
    assert Offer.objects.count() == 3


def test_the_database_knows_what_a_what_if_is(round_, proposal):
    for facts in ({"kind": "what_if"}, {"base": proposal}):
        with pytest.raises(IntegrityError), transaction.atomic():
            MatchRun.objects.filter(pk=proposal.pk).update(**facts)


@pytest.mark.parametrize(
    ("question", "refusal"),
    [
        (change("close", "Z"), NotInThisRound),
        (change("seats", "B", 0), services.NothingChanges),
        (change("close", "B"), services.SeatsAreHeld),
        (change("seats", "B", -1), services.SeatsAreHeld),
    ],
)
def test_what_cannot_be_tried(round_, runs, staff, question, refusal):
    enroll(GraduateFactory(), runs[1], reason="x", by=None, at=NOW)
    with pytest.raises(refusal):
        services.request_what_if(round_, question, by=staff, at=NOW)
    assert not Job.objects.exists()


def test_nothing_is_tried_beside_a_proposal_that_is_gone(round_, proposal, staff):
    request_proposal(round_, by=staff, at=NOW)
    with pytest.raises(NoProposal):
        services.request_what_if(MatchRound.objects.get(), change("close", "C"), by=staff, at=NOW)
    with pytest.raises(NoProposal):
        tried(proposal, change("close", "C"))


def test_adopted_it_is_the_ground_of_the_next_proposal(round_, proposal, cast, staff, head):
    answer = tried(proposal, change("close", "C")).what_if
    services.adopt_what_if(answer, reason="the workshop burned down", by=head, at=NOW)
    with pytest.raises(ProposalIsStale):
        publish_round(MatchRound.objects.get(), by=None, at=NOW)
    request_proposal(MatchRound.objects.get(), by=staff, at=NOW)
    made = make_proposal(MatchRound.objects.get(), by=staff, at=NOW)
    assert (made.kind, made.placements, made.violations) == ("proposal", answer.placements, [])
    assert made.policy["changes"] == answer.question
    assert made.runs["C"]["code"] == "decided"
    (row,) = AuditEntry.objects.filter(action="round.what_if_adopted")
    assert (row.actor_id, row.facts["reason"]) == (head.pk, "the workshop burned down")


def test_who_adopted_it_does_not_publish_what_rests_on_it(round_, proposal, staff, head):
    services.adopt_what_if(tried(proposal, change("close", "C")).what_if, reason="x", by=head, at=NOW)
    round_ = MatchRound.objects.get()
    request_proposal(round_, by=staff, at=NOW)
    make_proposal(MatchRound.objects.get(), by=None, at=NOW)
    with pytest.raises(MadeByTheSamePerson):
        publish_round(MatchRound.objects.get(), by=head, at=NOW)
    assert publish_round(MatchRound.objects.get(), by=staff, at=NOW)


def test_a_further_what_if_stands_on_the_adopted_one_until_it_is_dropped(round_, proposal, staff):
    services.adopt_what_if(tried(proposal, change("close", "C")).what_if, reason="x", by=staff, at=NOW)
    found = tried(proposal, change("seats", "A", 1))
    assert found.words == "do not open C, seats of A +1"
    services.drop_adopted(MatchRound.objects.get(), reason="it can open after all", by=staff, at=NOW)
    round_ = MatchRound.objects.get()
    assert (round_.adopted, round_.adopted_by) == (None, staff)
    assert len(publish_round(round_, by=None, at=NOW)) == 3  # the proposal stands on the round as it is again


@pytest.mark.parametrize(
    ("question", "reason", "refusal"),
    [
        (change("most_placed"), "x", services.OnlyToCompare),
        (change("seats", "A", 1), "x", services.SeatsAreReal),
        (change("close", "C"), "  ", services.NoReason),
    ],
)
def test_what_is_not_adopted(proposal, staff, question, reason, refusal):
    with pytest.raises(refusal):
        services.adopt_what_if(tried(proposal, question).what_if, reason=reason, by=staff, at=NOW)
    assert MatchRound.objects.get().adopted is None


def test_after_publishing_nothing_is_adopted(round_, proposal, staff):
    answer = tried(proposal, change("close", "C")).what_if
    publish_round(round_, by=None, at=NOW)
    with pytest.raises(services.RoundIsPublished) as refusal:
        services.adopt_what_if(answer, reason="x", by=staff, at=NOW)
    assert isinstance(refusal.value, Refused)


def test_pages_from_trying_to_adopting(round_, proposal, runs, cast, staff, signed_in):
    client, page = signed_in(staff), reverse("what_ifs", args=[round_.pk])
    assert client.post(page, {"what": "close"}).status_code == 422
    assert client.post(page, {"what": "seats", "run": runs[0].pk}).status_code == 422
    assert client.post(page, {"what": "close", "run": runs[2].pk}).status_code == 302
    work_here()
    assert "do not open C" in client.get(page).content.decode()
    answer = MatchRun.objects.get(kind="what_if")
    one = reverse("what_if", args=[round_.pk, answer.pk])
    assert [line.graduate for line in client.get(one, {"move": "loses"}).context["people"]]
    assert not list(client.get(one, {"move": "gains"}).context["people"])
    book = openpyxl.load_workbook(io.BytesIO(client.get(one, {"format": "xlsx"}).content))
    assert {row[0] for row in book.active.iter_rows(min_row=2, values_only=True)} == {
        person.full_name for person in cast[1:]
    }
    adopt = reverse("adopt_what_if", args=[round_.pk, answer.pk])
    reasons = ("", "x" * 301, "no workshop")
    assert [client.post(adopt, {"reason": text}).status_code for text in reasons] == [409, 409, 302]
    assert "no workshop" in client.get(page).content.decode()
    assert client.post(reverse("drop_adopted", args=[round_.pk]), {"reason": "x"}).status_code == 302


def test_what_cannot_be_tried_is_said_at_its_field_and_stays(round_, proposal, runs, staff, signed_in):
    enroll(GraduateFactory(), runs[1], reason="x", by=None, at=NOW)
    page = reverse("what_ifs", args=[round_.pk])
    answer = signed_in(staff).post(page, {"what": "seats", "run": runs[1].pk, "by": "-999"})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["run"]
    assert 'value="-999"' in answer.content.decode()
    assert not Job.objects.filter(title__contains="999").exists()


def test_who_sees_what_ifs(round_, proposal, staff, stranger, officer, counselor, signed_in, client):
    answer = tried(proposal, change("close", "C")).what_if
    pages = [reverse("what_ifs", args=[round_.pk]), reverse("what_if", args=[round_.pk, answer.pk])]
    for page in pages:
        answers = [signed_in(user).get(page).status_code for user in (staff, stranger, officer, counselor)]
        assert answers == [200, 404, 403, 403]
        assert client.get(page).status_code == 302
    adopt = reverse("adopt_what_if", args=[round_.pk, answer.pk])
    assert signed_in(stranger).post(adopt, {"reason": "x"}).status_code == 404
    not_one = reverse("what_if", args=[round_.pk, proposal.pk])
    assert signed_in(staff).get(not_one).status_code == 404


def test_more_people_moved_cost_no_more_queries(
    center, round_, proposal, staff, signed_in, django_assert_num_queries
):
    client = signed_in(staff)
    one, two = (
        tried(proposal, question).what_if for question in (change("close", "A"), change("close", "C"))
    )
    address = reverse("what_if", args=[round_.pk, one.pk])
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    with django_assert_num_queries(len(queries)):
        assert client.get(reverse("what_if", args=[round_.pk, two.pk])).context["page"].rows
