"""The pages about how seats are given, who goes together, and how fair it was."""

import io

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.enums import Role
from enrollment.models import Companion, MatchPolicy
from enrollment.queries import fairness
from enrollment.queries.fairness import Rate
from enrollment.services import choose
from tests.clock import NOW
from tests.conftest import account_of
from tests.enrollment.rounds_scene import a_round, a_run, people, poor_people, proposed
from tests.factories.agencies import CenterFactory, ProvinceFactory, SchoolFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def run(center):
    return a_run(center, "A", seats=8)


@pytest.fixture
def big(center, run, school):
    """Eleven people of two schools, six of them poor; eight seats."""
    other = SchoolFactory(name_th="โรงเรียนเล็ก")
    everyone = [*poor_people(center, 6), *people(center, 2), *people(center, 3, school=other)]
    for person in everyone[:8]:
        person.school = school
        person.save()
    return proposed(center, [run], {person: [run] for person in everyone})


def page(client, name, *keys, **query):
    return client.get(reverse(name, args=keys), query)


@pytest.mark.parametrize(
    "name", ["match_policies", "new_policy", "round_policy", "fairness", "fairness_rounds", "companions"]
)
def test_who_enters(name, signed_in, head, center, run, officer):
    (person,) = people(center, 1)
    round_ = proposed(center, [run], {person: [run]})
    keys = {
        "match_policies": [],
        "new_policy": [],
        "fairness_rounds": [],
        "companions": [round_.pk, person.pk],
    }.get(name, [round_.pk])
    stranger = account_of(CenterFactory(), Role.HEAD)
    volunteer = account_of(center, Role.VOLUNTEER)
    assert page(signed_in(head), name, *keys).status_code == 200
    assert page(signed_in(volunteer), name, *keys).status_code == 403
    assert page(signed_in(stranger), name, *keys).status_code == (404 if round_.pk in keys else 200)
    anonymous = signed_in(head)
    anonymous.logout()
    assert page(anonymous, name, *keys).status_code == 302


def test_only_the_head_settles_a_version(signed_in, head, staff, center):
    form = {
        "poverty": 20, "disability": 20, "never_entered": 10, "left_early": 5, "km_1": 10, "near_1": 6,
        "km_2": 30, "near_2": 2, "lodging": "seats", "meals": "told", "together": "on", "reason": "far homes",
    }  # fmt: skip
    assert signed_in(staff).post(reverse("new_policy"), form).status_code == 403
    answer = signed_in(head).post(reverse("new_policy"), form | {"near_2": ""})
    assert answer.status_code == 422
    assert "both a distance and points" in answer.content.decode()
    narrow = signed_in(head).post(reverse("new_policy"), form | {"km_2": 12})
    assert (narrow.status_code, list(narrow.context["form"].errors)) == (422, ["km_1"])
    assert 'value="far homes"' in narrow.content.decode()
    assert signed_in(head).post(reverse("new_policy"), form).status_code == 302
    (policy,) = MatchPolicy.objects.all()
    assert (policy.content["distance"], policy.content["lodging"]) == ([[10, 6], [30, 2]], "seats")
    shown = page(signed_in(staff), "match_policies").content.decode()
    assert "far homes" in shown
    assert "Home up to 30 km from the run" in shown


def test_everybody_who_takes_part_reads_the_policy(signed_in, counselor, center, run):
    round_ = a_round(center, [run])
    shown = page(signed_in(counselor), "round_policy", round_.pk).content.decode()
    assert "20 points" in shown
    assert "a lottery, whose seed is sealed" in shown


def test_a_pair_is_noted_and_taken_back(signed_in, staff, center, run):
    round_, (one, other) = a_round(center, [run]), people(center, 2)
    for person in (one, other):
        choose(round_, person, [run], by=None, at=NOW)
    client, note = signed_in(staff), reverse("go_together", args=[round_.pk, one.pk])
    assert other.full_name in page(client, "companions", round_.pk, one.pk).content.decode()
    assert client.post(note, {"other": str(other.pk)}).status_code == 302
    assert Companion.objects.count() == 2
    assert "Wishes to go together with" in page(client, "companions", round_.pk, one.pk).content.decode()
    assert "Wishes to go together with" in page(client, "choices", round_.pk, other.pk).content.decode()
    assert client.post(note, {"other": "nobody"}).status_code == 404
    assert client.post(note).status_code == 302
    assert not Companion.objects.exists()


