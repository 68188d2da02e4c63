"""Pages of attendance: the list, the matrix, histories, who is at risk, what is due; for everyone."""

import io
from datetime import timedelta

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from enrollment.enums import Mark
from enrollment.marks import MarkEntry
from enrollment.models import Attendance
from enrollment.services import mark_attendance
from tests.enrollment.class_scene import A_DAY, a_class, until_today
from tests.factories.agencies import AccountFactory
from tests.factories.enrollment import EnrollmentFactory
from tests.factories.training import TrainerFactory
from training.models import Session

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english(settings):
    settings.LANGUAGE_CODE = "en"
    settings.PRESENCE_OPENS_MINUTES = (
        A_DAY  # pages read the real clock: today's list is open whenever tests run
    )


@pytest.fixture
def run(center):
    return until_today(a_class(center, topics=[(180, 180)]))


@pytest.fixture
def session(run):
    return run.sessions.order_by("number").last()


@pytest.fixture
def seats(run):
    return list(run.enrollments.order_by("seat_number"))


@pytest.fixture
def trainer(run):
    trainer = TrainerFactory(center=run.center, user=AccountFactory())
    run.trainers.add(trainer)
    return trainer.user


def mark(session, seat, mark=Mark.PRESENT, by=None, **facts):
    mark_attendance(session, [MarkEntry(seat.pk, mark, **facts)], by=by, at=timezone.localtime())
    return Attendance.objects.get(session=session, enrollment=seat)


@pytest.fixture
def pages(run, session, seats):
    row = mark(session, seats[0])
    return [
        reverse("run_attendance", args=[run.pk]),
        reverse("attendance", args=[session.pk]),
        reverse("presence_screen", args=[session.pk]),
        reverse("attendance_mark", args=[row.pk]),
    ]


LISTS = ("at_risk", "attendance_due")


def test_staff_and_the_runs_trainer_open_every_page(pages, staff, trainer, signed_in):
    for page in [*pages, *map(reverse, LISTS)]:
        assert [signed_in(user).get(page).status_code for user in (staff, trainer)] == [200, 200], page


def test_nobody_else_does(pages, run, stranger, counselor, officer, signed_in, client):
    other_trainer = TrainerFactory(center=run.center, user=AccountFactory()).user
    for page in pages:
        answers = [
            signed_in(user).get(page).status_code for user in (stranger, other_trainer, counselor, officer)
        ]
        assert answers == [404, 404, 403, 403], page
        assert client.get(page).status_code == 302
    for page in map(reverse, LISTS):
        assert [signed_in(user).get(page).status_code for user in (counselor, officer)] == [403, 403]
        assert client.get(page).status_code == 302


def test_lists_show_own_runs_only(run, seats, stranger, staff, trainer, signed_in):
    other_trainer = TrainerFactory(center=run.center, user=AccountFactory()).user
    for name, words in (
        ("at_risk", seats[0].graduate.name_en or seats[0].graduate.full_name),
        ("attendance_due", run.code),
    ):
        mark(run.sessions.order_by("number").first(), seats[0], Mark.ABSENT) if name == "at_risk" else None
        seen = [
            words in signed_in(user).get(reverse(name)).content.decode()
            for user in (staff, trainer, stranger, other_trainer)
        ]
        assert seen == [True, True, False, False], name


def test_pages_cost_as_many_queries_for_three_as_for_one(run, session, pages, staff, signed_in):
    client = signed_in(staff)
    addresses = [*pages, *map(reverse, LISTS)]

    def costs():
        found = []
        for page in addresses:
            with CaptureQueriesContext(connection) as queries:
                client.get(page)
            found.append(len(queries))
        return found

    run.enrollments.last().delete()
    for page in addresses:
        client.get(page)
    one = costs()
    for number in range(2):
        EnrollmentFactory(run=run, state="training")
        until_today(a_class(run.center, 1, topics=[(180, 180)], code=f"K-{number + 2}"))
    assert costs() == one


def list_of(client, session, **marks):
    page = client.get(reverse("attendance", args=[session.pk]))
    data = {"list-day": session.day.isoformat(), "list-slot": session.slot, "list-reason": ""}
    for form in page.context["forms"]:
        data |= {
            f"{form.prefix}-mark": form.initial["mark"],
            f"{form.prefix}-key": str(form.initial["key"]),
            f"{form.prefix}-seen": str(form.initial.get("seen", "")),
        }
    return data | {name.replace("__", "-"): value for name, value in marks.items()}


