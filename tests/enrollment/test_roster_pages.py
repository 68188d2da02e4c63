"""The roster, one pupil, the plan, the school's report: each account its own."""

import io

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.enums import AgencyKind, Role
from enrollment.models import PlannedPath, SchoolReport
from tests.conftest import account_of
from tests.enrollment.roster_scene import YEAR, planned, pupil, referred, seated
from tests.factories.agencies import AgencyFactory, SchoolFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(school):
    return pupil(school, given_name="กานดา", search_text="กานดา ทดสอบ")


def roster(client, **query):
    return client.get(reverse("roster"), query)


def names(answer):
    return [line["person"].given_name for line in answer.context["lines"]]


def report(client, school, year=YEAR, **said):
    page = f"{reverse('school_report')}?year={year}&school={school.pk}"
    return client.post(page, said) if said else client.get(page)


def test_a_counselor_opens_on_the_roster(signed_in, counselor, person):
    for page in (reverse("home"), reverse("roster")):
        answer = signed_in(counselor).get(page)
        assert names(answer) == ["กานดา"]
        assert answer.context["figures"][0]["count"] == 1


def test_an_area_office_and_staff_open_on_the_overview(signed_in, staff, school):
    office = AgencyFactory(kind=AgencyKind.AREA_OFFICE, name_th="สพป.")
    for user in (staff, account_of(office, Role.COUNSELOR)):
        answer = signed_in(user).get(reverse("home"))
        assert "program/home.html" in [template.name for template in answer.templates]


def test_who_may_see_a_roster_and_its_pupils(
    signed_in, client, person, counselor, other_counselor, staff, officer
):
    for page in (reverse("pupil", args=[person.pk]), reverse("record_path", args=[person.pk])):
        assert signed_in(counselor).get(page).status_code == 200
        assert signed_in(other_counselor).get(page).status_code == 404
        assert signed_in(staff).get(page).status_code == 403
        assert signed_in(officer).get(page).status_code == 403
        assert client.get(page).status_code == 302
    assert names(roster(signed_in(other_counselor))) == []
    assert roster(signed_in(staff)).status_code == 403


def test_one_tap_filters_and_the_most_pressing_come_first(signed_in, counselor, school, person):
    planned(pupil(school, given_name="ก่อนใคร", sort_key="!"), counselor)
    client = signed_in(counselor)
    assert names(roster(client)) == ["กานดา", "ก่อนใคร"]
    assert names(roster(client, sort="name")) == ["ก่อนใคร", "กานดา"]
    assert names(roster(client, standing="learning")) == ["ก่อนใคร"]
    assert names(roster(client, name="กานดา")) == ["กานดา"]
    assert names(roster(client, year="2565")) == []
    assert len(names(roster(client, year="all"))) == 2
    assert len(names(roster(client, year="soon"))) == 2  # an unknown class: the newest one


def test_the_figures_add_up_and_keep_the_class(signed_in, counselor, school, person):
    referred(school)
    figures = roster(signed_in(counselor)).context["figures"]
    assert [figure["count"] for figure in figures] == [1, 1]
    assert all(f"year={YEAR}" in figure["url"] for figure in figures)


def test_as_many_queries_for_three_as_for_one(signed_in, counselor, school):
    client = signed_in(counselor)
    referred(school)
    seated(pupil(school), "training")
    roster(client)  # what is read once and kept
    with CaptureQueriesContext(connection) as one:
        roster(client)
    for _ in range(2):
        referred(school)
        seated(pupil(school), "training")
    with CaptureQueriesContext(connection) as three:
        roster(client)
    assert len(three) == len(one)


def test_a_roster_as_a_spreadsheet_under_its_filter(signed_in, counselor, school, person):
    referred(school)
    book = openpyxl.load_workbook(
        io.BytesIO(roster(signed_in(counselor), standing="no_plan", format="xlsx").content)
    )
    rows = list(book.active.values)
    assert len(rows) == 2
    assert "กานดา" in rows[1][0]


