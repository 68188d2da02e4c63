"""Pages of training in a firm, for everyone; papers; the trainee's own."""

import io
import re
from datetime import date, time

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from enrollment.models import (
    Placement,
    PlacementDay,
    PlacementReport,
    PlacementSite,
    SignedHours,
    SiteVisit,
)
from tests.clock import NOW
from tests.enrollment.placement_scene import FIRST, LAST, a_firm_class, a_site, placed, worked
from tests.factories.agencies import AccountFactory
from tests.factories.enrollment import GraduateFactory
from tests.factories.training import TrainerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def run(center):
    return a_firm_class(center, 3)


@pytest.fixture
def seats(run):
    return list(run.enrollments.order_by("seat_number"))


@pytest.fixture
def site(center):
    return a_site(center)


@pytest.fixture
def placement(seats, site):
    return placed(seats[0], site)


@pytest.fixture
def trainer(run):
    trainer = TrainerFactory(center=run.center, user=AccountFactory())
    run.trainers.add(trainer)
    return trainer.user


@pytest.fixture
def pages(run, seats, site, placement):
    return [
        reverse("placements"),
        reverse("run_placements", args=[run.pk]),
        reverse("seat_placement", args=[seats[0].pk]),
        reverse("seat_placement", args=[seats[1].pk]),
        reverse("hours_sheet", args=[placement.pk]),
        reverse("workplaces"),
        reverse("workplace", args=[site.pk]),
    ]


def test_staff_and_the_runs_trainer_open_every_page(pages, staff, trainer, signed_in):
    for page in pages:
        assert [signed_in(user).get(page).status_code for user in (staff, trainer)] == [200, 200], page


def test_strangers_and_other_trainers_see_nothing(pages, run, stranger, counselor, signed_in, client):
    other = TrainerFactory(center=run.center, user=AccountFactory()).user
    for page in pages:
        hidden = 404 if page not in (reverse("placements"), reverse("workplaces")) else 200
        for user in (stranger, other):
            answer = signed_in(user).get(page)
            assert answer.status_code == hidden, page
            assert "อู่สมมติ" not in answer.content.decode()
        assert signed_in(counselor).get(page).status_code == 403
        assert client.get(page).status_code == 302


def test_three_cost_as_many_queries_as_one(pages, seats, site, staff, signed_in):
    client = signed_in(staff)

    def costs():
        found = []
        for page in (pages[0], pages[1], pages[6]):
            with CaptureQueriesContext(connection) as queries:
                client.get(page)
            found.append(len(queries))
        return found

    costs()
    one = costs()
    for seat in seats[1:]:
        worked(placed(seat, site), 400)
    assert costs() == one


def act(client, placement, what, **data):
    return client.post(reverse("placement_act", args=[placement.pk, what]), data)


def test_staff_send_somebody_and_record_what_comes_back(seats, site, staff, signed_in, center):
    client = signed_in(staff)
    begin = reverse("begin_placement", args=[seats[0].pk])
    stay = {"site": site.pk, "first_day": "2/11/2569", "last_day": "20/11/2569"}
    assert client.post(begin, stay | {"site": ""}).status_code == 422
    assert client.post(begin, stay).status_code == 302
    placement = Placement.objects.get()
    assert (placement.first_day, placement.last_day) == (FIRST, LAST)
    Placement.objects.update(
        first_day=date(2024, 1, 8), last_day=date(2024, 1, 26)
    )  # pages read the real clock
    assert act(client, placement, "day", day="8/1/2567", minutes="7.5").status_code == 302
    assert PlacementDay.objects.get().minutes == 450
    assert act(client, placement, "day", day="8/1/2567", minutes="25").status_code == 422
    for what in ("inspector", "return"):
        assert act(client, placement, what, day="30/1/2567").status_code == 302
    row = Placement.objects.get()
    assert row.inspector_told_on == row.returned_on == date(2024, 1, 30)


def photograph():
    drawn = io.BytesIO()
    Image.new("RGB", (40, 40), "white").save(drawn, "PNG")
    drawn.seek(0)
    drawn.name = "ใบลงเวลา.png"
    return drawn


def test_every_label_leads_to_its_own_box(placement, staff, signed_in):
    """Several forms of the page ask for a day."""
    said = signed_in(staff).get(reverse("seat_placement", args=[placement.enrollment_id])).content.decode()
    ids = re.findall(r' id="([^"]+)"', said)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r' for="([^"]+)"', said)) <= set(ids)