def test_the_trainer_takes_attendance_without_a_script(session, seats, trainer, signed_in):
    client, page = signed_in(trainer), reverse("attendance", args=[session.pk])
    late = {
        f"seat{seats[1].pk}__mark": "late",
        f"seat{seats[1].pk}__late": "20",
        f"seat{seats[1].pk}__early": "15",
    }
    data = list_of(client, session, **late)
    assert client.post(page, data).status_code == 302
    found = Attendance.objects.order_by("enrollment__seat_number")
    assert list(found.values_list("mark", "minutes", "marked_by", "source")) == [
        ("present", 180, trainer.pk, "list"),
        ("late", 145, trainer.pk, "list"),
    ]
    assert client.post(page, data).status_code == 302  # sent twice
    assert found.count() == 2


@pytest.mark.parametrize("minutes", ["", "180", "-1", "x", "0"])
def test_a_wrong_minute_saves_nobody(session, seats, staff, signed_in, minutes):
    client, page = signed_in(staff), reverse("attendance", args=[session.pk])
    late = {f"seat{seats[1].pk}__mark": "late", f"seat{seats[1].pk}__late": minutes}
    assert client.post(page, list_of(client, session, **late)).status_code == 422
    assert not Attendance.objects.exists()


def said(answer):
    return [str(message) for message in answer.context["messages"]]


def test_what_a_colleague_marked_meanwhile_is_shown_with_both_values(session, seats, staff, head, signed_in):
    client, page = signed_in(staff), reverse("attendance", args=[session.pk])
    data = list_of(client, session)
    mark(session, seats[0], Mark.ABSENT, by=head)
    answer = client.post(page, data)
    assert answer.status_code == 409
    assert said(answer) == [
        "Attendance saved: 1 mark new or changed.",
        "1 mark is not saved: decide about it below.",
    ]
    (form,) = answer.context["forms"]
    assert (form.standing_words, form.mine, form.initial["mark"]) == ("Absent", "Present", "absent")
    assert Attendance.objects.get(enrollment=seats[0]).mark == "absent"
    assert Attendance.objects.get(enrollment=seats[1]).mark == "present"  # about whom nobody disagrees
    chosen = list_of(client, session, **{f"seat{seats[0].pk}__mark": "present", "list__reason": "อยู่จริง"})
    assert client.post(page, chosen).status_code == 302
    assert Attendance.objects.get(enrollment=seats[0]).mark == "present"


def test_a_correction_without_a_reason_is_asked_for_it(session, seats, staff, head, signed_in):
    mark(session, seats[0], by=head)
    mark(session, seats[1], by=head)
    client, page = signed_in(staff), reverse("attendance", args=[session.pk])
    answer = client.post(page, list_of(client, session, **{f"seat{seats[0].pk}__mark": "absent"}))
    assert answer.status_code == 409
    assert said(answer) == ["1 mark is not saved: decide about it below."]  # and nothing of "saved"
    assert "Say why it changes." in answer.content.decode()
    assert answer.context["forms"][0].initial["mark"] == "absent"  # what was chosen is still chosen


def test_a_moved_session_is_said_and_nothing_saved(session, seats, staff, signed_in):
    client, page = signed_in(staff), reverse("attendance", args=[session.pk])
    data = list_of(client, session)
    Session.objects.filter(pk=session.pk).update(slot="evening")
    answer = client.post(page, data | {f"seat{seats[1].pk}-mark": "absent"})
    assert answer.status_code == 422
    assert "was moved" in answer.content.decode()
    assert not Attendance.objects.exists()
    chosen = {
        f"{form.prefix}-{name}": form[name].value() or ""
        for form in answer.context["forms"]
        for name in form.fields
    }
    whole = answer.context["whole"]
    assert whole["slot"].value() == "evening"  # sent once more, it counts for the new time
    chosen |= {f"list-{name}": whole[name].value() for name in whole.fields}
    assert client.post(page, chosen).status_code == 302
    found = Attendance.objects.order_by("enrollment__seat_number").values_list("mark", flat=True)
    assert list(found) == ["present", "absent"]  # as chosen before it was refused