def test_continuing_is_one_tap_and_can_be_taken_back(signed_in, counselor, other_counselor, person):
    door = reverse("continues", args=[person.pk])
    assert signed_in(other_counselor).post(door).status_code == 404
    client = signed_in(counselor)
    assert client.post(door).url == reverse("pupil", args=[person.pk])
    path = PlannedPath.objects.get()
    assert (path.kind, path.recorded_by) == ("continues", counselor)
    back = reverse("take_back_path", args=[path.pk])
    assert signed_in(other_counselor).post(back).status_code == 404
    client.post(back)
    path.refresh_from_db()
    assert path.ended_at


def test_a_plan_says_who_said_so_and_when(signed_in, counselor, person):
    door = reverse("record_path", args=[person.pk])
    client = signed_in(counselor)
    said = {"kind": "continues", "detail": "ปวช.1", "said_by": "guardian", "said_on": "1/6/2569"}
    assert client.post(door, {**said, "said_on": "1/6/2579"}).status_code == 422
    client.post(door, said)
    path = PlannedPath.objects.get()
    assert (path.said_by, path.said_on.isoformat(), path.detail) == ("guardian", "2026-06-01", "ปวช.1")


def test_a_pupils_page_offers_what_is_due(signed_in, counselor, school, person):
    client = signed_in(counselor)
    refer = reverse("refer", args=[person.pk])
    assert refer in client.get(reverse("pupil", args=[person.pk])).content.decode()
    sent = referred(school)
    page = client.get(reverse("pupil", args=[sent.pk])).content.decode()
    assert reverse("refer", args=[sent.pk]) not in page
    assert reverse("referral", args=[sent.referrals.get().pk]) in page


def test_a_school_reports_and_opens_again(signed_in, counselor, other_counselor, officer, school):
    client = signed_in(counselor)
    assert report(client, school).status_code == 200
    assert report(signed_in(officer), school).status_code == 403
    numbers = {"finished": "60", "continuing": "50", "not_continuing": "10", "version": ""}
    report(client, school, keep="1", **numbers)
    assert SchoolReport.objects.get().state == "in_work"
    report(client, school, **{**numbers, "version": "1"})
    row = SchoolReport.objects.get()
    assert (row.state, row.finished, row.continuing) == ("done", 60, 50)
    door = reverse("reopen_report", args=[row.pk])
    assert signed_in(other_counselor).post(door).status_code == 404
    client.post(door)
    row.refresh_from_db()
    assert row.state == "in_work"


def test_the_third_number_catches_a_slip(signed_in, counselor, school):
    said = {"finished": "60", "continuing": "50", "not_continuing": "11", "version": ""}
    assert report(signed_in(counselor), school, **said).status_code == 422
    assert report(signed_in(counselor), school, **{**said, "finished": ""}).status_code == 422
    assert not SchoolReport.objects.exists()


def test_none_is_reported_with_one_tap(signed_in, counselor, school):
    report(signed_in(counselor), school, none="1")
    row = SchoolReport.objects.get()
    assert (row.state, row.finished) == ("done", 0)


def test_a_declaration_against_the_register_is_refused_at_its_field(signed_in, counselor, school, person):
    said = {"finished": "60", "continuing": "60", "not_continuing": "0", "version": ""}
    answer = report(signed_in(counselor), school, **said)
    assert answer.status_code == 422
    assert answer.context["form"].errors["not_continuing"]


def test_of_two_who_report_the_second_sees_both_and_keeps_what_they_typed(signed_in, counselor, school):
    client = signed_in(counselor)
    report(client, school, finished="60", continuing="50", not_continuing="10", version="")
    SchoolReport.objects.update(state="in_work")
    typed = {"finished": "70", "continuing": "50", "not_continuing": "20", "version": ""}
    answer = report(client, school, **typed)
    assert answer.status_code == 409
    assert answer.context["theirs"].finished == 60
    assert answer.context["form"]["finished"].value() == "70"
    report(client, school, **{**typed, "version": answer.context["form"]["version"].value()})
    assert SchoolReport.objects.get().finished == 70


def test_nobody_reports_for_a_school_of_others(signed_in, counselor, school):
    other = SchoolFactory()
    assert report(signed_in(counselor), other, none="1").status_code == 404
    assert not SchoolReport.objects.exists()