def test_the_report_keeps_its_papers_as_drawn_anew(placement, staff, trainer, stranger, signed_in):
    Placement.objects.update(first_day=date(2024, 1, 8), last_day=date(2024, 1, 26))
    report = {
        "passes": "yes", "evaluated_by": "ช่างใหญ่", "evaluated_on": "26/1/2567", "job_result": "ดี",
        "received_on": "30/1/2567", "time_sheet": photograph(),
    }  # fmt: skip
    assert act(signed_in(staff), placement, "report", **report).status_code == 302
    assert PlacementReport.objects.get().time_sheet.media_type == "image/jpeg"
    paper = reverse("placement_paper", args=[placement.pk, "time_sheet"])
    answer = signed_in(trainer).get(paper)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/jpeg")
    assert signed_in(stranger).get(paper).status_code == 404
    assert (
        signed_in(staff).get(reverse("placement_paper", args=[placement.pk, "evaluation"])).status_code == 404
    )


def test_a_trainer_confirms_hours_but_does_not_move_anybody(placement, site, trainer, signed_in, center):
    worked(placement, 800, confirmed=False)
    days = list(PlacementDay.objects.values_list("pk", flat=True))
    client = signed_in(trainer)
    assert act(client, placement, "confirm", days=days).status_code == 302
    assert not PlacementDay.objects.filter(confirmed_at=None).exists()
    other = a_site(center, "ที่อื่น")
    moved = {"site": other.pk, "first_day": "9/11/2569", "last_day": "20/11/2569", "reason": "-"}
    assert act(client, placement, "site", **moved).status_code == 404
    assert act(client, placement, "nonsense").status_code == 404
    assert Placement.objects.count() == 1


def test_a_visit_is_recorded_where_somebody_is(run, site, placement, trainer, signed_in):
    page = reverse("visit_workplace", args=[site.pk])
    facts = {"run": run.pk, "visited_on": "12/11/2567", "visitor": "ครูสมมติ", "findings": "ปลอดภัย"}
    assert signed_in(trainer).post(page, facts | {"run": ""}).status_code == 422
    assert signed_in(trainer).post(page, facts).status_code == 302
    assert SiteVisit.objects.get().findings == "ปลอดภัย"


def test_staff_enter_a_workplace_and_correct_it(center, staff, trainer, signed_in):
    client, page = signed_in(staff), reverse("new_workplace")
    facts = {
        "center": center.pk, "name": "ร้านทดลอง", "mentor": "นายช่าง", "work": "เชื่อมประตู",
        "starts": "08:30", "ends": "16:30", "minutes_a_day": "7", "hazards": ["power_saw"], "is_active": "on",
    }  # fmt: skip
    assert client.post(page, facts | {"name": ""}).status_code == 422
    assert client.post(page, facts).status_code == 302
    site = PlacementSite.objects.get()
    assert (site.starts, site.minutes_a_day, site.hazards) == (time(8, 30), 420, ["power_saw"])
    edit = reverse("edit_workplace", args=[site.pk])
    assert client.get(edit).status_code == 200
    assert client.post(edit, facts | {"minutes_a_day": "7.5", "hazards": []}).status_code == 302
    site.refresh_from_db()
    assert (site.minutes_a_day, site.hazards) == (450, [])
    assert [signed_in(trainer).get(one).status_code for one in (page, edit)] == [403, 403]


def test_the_list_says_what_is_still_to_be_done_and_leaves_as_a_workbook(placement, staff, signed_in):
    client, page = signed_in(staff), reverse("placements")
    name = placement.enrollment.graduate.display_name
    assert name in client.get(page, {"due": "visit"}).content.decode()
    assert name not in client.get(page, {"due": "confirm"}).content.decode()
    content = client.get(page, {"due": "visit", "format": "xlsx"}).content
    rows = list(openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(min_row=2, values_only=True))
    assert [row[1:3] for row in rows] == [("K-1", "อู่สมมติ")]


