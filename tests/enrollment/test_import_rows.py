"""Headings recognised, cells read, problems named with column, value and remedy."""

from datetime import date, datetime

import pytest

from core.dates import DateFault
from core.identity import IdentifierFault, citizen_check_digit
from core.names import NameFault
from core.tables.table import Formula, Row
from enrollment.checking import Known
from enrollment.faults import words_for
from enrollment.importing.cells import Context
from enrollment.importing.columns import SYNONYMS, find_head, squeezed
from enrollment.importing.rows import Reader
from enrollment.importing.template import COLUMNS, LISTS, listed
from enrollment.importing.vocabulary import choice_words, yes_or_no
from enrollment.queries.imports import references_for
from tests.clock import NOW
from tests.enrollment.files import number
from tests.factories.agencies import (
    DistrictFactory,
    ProvinceFactory,
    SchoolFactory,
    SubdistrictFactory,
)
from tests.factories.training import CourseFactory

ID = "เลขประจำตัวประชาชน"


def rows_of(*rows):
    return [Row(at, tuple(cells)) for at, cells in enumerate(rows, start=1)]


def reader_of(headings, agency):
    known = Known(NOW.date(), frozenset({"WELD01"}))
    return Reader(find_head(rows_of(headings), {}), Context(references_for(agency, NOW.date()), known))


def columns_of(*rows):
    head = find_head(rows_of(*rows), {})
    return head.at, head.columns


@pytest.fixture
def read(db, center):
    """One row under headings: the row read."""

    def row_of(**cells):
        said = {"คำนำหน้า": "นาย", "ชื่อ": "สมชาย", "นามสกุล": "ใจดี"} | cells
        return reader_of(tuple(said), center).read(Row(2, tuple(said.values())))

    return row_of


def codes(row):
    return [(problem.heading, str(problem.code)) for problem in row.problems]


def test_headings_are_found_below_titles_in_either_language():
    rows = (
        ("รายชื่อนักเรียน",),
        (None, "ปีการศึกษา 2568"),
        ("No.", "First Name *", "SURNAME", "Date of birth (B.E.)"),
    )
    assert columns_of(*rows) == (2, {1: "given_name", 2: "family_name", 3: "birth"})


def test_every_synonym_means_one_field():
    seen = {}
    for field, words in SYNONYMS.items():
        for word in words:
            assert seen.setdefault(squeezed(word), field) == field, word


def test_a_heading_that_means_two_things_is_told_by_its_neighbor():
    assert columns_of(("ชื่อตัว", "ชื่อสกุล"))[1] == {0: "given_name", 1: "family_name"}
    assert columns_of(("คำนำหน้า", "ชื่อ-สกุล"))[1] == {0: "prefix", 1: "full_name"}


def test_a_heading_written_twice_counts_once():
    assert columns_of(("ชื่อ", "ชื่อ", "นามสกุล"))[1] == {0: "given_name", 2: "family_name"}


@pytest.mark.parametrize(
    "headings", [("a", "b"), ("เลขประจำตัวประชาชน", "วันเกิด"), ("ชื่อ", "วันเกิด"), ("ชื่อ-สกุล",)]
)
def test_a_table_without_names_is_not_read_before_somebody_names_its_columns(headings):
    assert not find_head(rows_of(headings), {}).is_complete


@pytest.mark.parametrize(
    "cell",
    [
        "14/03/2554",
        "๑๔ มี.ค. ๒๕๕๔",
        "14 March 2011",
        "2011-03-14",
        datetime(2011, 3, 14),  # noqa: DTZ001
        datetime(2554, 3, 14),  # noqa: DTZ001
        date(2554, 3, 14),
    ],
)
def test_birth_dates_of_both_eras(read, cell):
    assert read(วันเกิด=cell).said["birth"] == "2011-03-14"


def test_a_leap_day_of_the_buddhist_year_is_read_and_a_false_one_refused(read):
    assert read(วันเกิด="29/02/2555").said["birth"] == "2012-02-29"
    assert codes(read(วันเกิด="29/02/2554")) == [("วันเกิด", "no_such_day")]


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (45314, "bare_number"),
        ("ม.ค.", "not_a_date"),
        ("14/03/3097", "era_added_twice"),
        ("23/11/2569", "outside_window"),
        (Formula(), "formula"),
    ],
)
def test_dates_that_cannot_be_right(read, cell, code):
    assert codes(read(วันเกิด=cell)) == [("วันเกิด", code)]


