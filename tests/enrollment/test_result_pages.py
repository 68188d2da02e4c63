"""Pages of results, workbooks of scores and days of tests, for everyone."""

import io
import re
from datetime import date

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from enrollment.enums import ConductStep
from enrollment.models import Assessment, Completion, PlannedTest
from enrollment.score_sheets import score_workbook
from enrollment.services import confirm_completions, record_conduct
from tests.clock import NOW
from tests.enrollment.class_scene import a_class, attended, finish, scored
from tests.factories.agencies import AccountFactory
from tests.factories.training import TrainerFactory
from training.enums import CourseType
from training.models import CourseRun

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def run(center):
    run = a_class(center, topics=[(180, 180)], kind=CourseType.PRE_EMPLOYMENT)
    for number, session in enumerate(run.sessions.all()):  # the pages read the real clock
        session.day = session.day.replace(year=2024, day=1 + number)
        session.save()
    days = {"first_day": date(2024, 1, 1), "last_day": date(2024, 12, 31)}
    CourseRun.objects.filter(pk=run.pk).update(seats_taken=2, **days)
    return CourseRun.objects.get(pk=run.pk)


@pytest.fixture
def seats(run):
    return list(run.enrollments.order_by("seat_number"))


@pytest.fixture
def trainer(run):
    trainer = TrainerFactory(center=run.center, user=AccountFactory())
    run.trainers.add(trainer)
    return trainer.user


@pytest.fixture
def planned(run):
    topic = run.curriculum.topics.get()
    return PlannedTest.objects.create(run=run, topic=topic, part="theory", day=date(2024, 12, 20))


@pytest.fixture
def pages(run, planned):
    names = ("run_results", "score_sheet", "upload_scores", "run_tests")
    return [
        *(reverse(name, args=[run.pk]) for name in names),
        reverse("retest_sheet", args=[run.pk, 2]),
        reverse("postpone_test", args=[planned.pk]),
    ]


def test_staff_and_the_runs_trainer_open_them_and_nobody_else(
    pages, run, staff, trainer, stranger, counselor, signed_in, client
):
    other = TrainerFactory(center=run.center, user=AccountFactory()).user
    for page in pages:
        users = (staff, trainer, stranger, other, counselor)
        answers = [signed_in(user).get(page).status_code for user in users]
        assert answers == [200, 200, 404, 404, 403], page
        assert client.get(page).status_code == 302


def uploaded(run, seats, **cells):
    book = openpyxl.load_workbook(io.BytesIO(score_workbook(run, seats, 1)))
    for place, value in cells.items():
        book.active[place] = value
    buffer = io.BytesIO()
    book.save(buffer)
    return SimpleUploadedFile("scores.xlsx", buffer.getvalue())


def test_a_workbook_is_shown_before_it_is_entered(run, seats, trainer, signed_in):
    client, page = signed_in(trainer), reverse("upload_scores", args=[run.pk])
    shown = client.post(page, {"file": uploaded(run, seats, D2=70, E2=80, D3=90)})
    assert (shown.status_code, shown.context["counts"]["new"]) == (200, 3)
    assert not Assessment.objects.exists()
    entries = shown.context["form"].initial["entries"]
    confirm = reverse("confirm_scores", args=[run.pk])
    assert client.post(confirm, {"entries": entries, "assessed_on": ""}).status_code == 422
    assert client.post(confirm, {"entries": entries, "assessed_on": "20/12/2567"}).status_code == 302
    assert Assessment.objects.count() == 2
    again = client.post(confirm, {"entries": entries, "assessed_on": "20/12/2567"})
    assert (again.status_code, Assessment.objects.count()) == (302, 2)  # sent twice: the same
    assert client.post(confirm, {"entries": "forged", "assessed_on": "20/12/2567"}).status_code == 409


def test_a_refused_cell_leaves_nothing_to_confirm(run, seats, staff, signed_in):
    shown = signed_in(staff).post(
        reverse("upload_scores", args=[run.pk]), {"file": uploaded(run, seats, D2=70, D3=101)}
    )
    assert shown.context["form"] is None
    page = shown.content.decode()
    assert "K-1!D3" in page
    assert "A score lies between 0 and 100." in page


def test_a_correction_without_a_reason_loses_nothing_that_was_typed(run, seats, staff, signed_in):
    scored(run, seats[0], 40, 50)
    Assessment.objects.update(entered_at=NOW.replace(year=2024))
    page = reverse("scores", args=[run.pk, 1])
    data = {
        "assessed_on": "20/12/2567",
        f"seat{seats[0].pk}-theory": "77",
        f"seat{seats[0].pk}-practice": "50",
        f"seat{seats[0].pk}-seen": "40|50",
    }
    answer = signed_in(staff).post(page, data)
    assert answer.status_code == 422
    assert 'value="77"' in answer.content.decode()
    assert signed_in(staff).post(page, data | {"reason": "อ่านผิด"}).status_code == 302
    assert "อ่านผิด" in signed_in(staff).get(page).content.decode()


