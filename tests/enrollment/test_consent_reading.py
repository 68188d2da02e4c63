"""The code on a page: read however the page lies, and nothing else taken for one."""

import io
import json

import numpy as np
import pypdfium2 as pdfium
import pytest
import segno
import zxingcpp
from PIL import Image, ImageFilter

from core.guarded.refusals import TaskRefused
from core.pages import DAMAGED
from enrollment.papers.form import draw
from enrollment.scanning.codes import codes_on
from enrollment.scanning.reader import answer, question, read_page

CODE = "ABCDEFGHIJKLMNOPQRSTUVWX23"


def sheet(code=CODE, **facts):
    return {
        "agency": "ศูนย์สมมติ",
        "name": "นายสมมติ ทดสอบ",
        "birth": "14 มีนาคม 2554",
        "school": "โรงเรียนสมมติ",
        "guardian": "นางสมหญิง ทดสอบ",
        "texts": [{"title": "ความยินยอม", "act": "เรื่องข้อมูล", "version": "1", "lines": ["• ข้อความ"] * 20}],
        "givers": [{"label": "ผู้เข้ารับการฝึก", "name": "นายสมมติ ทดสอบ"}],
        "code": code,
        "short": code[:8],
        "receipt_url": "https://training.example.org/consent/QQQQQQQQQQQQQQQQQQQQQQQQQQ/",
    } | facts


@pytest.fixture(scope="module")
def pdf():
    return draw(json.dumps({"sheets": [sheet(), sheet("Z" * 26)], "contact": ""}).encode())


@pytest.fixture(scope="module")
def scanned(pdf):
    """The first form as a scanner at 200 dots per inch gives it."""
    return pdfium.PdfDocument(pdf)[0].render(scale=200 / 72).to_pil().convert("L")


def uneven(picture):
    """Lit from one corner only."""
    height, width = picture.height, picture.width
    light = 0.2 + 0.8 * np.linspace(0, 1, width)[None, :] * np.linspace(1, 0.5, height)[:, None]
    return Image.fromarray((np.asarray(picture) * light).astype("uint8"))


def noisy(picture):
    noise = np.random.default_rng(7).normal(0, 40, (picture.height, picture.width))
    return Image.fromarray((np.asarray(picture, dtype=float) + noise).clip(0, 255).astype("uint8"))


CONDITIONS = {
    "as scanned": lambda page: page,
    "upside down": lambda page: page.rotate(180),
    "on its side": lambda page: page.rotate(90, expand=True),
    "askew": lambda page: page.rotate(11, expand=True, fillcolor=120),
    "blurred": lambda page: page.filter(ImageFilter.GaussianBlur(2.5)),
    "small": lambda page: page.resize((page.width // 2, page.height // 2)),
    "unevenly lit": uneven,
    "noisy": noisy,
    "faded": lambda page: page.point(lambda light: 170 + light // 4),
}


@pytest.mark.parametrize("condition", CONDITIONS)
def test_the_code_is_read_and_the_receipt_is_not_taken_for_one(scanned, condition):
    assert codes_on(CONDITIONS[condition](scanned)) == {CODE}


def test_two_forms_on_one_picture_are_two(pdf, scanned):
    other = pdfium.PdfDocument(pdf)[1].render(scale=200 / 72).to_pil().convert("L")
    both = Image.new("L", (scanned.width * 2, scanned.height), 255)
    both.paste(scanned, (0, 0))
    both.paste(other, (scanned.width, 0))
    assert codes_on(both) == {CODE, "Z" * 26}


@pytest.mark.parametrize("text", ["https://example.org", "CONSENT:SHORT", "CONSENT:" + "-" * 26, "1" * 26])
def test_another_code_is_none_of_ours(text):
    drawn = io.BytesIO()
    segno.make_qr(text).save(drawn, kind="png", scale=8)
    assert codes_on(Image.open(drawn)) == set()


def test_a_page_of_nothing_has_no_code():
    assert codes_on(Image.new("L", (800, 800), 255)) == set()


def test_each_page_of_a_file_answers_for_itself(pdf):
    second = answer(read_page(question(pdf, 1)))
    assert (second.pages, second.codes) == (2, {"Z" * 26})
    assert second.picture.startswith(b"\xff\xd8")
    with pytest.raises(TaskRefused, match=DAMAGED):
        read_page(question(pdf, 2))


def test_the_qr_holds_nothing_but_the_code(scanned):
    """What a stranger's telephone reads from the form: a mark, and 26 random letters."""
    texts = {found.text for found in zxingcpp.read_barcodes(np.asarray(scanned))}
    assert texts == {f"CONSENT:{CODE}", sheet()["receipt_url"]}


def test_one_form_is_one_page_or_is_not_printed():
    long = [{"title": "ก", "act": "", "version": "1", "lines": ["ข้อความ " * 40] * 30}]
    with pytest.raises(TaskRefused, match="pages for 1 people"):
        draw(json.dumps({"sheets": [sheet(texts=long)], "contact": ""}).encode())


def test_a_name_is_text_and_never_markup():
    drawn = draw(json.dumps({"sheets": [sheet(name="<img src='http://evil/x'>")], "contact": ""}).encode())
    text = pdfium.PdfDocument(drawn)[0].get_textpage().get_text_range()
    assert "<img src='http://evil/x'>" in text
