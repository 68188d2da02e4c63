"""A sheet is drawn, signed with a pen, photographed badly, and read: sure where it is plain, asking where it is not."""

import json
import random

import numpy as np
import pypdfium2 as pdfium
import pytest
from PIL import Image, ImageFilter

from bench.sheets import _shade, at, code, jpeg, noise, tilted
from enrollment.papers import signing
from enrollment.papers.signing_form import draw
from enrollment.scanning.rows import TICK, RowInk, RowRead, Seen, read_row, seen
from enrollment.scanning.signed import read_picture
from enrollment.scanning.straight import NotAPlane, plane_of, seen_at
from tests.enrollment.sheet_scene import at_row, hand_on

CODES = [code() for _ in range(21)]


@pytest.fixture(scope="module")
def blank():
    """A full page at 300 dots per inch."""
    page = {
        "run": "รุ่นที่ 1", "when": "วันนี้", "session": 1, "topic": "หัวข้อ", "agency": "สำนักงาน",
        "version": 1, "number": 1, "pages": 1, "code": CODES[20],
        "rows": [{"seat": n + 1, "name": "นายสมชาย ใจดี", "code": CODES[n]} for n in range(20)],
    }  # fmt: skip
    document = pdfium.PdfDocument(draw(json.dumps({"pages": [page]}).encode()))
    return document[0].render(scale=300 / 72).to_pil().convert("L")


@pytest.fixture(scope="module")
def filled(blank):
    """Row 0 signed; 1 signed and late 30; 2 blank; 3 absent; 4 excused; 5 two ticks; 6 minutes by hand; 7 ticked
    as present without a signature; 8 signed, but absent; the others signed."""
    page = blank.copy()
    pen = hand_on(page)
    for row in (0, 1, 5, 6, 8, *range(9, 20)):
        pen.sign(at_row(signing.SIGNATURE, row))
    for row, box in (
        (1, signing.LATE[30]), (3, signing.ABSENT), (4, signing.EXCUSED), (5, signing.PRESENT),
        (5, signing.LATE[15]), (7, signing.PRESENT), (8, signing.ABSENT),
    ):  # fmt: skip
        pen.tick(at_row(box, row))
    pen.number(at_row(signing.WRITTEN, 6))
    return page


WANTED = [
    ("present", None, ""), ("late", 30, ""), ("", None, ""), ("absent", None, ""), ("excused", None, ""),
    ("", None, "two_ticks"), ("late", None, "minutes"), ("present", None, "unsigned"), ("absent", None, "signed_away"),
]  # fmt: skip


def photographed(page):
    """From one side, askew, soft, unevenly lit, noisy, compressed."""
    chance = random.Random(3)
    photo = tilted(at(220, page), chance).rotate(-17, Image.Resampling.BICUBIC, expand=True, fillcolor=60)
    return jpeg(noise(_shade(photo.filter(ImageFilter.GaussianBlur(1)), chance, 0.45), chance, 6), 60)


@pytest.mark.parametrize(
    "spoil",
    [lambda page: at(150, page).rotate(180), photographed],
    ids=["upside down", "telephone"],
)
def test_every_row_is_read_or_asked_about(filled, spoil):
    facts, straight = read_picture(spoil(filled).convert("RGB"))
    assert (facts["doubt"], facts["code"]) == ("", CODES[20])
    assert [row["code"] for row in facts["rows"]] == CODES[:20]
    said = [(r["read"]["mark"], r["read"]["missed"], r["read"]["doubt"]) for r in facts["rows"]]
    assert said == WANTED + [("present", None, "")] * 11
    assert straight.size == (1680, 2376)


def test_a_page_without_the_page_codes_is_found_by_its_rows_and_black_corners(filled):
    page = at(200, filled).copy()
    for box in signing.PAGE_CODES.values():
        page.paste(255, tuple(round(side * 200 / 25.4) for side in (box.x, box.y, box.x + 15, box.y + 15)))
    facts, _ = read_picture(page.convert("RGB"))
    assert facts["code"] == ""
    assert [row["code"] for row in facts["rows"]] == CODES[:20]
    assert facts["rows"][1]["read"]["missed"] == 30


def test_half_a_page_is_not_guessed(filled):
    page = at(200, filled)
    left = page.crop((0, 0, page.width * 45 // 100, page.height))
    facts, _ = read_picture(left.convert("RGB"))
    assert facts == {"code": "", "doubt": "not_whole", "rows": []}


def test_a_row_that_is_off_the_picture_is_asked_about(filled):
    page = at(200, filled)
    facts, _ = read_picture(page.crop((0, 0, page.width, round(200 * 8.5))).convert("RGB"))
    assert [row["read"]["doubt"] for row in facts["rows"][-5:]] == ["not_seen"] * 5
    assert facts["rows"][0]["read"]["mark"] == "present"


def test_a_thumb_over_the_boxes_makes_no_marks(filled):
    page = at(200, filled).copy()
    page.paste(70, tuple(round(side * 200 / 25.4) for side in (110, 45, 165, 72)))
    facts, _ = read_picture(page.convert("RGB"))
    assert [row["read"]["doubt"] != "" for row in facts["rows"][:3]] == [True, True, True]


def test_a_glare_over_the_boxes_makes_no_marks(filled):
    page = at(200, filled).copy()
    page.paste(255, tuple(round(side * 200 / 25.4) for side in (110, 57, 200, 70)))
    facts, _ = read_picture(page.convert("RGB"))
    assert facts["rows"][1]["read"]["doubt"] == "faint"


def test_a_picture_of_something_else_is_not_a_sheet():
    assert read_picture(Image.new("RGB", (400, 300), "white"))[0]["doubt"] == "no_code"


def test_a_mark_that_is_neither_there_nor_not_is_asked_about():
    empty = {"signature": 0.0, "present": 0.0, "written": 0.0, "absent": 0.0, "excused": 0.0}
    late = dict.fromkeys((15, 30, 45, 60), 0.0)
    assert read_row(RowInk(**empty, late=late)) == RowRead(signed=False, mark="")
    assert read_row(RowInk(**empty | {"signature": 2.0}, late=late)).doubt == "faint"
    assert read_row(RowInk(**empty | {"signature": 9.0, "absent": 0.4}, late=late)).doubt == "faint"
    assert [seen(ink, TICK) for ink in (0.0, TICK[0], TICK[1])] == [Seen.NO, Seen.UNSURE, Seen.YES]


def test_a_plane_is_found_though_some_points_lie():
    page = np.array([(x, y) for x in (10.0, 100.0, 200.0) for y in (10.0, 150.0, 290.0)])
    true = np.array([[3.0, 0.4, 50], [-0.3, 2.8, 90], [0.0004, 0.0002, 1]])
    picture = seen_at(true, page)
    picture[4] += 150  # a code that stands elsewhere
    assert np.allclose(plane_of(page, picture), true, atol=1e-6)
    with pytest.raises(NotAPlane):
        plane_of(page[:3], picture[:3])
