"""Pages of the class: scores, results, for everyone."""

import io
from datetime import date

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from enrollment.enums import CompletionResult
from enrollment.models import Assessment, Completion
from tests.enrollment.class_scene import a_class, attended, finish, scored
from tests.factories.agencies import AccountFactory
from tests.factories.enrollment import EnrollmentFactory
from tests.factories.training import TrainerFactory
from training.enums import CourseType

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def run(center):
    run = a_class(center, topics=[(180, 180)])
    for number, session in enumerate(run.sessions.all()):  # the pages read the real clock
        session.day = session.day.replace(year=2024, day=1 + number)
        session.save()
    run.first_day, run.last_day = date(2024, 1, 1), date(2024, 12, 31)
    run.save()
    return run


@pytest.fixture
def session(run):
    return run.sessions.order_by("number").first()


@pytest.fixture
def seats(run):
    return list(run.enrollments.order_by("seat_number"))


@pytest.fixture
def trainer(run):
    trainer = TrainerFactory(center=run.center, user=AccountFactory())
    run.trainers.add(trainer)
    return trainer.user


@pytest.fixture
def pages(run, session):
    return [
        reverse("scores", args=[run.pk, 1]),
        reverse("run_results", args=[run.pk]),
    ]


def test_staff_and_the_runs_trainer_open_every_page(pages, staff, trainer, signed_in):
    for page in pages:
        assert [signed_in(user).get(page).status_code for user in (staff, trainer)] == [200, 200], page


def test_nobody_else_does(pages, run, stranger, counselor, officer, signed_in, client):
    other_trainer = TrainerFactory(center=run.center, user=AccountFactory()).user
    for page in pages:
        answers = [
            signed_in(user).get(page).status_code for user in (stranger, other_trainer, counselor, officer)
        ]
        assert answers == [404, 404, 403, 403], page
        assert client.get(page).status_code == 302


def test_a_topic_or_attempt_that_is_none_is_not_found(run, staff, signed_in):
    client = signed_in(staff)
    assert client.get(reverse("scores", args=[run.pk, 2])).status_code == 404
    for attempt in (0, 100, 99999999999):
        assert client.get(reverse("retest", args=[run.pk, 1, attempt])).status_code == 404


def test_a_class_of_three_costs_as_many_queries_as_one(center, run, pages, staff, signed_in):
    client = signed_in(staff)

    def costs():
        found = []
        for page in pages:
            with CaptureQueriesContext(connection) as queries:
                client.get(page)
            found.append(len(queries))
        return found

    for page in pages:
        client.get(page)
    run.enrollments.last().delete()
    one = costs()
    for _ in range(2):
        EnrollmentFactory(run=run, state="training")
    assert costs() == one


def score(seat, theory, practice):
    return {f"seat{seat.pk}-theory": theory, f"seat{seat.pk}-practice": practice}


def test_scores_are_entered_for_those_assessed(run, seats, trainer, signed_in):
    page = reverse("scores", args=[run.pk, 1])
    data = {"assessed_on": "1/12/2567", **score(seats[0], "60", "59.5"), **score(seats[1], "", "")}
    assert signed_in(trainer).post(page, data).url == reverse("run_results", args=[run.pk])
    row = Assessment.objects.get()
    assert (row.enrollment, float(row.practice), row.assessed_by) == (seats[0], 59.5, trainer)


@pytest.mark.parametrize("wrong", ["101", "-1", "x", "1.234", "NaN"])
def test_a_wrong_score_saves_nobody(run, seats, staff, signed_in, wrong):
    data = {"assessed_on": "1/12/2567", **score(seats[0], "60", "60"), **score(seats[1], wrong, "60")}
    assert signed_in(staff).post(reverse("scores", args=[run.pk, 1]), data).status_code == 422
    assert not Assessment.objects.exists()


@pytest.mark.parametrize("day", ["31/12/2566", "1/12/2700"])
def test_an_assessment_lies_within_the_run(run, seats, staff, signed_in, day):
    data = {"assessed_on": day, **score(seats[0], "60", "60"), **score(seats[1], "60", "60")}
    answer = signed_in(staff).post(reverse("scores", args=[run.pk, 1]), data)
    assert answer.status_code == 422
    assert not Assessment.objects.exists()


