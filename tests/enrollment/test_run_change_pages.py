"""Pages on which a run is changed with its people: seen first, then done; the hub, the published list, beds, closing."""

import io

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from enrollment.enums import SeenHow
from enrollment.models import Sighting
from enrollment.services import enroll, publish_selection
from tests.clock import NOW
from tests.factories.enrollment import GraduateFactory
from tests.factories.training import CurriculumFactory, RuleSetFactory, RunFactory, SessionFactory
from training.enums import OrientationPart, RunState
from training.models import CourseRun, Orientation

OWN_PAGES = [
    "run_next", "selections", "provide_run", "close_run", "call_off", "merge_runs", "defer_run", "run_changes",
]  # fmt: skip


@pytest.fixture(autouse=True)
def in_english(settings, db):
    settings.LANGUAGE_CODE = "en"
    RuleSetFactory()


@pytest.fixture
def curriculum():
    return CurriculumFactory(topics=[(180, 0)])


@pytest.fixture
def run(center, curriculum):
    return RunFactory(center=center, curriculum=curriculum, code="R-1", beds=1)


def seated(run, **facts):
    return enroll(GraduateFactory(**facts), run, reason="x", by=None, at=NOW)


@pytest.mark.parametrize("name", OWN_PAGES)
def test_who_sees_the_pages(name, run, client, signed_in, staff, counselor, stranger):
    page = reverse(name, args=[run.pk])
    assert signed_in(staff).get(page).status_code == 200
    assert signed_in(counselor).get(page).status_code == 403
    assert signed_in(stranger).get(page).status_code == 404
    assert client.get(page).status_code == 302


@pytest.mark.parametrize("state", RunState)
def test_the_hub_says_what_is_next_in_every_state(state, run, signed_in, staff):
    into = RunFactory() if state == RunState.MERGED else None
    CourseRun.objects.filter(pk=run.pk).update(state=state, merged_into=into)
    answer = signed_in(staff).get(reverse("run_next", args=[run.pk]))
    over = state in (RunState.CANCELLED, RunState.MERGED)
    assert ("Nothing more is to be done." in answer.text) is over
    assert signed_in(staff).get(reverse("run", args=[run.pk])).status_code == 200


def test_the_hub_counts_what_is_missing(run, signed_in, staff):
    seated(run)
    CourseRun.objects.filter(pk=run.pk).update(state=RunState.CONFIRMED)
    page = reverse("run_next", args=[run.pk])
    said = signed_in(staff).get(page).text
    assert "List of selected people published (clause 10)" in said
    assert "Orientation: Before the training (clause 13)" in said
    states = {item["label"]: item["state_label"] for item in signed_in(staff).get(page).context["items"]}
    assert states["List of selected people published (clause 10)"] == "to do"
    publish_selection(run, by=staff, at=NOW)
    states = {item["label"]: item["state_label"] for item in signed_in(staff).get(page).context["items"]}
    assert states["List of selected people published (clause 10)"] == "done"


def test_a_run_is_called_off_only_as_it_was_shown(run, signed_in, staff):
    browser, page = signed_in(staff), reverse("call_off", args=[run.pk])
    seat = seated(run)
    seen = browser.get(page).context["preview"].fingerprint
    other = seated(run)
    answer = browser.post(page, {"reason": "ครูลาออก", "seen": seen})
    assert answer.status_code == 422
    assert "changed since you looked" in answer.text
    assert other.graduate.display_name in answer.text
    run.refresh_from_db()
    assert run.state == RunState.OPEN
    browser.post(page, {"reason": "ครูลาออก", "seen": answer.context["preview"].fingerprint})
    run.refresh_from_db()
    assert (run.state, run.seats_taken) == (RunState.CANCELLED, 0)
    changes = browser.get(reverse("run_changes", args=[run.pk])).text
    assert seat.graduate.display_name in changes
    assert "It can no longer be taken back" in changes


def test_without_a_preview_nothing_is_called_off(run, signed_in, staff):
    assert signed_in(staff).post(reverse("call_off", args=[run.pk]), {"reason": "x"}).status_code == 422
    run.refresh_from_db()
    assert run.state == RunState.OPEN


def test_a_merger_is_shown_done_and_taken_back(run, center, curriculum, signed_in, staff):
    browser = signed_in(staff)
    into = RunFactory(center=center, curriculum=curriculum, code="R-2")
    seat = seated(run)
    page = reverse("merge_runs", args=[run.pk]) + f"?into={into.pk}"
    shown = browser.get(page)
    assert "The seat moves to the other run" in shown.text
    said = {"reason": "คนน้อย", "seen": shown.context["preview"].fingerprint}
    assert browser.post(page, said).url == reverse("run_changes", args=[run.pk])
    assert into.enrollments.get().graduate == seat.graduate
    change = run.changes.get()
    browser.post(reverse("undo_run_change", args=[change.pk]))
    run.refresh_from_db()
    assert (run.state, run.seats_taken) == (RunState.OPEN, 1)
    people = browser.get(reverse("run_people", args=[run.pk]))
    assert [one.state for one in people.context["seats"]] == ["enrolled"]  # who sits here stands there once
    assert [one.pk for one in people.context["former"]] == [seat.pk]  # and the seat given up below the list
    assert "1 seat was given up" in people.text


def test_a_run_that_is_no_choice_is_not_merged_into(run, signed_in, staff):
    elsewhere = RunFactory(code="X")
    page = reverse("merge_runs", args=[run.pk]) + f"?into={elsewhere.pk}"
    answer = signed_in(staff).post(page, {"reason": "x", "seen": ""})
    assert answer.status_code == 422
    assert "No run to merge into" in answer.text


