"""The fiscal-year report on a small world, counted by hand."""

import io
from datetime import UTC, date, datetime

import openpyxl
import pytest
from django.urls import reverse

from agencies.models import Agency
from enrollment.models import Completion
from outreach.enums import Destination, Source
from outreach.services import record_follow_up
from program.queries import report_for
from tests.clock import NOW
from tests.conftest import account_of
from tests.factories.agencies import CenterFactory, ProvinceFactory, SchoolFactory
from tests.factories.enrollment import EnrollmentFactory, GraduateFactory, ReferralFactory
from tests.factories.training import CourseFactory, CurriculumFactory, RunFactory

pytestmark = pytest.mark.django_db
YEAR = 2570  # 1 October 2026 to 30 September 2027
FIRST = datetime(2026, 9, 30, 17, 0, tzinfo=UTC)  # midnight in Bangkok
BEFORE = datetime(2026, 9, 30, 16, 59, tzinfo=UTC)


def complete(seat, by, on=date(2026, 10, 30), result="certificate"):
    return Completion.objects.create(
        enrollment=seat,
        result=result,
        rule_set=seat.run.rule_set,
        outcomes=[],
        minutes_attended=1,
        minutes_total=1,
        completed_on=on,
        confirmed_by=by,
        confirmed_at=NOW,
    )


@pytest.fixture
def world(center, staff):
    """Seven found (one referred twice), four accepted; five entered, three completed, one of them twice."""
    school = SchoolFactory()
    people = GraduateFactory.create_batch(7, school=school, registered_at=FIRST)
    GraduateFactory(school=school, registered_at=BEFORE)
    for person in people[:4]:
        ReferralFactory(graduate=person, to_agency=center, sent_at=FIRST, state="accepted")
    ReferralFactory(graduate=people[0], to_agency=center, sent_at=NOW, state="withdrawn")
    ReferralFactory(
        graduate=people[4], to_agency=center, sent_at=FIRST, state="declined", decline_reason="other"
    )
    ReferralFactory(graduate=people[5], to_agency=center, sent_at=BEFORE, state="accepted")
    welding = CurriculumFactory(course=CourseFactory(name_th="ช่างเชื่อม"))
    days = {"first_day": date(2026, 10, 12), "last_day": date(2026, 10, 30)}
    first, second = (RunFactory(center=center, curriculum=welding, **days) for _ in range(2))
    seats = [EnrollmentFactory(run=first, graduate=person, state="training") for person in people[:4]]
    seats.append(EnrollmentFactory(run=second, graduate=people[0], state="training"))
    EnrollmentFactory(run=second, graduate=people[4], state="enrolled")
    EnrollmentFactory(
        run=second, graduate=people[5], state="left", leaving_reason="resigned", left_on=date(2026, 10, 9)
    )
    EnrollmentFactory(
        run=second, graduate=people[6], state="left", leaving_reason="resigned", left_on=date(2026, 10, 14)
    )
    for seat in seats[:3]:
        complete(seat, staff)
    complete(seats[3], staff, result="not_completed")
    complete(seats[4], staff)  # the first person completes a second course
    return seats


def tell(seat, day, destination, by):
    seat.state = "completed"
    seat.save()
    record_follow_up(seat, asked_on=day, destination=destination, source=Source.SELF, by=by, at=NOW)


@pytest.fixture
def asked(world, staff):
    tell(world[0], date(2026, 11, 1), Destination.SEARCHING, staff)
    tell(world[4], date(2026, 11, 20), Destination.LEARNING, staff)  # the same person, newer
    tell(world[1], date(2026, 11, 2), Destination.EMPLOYED, staff)
    return world


def report(center, year=YEAR):
    return report_for(year, Agency.objects.filter(pk=center.pk))


def test_each_step_counts_each_person_once(center, world):
    found = report(center)
    counted = {step.code: step.people for step in found.steps}
    assert counted == {"found": 7, "referred": 5, "accepted": 4, "entered": 5, "completed": 3}
    assert (found.first_day, found.last_day) == (date(2026, 10, 1), date(2027, 9, 30))


def test_destinations_follow_the_newest_statement_about_each_person(center, asked):
    found = report(center)
    told = {name: people for name, people in found.destinations.items() if people}
    assert told == {"learning": 1, "employed": 1, "": 1}
    assert sum(found.destinations.values()) == found.people("completed")
    assert found.succeeded == 2


def test_courses_count_runs_and_seats(center, world):
    (line,) = report(center).courses
    assert (str(line.course), line.runs, line.entered, line.completed) == ("ช่างเชื่อม", 2, 6, 4)


def test_another_year_and_another_centre_are_empty(center, world):
    assert report(center, YEAR + 1).people("entered") == 0
    assert [step.people for step in report(CenterFactory()).steps[1:]] == [0, 0, 0, 0]


def test_an_officer_sees_the_totals_of_the_own_province_and_no_names(center, world, signed_in):
    here = ProvinceFactory()
    there = ProvinceFactory(code="52", name_th="ลำปาง", name_en="Lampang")
    office, elsewhere = SchoolFactory(provinces=[here]), SchoolFactory(provinces=[there])
    page = reverse("report")
    own = figures(signed_in(account_of(office, "officer")), page)
    other = figures(signed_in(account_of(elsewhere, "officer")), page)
    assert own["entered"] == 5
    assert other["entered"] == 0
    shown = signed_in(account_of(office, "officer")).get(page, {"year": YEAR}).content.decode()
    assert [seat.graduate.given_name for seat in world if seat.graduate.given_name in shown] == []


def figures(client, page):
    report = client.get(page, {"year": YEAR}).context["report"]
    return {step.code: step.people for step in report.steps}


def test_who_opens_the_report(center, staff, head, officer, counselor, signed_in, client):
    page = reverse("report")
    for user in (staff, head, officer):
        assert signed_in(user).get(page).status_code == 200
    assert signed_in(counselor).get(page).status_code == 403
    assert client.get(page).status_code == 302


@pytest.mark.parametrize("year", ["", "x", "๒๕๗๐", "99999999999", "-1", "2570\x00"])
def test_a_year_that_is_none_is_this_year(staff, signed_in, year):
    assert signed_in(staff).get(reverse("report"), {"year": year}).status_code == 200


def test_the_export_says_the_same(center, world, staff, signed_in):
    content = signed_in(staff).get(reverse("report"), {"year": YEAR, "format": "xlsx"}).content
    rows = list(openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(min_row=2, values_only=True))
    assert [row[1] for row in rows[:5]] == [7, 5, 4, 5, 3]