def test_results_say_what_is_missing_and_by_which_clause(run, seats, staff, signed_in):
    attended(run, seats[0], 360)
    scored(run, seats[0], 40, 40)
    page = signed_in(staff).get(reverse("run_results", args=[run.pk])).content.decode()
    assert "Attended 0 hours; 4.8 are needed. (clause 53)" in page
    assert "Scores are missing." in page
    assert "Total score 40" in page


def test_a_stale_page_replaces_nothing_unseen(run, seats, staff, trainer, signed_in):
    page = reverse("scores", args=[run.pk, 1])
    stale = {f"seat{seat.pk}-seen": "|" for seat in seats} | {"assessed_on": "20/12/2567"}
    mine = {f"seat{seats[0].pk}-theory": "80", f"seat{seats[0].pk}-practice": "80"}
    other = {f"seat{seats[1].pk}-theory": "50", f"seat{seats[1].pk}-practice": "50"}
    assert signed_in(staff).post(page, stale | mine).status_code == 302
    assert signed_in(trainer).post(page, stale | other).status_code == 302  # says nothing of the first
    assert signed_in(staff).post(page, stale | mine).status_code == 302  # sent twice: the same
    again = mine | {f"seat{seats[0].pk}-theory": "33"}
    answer = signed_in(trainer).post(page, stale | again)
    assert (answer.status_code, "now 80 / 80" in answer.content.decode()) == (422, True)
    first, second = answer.context["forms"]
    assert (first["theory"].value(), second["theory"].value()) == (33, 50)
    assert list(Assessment.objects.order_by("enrollment").values_list("theory", flat=True)) == [80, 50]
    knowing = {
        f"seat{seats[0].pk}-seen": first["seen"].value(),
        f"seat{seats[1].pk}-seen": second["seen"].value(),
    }
    assert signed_in(trainer).post(page, stale | again | other | knowing).status_code == 302
    assert list(Assessment.objects.order_by("enrollment").values_list("theory", flat=True)) == [33, 50]


@pytest.mark.parametrize("strange", ["x|1", "1", "1|2|3", "NaN|"])
def test_what_a_page_saw_is_two_numbers(run, seats, staff, signed_in, strange):
    data = {"assessed_on": "20/12/2567", f"seat{seats[0].pk}-seen": strange}
    assert signed_in(staff).post(reverse("scores", args=[run.pk, 1]), data).status_code == 422


def test_a_retest_has_a_page_where_the_rules_know_one(run, center, staff, signed_in):
    other = a_class(center, 1, kind=CourseType.PRE_EMPLOYMENT, code="K-2")
    for name, args in (("retest", [1, 2]), ("retest_sheet", [2])):
        answers = [
            signed_in(staff).get(reverse(name, args=[row.pk, *args])).status_code for row in (run, other)
        ]
        assert answers == [404, 200]


def test_results_are_confirmed_by_staff_only(run, seats, staff, trainer, stranger, signed_in):
    for seat in seats:
        attended(run, seat, 360)
        scored(run, seat, 80, 80)
    finish(run)
    confirm = reverse("confirm_results", args=[run.pk])
    assert [signed_in(user).post(confirm).status_code for user in (trainer, stranger)] == [403, 404]
    assert not Completion.objects.exists()
    shown = {"decided": [f"{seat.pk}:certificate" for seat in seats]}
    assert signed_in(staff).post(confirm, shown).url == reverse("run_results", args=[run.pk])
    assert Completion.objects.count() == 2
    assert signed_in(staff).post(confirm, shown).status_code == 409
    content = signed_in(staff).get(reverse("run_results", args=[run.pk]), {"format": "xlsx"}).content
    rows = list(openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(min_row=2, values_only=True))
    assert [row[2:6] for row in rows] == [(6, 6, 80, CompletionResult.CERTIFICATE.label)] * 2
