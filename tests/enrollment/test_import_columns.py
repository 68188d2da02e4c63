"""Columns that nobody recognises: named by a person once, remembered for the agency and its school."""

import pytest
from django.urls import reverse

from enrollment.models import ColumnNames, Graduate
from enrollment.services.imports import FieldTwice, NamesMissing, name_columns
from tests.enrollment.files import apply_batch, csv_of, judged, number, read_batch
from tests.factories.agencies import SchoolFactory
from tests.working import work_here

ODD = ("รหัสนักเรียน", "นักเรียน", "คำนำ", "เกิด")
ROW = (number(1), "สมชาย ใจดี", "นาย", "14/03/2554")
NAMED = {"รหัสนักเรียน": "identifier", "นักเรียน": "full_name", "คำนำ": "prefix", "เกิด": ""}


@pytest.fixture
def odd(school, counselor, now):
    return read_batch(school, counselor, now, csv_of(ROW, headings=ODD))


def test_a_file_with_unknown_headings_waits_for_somebody_to_name_them(odd):
    assert (odd.state, odd.counts, odd.chunks.count()) == ("mapping", {}, 0)


def test_the_page_shows_each_heading_with_values_but_no_number(signed_in, odd, counselor):
    page = signed_in(counselor).get(reverse("import_columns", args=[odd.pk])).content.decode()
    assert "นักเรียน" in page
    assert "สมชาย ใจดี" in page
    assert number(1) not in page
    assert (
        reverse("import_columns", args=[odd.pk])
        in signed_in(counselor).get(reverse("import", args=[odd.pk])).content.decode()
    )


def test_named_once_the_file_is_read_and_the_next_one_without_asking(signed_in, odd, school, counselor, now):
    said = {f"column_{at}": NAMED[heading] for at, heading in enumerate(ODD)}
    answer = signed_in(counselor).post(reverse("import_columns", args=[odd.pk]), said)
    work_here()
    odd.refresh_from_db()
    assert (answer.status_code, odd.state, odd.counts) == (302, "ready", {"new": 1})
    apply_batch(odd, counselor, now)
    person = Graduate.objects.get()
    assert (person.full_name, person.birth_date) == ("นายสมชาย ใจดี", None)  # ignored as told
    again = read_batch(school, counselor, now, csv_of(ROW, headings=ODD))
    assert (again.state, again.remembered) == ("ready", True)
    page = signed_in(counselor).get(reverse("import", args=[again.pk])).content.decode()
    assert reverse("import_columns", args=[again.pk]) in page


def test_what_a_center_says_of_one_school_does_not_hold_for_another(center, staff, now):
    one, other = SchoolFactory(), SchoolFactory()
    first = read_batch(center, staff, now, csv_of(ROW, headings=ODD), school=one)
    name_columns(first, fields=NAMED, by=staff, at=now)
    assert ColumnNames.objects.get().school == one
    assert read_batch(center, staff, now, csv_of(ROW, headings=ODD), school=one).state == "ready"
    assert read_batch(center, staff, now, csv_of(ROW, headings=ODD), school=other).state == "mapping"


def test_a_file_of_one_school_says_its_school_for_all(center, staff, now):
    school = SchoolFactory()
    batch = read_batch(
        center, staff, now, csv_of(("นาย", "ก", "ข"), headings=("คำนำหน้า", "ชื่อ", "นามสกุล")), school=school
    )
    assert judged(batch)[0]["entry"]["school"] == school.pk


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"นักเรียน": "given_name"}, NamesMissing),
        ({}, NamesMissing),
        ({"นักเรียน": "full_name", "คำนำ": "full_name"}, FieldTwice),
    ],
)
def test_names_are_needed_and_each_fact_once(odd, counselor, now, fields, refusal):
    with pytest.raises(refusal):
        name_columns(odd, fields=fields, by=counselor, at=now)
    odd.refresh_from_db()
    assert odd.state == "mapping"
    assert not ColumnNames.objects.exists()


def test_a_wrong_choice_is_answered_on_the_page(signed_in, odd, counselor):
    answer = signed_in(counselor).post(reverse("import_columns", args=[odd.pk]), {"column_1": "given_name"})
    assert answer.status_code == 422
