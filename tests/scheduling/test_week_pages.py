"""Pages of weeks and sessions: the week of a centre, moving a session, the list of sessions, sessions in need."""

import io
from datetime import date

import openpyxl
import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from scheduling import services
from scheduling.models import Assignment
from tests.clock import NOW
from tests.factories.agencies import AccountFactory
from tests.factories.training import RoomFactory
from tests.scheduling.scene import (
    FRIDAY,
    MONDAY,
    WEEK,
    address,
    open_welding,
    published,
    small_center,
    solved,
)
from training import services as services_of_training
from training.enums import Slot
from training.models import Trainer


@pytest.fixture(autouse=True)
def in_english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def trainer(center):
    small_center(center)
    Trainer.objects.update(user=AccountFactory())
    return Trainer.objects.get()


@pytest.fixture
def run(center, trainer):
    run = open_welding(center)
    published(center, [run])
    return run


@pytest.fixture
def session(run):
    return run.sessions.order_by("number").last()


@pytest.fixture
def proposal(center, run):
    return solved(center, [open_welding(center, "W-2")])


@pytest.fixture
def room(run):
    return Assignment.objects.filter(session__run=run).first().room


@pytest.mark.parametrize("by", ["room", "trainer", "run"])
def test_the_week_of_the_centre(by, signed_in, staff, run, trainer, room):
    page = signed_in(staff).get(reverse("timetable"), WEEK | {"by": by})
    row = {"trainer": str(trainer), "run": run.code, "room": str(room)}[by]
    assert row in page.context["rows"]
    assert reverse("move_session", args=[run.sessions.first().pk]) in page.content.decode()


def test_the_week_before_and_after_keep_the_filters(signed_in, staff, run, room):
    query = WEEK | {"kind": room.kind_id, "by": "run"}
    week = signed_in(staff).get(reverse("timetable"), query).context["week"]
    assert "week=2026-11-23" in week["previous"]
    assert "week=2026-12-07" in week["following"]
    assert all(f"kind={room.kind_id}&by=run" in week[name] for name in ("previous", "following"))


def test_the_filters_keep_the_week(signed_in, staff, run):
    page = signed_in(staff).get(reverse("timetable"), WEEK).content.decode()
    assert '<input type="hidden" name="week" value="2026-11-30"' in page


def test_another_week_shows_its_holidays_and_no_lessons(signed_in, staff, run):
    page = signed_in(staff).get(reverse("timetable"), {"week": "2026-12-09"})
    assert page.context["lessons"] == []
    assert {day.date for day in page.context["days"] if day.closed} == {date(2026, 12, 7), date(2026, 12, 10)}


def test_a_week_that_cannot_be_read_is_this_week(signed_in, staff, run):
    assert signed_in(staff).get(reverse("timetable"), {"week": "31/12"}).status_code == 200


def test_the_week_is_filtered(signed_in, staff, run, trainer):
    browser = signed_in(staff)
    assert len(browser.get(reverse("timetable"), WEEK | {"trainer": trainer.pk}).context["lessons"]) == 3
    assert len(browser.get(reverse("timetable"), WEEK | {"kind": "classroom"}).context["lessons"]) == 1


@pytest.mark.parametrize("name", ["run_timetable:run", "trainer_week:trainer", "room_week:room"])
def test_parts_of_other_pages_come_without_their_frame(name, request, signed_in, staff, run):
    page = address(name, request)
    whole = signed_in(staff).get(page, WEEK).content.decode()
    part = signed_in(staff).get(page, WEEK, headers={"hx-request": "true"}).content.decode()
    assert "<html" in whole
    assert "<html" not in part
    assert part.strip() in whole


# Moving a session --------------------------------------------------------------------------------------


def move(browser, session, **changes):
    booked = Assignment.objects.get(session=session)
    data = {
        "day": "4 ธ.ค. 2569",
        "slot": Slot.MORNING,
        "room": booked.room_id,
        "trainers": [booking.trainer_id for booking in booked.bookings.all()],
    }
    return browser.post(reverse("move_session", args=[session.pk]), data | changes)


def test_move_a_session_and_let_it_go(signed_in, staff, session):
    browser = signed_in(staff)
    assert move(browser, session).url == f"{reverse('timetable')}?week=2026-11-30"
    booked = Assignment.objects.get(session=session)
    assert (booked.day, booked.is_locked) == (FRIDAY, True)
    assert "Fixed by hand" in browser.get(reverse("move_session", args=[session.pk])).content.decode()
    browser.post(reverse("unlock_session", args=[session.pk]))
    assert not Assignment.objects.get(session=session).is_locked


def test_the_form_begins_with_what_is_booked(signed_in, staff, session, trainer):
    form = signed_in(staff).get(reverse("move_session", args=[session.pk])).context["form"]
    booked = Assignment.objects.get(session=session)
    assert (form.initial["day"], form.initial["room"]) == (booked.day, booked.room_id)
    assert form.initial["trainers"] == [trainer.pk]


def test_a_move_that_is_refused_says_why_on_the_form(signed_in, staff, session):
    response = move(signed_in(staff), session, day="30 พ.ย. 2569", slot=Slot.MORNING)
    assert response.status_code == 422
    assert "The topics would no longer be taught in their order." in response.content.decode()


def test_rooms_of_another_centre_are_no_choice(signed_in, staff, session):
    assert move(signed_in(staff), session, room=RoomFactory().pk).status_code == 422


# The list of sessions ----------------------------------------------------------------------------------


