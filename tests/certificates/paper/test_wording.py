from datetime import date

import pytest

from certificates.paper.facts import PaperKind
from certificates.paper.samples import ORDINARY, sample
from certificates.paper.starts import standard_for
from certificates.paper.wording import SENTENCES, slots
from tests.certificates.paper.samples import BARE, TALLEST, a_paper


def test_thai_lines_are_in_the_buddhist_era_and_english_in_the_common_era():
    found = slots(a_paper())
    assert found["given_th"] == "ให้ไว้ ณ วันที่ 3 กรกฎาคม พ.ศ. 2569"
    assert found["given_en"] == "Given on 3 July 2026"
    assert "ระหว่างวันที่ 1–19 มิถุนายน 2569" in found["details_th"]
    assert "1–19 June 2026" in found["details_en"]


def test_a_course_of_one_day_has_one_date():
    found = slots(a_paper(started_on=date(2026, 6, 1), ended_on=date(2026, 6, 1)))
    assert " · วันที่ 1 มิถุนายน 2569 · " in found["details_th"]
    assert " · 1 June 2026 · " in found["details_en"]


def test_thai_digits_are_written_in_thai_lines_only():
    found = slots(a_paper(thai_digits=True))
    assert found["number_th"] == "เลขที่ ลพ ๐๐๔๒/๒๕๖๙"
    assert found["given_th"] == "ให้ไว้ ณ วันที่ ๓ กรกฎาคม พ.ศ. ๒๕๖๙"
    assert found["details_th"].startswith("ระยะเวลาฝึก ๖๐ ชั่วโมง (ทฤษฎี ๑๒ ชั่วโมง ปฏิบัติ ๔๘ ชั่วโมง)")
    assert found["details_en"].startswith("60 hours (theory 12, practice 48)")
    assert found["code"] == "7K3M9-QXW2D-8RTHN-4VBJ5-C6PYZ-A"


def test_hours_of_one_sort_are_given_as_a_total():
    assert slots(a_paper(theory_hours=0))["details_th"].startswith("ระยะเวลาฝึก 60 ชั่วโมง · ")


@pytest.mark.parametrize("kind", PaperKind)
def test_every_kind_has_its_sentences(kind):
    found = slots(sample(ORDINARY, kind, standard_for(kind), "https://train.example.go.th"))
    assert found["title_th"] == SENTENCES[kind].title_th
    assert all(
        found[f"{slot}_{language}"] for slot in ("title", "intro", "deed") for language in ("th", "en")
    )


def test_only_a_replacement_names_an_earlier_number():
    assert slots(a_paper(**TALLEST))["replaces_th"] == "ใช้แทนฉบับเดิมเลขที่ ลพ ๐๐๐๑/๒๕๖๘"
    assert slots(a_paper())["replaces_th"] == ""


def test_a_paper_says_when_it_is_not_the_departments_form():
    assert "มิใช่แบบพิมพ์ของกรมพัฒนาฝีมือแรงงาน" in slots(a_paper())["form_th"]
    assert slots(a_paper(**BARE))["form_th"] == ""
