"""Pages of the lists of a round: who has ranked which runs, who enters a list, and what is refused."""

import io
import re
from datetime import date
from uuid import uuid4

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.models import AuditEntry
from enrollment.models import Preference
from enrollment.services import choose, close_lists
from tests.clock import NOW
from tests.enrollment.rounds_scene import a_round, a_run, people
from tests.factories.agencies import AccountFactory, MembershipFactory

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
def own_counselor(person):
    return MembershipFactory(agency=person.school, role="counselor").user


@pytest.fixture
def trainee(person):
    person.user = AccountFactory()
    person.save()
    return person.user


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