def test_cheating_is_offered_to_staff_where_the_rules_end_the_training(run, seats, staff, trainer, signed_in):
    page, conduct = reverse("scores", args=[run.pk, 1]), reverse("seat_conduct", args=[seats[0].pk])
    assert conduct in signed_in(staff).get(page).content.decode()
    assert conduct not in signed_in(trainer).get(page).content.decode()
    step = ConductStep.CHEATING
    record_conduct(seats[0], step, happened_on=date(2024, 12, 20), reason="ลอกคำตอบ", by=staff, at=NOW)
    results = signed_in(staff).get(reverse("run_results", args=[run.pk])).content.decode()
    assert "Cheated in an assessment" in results
    assert seats[0].graduate.display_name in results


def test_a_test_gets_its_day_and_is_put_off(run, planned, trainer, signed_in):
    client = signed_in(trainer)
    page = reverse("run_tests", args=[run.pk])
    assert client.post(page, {"what": "1-practice", "day": "20/12/2567"}).status_code == 302
    assert client.post(page, {"what": "1-practice", "day": "20/12/2569"}).status_code == 422
    off = reverse("postpone_test", args=[planned.pk])
    facts = {"to_day": "27/12/2567", "told_on": "18/12/2567", "ground": "notice", "reason": "ไฟฟ้าดับ"}
    refused = client.post(off, facts)
    assert refused.status_code == 422  # two working days before
    form = refused.context["form"]
    assert "3 working days before (clause 22)" in form.errors["told_on"][0]
    assert form["reason"].value() == "ไฟฟ้าดับ"  # what was typed stays
    assert client.post(off, facts | {"ground": "cause"}).status_code == 302
    planned.refresh_from_db()
    assert planned.day == date(2024, 12, 27)
    assert "ไฟฟ้าดับ" in client.get(page).content.decode()


@pytest.fixture
def decided(run, seats):
    for seat in seats:
        attended(run, seat, 360)
    scored(run, seats[0], 80, 80)
    scored(run, seats[1], 40, 40)
    finish(run)
    return run


def test_ticked_results_are_confirmed_and_a_changed_one_is_not(decided, seats, staff, signed_in):
    client, confirm = signed_in(staff), reverse("confirm_results", args=[decided.pk])
    assert client.post(confirm, {"decided": [f"{seats[0].pk}:letter"]}).status_code == 409
    assert not Completion.objects.exists()
    client.post(confirm, {"decided": [f"{seats[0].pk}:certificate"], "all": [f"{seats[1].pk}:not_completed"]})
    assert [row.enrollment for row in Completion.objects.all()] == [seats[0]]
    for nonsense in ({}, {"decided": ["x", "1", "1:x", "999999999999999999999:letter"]}):
        client.post(confirm, nonsense)
    assert Completion.objects.count() == 1


def test_the_page_confirms_everyone_as_shown(decided, staff, signed_in):
    client = signed_in(staff)
    page = client.get(reverse("run_results", args=[decided.pk])).content.decode()
    assert page.count('name="all"') == 2
    values = re.findall(r'name="all"\s+value="([^"]+)"', page)
    client.post(reverse("confirm_results", args=[decided.pk]), {"all": values, "everyone": "1"})
    assert sorted(Completion.objects.values_list("result", flat=True)) == ["certificate", "not_completed"]


def test_only_the_head_reopens(decided, seats, staff, head, trainer, stranger, signed_in):
    confirm_completions(decided, by=staff, at=NOW)
    completion = Completion.objects.get(enrollment=seats[1])
    reopen = reverse("reopen_result", args=[completion.pk])
    page = reverse("run_results", args=[decided.pk])
    assert "Reopen the result" not in signed_in(staff).get(page).content.decode()
    assert "Reopen the result" in signed_in(head).get(page).content.decode()
    answers = [
        signed_in(user).post(reopen, {"reason": "x"}).status_code for user in (staff, trainer, stranger)
    ]
    assert answers == [403, 403, 403]
    for reason in ("", "ผ" * 301):  # none, and one of which a part would be lost
        assert signed_in(head).post(reopen, {"reason": reason}).status_code == 409
    assert signed_in(head).post(reopen, {"reason": "พิมพ์ผิด"}).status_code == 302
    seats[1].refresh_from_db()
    assert seats[1].state == "training"


def test_facts_that_changed_since_are_said(decided, staff, signed_in):
    confirm_completions(decided, by=staff, at=NOW)
    page = reverse("run_results", args=[decided.pk])
    assert "differs from the facts now" not in signed_in(staff).get(page).content.decode()
    Assessment.objects.filter(practice=80).update(practice=10)
    assert "differs from the facts now" in signed_in(staff).get(page).content.decode()
