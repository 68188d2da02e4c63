"""What an officer or a head may do cannot be widened by correcting what their agencies are and serve."""

import pytest
from django.urls import reverse

from agencies.enums import AgencyKind, Role
from agencies.models import Agency
from agencies.permissions import kept_by, roles_to_give
from agencies.services import change_agency, end_role
from agencies.services.agencies import BeyondYourProvinces, RoleHeldThere
from tests.clock import NOW
from tests.conftest import account_of
from tests.factories.agencies import AgencyFactory, ProvinceFactory, SchoolFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def lampang():
    return ProvinceFactory(code="52", name_th="ลำปาง", name_en="Lampang")


@pytest.fixture
def lamphun():
    return ProvinceFactory()


@pytest.fixture
def office():
    return AgencyFactory(kind=AgencyKind.PROVINCE, name_th="สำนักงานจังหวัด", name_en="Provincial office")


@pytest.fixture
def keeper(office):
    return account_of(office, Role.OFFICER)


def change(agency, by, **changes):
    facts = {
        "kind": AgencyKind(agency.kind),
        "place": agency.place,
        "provinces": list(agency.provinces.all()),
    }
    change_agency(agency, **{**facts, "parent": None, **changes}, by=by, at=NOW)


def test_an_officer_does_not_add_a_province_to_look_after(keeper, office, lamphun, lampang):
    far = SchoolFactory(provinces=[lampang])
    with pytest.raises(BeyondYourProvinces):
        change(office, keeper, provinces=[lamphun, lampang])
    assert not kept_by(keeper).filter(pk=far.pk).exists()


def test_nor_by_the_page(signed_in, keeper, office, lamphun, lampang):
    said = {"kind": "province", "place": office.place_id, "provinces": ["51"], "further": "52"}
    answer = signed_in(keeper).post(reverse("edit_agency", args=[office.pk]), said)
    assert (answer.status_code, [place.pk for place in office.provinces.all()]) == (422, ["51"])


def test_an_agency_without_officers_may_serve_a_further_one(keeper, lamphun, lampang):
    area = AgencyFactory(kind=AgencyKind.AREA_OFFICE, name_th="สพม.")
    change(area, keeper, provinces=[lamphun, lampang])
    assert area.provinces.count() == 2


def test_what_it_serves_already_stays_as_it_is(keeper, office, lamphun, lampang):
    beside = AgencyFactory(kind=AgencyKind.LABOR, name_th="แรงงานสองจังหวัด", provinces=[lamphun, lampang])
    account_of(beside, Role.OFFICER)
    change(beside, keeper)
    assert beside.provinces.count() == 2


def test_nobody_makes_an_officer_who_reaches_further(keeper, lamphun, lampang):
    wide = AgencyFactory(kind=AgencyKind.LABOR, name_th="แรงงานสองจังหวัด", provinces=[lamphun, lampang])
    here = AgencyFactory(kind=AgencyKind.LABOR, name_th="แรงงานจังหวัด", provinces=[lamphun])
    assert Role.OFFICER not in roles_to_give(keeper, wide)
    assert Role.OFFICER in roles_to_give(keeper, here)


@pytest.mark.parametrize("kind", [AgencyKind.PROVINCE, AgencyKind.LEARNING])
def test_a_centre_with_people_becomes_nothing_else(head, keeper, center, kind):
    """Else its head could make officers, and an officer counsellors who see its people."""
    for by in (head, keeper):
        with pytest.raises(RoleHeldThere):
            change(center, by, kind=kind)
    assert Agency.objects.get(pk=center.pk).kind == AgencyKind.CENTER


def test_a_kind_is_corrected_once_nobody_holds_another_role_there(keeper, school, counselor):
    change(school, keeper, kind=AgencyKind.LEARNING)
    assert school.kind == AgencyKind.LEARNING, "a counsellor is what a learning centre has too"
    with pytest.raises(RoleHeldThere):
        change(school, keeper, kind=AgencyKind.PROVINCE)
    end_role(counselor.memberships.get(), by=counselor, at=NOW)
    change(school, keeper, kind=AgencyKind.PROVINCE)
    assert school.kind == AgencyKind.PROVINCE