def test_before_the_session_the_list_is_there_and_nothing_is_taken(
    session, seats, staff, signed_in, settings
):
    """An evening far ahead of any clock at which tests run: the list opens at its beginning, and not a minute before."""
    settings.PRESENCE_OPENS_MINUTES = 0
    Session.objects.filter(pk=session.pk).update(day=session.day + timedelta(days=1), slot="evening")
    session.refresh_from_db()
    client, page = signed_in(staff), reverse("attendance", args=[session.pk])
    assert "17:00 on" in client.get(page).content.decode()
    answer = client.post(page, list_of(client, session, **{f"seat{seats[1].pk}__mark": "absent"}))
    assert answer.status_code == 422
    assert "its attendance is taken from 17:00 on" in answer.content.decode()
    assert answer.context["forms"][1]["mark"].value() == "absent"
    assert not Attendance.objects.exists()


def test_once_people_scanned_the_code_the_others_are_absent_until_said_otherwise(
    session, seats, staff, signed_in
):
    row = mark(session, seats[0])
    Attendance.objects.filter(pk=row.pk).update(source="qr")
    forms = signed_in(staff).get(reverse("attendance", args=[session.pk])).context["forms"]
    assert [form.initial["mark"] for form in forms] == ["present", "absent"]


def test_a_mark_tells_its_history(session, seats, staff, head, signed_in):
    mark(session, seats[0], by=head)
    row = mark(session, seats[0], Mark.LATE, by=staff, arrived_after=30, reason="มาสาย 30 นาที")
    page = signed_in(staff).get(reverse("attendance_mark", args=[row.pk])).content.decode()
    assert "30 min late" in page
    assert "มาสาย 30 นาที" in page
    assert page.index("30 min late") < page.index("Present")
    matrix = signed_in(staff).get(reverse("run_attendance", args=[session.run_id])).content.decode()
    assert "corrected" in matrix


def test_the_matrix_goes_out_as_a_spreadsheet(run, session, seats, staff, signed_in):
    mark(session, seats[0], Mark.LATE, arrived_after=30)
    content = signed_in(staff).get(reverse("run_attendance", args=[run.pk]), {"format": "xlsx"}).content
    rows = list(openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))
    assert len(rows) == 3
    assert rows[1][2:] == (2.5, 41.66, None, "30 min late")


def test_who_is_at_risk_is_filtered_sorted_and_exported(run, seats, staff, signed_in):
    first = run.sessions.order_by("number").first()
    mark(first, seats[0], Mark.ABSENT)
    mark(first, seats[1], Mark.LATE, arrived_after=60)
    client, page = signed_in(staff), reverse("at_risk")

    def shown(**query):
        return [line.enrollment.pk for line in client.get(page, query).context["shown"]]

    lost, risky = seats[0].pk, seats[1].pk  # 0 + 180 and 120 + 180 of the 288 minutes needed
    assert shown() == shown(sort="may_miss") == [lost, risky]
    assert shown(sort="run", standing="at_risk") == [risky]
    assert shown(standing="out_of_reach", run=run.pk) == [lost]
    content = client.get(page, {"format": "xlsx", "standing": "at_risk"}).content
    rows = list(openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(min_row=2, values_only=True))
    assert [row[1:6] for row in rows] == [(run.code, "at risk", 2, 4.8, 0.2)]


def test_a_list_is_due_until_everybody_has_a_mark(run, session, seats, staff, signed_in):
    client, page = signed_in(staff), reverse("attendance_due")

    def due():
        return [row.pk for row in client.get(page).context["page"]]

    first = run.sessions.order_by("number").first()
    assert due() == [first.pk, session.pk]
    mark(first, seats[0])
    assert due() == [first.pk, session.pk]
    mark(first, seats[1])
    assert due() == [session.pk]


def test_a_trainee_sees_the_own_hours_and_nobody_elses(run, session, seats, staff, signed_in):
    person = seats[0].graduate
    person.user = AccountFactory()
    person.save()
    mark(session, seats[0])
    client, page = signed_in(person.user), reverse("my_attendance")
    words = client.get(page).content.decode()
    assert "3 of 4.8 hours needed" in words
    assert seats[1].graduate.full_name not in words
    assert signed_in(staff).get(page).status_code == 403
    assert client.get(reverse("attendance", args=[session.pk])).status_code == 403