@pytest.mark.parametrize(
    "cell",
    [
        number(7),
        int(number(8)[-13:]) if number(8)[0] != "0" else number(8),
        f"'{number(9)}",
        f"{number(9)[:4]} {number(9)[4:]}",
    ],
)
def test_numbers_in_every_spelling(read, cell):
    assert len(read(**{ID: cell}).said["identifier"]) == 13


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (int(number(7)), "wrong_length"),
        ("1.23457E+12", "digits_lost"),
        (1.5, "not_digits"),
        ("G12", "g_code_form"),
        (Formula(), "formula"),
    ],
)
def test_numbers_that_a_spreadsheet_spoiled(read, cell, code):
    assert codes(read(**{ID: cell})) == [(ID, code)]


def test_a_lost_zero_is_named_not_repaired(read):
    twelve = citizen_with_zero()
    assert codes(read(**{ID: int(twelve)})) == [(ID, "leading_zero_lost")]


def citizen_with_zero():
    """A number that begins with one zero only: as a number cell it has twelve digits."""
    first = "012345678901"
    return first + str(citizen_check_digit(first))


@pytest.mark.parametrize(
    ("cells", "parts"),
    [
        ({"คำนำหน้า": "ด.ญ.", "ชื่อ": "มานี", "นามสกุล": "มีนา"}, ("เด็กหญิง", "มานี", "มีนา")),
        ({"คำนำหน้า": "", "ชื่อ": "เด็กชายมานะ", "นามสกุล": "มีนา"}, ("เด็กชาย", "มานะ", "มีนา")),
        ({"ชื่อ": "", "นามสกุล": "", "คำนำหน้า": "", "ชื่อ-สกุล": "น.ส.มานี ณ ลำพูน"}, ("นางสาว", "มานี", "ณ ลำพูน")),
        ({"นามสกุล": "-"}, ("นาย", "สมชาย", "")),
    ],
)
def test_names_in_one_two_or_three_columns(read, cells, parts):
    said = read(**cells).said
    assert (said["prefix"], said["given_name"], said["family_name"]) == parts


def test_a_problem_with_a_number_shows_its_end_only(read):
    (problem,) = read(**{ID: "1234567890123"}).problems
    assert problem.value == "xxxxxxxxxx123"


def test_a_number_in_the_wrong_column_is_masked_too(read):
    row = read(ชื่อ="1234567890121")
    assert row.problems[0].value == "xxxxxxxxxx121"
    assert "1234567890" not in row.name


def test_schools_by_name_code_and_ambiguity(read, center):
    one = SchoolFactory(name_th="โรงเรียนบ้านธิ", name_en="")
    one.codes.create(system="obec10", code="1051510001")
    assert read(โรงเรียน="ร.ร. บ้านธิ").said["school"] == one.pk
    assert read(โรงเรียน="บ้านธิ").said["school"] == one.pk
    assert read(รหัสโรงเรียน=1051510001).said["school"] == one.pk
    assert codes(read(โรงเรียน="บ้านไหน")) == [("โรงเรียน", "unknown_school")]
    SchoolFactory(name_th="โรงเรียนบ้านธิ", name_en="")
    assert codes(read(โรงเรียน="บ้านธิ")) == [("โรงเรียน", "ambiguous")]


def test_places_by_name_within_district_and_province(read, center):
    here = SubdistrictFactory()
    far = SubdistrictFactory(
        code="500101",
        parent=DistrictFactory(
            code="5001",
            name_th="เมืองเชียงใหม่",
            name_en="Mueang Chiang Mai",
            parent=ProvinceFactory(code="50", name_th="เชียงใหม่", name_en="Chiang Mai"),
        ),
    )
    assert read(ตำบล="ต.ในเมือง").said["place"] == here.pk  # of two with this name the one at home
    assert read(ตำบล="ในเมือง", จังหวัด="จ.เชียงใหม่").said["place"] == far.pk
    assert read(รหัสตำบล=500101).said["place"] == far.pk
    elsewhere = {"ตำบล": "ในเมือง", "อำเภอ": "ลี้"}  # Python would respell a keyword
    assert codes(read(**elsewhere)) == [("ตำบล", "unknown_place")]