def test_a_trainee_writes_down_a_day_that_waits_for_the_mentor(placement, staff, signed_in):
    account = AccountFactory()
    type(placement.enrollment.graduate).objects.filter(pk=placement.enrollment.graduate_id).update(
        user=account
    )
    Placement.objects.update(first_day=date(2024, 1, 8), last_day=date(2024, 1, 26))
    client, page = signed_in(account), reverse("my_placement")
    assert client.get(page).status_code == 200
    assert client.post(page, {"day": "9/1/2567", "minutes": "8"}).status_code == 302
    assert (PlacementDay.objects.get().confirmed_at, PlacementDay.objects.get().entered_by) == (None, account)
    assert client.post(page, {"day": "", "minutes": "8"}).status_code == 422
    assert signed_in(staff).get(page).status_code == 403
    assert "waits for the mentor" in client.get(page).content.decode()


def test_a_refused_change_of_site_keeps_what_was_typed_and_says_the_law_line_by_line(
    placement, center, staff, signed_in
):
    dark = a_site(center, "โรงกลึง", starts=time(20), ends=time(5), minutes_a_day=540, hazards=["metal"])
    moved = {"site": dark.pk, "first_day": "9/11/2569", "last_day": "20/11/2569", "reason": "ร้านเดิมปิด"}
    answer = act(signed_in(staff), placement, "site", **moved)
    assert answer.status_code == 422
    form = answer.context["forms"]["site"]
    lines = form.non_field_errors()
    assert [next((one for one in ("47", "48", "49") if f"section {one})" in line), "") for line in lines] == [
        "47", "48", "49", "", "",
    ]  # fmt: skip
    assert lines[3].startswith("From 1 June 2028 on")  # the 18th birthday, once
    assert lines[4] == "Choose another site or other days."
    assert "<li>Hazardous work" in answer.content.decode()
    assert [form[name].value() for name in ("site", "reason")] == [str(dark.pk), "ร้านเดิมปิด"]
    assert Placement.objects.get().site_id == placement.site_id


def test_a_refusal_is_said_at_its_field(placement, staff, signed_in):
    answer = act(signed_in(staff), placement, "day", day="1/10/2569", minutes="7")
    assert answer.status_code == 422
    form = answer.context["forms"]["day"]
    assert ("outside the placement" in form.errors["day"][0], form["minutes"].value()) == (True, "7")


def test_a_page_older_than_the_placement_says_where_the_person_is(placement, site, staff, signed_in):
    stay = {"site": site.pk, "first_day": "2/11/2569", "last_day": "20/11/2569"}
    answer = signed_in(staff).post(
        reverse("begin_placement", args=[placement.enrollment_id]), stay, follow=True
    )
    assert "is placed at อู่สมมติ already" in answer.content.decode()


def test_the_signed_sheet_is_kept_and_seen_by_the_class_alone(
    placement, staff, trainer, stranger, counselor, signed_in, client
):
    Placement.objects.update(first_day=date(2024, 1, 8), last_day=date(2024, 1, 26))
    PlacementDay.objects.create(placement=placement, day=date(2024, 1, 8), minutes=400, entered_at=NOW)
    sheet = {"until": "26/1/2567", "file": photograph()}
    assert act(signed_in(trainer), placement, "signed-hours", until="26/1/2567").status_code == 422
    assert act(signed_in(trainer), placement, "signed-hours", **sheet).status_code == 302
    assert PlacementDay.objects.get().confirmed_at
    page = reverse("signed_hours", args=[SignedHours.objects.get().pk])
    assert (
        page
        in signed_in(staff).get(reverse("seat_placement", args=[placement.enrollment_id])).content.decode()
    )
    assert signed_in(staff).get(page).headers["Content-Type"] == "image/jpeg"
    answers = [signed_in(user).get(page).status_code for user in (trainer, stranger, counselor)]
    assert [*answers, client.get(page).status_code] == [200, 404, 403, 302]


def test_the_trainee_prints_their_own_sheet_with_the_days_written_down(placement, staff, signed_in):
    worked(placement, 400, confirmed=False)
    account = AccountFactory()
    own = reverse("my_hours_sheet")
    assert signed_in(staff).get(own).status_code == 403
    assert signed_in(person(account)).get(own).status_code == 404
    owner = type(placement.enrollment.graduate).objects.filter(pk=placement.enrollment.graduate_id)
    owner.update(user=AccountFactory(username="own"))
    answer = signed_in(owner.get().user).get(own)
    lines = answer.context["lines"]
    assert [day for day, _row in lines if day.weekday() == 6] == []
    assert (len(lines), lines[0][1].minutes, lines[1][1]) == (17, 400, None)  # 2 to 20 November, no Sundays
    assert "at most 8 hours a day" in answer.content.decode()


def person(account):
    GraduateFactory(user=account)
    return account
