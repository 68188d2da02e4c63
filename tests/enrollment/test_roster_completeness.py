"""Which schools have reported, and how that agrees with the register."""

import io
from datetime import date

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.enums import AgencyKind, Role
from agencies.services import open_account
from enrollment.models import SchoolReport
from enrollment.queries.completeness import (
    WORST_FIRST,
    due_day,
    schools_below,
    schools_in_province,
    totals_of,
    with_completeness,
)
from tests.clock import NOW
from tests.conftest import account_of
from tests.enrollment.roster_scene import YEAR, planned, pupil, referred
from tests.factories.agencies import (
    AgencyFactory,
    CenterFactory,
    DistrictFactory,
    ProvinceFactory,
    SchoolFactory,
    SubdistrictFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    """A secondary area office over two provinces."""
    return AgencyFactory(
        kind=AgencyKind.AREA_OFFICE, name_th="สพม.ลำปาง ลำพูน", provinces=[ProvinceFactory(), lampang()]
    )


def lampang():
    return ProvinceFactory(code="52", name_th="ลำปาง", name_en="Lampang")


@pytest.fixture
def area(office):
    return account_of(office, Role.COUNSELOR)


@pytest.fixture
def school(office):
    return SchoolFactory(parent=office, name_th="โรงเรียนหนึ่ง", sort_key="1")


@pytest.fixture
def far(office):
    district = DistrictFactory(code="5201", parent=lampang(), name_th="เมืองลำปาง", name_en="Mueang Lampang")
    place = SubdistrictFactory(code="520101", parent=district, name_th="เวียงเหนือ", name_en="Wiang Nuea")
    return SchoolFactory(parent=office, place=place, name_th="โรงเรียนไกล", sort_key="2")


def declared(school, by, finished, continuing, state="done"):
    facts = {"declared_by": by, "declared_at": NOW, "state": state}
    return SchoolReport.objects.create(
        school=school, academic_year=YEAR, finished=finished, continuing=continuing, **facts
    )


def line(user, school):
    return with_completeness(schools_below(user), YEAR).get(pk=school.pk)


def page(client, **query):
    return client.get(reverse("completeness"), {"year": YEAR, **query})


def test_the_meter_sets_the_declaration_against_the_register(area, school):
    going = pupil(school)
    planned(going, area)
    referred(school)
    pupil(school)
    pupil(school, case_type="left_early")
    declared(school, area, 60, 50)
    found = line(area, school)
    assert (found.registered, found.staying, found.without_plan) == (3, 2, 1)
    assert (found.declared_staying, found.missing, found.open_ends) == (10, 8, 9)


def test_more_registered_than_declared_is_not_less_than_nothing_missing(area, school):
    pupil(school)
    declared(school, area, 60, 60, state="in_work")
    assert line(area, school).missing == 0


def test_nothing_yet_is_not_none(area, school, far):
    declared(far, area, 0, 0)
    assert (line(area, school).reporting, line(area, far).reporting) == ("nothing", "done")


def test_the_worst_come_first(area, office, school, far):
    complete, open_ended = SchoolFactory(parent=office), SchoolFactory(parent=office)
    declared(complete, area, 10, 10)
    declared(open_ended, area, 10, 4)
    declared(far, area, 10, 4, state="in_work")
    order = list(with_completeness(schools_below(area), YEAR).order_by(*WORST_FIRST))
    assert order == [school, far, open_ended, complete]


def test_totals_by_province_and_district(area, school, far):
    declared(school, area, 60, 50)
    pupil(far)
    rows = with_completeness(schools_below(area), YEAR).select_related("place__parent__parent")
    whole, provinces, districts = totals_of(rows, "all")
    assert (whole.schools, whole.reported, whole.nothing, whole.missing) == (2, 1, 1, 10)
    assert [(one.finished, one.registered) for one in provinces] == [(60, 0), (0, 1)]
    assert len(districts) == 2


def test_an_office_sees_its_schools_in_both_provinces_and_no_others(signed_in, area, school, far, counselor):
    other = SchoolFactory()
    answer = page(signed_in(area))
    assert {row.pk for row in answer.context["page"]} == {school.pk, far.pk}
    assert other not in schools_below(area)
    assert schools_below(counselor).count() == 1


def test_who_may_see_the_meter(signed_in, client, area, officer, staff, other_counselor, school):
    assert page(signed_in(area)).status_code == 200
    assert page(signed_in(officer)).status_code == 200
    assert page(signed_in(other_counselor)).status_code == 403
    assert page(signed_in(staff)).status_code == 403
    assert page(client).status_code == 302


def test_an_officer_sees_totals_and_no_school(signed_in, area, school, far):
    officer = account_of(CenterFactory(), Role.OFFICER)  # of Lamphun only
    assert set(schools_in_province(officer)) == {school}
    declared(school, area, 60, 50)
    answer = page(signed_in(officer))
    assert answer.context["whole"].finished == 60
    assert str(school.name_en) not in answer.content.decode()
    assert school.name_th not in answer.content.decode()
    sheet = openpyxl.load_workbook(io.BytesIO(page(signed_in(officer), format="xlsx").content)).active
    cells = [str(cell) for row in sheet.values for cell in row]
    assert "60" in cells
    assert not any(school.name_th in cell or school.name_en in cell for cell in cells)


def test_no_pupil_is_named(signed_in, area, officer, school):
    person = pupil(school, given_name="กานดา", search_text="กานดา")
    declared(school, area, 60, 50)
    for user in (area, account_of(CenterFactory(), Role.OFFICER)):
        assert person.given_name not in page(signed_in(user)).content.decode()


def test_the_reminder_list_has_whom_to_call(signed_in, area, school, far):
    user = account_of(school, Role.COUNSELOR, phone="053-000-111", email="one@example.org")
    declared(far, area, 10, 10)
    client = signed_in(area)
    assert "tel:053-000-111" in page(client).content.decode()
    content = page(client, reporting="late", format="xlsx").content
    rows = list(openpyxl.load_workbook(io.BytesIO(content)).active.values)
    assert len(rows) == 2
    assert rows[1][-3:] == (user.get_full_name(), "053-000-111", "one@example.org")


def test_an_account_is_opened_with_whom_to_call(school):
    facts = {"username": "new", "password": None, "first_name": "อนุชา", "last_name": "แก้วเมือง"}
    user = open_account(**facts, phone="053-000-222", email="two@example.org", by=None, at=NOW)
    user.refresh_from_db()
    assert (user.phone, user.email) == ("053-000-222", "two@example.org")


def test_filters(signed_in, area, school, far):
    declared(far, area, 10, 10)
    client = signed_in(area)

    def found(**query):
        return [row.pk for row in page(client, **query).context["page"]]

    assert found(reporting="nothing") == found(reporting="late") == found(name="หนึ่ง") == [school.pk]
    assert found(reporting="done") == found(district="5201") == [far.pk]
    assert found(year=YEAR - 1) == [school.pk, far.pk]


def test_as_many_queries_for_three_as_for_one(signed_in, area, office, school):
    client = signed_in(area)
    page(client)  # what is read once and kept
    with CaptureQueriesContext(connection) as one:
        page(client)
    for _ in range(2):
        pupil(SchoolFactory(parent=office))
    with CaptureQueriesContext(connection) as three:
        page(client)
    assert len(three) == len(one)


def test_the_last_day_is_a_setting_for_each_year(settings):
    settings.SCHOOL_REPORTS_DUE, settings.SCHOOL_REPORTS_DUE_IN = "06-15", {"2569": "2027-07-01"}
    assert due_day(2568) == date(2026, 6, 15)
    assert due_day(2569) == date(2027, 7, 1)
