from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.models import Place
from agencies.place_table import PlaceRow
from agencies.services import load_places
from tests.clock import NOW
from tests.factories.agencies import AccountFactory, CenterFactory, SubdistrictFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def lamphun():
    rows = [
        PlaceRow("51", "ลำพูน", "Lamphun"),
        PlaceRow("5101", "เมืองลำพูน", "Mueang Lamphun"),
        PlaceRow("510101", "ในเมือง", "Nai Mueang", postcode="51000"),
        PlaceRow("510111", "เวียงยอง", "Wiang Yong", postcode="51000"),
    ]
    load_places(rows, by=None, at=NOW)
    return rows


def choices(client, **data):
    return client.get(reverse("place_choices"), {"field": "place", **data})


def test_suggestions_are_radio_buttons_of_the_field(signed_in, staff, lamphun):
    answer = choices(signed_in(staff), place_text="เวียง", place="510111")
    page = " ".join(answer.content.decode().split())
    assert '<input type="radio" name="place" value="510111" checked>' in page
    assert "ต.เวียงยอง อ.เมืองลำพูน จ.ลำพูน" in page
    assert 'id="id_place_count" hx-swap-oob="innerHTML"' in page


def test_nothing_found_is_said(signed_in, staff, lamphun):
    page = choices(signed_in(staff), place_text="ไม่มี").content.decode()
    assert "radio" not in page
    assert "id_place_count" in page


@pytest.mark.parametrize("field", ["", "x" * 100, '"><script>', "a b"])
def test_only_a_field_name_gets_an_answer(signed_in, staff, field):
    assert choices(signed_in(staff), field=field).status_code == 400


@pytest.mark.parametrize("near", ["\x00", "๕๑,51,x", "51," * 5000])
def test_provinces_that_are_none_put_nothing_first(signed_in, staff, lamphun, near):
    answer = choices(signed_in(staff), place_text="ในเมือง", near=near)
    assert (answer.status_code, 'value="510101"' in answer.text) == (200, True)


def test_suggestions_ask_once_however_many_are_found(signed_in, staff, lamphun, django_assert_num_queries):
    client = signed_in(staff)
    choices(client, place_text="เวียง")
    with django_assert_num_queries(
        6
    ):  # the session, the account, its roles, the places, their districts, their provinces
        choices(client, place_text="เมือง")


def test_the_page_finds_by_any_part_of_a_name(signed_in, staff, lamphun):
    page = signed_in(staff).get(reverse("places"), {"name": "wiang"}).content.decode()
    assert "เวียงยอง" in page
    assert reverse("place", args=["510101"]) not in page


def test_former_places_are_listed_on_request(signed_in, staff, lamphun):
    load_places(lamphun[:3], by=None, at=NOW, since=date(2026, 1, 1), end_missing=True)
    client = signed_in(staff)
    there = reverse("place", args=["510111"])
    assert there not in client.get(reverse("places")).content.decode()
    assert there in client.get(reverse("places"), {"ended": "on"}).content.decode()
    assert "เวียงยอง" in client.get(there).content.decode()


def test_a_place_shows_what_its_code_has_meant(signed_in, staff, lamphun):
    renamed = [*lamphun[:3], PlaceRow("510111", "เวียงใหม่", "Wiang Mai")]
    load_places(renamed, by=None, at=NOW)
    page = signed_in(staff).get(reverse("place", args=["510111"])).content.decode()
    assert "เวียงใหม่" in page
    assert "เวียงยอง" in page


@pytest.mark.parametrize("key", ["99", "a%00b", "%EF%BF%BD", "5" * 300])
def test_a_key_that_no_place_has_is_not_found(signed_in, staff, lamphun, key):
    assert signed_in(staff).get(f"/places/{key}/").status_code == 404


def test_the_list_costs_the_same_with_more_rows(signed_in, staff, lamphun):
    client = signed_in(staff)
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("places"), {"name": "เวียงยอง"})
    with CaptureQueriesContext(connection) as all_of_them:
        client.get(reverse("places"))
    assert len(one) == len(all_of_them)


def test_the_list_as_a_spreadsheet(signed_in, staff, lamphun):
    answer = signed_in(staff).get(reverse("places"), {"name": "เวียง", "format": "xlsx"})
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_who_may(signed_in, client):
    SubdistrictFactory()
    nobody = signed_in(AccountFactory())
    assert nobody.get(reverse("places")).status_code == 403
    assert choices(nobody, place_text="เมือง").status_code == 200  # a trainee's own form may ask too
    assert client.get(reverse("places")).status_code == 302
    assert Place.objects.count() == 3


def test_an_unknown_place_is_not_found(signed_in, staff):
    CenterFactory()
    assert signed_in(staff).get(reverse("place", args=["999999"])).status_code == 404
