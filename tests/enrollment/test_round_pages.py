"""Pages of rounds, offers and seats, for everyone."""

import io
import re
from datetime import date, timedelta
from uuid import uuid4

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.models import AuditEntry, Job
from enrollment.models import Enrollment, MatchRound, Offer, Preference
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
def offer(proposal):
    (offer,) = publish_round(proposal, by=None, at=NOW)
    return offer


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


def test_a_counselor_without_a_list_loses_sight_of_a_closed_round(round_, other_counselor, signed_in):
    choosing = reverse("choosing", args=[round_.pk])
    assert signed_in(other_counselor).get(choosing).status_code == 200
    close_lists(round_, by=None, at=NOW)
    assert signed_in(other_counselor).get(choosing).status_code == 404


def test_the_choosing_list_shows_only_the_own_people(
    center, round_, person, own_counselor, other_counselor, signed_in
):
    choosing = reverse("choosing", args=[round_.pk])
    assert person.full_name in signed_in(own_counselor).get(choosing).content.decode()
    assert person.full_name not in signed_in(other_counselor).get(choosing).content.decode()


def test_people_with_and_without_a_list_are_told_apart(center, round_, person, staff, signed_in):
    (silent,) = people(center, 1)
    choosing = reverse("choosing", args=[round_.pk])

    def shown(value):
        return [row.pk for row in signed_in(staff).get(choosing, {"has_list": value}).context["page"]]

    assert (shown("yes"), shown("no")) == ([person.pk], [silent.pk])


def test_the_choosing_list_is_exported_under_its_filter(center, round_, runs, person, staff, signed_in):
    (without,) = people(center, 1)
    choose(round_, person, runs[:2], by=staff, at=NOW)
    page = reverse("choosing", args=[round_.pk])

    def rows(**filters):
        content = signed_in(staff).get(page, {**filters, "format": "xlsx"}).content
        sheet = openpyxl.load_workbook(io.BytesIO(content)).active
        return [(row[0], row[2]) for row in sheet.iter_rows(min_row=2, values_only=True)]

    codes = ", ".join(run.code for run in runs[:2])
    assert rows(has_list="yes") == [(person.full_name, codes)]
    assert rows(has_list="no") == [(without.full_name, None)]


def test_lists_cost_the_same_with_three_people_as_with_one(
    center, round_, runs, staff, signed_in, django_assert_num_queries
):
    client, choosing = signed_in(staff), reverse("choosing", args=[round_.pk])
    client.get(choosing)
    with CaptureQueriesContext(connection) as one:
        client.get(choosing)
    for other in people(center, 2):
        choose(round_, other, runs, by=None, at=NOW)
    with django_assert_num_queries(len(one)):
        client.get(choosing)


@pytest.mark.parametrize("who", ["staff", "own_counselor", "trainee"])
def test_a_list_is_entered_by_staff_counselor_or_the_person(who, request, round_, runs, person, signed_in):
    user = request.getfixturevalue(who)
    page = reverse("choices", args=[round_.pk, person.pk])
    assert signed_in(user).get(page).status_code == 200
    answer = signed_in(user).post(page, {"choice_1": runs[1].pk})
    assert answer.url == reverse("choosing", args=[round_.pk])
    assert list(Preference.objects.values_list("run__code", flat=True)) == ["B"]


def test_a_list_sent_twice_counts_once_and_its_later_choices_are_seen(center, staff, signed_in):
    runs = [a_run(center, code) for code in "ABCDEF"]
    (person,) = people(center, 1)
    page = reverse("choices", args=[a_round(center, runs).pk, person.pk])
    client, further = signed_in(staff), re.compile("<details +open")
    assert not further.search(client.get(page).content.decode())
    form = {f"choice_{rank}": run.pk for rank, run in enumerate(runs, 1)} | {"submission_key": str(uuid4())}
    assert [client.post(page, form).status_code for _ in range(2)] == [302, 302]
    assert AuditEntry.objects.filter(action="round.chosen").count() == 1
    assert further.search(client.get(page).content.decode())


def test_closed_lists_say_so_before_anybody_types(round_, person, staff, signed_in):
    page = reverse("choices", args=[round_.pk, person.pk])
    close_lists(round_, by=None, at=NOW)
    said = signed_in(staff).get(page).content.decode()
    assert ("are closed" in said, "Save the list" in said) == (True, False)