def test_what_would_have_changed_it_is_asked_for(signed_in, staff, center):
    run = a_run(center, "A", seats=1)
    (poor,), (plain,) = poor_people(center, 1), people(center, 1)
    round_ = proposed(center, [run], {poor: [run], plain: [run]})
    client = signed_in(staff)
    assert "tried" not in page(client, "explanation", round_.pk, plain.pk).content.decode()
    shown = page(client, "explanation", round_.pk, plain.pk, **{"try": 1}).content.decode()
    assert "With 1 more seat this person would sit here (tried)." in shown


def test_fairness_in_figures(signed_in, staff, big):
    tables = {table.title: table.rates for table in fairness.tables(big.proposal)}
    assert [(rate.people, rate.placed) for rate in tables["Poor household"]] == [(5, 2), (6, 6)]
    assert fairness.total(big.proposal) == Rate("", 11, 8, 8)
    shown = page(signed_in(staff), "fairness", big.pk).content.decode()
    assert "Had it been first come, first served" in shown
    assert "73 %" in shown


def test_a_line_about_few_is_not_shown_nor_to_be_had_from_the_others(big):
    """Three people of the small school would be eleven less eight: so no school is shown at all."""
    tables = {table.title for table in fairness.tables(big.proposal)}
    assert "School" not in tables
    assert "Disability" not in tables


@pytest.mark.parametrize(
    ("sizes", "shown"),
    [
        ((9, 8), [9, 8]),
        ((9, 4), [13]),
        ((9, 8, 3, 1), [9, 12]),
        ((9, 8, 3, 2), [9, 8, 5]),
        ((4,), []),
    ],
)
def test_small_lines_go_together(sizes, shown):
    rates = [Rate(f"r{number}", size, 0, 0) for number, size in enumerate(sizes)]
    found = fairness._discreet(rates)
    assert [rate.people for rate in found] == shown
    assert all(rate.people >= fairness.SMALLEST for rate in found)


def test_a_cutoff_of_few_is_not_shown(big, center):
    (line,) = fairness.seat_lines(big.proposal)
    assert (line.run, line.people, line.cutoff) == ("A", 8, 0)
    small = a_run(center, "S", seats=2)
    round_ = proposed(center, [small], {person: [small] for person in people(center, 3)})
    assert list(fairness.seat_lines(round_.proposal)) == []
    assert fairness.unsaid(round_.proposal) == 1


def test_fairness_as_a_workbook(signed_in, staff, big):
    answer = page(signed_in(staff), "fairness", big.pk, format="xlsx")
    content = b"".join(answer) if answer.streaming else answer.content
    rows = list(openpyxl.load_workbook(io.BytesIO(content)).active.values)
    assert rows[1][:4] == ("Everybody", None, 11, 8)
    assert any(row[0] == "Poor household" for row in rows)


def test_an_officer_of_the_province_reads_the_figures(signed_in, officer, big):
    elsewhere = account_of(CenterFactory(provinces=[ProvinceFactory(code="52")]), Role.OFFICER)
    assert page(signed_in(officer), "fairness", big.pk).status_code == 200
    assert big.name in page(signed_in(officer), "fairness_rounds").content.decode()
    assert big.name not in page(signed_in(elsewhere), "fairness_rounds").content.decode()
    assert page(signed_in(elsewhere), "fairness", big.pk).status_code == 404


def test_the_page_takes_the_same_queries_with_one_and_three_people(signed_in, staff, center):
    counts = []
    for number in (1, 3):
        run = a_run(center, f"A{number}", seats=8)
        round_ = proposed(center, [run], {person: [run] for person in people(center, number)})
        client = signed_in(staff)
        with CaptureQueriesContext(connection) as asked:
            page(client, "fairness", round_.pk)
        counts.append(len(asked))
    assert counts[0] == counts[1]
