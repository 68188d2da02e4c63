"""The pages of agencies: who sees them, who keeps them, what the list finds."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.agency_list import ListedAgency
from agencies.enums import AgencyKind, PlaceLevel, Role
from agencies.models import Agency, AgencyCode, Place
from agencies.services import register_agencies, register_agency, rename_agency
from agencies.services.agencies import CodeTaken
from tests.clock import NOW
from tests.conftest import account_of
from tests.factories.agencies import (
    AccountFactory,
    AgencyFactory,
    CenterFactory,
    ProvinceFactory,
    SchoolFactory,
    SubdistrictFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def lampang():
    return ProvinceFactory(code="52", name_th="ลำปาง", name_en="Lampang")


@pytest.fixture
def province_office():
    return AgencyFactory(kind=AgencyKind.PROVINCE, name_th="สำนักงานจังหวัด", name_en="Provincial office")


@pytest.fixture
def keeper(province_office):
    """The officer of the province."""
    return account_of(province_office, Role.OFFICER)


@pytest.fixture
def area_office(lampang):
    """Spans two provinces, and has had two names."""
    return register_agency(
        kind=AgencyKind.AREA_OFFICE,
        name_th="สพม. เขต 35",
        name_en="Secondary Area 35",
        place=SubdistrictFactory(),
        provinces=[ProvinceFactory(), lampang],
        codes=[("other", "5235")],
        named_since=date(2010, 8, 17),
        by=None,
        at=NOW,
    )


@pytest.fixture
def elsewhere(lampang):
    return SchoolFactory(name_th="โรงเรียนที่อื่น", provinces=[lampang])


def listed(client, **query):
    return [row.pk for row in client.get(reverse("agencies"), query).context["page"]]


def test_the_list_shows_the_agencies_of_ones_provinces(
    signed_in, keeper, province_office, area_office, elsewhere
):
    assert set(listed(signed_in(keeper))) == {province_office.pk, area_office.pk}
    there = account_of(elsewhere, Role.COUNSELOR)
    assert set(listed(signed_in(there))) == {elsewhere.pk, area_office.pk}


def test_a_former_name_and_a_code_find_it(signed_in, keeper, area_office):
    rename_agency(area_office, name_th="สพม. ลำปาง ลำพูน", name_en="", since=date(2021, 1, 1), by=None, at=NOW)
    client = signed_in(keeper)
    for text in ("เขต 35", "ลำปาง", "secondary", "52-35", "๕๒๓๕"):
        assert listed(client, name=text) == [area_office.pk], text
    assert listed(client, name="ไม่มี") == []


def test_the_list_narrows_to_kind_and_province(signed_in, keeper, province_office, area_office, lampang):
    client = signed_in(keeper)
    assert listed(client, kind="province") == [province_office.pk]
    assert listed(client, province=ProvinceFactory().pk, kind="area_office") == [area_office.pk]


def test_the_list_is_in_thai_order(signed_in, keeper):
    for name in ("โรงเรียนขาม", "เกาะแก้ว", "คำ", "กาญจนา"):
        register_agency(
            kind=AgencyKind.SCHOOL, name_th=name, name_en="", place=SubdistrictFactory(),
            provinces=[ProvinceFactory()], by=None, at=NOW,
        )  # fmt: skip
    rows = signed_in(keeper).get(reverse("agencies"), {"kind": "school"}).context["page"]
    assert [row.name_th for row in rows] == ["กาญจนา", "เกาะแก้ว", "คำ", "โรงเรียนขาม"]


def test_three_rows_cost_what_one_costs(signed_in, keeper, province_office):
    client = signed_in(keeper)
    with CaptureQueriesContext(connection) as one:
        assert len(listed(client)) == 1
    SchoolFactory.create_batch(2)
    with CaptureQueriesContext(connection) as three:
        assert len(listed(client)) == 3
    assert len(one) == len(three)


def test_the_list_as_a_spreadsheet(signed_in, keeper):
    answer = signed_in(keeper).get(reverse("agencies"), {"format": "xlsx"})
    assert "agencies.xlsx" in answer.headers["Content-Disposition"]


def test_who_sees_an_agency(signed_in, client, keeper, area_office, elsewhere, counselor):
    page = reverse("agency", args=[area_office.pk])
    assert signed_in(keeper).get(page).status_code == 200
    assert signed_in(counselor).get(page).status_code == 200
    assert signed_in(AccountFactory()).get(page).status_code == 403
    assert client.get(page).status_code == 302
    assert signed_in(keeper).get(reverse("agency", args=[elsewhere.pk])).status_code == 404


def test_the_page_shows_names_codes_and_provinces(signed_in, keeper, area_office):
    rename_agency(area_office, name_th="สพม. ลำปาง ลำพูน", name_en="", since=date(2021, 1, 1), by=None, at=NOW)
    page = signed_in(keeper).get(reverse("agency", args=[area_office.pk])).content.decode()
    for words in ("สพม. เขต 35", "สพม. ลำปาง ลำพูน", "5235", "ลำพูน, ลำปาง"):
        assert words in page


KEEPING = ("edit_agency", "rename_agency", "give_agency_code", "open_account", "give_role")


@pytest.mark.parametrize("door", KEEPING)
def test_who_keeps_an_agency(signed_in, keeper, head, center, staff, elsewhere, door):
    own = reverse(door, args=[center.pk])
    assert signed_in(head).get(own).status_code == 200
    assert signed_in(staff).get(own).status_code == 403
    assert signed_in(head).get(reverse(door, args=[SchoolFactory().pk])).status_code == 404
    assert signed_in(keeper).get(reverse(door, args=[SchoolFactory().pk])).status_code == 200
    assert signed_in(keeper).get(reverse(door, args=[elsewhere.pk])).status_code == 404


def test_only_officers_register_agencies(signed_in, keeper, head, counselor):
    for door in ("new_agency", "import_agencies"):
        assert signed_in(keeper).get(reverse(door)).status_code == 200
        assert signed_in(head).get(reverse(door)).status_code == 403
        assert signed_in(counselor).get(reverse(door)).status_code == 403


def entry(**said):
    place = SubdistrictFactory()
    return {
        "name_th": "วิทยาลัยเทคนิค", "name_en": "Technical College", "kind": "vocational", "place": place.pk,
        "place_text": "", "provinces": [ProvinceFactory().pk], "further": "", "further_text": "", "parent": "", **said,
    }  # fmt: skip


def test_an_agency_is_registered(signed_in, keeper, lampang):
    answer = signed_in(keeper).post(reverse("new_agency"), entry(further=lampang.pk))
    row = Agency.objects.get(kind=AgencyKind.VOCATIONAL)
    assert answer.url == reverse("agency", args=[row.pk])
    assert set(row.provinces.all()) == {ProvinceFactory(), lampang}
    assert row.sort_key


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name_th": ""}, "name_th"),
        ({"kind": "x"}, "kind"),
        ({"place": ""}, "place"),
        ({"provinces": []}, "provinces"),
        ({"provinces": ["99"]}, "provinces"),
        ({"parent": "999999"}, "parent"),
        ({"name_th": "ก\u200bข\x07"}, "name_th"),
    ],
)
def test_a_bad_entry_is_refused_at_its_field(signed_in, keeper, wrong, field):
    answer = signed_in(keeper).post(reverse("new_agency"), entry(**wrong))
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not Agency.objects.filter(kind=AgencyKind.VOCATIONAL).exists()


def test_kind_place_and_provinces_are_corrected(signed_in, keeper, area_office, province_office):
    answer = signed_in(keeper).post(
        reverse("edit_agency", args=[area_office.pk]),
        entry(kind="education", place=area_office.place_id, parent=province_office.pk),
    )
    area_office.refresh_from_db()
    assert answer.status_code == 302
    assert (area_office.kind, area_office.parent) == (AgencyKind.EDUCATION, province_office)
    assert [place.code for place in area_office.provinces.all()] == ["51"]


def test_the_present_place_is_offered_though_it_is_no_more(signed_in, keeper, area_office):
    Place.objects.filter(pk=area_office.place_id).update(valid_until=date(2020, 1, 1))
    page = signed_in(keeper).get(reverse("edit_agency", args=[area_office.pk])).content.decode()
    assert f'value="{area_office.place_id}"' in page


def test_a_new_name_with_its_day(signed_in, keeper, area_office):
    said = {"name_th": "สพม. ลำปาง ลำพูน", "name_en": "", "since": "27 มกราคม 2564"}
    assert signed_in(keeper).post(reverse("rename_agency", args=[area_office.pk]), said).status_code == 302
    area_office.refresh_from_db()
    assert str(area_office) == "สพม. ลำปาง ลำพูน"


@pytest.mark.parametrize("since", ["1 มกราคม 2550", "1 มกราคม 2650"])
def test_a_new_name_cannot_begin_before_the_present_one_or_tomorrow(signed_in, keeper, area_office, since):
    said = {"name_th": "ใหม่", "name_en": "", "since": since}
    answer = signed_in(keeper).post(reverse("rename_agency", args=[area_office.pk]), said)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["since"])
    assert area_office.names.count() == 1


def test_codes_come_and_go(signed_in, keeper, area_office):
    client = signed_in(keeper)
    there = reverse("give_agency_code", args=[area_office.pk])
    assert client.post(there, {"system": "school_10", "code": "10-5101-001"}).status_code == 422
    assert client.post(there, {"system": "school_10", "code": "๑๐๕๑๐๑๐๐๐๑"}).status_code == 302
    row = AgencyCode.objects.get(code="1051010001")
    assert client.post(reverse("remove_agency_code", args=[row.pk])).status_code == 302
    assert not AgencyCode.objects.filter(pk=row.pk).exists()


def test_a_code_of_another_agency_is_refused_with_its_name(signed_in, keeper, area_office):
    school = SchoolFactory(name_th="โรงเรียนอื่น")
    answer = signed_in(keeper).post(
        reverse("give_agency_code", args=[school.pk]), {"system": "other", "code": "5235"}
    )
    assert answer.status_code == 422
    assert "สพม. เขต 35" in str(answer.context["form"].errors)


def test_codes_of_other_provinces_are_not_removed(signed_in, keeper, elsewhere):
    row = elsewhere.codes.create(system="other", code="1")
    assert signed_in(keeper).post(reverse("remove_agency_code", args=[row.pk])).status_code == 404


def pasted(*lines, **more):
    said = entry(kind="school", lines="\n".join("\t".join(line) for line in lines), code_system="school_10")
    return {**said, **more}


LINES = (
    ("โรงเรียน", "English", "รหัส"),
    ("โรงเรียนบ้านหนึ่ง", "Ban Nueng School", "1051010001"),
    ("โรงเรียนบ้านสอง", "", ""),
    ("บ้านสอง", "", ""),
    ("", "Nameless", ""),
    ("สพม. เขต 35", "", ""),
)


def test_a_list_is_shown_before_it_is_written(signed_in, keeper, area_office):
    answer = signed_in(keeper).post(reverse("import_agencies"), pasted(*LINES))
    assert [line.entry for line in answer.context["lines"]] == ["new", "new", "twice", "no_name", "known"]
    assert answer.context["lines"][-1].known == area_office
    assert not Agency.objects.filter(kind=AgencyKind.SCHOOL).exists()


def test_a_confirmed_list_registers_what_is_new(signed_in, keeper, area_office):
    client = signed_in(keeper)
    assert client.post(reverse("import_agencies"), pasted(*LINES, confirm="yes")).status_code == 302
    assert sorted(Agency.objects.filter(kind=AgencyKind.SCHOOL).values_list("name_th", flat=True)) == [
        "โรงเรียนบ้านสอง",
        "โรงเรียนบ้านหนึ่ง",
    ]
    again = client.post(reverse("import_agencies"), pasted(*LINES))
    assert again.context["new"] == 0


def test_one_code_twice_in_a_list_is_seen(signed_in, keeper):
    lines = [("ก", "", "1111111111"), ("ข", "", "1111111111 ")]
    answer = signed_in(keeper).post(reverse("import_agencies"), pasted(*lines))
    assert [line.entry for line in answer.context["lines"]] == ["new", "twice"]


def test_a_list_is_registered_whole_or_not_at_all(keeper, area_office):
    """A code was given to another agency after the list had been read."""
    lines = [ListedAgency(1, "ก", "", "1111"), ListedAgency(2, "ข", "", "5235")]
    with pytest.raises(CodeTaken, match="เขต 35"):
        register_agencies(
            lines=lines, kind=AgencyKind.SCHOOL, place=area_office.place, provinces=[ProvinceFactory()],
            parent=None, code_system="other", by=keeper, at=NOW,
        )  # fmt: skip
    assert not Agency.objects.filter(kind=AgencyKind.SCHOOL).exists()


@pytest.mark.parametrize("text", ["x" * 200_000, "ก\x07ข", '"', "\t\t\t", ",,,\n,,"])
def test_an_odd_list_is_an_answer(signed_in, keeper, text):
    assert signed_in(keeper).post(reverse("import_agencies"), pasted(lines=text)).status_code in {200, 422}


def test_an_agency_cannot_belong_to_what_belongs_to_it(signed_in, keeper, area_office, province_office):
    Agency.objects.filter(pk=province_office.pk).update(parent=area_office)
    answer = signed_in(keeper).post(
        reverse("edit_agency", args=[area_office.pk]),
        entry(place=area_office.place_id, parent=province_office.pk),
    )
    assert answer.status_code == 422
    area_office.refresh_from_db()
    assert area_office.parent is None


def test_a_center_of_two_provinces_is_found_in_both(signed_in, lampang):
    center = CenterFactory(provinces=[ProvinceFactory(), lampang])
    for province in ("51", "52"):
        office = AgencyFactory(
            kind=AgencyKind.PROVINCE, provinces=[Place.objects.get(pk=province)], name_th=province
        )
        assert center.pk in listed(signed_in(account_of(office, Role.OFFICER)))
    assert Place.objects.filter(level=PlaceLevel.PROVINCE).count() == 2