def sheet(response):
    return list(openpyxl.load_workbook(io.BytesIO(response.content)).active.iter_rows(values_only=True))


def test_sessions_as_a_spreadsheet(signed_in, staff, center, run, trainer):
    open_welding(center, "W-2")
    rows = sheet(signed_in(staff).get(reverse("sessions"), {"format": "xlsx"}))
    assert len(rows) == 7
    first = dict(zip(rows[0], rows[1], strict=True))
    assert (first["Run"], first["Number"], first["Part"], first["Minutes"]) == ("W-1", 1, "Theory", 180)
    assert (first["Day"].date(), first["Half day"], first["Trainers"]) == (MONDAY, "Morning", str(trainer))
    assert dict(zip(rows[0], rows[4], strict=True))["Day"] is None
    dated = sheet(signed_in(staff).get(reverse("sessions"), {"format": "xlsx", "dated": "yes"}))
    assert {row[0] for row in dated[1:]} == {"W-1"}


def queries(browser, page, query):
    browser.get(page, query)
    with CaptureQueriesContext(connection) as found:
        assert browser.get(page, query).status_code == 200
    return len(found)


@pytest.mark.parametrize("name", ["timetable", "sessions", "plans", "new_plan"])
def test_pages_ask_as_much_for_three_runs_as_for_one(name, signed_in, staff, center, run):
    small_center(center, classrooms=3, workshops=3, trainers=3)
    browser, page = signed_in(staff), reverse(name)
    before = queries(browser, page, WEEK)
    published(center, [open_welding(center, "W-2"), open_welding(center, "W-3")])
    services.request_plan(center=center, runs=[run], by=staff, at=NOW)
    assert queries(browser, page, WEEK) == before


def test_proposals_are_filtered_and_exported_alike(signed_in, staff, center, run, proposal):
    other = services.request_plan(center=center, runs=[open_welding(center, "W-9")], by=staff, at=NOW)
    browser, page, query = signed_in(staff), reverse("plans"), {"run": other.runs.get().pk}
    assert [plan.pk for plan in browser.get(page, query).context["page"]] == [other.pk]
    content = browser.get(page, {**query, "format": "xlsx"}).content
    assert [row[2].value for row in openpyxl.load_workbook(io.BytesIO(content)).active][1:] == ["W-9"]
    found = {plan.pk for plan in browser.get(page, {"state": proposal.state}).context["page"]}
    assert proposal.pk in found
    assert other.pk not in found


def test_a_proposal_asks_as_much_for_three_runs_as_for_one(signed_in, staff, center, run, proposal):
    small_center(center, classrooms=3, workshops=3, trainers=3)
    larger = solved(center, [open_welding(center, f"X-{number}") for number in range(3)])
    pages = [reverse("plan", args=[plan.pk]) for plan in (proposal, larger)]
    counts = [queries(signed_in(staff), page, WEEK) for page in pages]
    assert counts[0] == counts[1]


def test_free_places_are_one_click_away(signed_in, staff, session):
    browser, page = signed_in(staff), reverse("move_session", args=[session.pk])
    free = browser.get(page).context["free"][0]
    data = {"day": free.day.isoformat(), "slot": free.slot, "room": free.room.pk}
    assert (
        browser.post(page, data | {"trainers": [trainer.pk for trainer in free.trainers]}).status_code == 302
    )
    booked = Assignment.objects.get(session=session)
    assert (booked.day, booked.slot) == (free.day, free.slot)


def test_the_timetable_names_sessions_that_an_absence_overtook(signed_in, staff, run, trainer):
    browser = signed_in(staff)
    assert browser.get(reverse("timetable")).context["needy"] == []
    services_of_training.record_absence(
        trainer, first_day=MONDAY, last_day=MONDAY, reason="x", by=staff, at=NOW
    )
    page = browser.get(reverse("timetable")).content.decode()
    assert "2 sessions cannot be held as booked" in page
    assert "is absent until 30 November 2026." in page


def test_sessions_in_need_are_those_of_all_or_of_one_trainer_or_room(
    signed_in, staff, stranger, run, trainer
):
    """Both the trainer's absence and the shop that left are shown, each with its reason and only to the centre."""
    browser, page = signed_in(staff), reverse("sessions_in_need")
    shop = Assignment.objects.filter(room__kind="welding").first().room
    services_of_training.record_absence(
        trainer, first_day=MONDAY, last_day=MONDAY, reason="x", by=staff, at=NOW
    )
    services_of_training.deactivate_room(shop, by=staff, at=NOW)
    in_shop = run.sessions.filter(assignment__room=shop).count()
    hit = run.sessions.filter(Q(day=MONDAY) | Q(assignment__room=shop)).count()

    def shown(**asked):
        answer = browser.get(page, asked)
        assert f"runs={run.pk}" in answer.context["again"]
        return [" ".join(reasons) for _lesson, reasons in answer.context["needy"]]

    assert len(shown()) == len(shown(trainer=trainer.pk)) == hit > in_shop
    assert any("is absent until 30 November 2026." in reasons for reasons in shown())
    assert len(shown(room=shop.pk)) == in_shop
    assert all("No longer in use or teaching" in reasons for reasons in shown(room=shop.pk))
    text = browser.get(page).text
    assert reverse("move_session", args=[run.sessions.order_by("number").last().pk]) in text
    assert "<html" not in browser.get(page, headers={"HX-Request": "true"}).text
    assert signed_in(stranger).get(page).context["needy"] == []
    assert signed_in(stranger).get(page, {"trainer": trainer.pk}).status_code == 404