def test_a_run_is_moved_as_it_was_shown(run, signed_in, staff):
    seated(run)
    browser = signed_in(staff)
    page = reverse("defer_run", args=[run.pk]) + "?first_day=11/1/2570&last_day=29/1/2570"
    shown = browser.get(page)
    assert "Keeps the seat" in shown.text
    browser.post(page, {"reason": "น้ำท่วม", "seen": shown.context["preview"].fingerprint})
    run.refresh_from_db()
    assert (run.first_day.isoformat(), run.seats_taken) == ("2027-01-11", 1)


def test_days_that_cannot_be_are_said_on_the_page(run, signed_in, staff):
    page = reverse("defer_run", args=[run.pk])
    assert "after today" in signed_in(staff).get(page + "?first_day=1/1/2569&last_day=29/1/2570").text
    backwards = signed_in(staff).get(page + "?first_day=29/1/2570&last_day=11/1/2570")
    assert backwards.context["preview"] is None


def test_strangers_take_nothing_back(run, center, curriculum, signed_in, staff, stranger):
    into = RunFactory(center=center, curriculum=curriculum)
    page = reverse("merge_runs", args=[run.pk]) + f"?into={into.pk}"
    seen = signed_in(staff).get(page).context["preview"].fingerprint
    signed_in(staff).post(page, {"reason": "x", "seen": seen})
    undo = reverse("undo_run_change", args=[run.changes.get().pk])
    assert signed_in(stranger).post(undo).status_code == 404


def test_a_list_is_published_printed_and_downloaded_and_who_looked_is_noted(run, signed_in, staff):
    browser, seat = signed_in(staff), seated(run)
    answer = browser.post(reverse("publish_selection", args=[run.pk]))
    assert answer.url == reverse("selection", args=[run.pk, 1])
    assert seat.graduate.full_name in browser.get(answer.url).text
    sheet = openpyxl.load_workbook(io.BytesIO(browser.get(answer.url + "?format=xlsx").content)).active
    assert [cell.value for cell in sheet[2]][:2] == [1, seat.graduate.full_name]
    seen = Sighting.objects.filter(person_id=seat.graduate_id, account_id=staff.pk).values_list(
        "how", flat=True
    )
    assert {SeenHow.LIST, SeenHow.EXPORT} <= set(seen)
    assert browser.post(reverse("publish_selection", args=[run.pk])).status_code == 409
    assert browser.get(reverse("selection", args=[run.pk, 2])).status_code == 404


def test_beds_are_asked_for_and_given_back_on_the_page(run, signed_in, staff, stranger):
    seat = seated(run)
    page = reverse("bed", args=[seat.pk])
    assert signed_in(stranger).post(page, {"wanted": "yes"}).status_code == 404
    signed_in(staff).post(page, {"wanted": "yes"})
    assert "has a bed" in signed_in(staff).get(reverse("run_people", args=[run.pk])).text
    signed_in(staff).post(page, {"wanted": "no"})
    run.refresh_from_db()
    assert run.beds_taken == 0


def test_more_beds_on_the_page_reach_those_who_wait(run, signed_in, staff):
    seats = [seated(run, needs_lodging=True) for _person in range(2)]
    signed_in(staff).post(reverse("provide_run", args=[run.pk]), {"beds": 2, "meals": 5})
    seats[1].refresh_from_db()
    assert seats[1].lodging == "bed"
    fewer = signed_in(staff).post(reverse("provide_run", args=[run.pk]), {"beds": 1})
    assert fewer.status_code == 422


def test_a_run_with_its_orientations_is_closed_without_a_reason(run, signed_in, staff):
    CourseRun.objects.filter(pk=run.pk).update(state=RunState.FINISHED)
    for part in OrientationPart:
        Orientation.objects.create(run=run, part=part, held_on=NOW.date(), held_by="x", recorded_at=NOW)
    signed_in(staff).post(reverse("close_run", args=[run.pk]))
    run.refresh_from_db()
    assert run.state == RunState.CLOSED


@pytest.mark.parametrize("name", ["call_off", "run_changes"])
def test_more_people_are_no_more_queries(name, run, signed_in, staff):
    seated(run)
    browser = signed_in(staff)

    def queries():
        with CaptureQueriesContext(
            connection,
        ) as made:
            browser.get(reverse(name, args=[run.pk]))
        return len(made)

    queries()
    one = queries()
    for _person in range(2):
        seated(run)
    assert queries() == one


def test_what_is_lacking_is_named_before_training_begins(run, signed_in, staff):
    """No day, no published list, no orientation: named and asked, and no longer when it is there."""
    seated(run)
    session = SessionFactory(run=run)
    CourseRun.objects.filter(pk=run.pk).update(state=RunState.CONFIRMED)
    browser, page = signed_in(staff), reverse("run_people", args=[run.pk])
    shown = browser.get(page)
    assert shown.context["lacking"] == [
        "1 session has no day",
        "No list of the selected people is published (clause 10)",
        "The orientation of the beginning is not recorded (clause 13)",
    ]
    assert "Begin the training although this is lacking: 1 session has no day;" in shown.text
    publish_selection(run, by=staff, at=NOW)
    orientation(run, OrientationPart.START)
    session.delete()
    shown = browser.get(page)
    assert shown.context["lacking"] == []
    assert "Begin the training? Attendance can then be taken" in shown.text


def orientation(run, part):
    return Orientation.objects.create(
        run=run, part=part, held_on=NOW.date(), held_by="x", recorded_at=NOW, recorded_by=None
    )
