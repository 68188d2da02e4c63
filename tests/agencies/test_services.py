from datetime import UTC, date, datetime

import pytest

from agencies.enums import AgencyKind, Role
from agencies.models import AgencyCode, Membership, User
from agencies.services import NamedSinceThen, open_account, register_agency, rename_agency
from core.models import AuditEntry
from tests.clock import NOW
from tests.factories.agencies import AccountFactory, CenterFactory, ProvinceFactory

pytestmark = pytest.mark.django_db


def audited(action):
    return AuditEntry.objects.get(action=action)


@pytest.fixture
def province():
    return ProvinceFactory()


@pytest.fixture
def school(province):
    return register_agency(
        kind=AgencyKind.SCHOOL,
        name_th="กศน. ลำพูน",
        name_en="NFE Lamphun",
        place=province,
        provinces=[province],
        codes=[("moe10", "1051010001"), ("moe8", "51010001")],
        by=None,
        at=NOW,
        named_since=date(2010, 1, 1),
    )


def test_an_agency_with_its_codes_and_provinces(school, province):
    assert sorted(school.codes.values_list("system", "code")) == [
        ("moe10", "1051010001"),
        ("moe8", "51010001"),
    ]
    assert list(school.provinces.all()) == [province]
    assert audited("agency.registered").subject_id == str(school.pk)


def test_a_name_begins_on_the_day_in_bangkok(province):
    late = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)  # the 24th in Bangkok
    agency = register_agency(
        kind=AgencyKind.PARTNER, name_th="ก", name_en="", place=province, provinces=[], by=None, at=late
    )
    assert agency.names.get().valid_from == date(2026, 11, 24)


def test_a_new_name_begins_when_the_old_one_ends(school):
    user = AccountFactory()
    rename_agency(
        school, name_th="สกร. ลำพูน", name_en="DLE Lamphun", since=date(2023, 5, 19), by=user, at=NOW
    )
    days = list(school.names.values_list("name_en", "valid_from", "valid_until"))
    assert days == [
        ("NFE Lamphun", date(2010, 1, 1), date(2023, 5, 18)),
        ("DLE Lamphun", date(2023, 5, 19), None),
    ]
    school.refresh_from_db()
    assert school.name_th == "สกร. ลำพูน"
    assert audited("agency.renamed").actor_id == user.pk


def test_a_name_cannot_begin_before_the_present_one(school):
    with pytest.raises(NamedSinceThen):
        rename_agency(school, name_th="x", name_en="", since=date(2010, 1, 1), by=None, at=NOW)
    school.refresh_from_db()
    assert (school.name_th, school.names.count()) == ("กศน. ลำพูน", 1)


def test_an_account_with_its_roles():
    center = CenterFactory()
    user = open_account(
        username="kru1",
        password="a long enough one",
        first_name="สมชาย",
        last_name="ใจดี",
        memberships=[(center, Role.STAFF), (center, Role.HEAD)],
        by=None,
        at=NOW,
    )
    assert User.objects.get().check_password("a long enough one")
    assert user.roles_at == {center.pk: {"staff", "head"}}
    assert Membership.objects.count() == 2
    assert "password" not in str(audited("account.opened").facts)


def test_an_account_without_a_password_opens_for_nobody(client):
    open_account(username="kru1", password=None, first_name="ก", last_name="ข", by=None, at=NOW)
    assert not User.objects.get().has_usable_password()
    assert not client.login(username="kru1", password="")


def test_a_code_belongs_to_one_agency(school):
    with pytest.raises(Exception, match=r"(?i)unique"):
        AgencyCode.objects.create(agency=school, system="moe8", code="51010001")
