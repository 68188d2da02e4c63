"""The register's pages: who may open them, what they show, and that no number leaves them unasked."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from core.identity import format_citizen_id, reserved_citizen_id
from core.models import AuditEntry
from core.text import to_thai_digits
from enrollment.models import Graduate
from enrollment.services import refer, register_graduate
from tests.enrollment.entries import NUMBER, entry
from tests.enrollment.referral_scene import memorandum
from tests.factories.agencies import DistrictFactory, ProvinceFactory, SchoolFactory, SubdistrictFactory
from tests.factories.enrollment import GraduateFactory


@pytest.fixture
def person(school, counselor, now):
    return register_graduate(entry=entry(), registered_by=school, by=counselor, at=now)


TYPED = {
    "prefix": "นาย",
    "given_name": "มานะ",
    "family_name": "ดีใจ",
    "identifier": format_citizen_id(reserved_citizen_id(7)),
    "birth_day": "๑๔",
    "birth_month": "3",
    "birth_year": "2554",
    "case_type": "finished",
    "education": "lower_secondary",
    "reasons": ["poverty", "distance"],
}


def pages_of(person):
    return [reverse("person", args=[person.pk]), reverse("edit_person", args=[person.pk])]


def test_each_account_gets_its_own_answer(
    signed_in, client, person, counselor, officer, stranger, other_counselor
):
    for page in pages_of(person):
        assert signed_in(counselor).get(page).status_code == 200
        assert signed_in(officer).get(page).status_code == 403
        assert signed_in(stranger).get(page).status_code == 404
        assert signed_in(other_counselor).get(page).status_code == 404
        assert client.get(page).status_code == 302
    for page in (reverse("people"), reverse("new_person")):
        assert signed_in(counselor).get(page).status_code == 200
        assert signed_in(officer).get(page).status_code == 403
        assert client.get(page).status_code == 302


def test_the_center_sees_a_person_once_referred(signed_in, person, school, center, staff, counselor, now):
    page = reverse("person", args=[person.pk])
    assert signed_in(staff).get(page).status_code == 404
    memorandum(school, center)
    refer(person, from_agency=school, to_agency=center, by=counselor, at=now)
    assert signed_in(staff).get(page).status_code == 200


def test_the_list_shows_own_people_only_and_no_number(signed_in, person, counselor, other_counselor):
    html = signed_in(counselor).get(reverse("people")).content.decode()
    assert "สมชาย" in html
    assert NUMBER not in html
    assert format_citizen_id(NUMBER) not in html
    assert "สมชาย" not in signed_in(other_counselor).get(reverse("people")).content.decode()


def test_the_list_takes_as_many_queries_for_three_as_for_one(
    signed_in, school, counselor, django_assert_max_num_queries, django_assert_num_queries
):
    GraduateFactory(school=school)
    client = signed_in(counselor)
    client.get(reverse("people"))
    with django_assert_max_num_queries(40) as first:
        client.get(reverse("people"))
    GraduateFactory.create_batch(2, school=school)
    with django_assert_num_queries(len(first)):
        client.get(reverse("people"))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"name": "มชา"}, True),
        ({"name": "ใจดี"}, True),
        ({"name": "สมชัย"}, False),
        ({"name": "ไจดี"}, True),  # sounds alike
        ({"reason": "poverty"}, True),
        ({"reason": "care"}, False),
        ({"case_type": "left_early"}, False),
        ({"step": "no_plan"}, True),
        ({"step": "referred"}, False),
    ],
)
def test_the_list_is_searched_and_filtered(signed_in, school, counselor, now, query, found):
    register_graduate(entry=entry(reasons=("poverty",)), registered_by=school, by=counselor, at=now)
    html = signed_in(counselor).get(reverse("people"), query).content.decode()
    assert ("สมชาย" in html) == found


def test_people_stand_in_thai_order(signed_in, school, counselor, now):
    for given in ("แก้ว", "กานต์", "เอก", "ขวัญ"):
        said = entry(given_name=given, identifier="")
        register_graduate(entry=said, registered_by=school, by=counselor, at=now)
    html = signed_in(counselor).get(reverse("people")).content.decode()
    places = [html.index(f"นาย{given} ") for given in ("กานต์", "แก้ว", "ขวัญ", "เอก")]
    assert places == sorted(places)


@pytest.mark.parametrize(
    "typed", [NUMBER, format_citizen_id(NUMBER), to_thai_digits(NUMBER), f" {NUMBER[:6]} {NUMBER[6:]}"]
)
def test_a_number_in_any_form_leads_to_its_person_by_post(signed_in, person, counselor, typed):
    answer = signed_in(counselor).post(reverse("people"), {"name": typed})
    assert (answer.status_code, answer.url) == (302, reverse("person", args=[person.pk]))


def test_half_a_number_or_a_strangers_stays_on_the_page_and_out_of_the_address(
    signed_in, person, other_counselor
):
    for typed in (NUMBER, NUMBER[:9]):
        answer = signed_in(other_counselor).post(reverse("people"), {"name": typed})
        assert answer.status_code == 200
        assert "สมชาย" not in answer.content.decode()


def test_a_name_typed_into_the_private_search_becomes_a_filter(signed_in, person, counselor):
    answer = signed_in(counselor).post(reverse("people"), {"name": "สมชาย", "step": "no_plan"}, follow=True)
    assert "นายสมชาย" in answer.content.decode()


def test_a_search_swapped_in_by_htmx_goes_to_the_person(signed_in, person, counselor):
    answer = signed_in(counselor).post(reverse("people"), {"name": NUMBER}, headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == reverse("person", args=[person.pk])


def test_a_filter_swapped_in_by_htmx_stands_in_the_address_and_in_the_form_of_columns(
    signed_in, person, counselor
):
    swapped = {"HX-Request": "true", "HX-Target": "results"}
    answer = signed_in(counselor).post(reverse("people"), {"step": "no_plan"}, headers=swapped, follow=True)
    assert answer.headers["HX-Replace-Url"] == f"{reverse('people')}?step=no_plan"
    assert 'value="step=no_plan" form="choose-columns"' in answer.content.decode()


def test_the_export_has_the_filtered_people_and_masked_numbers(signed_in, person, school, counselor):
    GraduateFactory(school=school, given_name="มานี")
    answer = signed_in(counselor).get(reverse("people"), {"name": "สมชาย", "format": "xlsx"})
    rows = list(load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active.values)
    assert len(rows) == 2
    assert rows[1][:4] == ("นาย", "สมชาย", "ใจดี", person.identifiers.get().masked)


def test_registering_by_the_form(signed_in, counselor, school):
    answer = signed_in(counselor).post(reverse("new_person"), TYPED)
    row = Graduate.objects.get()
    assert answer.url == reverse("person", args=[row.pk])
    assert (row.full_name, str(row.birth_date), row.school) == ("นายมานะ ดีใจ", "2011-03-14", school)
    assert row.reasons == ["poverty", "distance"]
    assert row.identifiers.get().reveal() == reserved_citizen_id(7)


def test_a_refused_form_names_the_field_and_the_remedy_and_keeps_what_was_typed(signed_in, counselor):
    wrong = TYPED | {
        "given_name": "Mana",
        "identifier": "1234567890123",
        "birth_day": "31",
        "birth_month": "2",
    }
    answer = signed_in(counselor).post(reverse("new_person"), wrong, headers={"Accept-Language": "en"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "error-summary" in html
    assert 'value="Mana"' in html
    assert not Graduate.objects.exists()
    assert set(answer.context["form"].errors) == {"given_name", "identifier", "birth"}


def test_an_empty_form_says_what_is_missing(signed_in, counselor):
    answer = signed_in(counselor).post(reverse("new_person"), {"agency": "x"})
    missing = {"prefix", "given_name", "family_name", "case_type", "education"}
    assert set(answer.context["form"].errors) == missing


def test_a_number_known_to_ones_own_school_links_to_the_person(signed_in, person, counselor):
    html = signed_in(counselor).post(reverse("new_person"), TYPED | {"identifier": NUMBER}).content.decode()
    assert reverse("person", args=[person.pk]) in html


def test_a_number_known_elsewhere_says_only_that(signed_in, person, other_counselor):
    answer = signed_in(other_counselor).post(reverse("new_person"), TYPED | {"identifier": NUMBER})
    assert answer.status_code == 422
    assert "สมชาย" not in answer.content.decode()


def test_correcting_by_the_form(signed_in, person, counselor):
    page = reverse("edit_person", args=[person.pk])
    client = signed_in(counselor)
    assert 'value="สมชาย"' in client.get(page).content.decode()
    client.post(page, TYPED | {"identifier": "", "version": "1"})
    person.refresh_from_db()
    assert (person.given_name, person.version, person.identifiers.count()) == ("มานะ", 2, 1)


def test_who_saves_second_sees_both_versions_and_can_save_again(signed_in, person, counselor):
    page = reverse("edit_person", args=[person.pk])
    client = signed_in(counselor)
    client.post(page, TYPED | {"identifier": "", "version": "1"})
    late = TYPED | {"identifier": "", "version": "1", "given_name": "มานพ"}
    answer = client.post(page, late)
    assert answer.status_code == 409
    html = answer.content.decode()
    assert "<td data-label" in html
    assert "มานะ" in html
    assert 'name="version" value="2"' in html
    client.post(page, late | {"version": "2"})
    person.refresh_from_db()
    assert person.given_name == "มานพ"


def test_a_number_is_shown_only_when_asked_and_leaves_a_trace(signed_in, person, counselor, stranger):
    row = person.identifiers.get()
    page, door = reverse("person", args=[person.pk]), reverse("reveal_identifier", args=[person.pk, row.pk])
    client = signed_in(counselor)
    assert NUMBER not in client.get(page).content.decode()
    assert client.get(door).status_code == 405
    assert not AuditEntry.objects.filter(action="identifier.revealed").exists()
    assert NUMBER in client.post(door).content.decode()
    assert AuditEntry.objects.get(action="identifier.revealed").actor_id == counselor.pk
    assert signed_in(stranger).post(door).status_code == 404
    assert AuditEntry.objects.filter(action="identifier.revealed").count() == 1


def test_the_page_tells_what_happened_and_what_is_due(signed_in, person, school, center, counselor, now):
    client, page = signed_in(counselor), reverse("person", args=[person.pk])
    before = client.get(page)
    assert before.context["due"].url == reverse("refer", args=[person.pk])
    memorandum(school, center)
    refer(person, from_agency=school, to_agency=center, by=counselor, at=now)
    after = client.get(page)
    told = after.context["timeline"].entries
    assert [one["tone"] for one in told] == ["info", "info"]
    assert after.context["due"].url.startswith("/referrals/")


def test_a_correction_keeps_what_lies_outside_the_editors_province(signed_in, center, staff, now):
    chiang_mai = ProvinceFactory(code="50", name_th="เชียงใหม่", name_en="Chiang Mai")
    far = SubdistrictFactory(
        code="500101", parent=DistrictFactory(code="5001", name_th="เมืองเชียงใหม่", parent=chiang_mai)
    )
    school = SchoolFactory(provinces=[chiang_mai])
    said = entry(school=school, place=far, academic_year=2550, interests=())
    row = register_graduate(entry=said, registered_by=center, by=staff, at=now)
    client, page = signed_in(staff), reverse("edit_person", args=[row.pk])
    form = client.get(page).context["form"]
    values = {one.html_name: one.value() for one in form if one.value() not in (None, "")}
    born = {"birth_day": "14", "birth_month": "3", "birth_year": "2554"}
    assert client.post(page, values | born | {"phone": "0812345678"}).status_code == 302
    row.refresh_from_db()
    assert (row.school, row.place, row.academic_year, row.phone) == (school, far, 2550, "0812345678")
