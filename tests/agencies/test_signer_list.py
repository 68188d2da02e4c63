import pytest

from agencies.queries.memoranda import judge_list
from agencies.services import rename_agency
from agencies.signer_list import Finding, read_lines
from tests.agencies.memoranda_scene import TODAY, memorandum_of
from tests.clock import NOW
from tests.factories.agencies import SchoolFactory

LONG = "ก" * 201


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("ก\tนาง ข\tผอ.\t081", [("ก", "นาง ข", "ผอ.", "081")]),
        ("หน่วยงาน\tผู้ลงนาม\nก\tข", [("ก", "ข", "", "")]),
        ("ก\n\n  \nข", [("ก", "", "", ""), ("ข", "", "", "")]),
        ('"ก, สาขา 2",ข', [("ก, สาขา 2", "ข", "", "")]),
        ("ก\tข\tค\tง\tจ", [("ก", "ข", "ค", "ง")]),
    ],
)
def test_lines_are_read_as_a_spreadsheet_copies_them(text, wanted):
    assert [(line.agency, line.signer, line.position, line.contact) for line in read_lines(text)] == wanted


@pytest.mark.parametrize("text", [LONG, f"ก\t{LONG}", "ก\x00ข", "\tผู้ลงนาม"])
def test_a_line_that_cannot_be_kept_is_said_so(text):
    assert [line.finding for line in read_lines(text)] == [Finding.UNREADABLE]


def test_lines_keep_the_number_they_have_in_the_list():
    assert [line.number for line in read_lines("\nก\n\nข")] == [2, 4]


@pytest.mark.django_db
def test_agencies_are_found_by_name_former_name_code_and_without_the_word_school(center, head):
    school = SchoolFactory(name_th="โรงเรียนบ้านสมมติ")
    school.codes.create(system="obec", code="1051000001")
    rename_agency(school, name_th="โรงเรียนใหม่สมมติ", name_en="", since=TODAY, by=head, at=NOW)
    school.names.create(name_th="โรงเรียนเก่าสมมติ", valid_from=TODAY.replace(year=2000))
    row = memorandum_of(center, head)
    for text in ("โรงเรียนใหม่สมมติ", "ใหม่สมมติ", "โรงเรียน เก่าสมมติ", "1051000001", "๑๐๕๑๐๐๐๐๐๑"):
        (line,) = judge_list(row, text)
        assert (line.finding, line.found) == (Finding.INVITE, school), text


@pytest.mark.django_db
def test_what_cannot_be_invited_is_told_apart(center, head):
    SchoolFactory.create_batch(2, name_th="โรงเรียนชื่อซ้ำ")
    school = SchoolFactory(name_th="โรงเรียนเดียว")
    row = memorandum_of(center, head)
    found = judge_list(row, f"{center.name_th}\nชื่อซ้ำ\nไม่มีจริง\nเดียว\nโรงเรียนเดียว\nไม่มีจริง")
    assert [line.finding for line in found] == [
        Finding.INVITED,
        Finding.AMBIGUOUS,
        Finding.UNKNOWN,
        Finding.INVITE,
        Finding.TWICE,
        Finding.TWICE,
    ]
    assert found[3].found == school
