"""Pages of rounds and their proposals, for everyone."""

import io
import re
from datetime import date

import openpyxl
import pytest
from django.urls import reverse

from core.models import Job
from enrollment.models import MatchRound, Offer
from enrollment.services import choose, close_lists, publish_round
from tests.clock import NOW
from tests.enrollment.rounds_scene import a_round, a_run, people, proposed
from tests.factories.agencies import AccountFactory, CenterFactory, MembershipFactory
from tests.working import work_here

pytestmark = pytest.mark.django_db
FAR = {"closing": date(2199, 1, 1), "answer": date(2199, 2, 1)}  # the pages read the real clock


@pytest.fixture(autouse=True)
def in_english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def runs(center):
    return [a_run(center, "A"), a_run(center, "B")]


@pytest.fixture
def person(center):
    return people(center, 1)[0]


@pytest.fixture
def round_(center, runs, person):
    round_ = a_round(center, runs, **FAR)
    choose(round_, person, runs, by=None, at=NOW)
    return round_


@pytest.fixture
def proposal(center, runs, person):
    return proposed(center, runs, {person: runs}, **FAR)


@pytest.fixture
def own_counselor(person):
    return MembershipFactory(agency=person.school, role="counselor").user


@pytest.fixture
def trainee(person):
    person.user = AccountFactory()
    person.save()
    return person.user


def statuses(signed_in, address, *users):
    return [signed_in(user).get(address).status_code for user in users]


def test_who_sees_which_page_of_a_round(
    proposal, person, staff, own_counselor, stranger, officer, signed_in, client
):
    for name in ("round", "proposal"):
        page = reverse(name, args=[proposal.pk])
        assert statuses(signed_in, page, staff, stranger, own_counselor, officer) == [200, 404, 403, 403]
        assert client.get(page).status_code == 302
    choosing = reverse("choosing", args=[proposal.pk])
    assert statuses(signed_in, choosing, staff, own_counselor, stranger, officer) == [200, 200, 404, 403]
    assert statuses(signed_in, reverse("rounds"), staff, own_counselor, officer) == [200, 200, 403]


def test_what_cannot_be_taken_back_asks_first(proposal, staff, signed_in):
    """A proposal draws the lottery, and a finished round stays finished."""
    page, client = reverse("round", args=[proposal.pk]), signed_in(staff)
    for state, door in (("closed", "propose"), ("published", "finish_round")):
        MatchRound.objects.update(state=state)
        (form,) = re.findall(
            rf'<form[^>]*action="{reverse(door, args=[proposal.pk])}"[^>]*>', client.get(page).text
        )
        assert "data-confirm" in form


def test_rounds_are_filtered_and_exported_alike(center, round_, staff, signed_in):
    later = a_round(center, [a_run(center, "C")], name="รอบเก็บตก")
    close_lists(later, by=None, at=NOW)
    client, page = signed_in(staff), reverse("rounds")
    for query in ({"name": "เก็บ"}, {"state": "closed"}):
        assert [row.pk for row in client.get(page, query).context["page"]] == [later.pk]
        content = client.get(page, {**query, "format": "xlsx"}).content
        assert [row[0].value for row in openpyxl.load_workbook(io.BytesIO(content)).active][1:] == [
            "รอบเก็บตก"
        ]
    assert "Nothing found" in client.get(page, {"state": "finished"}).content.decode()


def test_only_own_open_runs_are_offered_for_a_new_round(center, runs, staff, own_counselor, signed_in):
    a_run(CenterFactory(), "ELSEWHERE")
    page = reverse("new_round")
    assert signed_in(own_counselor).get(page).status_code == 403
    form = signed_in(staff).get(page).context["form"]
    assert {run.code for run in form.fields["runs"].queryset} == {"A", "B"}
    facts = {
        "name": "r",
        "runs": [run.pk for run in runs],
        "lists_close_on": "1/1/2700",
        "answer_by": "1/2/2700",
    }
    assert signed_in(staff).post(page, {**facts, "answer_by": "1/1/2700"}).status_code == 422


def test_a_new_round_is_opened_by_two_clicks_once(runs, staff, signed_in):
    client, page = signed_in(staff), reverse("new_round")
    key = re.search(r'name="submission_key" value="([^"]+)"', client.get(page).content.decode())[1]
    facts = {
        "name": "r",
        "runs": [run.pk for run in runs],
        "lists_close_on": "1/12/2580",
        "answer_by": "20/12/2580",
        "submission_key": key,
    }
    answers = [client.post(page, facts) for _click in range(2)]
    round_ = MatchRound.objects.get()
    assert [answer.url for answer in answers] == [reverse("round", args=[round_.pk])] * 2
    assert (round_.center, round_.runs.count()) == (runs[0].center, 2)


def test_from_closing_to_publishing_by_clicks(round_, person, staff, head, stranger, signed_in):
    def click(user, name):
        return signed_in(user).post(reverse(name, args=[round_.pk])).status_code

    assert [click(stranger, name) for name in ("close_lists", "reopen_lists", "propose", "finish_round")] == [
        404
    ] * 4
    assert [click(staff, name) for name in ("close_lists", "reopen_lists", "close_lists", "propose")] == [
        302
    ] * 4
    work_here()
    assert Job.objects.get().result_url == reverse("proposal", args=[round_.pk])
    assert click(staff, "publish_round") == 409  # made by the same person
    assert click(head, "publish_round") == 302
    assert Offer.objects.get().graduate == person
    assert click(staff, "finish_round") == 409  # an offer waits


def test_a_proposal_is_filtered_and_exported_alike(center, runs, person, staff, signed_in):
    (left_out,) = people(center, 1, birth_date=None)
    round_ = proposed(center, runs, {person: runs, left_out: runs}, **FAR)
    page = reverse("proposal", args=[round_.pk])

    def names(**filters):
        content = signed_in(staff).get(page, {**filters, "format": "xlsx"}).content
        rows = openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(min_row=2, values_only=True)
        return [(row[0], row[4]) for row in rows]

    assert names(outcome="placed") == [(person.full_name, 1)]
    assert names(outcome="unplaced") == [(left_out.full_name, None)]
    assert names(run="A") == [(person.full_name, 1)]
    assert signed_in(staff).get(page).status_code == 200


def test_reasons_are_for_the_person_once_published(
    proposal, person, staff, own_counselor, trainee, other_counselor, signed_in
):
    page = reverse("explanation", args=[proposal.pk, person.pk])
    assert signed_in(staff).get(page).context["reasons"]
    for user in (own_counselor, trainee):
        assert signed_in(user).get(page).context["reasons"] == []
    publish_round(proposal, by=None, at=NOW)
    for user in (own_counselor, trainee):
        assert len(signed_in(user).get(page).context["reasons"]) == 2
    assert signed_in(other_counselor).get(page).status_code == 404