def test_courses_by_code_and_name(read):
    course = CourseFactory(code="WELD01", name_th="ช่างเชื่อม")
    assert read(สนใจ="ช่างเชื่อม, weld01").said["interests"] == [course.code]
    assert codes(read(สนใจ="ช่างทอง")) == [("สนใจ", "unknown_course")]


@pytest.mark.parametrize(
    ("heading", "cell", "code"),
    [
        ("โทรศัพท์", "ไม่มี", "not_a_phone"),
        ("ปีการศึกษา", "ปีนี้", "not_a_number"),
        ("ปีการศึกษา", 2490, "academic_year_outside"),
        ("สาเหตุ", "ขี้เกียจ", "unknown_choice"),
        ("วุฒิการศึกษา", "ดร.", "unknown_choice"),
        ("ต้องการที่พัก", "อาจจะ", "not_yes_or_no"),
        ("ที่อยู่", "ก" * 300, "too_long"),
        ("ที่อยู่", datetime(2011, 3, 4), "not_text"),  # noqa: DTZ001
        ("ชื่อภาษาอังกฤษ", "สมชาย", "not_latin"),
        ("โทรศัพท์ผู้ปกครอง", "081-234-5678", "guardian_name_missing"),
        ("ชื่อ", "สมชาย\x07", "control_character"),
    ],
)
def test_other_cells_that_cannot_be_right(read, heading, cell, code):
    found = [str(problem.code) for problem in read(**{heading: cell}).problems]
    assert found == [code]


@pytest.mark.parametrize(
    ("cells", "heading", "value"),
    [
        ({"คำนำหน้า": Formula()}, "คำนำหน้า", "=…"),
        ({"ครัวเรือนยากจน": "ใช่", "ความพิการ": "บางที"}, "ความพิการ", "บางที"),
        ({"ผู้ปกครอง": "นางแดง ใจดี", "โทรศัพท์ผู้ปกครอง": Formula()}, "โทรศัพท์ผู้ปกครอง", "=…"),
        ({"ความพิการ": "บางที", "ดูแลคนในครอบครัว": "อาจจะ"}, "ความพิการ", "บางที"),
    ],
    ids=["prefix", "second barrier", "guardian", "two at once"],
)
def test_of_columns_read_together_the_faulty_one_is_named(read, cells, heading, value):
    (problem,) = read(**cells).problems
    assert (problem.heading, problem.value) == (heading, value)


@pytest.mark.parametrize(
    ("cell", "phone"), [(812345678, "0812345678"), (53123456, "053123456"), ("๐๘๑-๒๓๔๕๖๗๘", "081-2345678")]
)
def test_telephones_regain_the_zero_a_number_cell_lost(read, cell, phone):
    assert read(โทรศัพท์=cell).said["phone"] == phone


def test_an_academic_year_of_either_era(read):
    assert read(ปีการศึกษา="๒๕๖๘").said["academic_year"] == 2568
    assert read(ปีการศึกษา=2025.0).said["academic_year"] == 2568


def test_what_a_row_states_is_remembered(read):
    row = read(วันเกิด="", โทรศัพท์="081-234-5678")
    assert set(row.said) == {"prefix", "given_name", "family_name", "phone"}


def test_the_drop_downs_of_the_template_are_understood():
    for field, words in LISTS.items():
        for word in listed(field):
            if field == "prefix":
                continue
            understood = choice_words(words) if isinstance(words, type) else {squeezed(word): yes_or_no(word)}
            assert understood[squeezed(word)] is not None
    assert set(COLUMNS) <= set(SYNONYMS)


@pytest.mark.parametrize("faults", [IdentifierFault, NameFault, DateFault])
def test_every_fault_has_words(faults):
    field = {"IdentifierFault": "identifier", "NameFault": "given_name", "DateFault": "birth"}[
        faults.__name__
    ]
    for fault in faults:
        reason, remedy = words_for(field, fault.value)
        assert str(reason)
        assert str(remedy)