def test_a_list_that_is_refused_stays_on_the_page(round_, runs, person, staff, signed_in):
    page = reverse("choices", args=[round_.pk, person.pk])
    close_lists(round_, by=None, at=NOW)
    answer = signed_in(staff).post(page, {"choice_1": runs[1].pk}, headers={"Referer": page})
    assert (answer.status_code, answer.context["form"]["choice_1"].value()) == (422, str(runs[1].pk))


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


def test_nobody_else_enters_it(round_, runs, person, stranger, other_counselor, officer, signed_in):
    page = reverse("choices", args=[round_.pk, person.pk])
    answers = [
        signed_in(user).post(page, {"choice_1": runs[1].pk}).status_code
        for user in (stranger, other_counselor, officer)
    ]
    assert answers == [404, 404, 403]
    assert Preference.objects.count() == 2


def test_a_run_ranked_twice_is_an_error_at_its_field(round_, runs, person, staff, signed_in):
    page = reverse("choices", args=[round_.pk, person.pk])
    answer = signed_in(staff).post(page, {"choice_1": runs[0].pk, "choice_2": runs[0].pk})
    assert answer.status_code == 422
    assert "choice_2" in answer.context["form"].errors


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


def test_offers_are_seen_by_those_concerned(
    offer, person, staff, own_counselor, stranger, other_counselor, officer, signed_in, client
):
    page = reverse("offers")
    for user, seen in ((staff, True), (own_counselor, True), (stranger, False), (other_counselor, False)):
        assert (person.full_name in signed_in(user).get(page).content.decode()) is seen
    assert signed_in(officer).get(page).status_code == 403
    assert client.get(page).status_code == 302


@pytest.mark.parametrize("who", ["staff", "own_counselor", "trainee"])
def test_an_offer_is_accepted_by_the_person_or_for_them(who, request, offer, signed_in):
    user = request.getfixturevalue(who)
    answer = signed_in(user).post(reverse("accept_offer", args=[offer.pk]))
    assert answer.url == reverse("home" if who == "trainee" else "offers")
    assert Enrollment.objects.get().offer == offer


def test_nobody_else_answers_it(offer, stranger, other_counselor, officer, signed_in):
    for name in ("accept_offer", "decline_offer"):
        address = reverse(name, args=[offer.pk])
        assert [
            signed_in(user).post(address).status_code for user in (stranger, other_counselor, officer)
        ] == [404, 404, 403]
    offer.refresh_from_db()
    assert offer.state == "open"


def test_an_offer_declined_is_not_accepted_any_more(offer, staff, signed_in):
    client = signed_in(staff)
    assert client.post(reverse("decline_offer", args=[offer.pk])).status_code == 302
    assert client.post(reverse("accept_offer", args=[offer.pk])).status_code == 409


def test_what_waits_for_an_answer_stands_first(center, offer, staff, signed_in):
    (early,) = people(center, 1)
    day = offer.answer_by - timedelta(days=9)
    answered = Offer.objects.create(
        graduate=early, run=offer.run, answer_by=day, offered_at=NOW, state="declined", answered_at=NOW
    )
    page = signed_in(staff).get(reverse("offers")).context["page"]
    assert [row.pk for row in page] == [offer.pk, answered.pk]


def test_offers_are_filtered_and_exported_alike(
    center, offer, person, staff, signed_in, django_assert_num_queries
):
    client, page = signed_in(staff), reverse("offers")
    content = client.get(
        page, {"state": "open", "name": person.given_name, "run": "a", "format": "xlsx"}
    ).content
    rows = list(openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(min_row=2, values_only=True))
    assert [row[0] for row in rows] == [person.full_name]
    assert person.full_name not in client.get(page, {"state": "lapsed"}).content.decode()
    with CaptureQueriesContext(connection) as one:
        client.get(page)
    runs = [a_run(center, "C"), a_run(center, "D")]
    publish_round(proposed(center, runs, dict.fromkeys(people(center, 2), runs), **FAR), by=None, at=NOW)
    with django_assert_num_queries(len(one)):
        client.get(page)
