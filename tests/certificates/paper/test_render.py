import io
import subprocess
import sys

import pikepdf
import pytest

from certificates.paper.facts import CertificateFacts
from certificates.paper.refusals import AssetMissing, FontMissing, GlyphMissing, LayoutBroken
from certificates.paper.render import FACTS_NAME, print_page, render_pdf
from core.paper.layout import OwnAssets
from tests.certificates.paper.samples import BARE, LONGEST, TALLEST, a_paper, lines, words


def opened(pdf):
    return pikepdf.open(io.BytesIO(pdf))


def everything(pdf):
    """Every dictionary of the file."""
    with opened(pdf) as document:
        for thing in document.objects:
            if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
                yield dict(thing.items())
            if isinstance(thing, pikepdf.Dictionary) and "/A" in thing:
                yield dict(thing["/A"].items())


def test_one_page_of_a4_on_its_side():
    with opened(render_pdf(a_paper())) as document:
        assert len(document.pages) == 1
        width, height = (float(edge) / 72 * 25.4 for edge in document.pages[0].mediabox[2:])
    assert (width, height) == (pytest.approx(297, abs=0.1), pytest.approx(210, abs=0.1))


def test_the_paper_says_what_the_facts_say():
    found = lines(render_pdf(a_paper()))
    assert found[:2] == ["เลขที่ ลพ 0042/2569", "No. ลพ 0042/2569"]
    for text in (
        "สำนักงานพัฒนาฝีมือแรงงานลำพูน",
        "Lamphun Skill Development Office",
        "วุฒิบัตร",
        "CERTIFICATE",
        "นางสาวญาณิศา ฐิติกุล",
        "Miss Yanisa Thitikun",
        "ช่างซ่อมรถจักรยานยนต์ไฟฟ้า ระดับ 1",
        "Electric Motorcycle Repair, Level 1",
        "ระยะเวลาฝึก 60 ชั่วโมง (ทฤษฎี 12 ชั่วโมง ปฏิบัติ 48 ชั่วโมง) · ระหว่างวันที่ 1–19 มิถุนายน 2569 · ผลการฝึก ผ่าน",
        "60 hours (theory 12, practice 48) · 1–19 June 2026 · Result: Passed",
        "ให้ไว้ ณ วันที่ 3 กรกฎาคม พ.ศ. 2569 Given on 3 July 2026",
        "(นายสมชาย ใจซื่อ)",
        "หัวหน้าฝ่ายพัฒนาฝีมือแรงงาน",
        "Director, Lamphun Skill Development Office",
        "7K3M9-QXW2D-8RTHN-4VBJ5-C6PYZ-A",
        "https://train.example.go.th/v/7K3M9QXW2D8RTHN4VBJ5C6PYZA",
    ):
        assert text in found


@pytest.mark.parametrize("changes", [{}, LONGEST, TALLEST, BARE])
def test_no_word_leaves_the_frame(changes):
    found = words(render_pdf(a_paper(**changes)))
    assert len(found) > 20
    assert min(word.left for word in found) > 20
    assert max(word.right for word in found) < 277
    assert min(word.top for word in found) > 20
    assert max(word.bottom for word in found) < 191


@pytest.mark.parametrize("changes", [{}, LONGEST, TALLEST, BARE])
def test_the_facts_are_attached_as_they_are(changes):
    facts = a_paper(**changes)
    with opened(render_pdf(facts)) as document:
        assert list(document.attachments) == [FACTS_NAME]
        attached = document.attachments[FACTS_NAME]
        assert attached.get_file().mime_type == "application/json"
        assert attached.obj["/AFRelationship"] == "/Data"
        assert CertificateFacts.from_json(attached.get_file().read_bytes()) == facts
        assert attached.get_file().read_bytes().decode() == facts.to_json()


PRINT_TO_STDOUT = """
import sys
from certificates.paper.facts import CertificateFacts
from certificates.paper.render import render_pdf
sys.stdout.buffer.write(render_pdf(CertificateFacts.from_json(sys.stdin.buffer.read())))
"""


def test_the_bytes_are_the_same_in_every_process():
    facts = a_paper()
    here = render_pdf(facts)
    render_pdf(a_paper(**LONGEST))
    assert render_pdf(facts) == here
    for seed in ("1", "2"):
        there = subprocess.run(
            [sys.executable, "-c", PRINT_TO_STDOUT],
            input=facts.to_json().encode(),
            capture_output=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "TZ": "Asia/Bangkok"},
        )
        assert there.stdout == here


def test_another_fact_makes_another_file():
    assert render_pdf(a_paper()) != render_pdf(a_paper(number="ลพ 0043/2569"))


def test_the_file_is_dated_by_the_day_of_issue():
    with opened(render_pdf(a_paper())) as document:
        assert str(document.docinfo["/CreationDate"]) == "D:20260703"
        assert str(document.docinfo["/Title"]) == "วุฒิบัตร เลขที่ ลพ 0042/2569"
        assert str(document.Root.Lang) == "th"


def test_only_the_built_fonts_are_used_and_all_are_embedded():
    with opened(render_pdf(a_paper())) as document:
        described = [thing for thing in document.objects if isinstance(thing, pikepdf.Dictionary)]
        fonts = [thing for thing in described if thing.get("/Type") == "/FontDescriptor"]
        assert {str(font["/FontFamily"]) for font in fonts} == {"Sarabun PDF"}
        assert all("/FontFile2" in font for font in fonts)


def test_a_small_file():
    assert len(render_pdf(a_paper(**LONGEST))) < 120_000


def test_the_only_action_is_the_link_to_the_verification_page():
    facts = a_paper()
    actions = [thing for thing in everything(render_pdf(facts)) if thing.get("/Type") == "/Action"]
    assert [(str(action["/S"]), str(action["/URI"])) for action in actions] == [("/URI", facts.verify_url)]


@pytest.mark.parametrize(
    "key", ["/JS", "/JavaScript", "/Launch", "/OpenAction", "/AA", "/AcroForm", "/RichMedia"]
)
def test_nothing_runs_when_it_is_opened(key):
    assert not [thing for thing in everything(render_pdf(a_paper())) if key in thing]


@pytest.mark.parametrize(
    "name",
    [
        "<script>alert(1)</script>",
        "<img src=file:///etc/passwd>",
        "{{ number_th }} {% include 'x' %}",
        "&lt;b&gt; &amp; \"'",
        "</style></p><link rel=attachment href=file:///etc/passwd>",
        "a{b}url(http://example.org/x)",
        "../../etc/passwd",
    ],
)
def test_a_hostile_name_is_printed_as_it_is_written(name):
    pdf = render_pdf(a_paper(name_th=name, name_en=name))
    assert lines(pdf).count(name) == 2
    with opened(pdf) as document:
        assert list(document.attachments) == [FACTS_NAME]


VECTORS = """
<img src="file:///etc/passwd">
<img src="FILE:///etc/passwd">
<img src="http://127.0.0.1:9/x">
<img src="https://example.org/x.png">
<img src="data:text/plain,x">
<img srcset="http://127.0.0.1:9/x" src="ftp://127.0.0.1/x">
<link rel="stylesheet" href="http://127.0.0.1:9/x">
<link rel="attachment" href="file:///etc/passwd">
<a rel="attachment" href="file:///etc/passwd">x</a>
<object data="file:///etc/passwd"></object>
<embed src="file:///etc/passwd">
<style>@import url(http://127.0.0.1:9/x)</style>
<style>@font-face { font-family: x; src: url(http://127.0.0.1:9/x) } p { font-family: x }</style>
<style>p { background: url(file:///etc/passwd) }</style>
<style>p { list-style: inside url(http://127.0.0.1:9/x); display: list-item }</style>
<style>p::before { content: url(file:///etc/passwd) }</style>
<style>p { border-image: url(file:///etc/passwd) 1 }</style>
<svg><image href="file:///etc/passwd" width="1" height="1"/></svg>
<style>@color-profile --x { src: url(file:///etc/passwd) }</style>
<img src="asset:../../config/settings.py">
<link rel="attachment" href="FILE:///etc/passwd">
<style>p { border-image-source: url("FILE:///etc/passwd") }</style>
<style>@import "file:///etc/passwd";</style>
<base href="http://127.0.0.1:9/"><img src="x">
<img src="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'%3E%3Cimage href='file:///etc/passwd'/%3E%3C/svg%3E">
<a href="javascript:alert(1)">x</a>
<a href="JaVaScRiPt:alert(1)">x</a>
<a href="file:///etc/passwd">x</a>
<a href="data:text/html,x">x</a>
<a href="https://example.org/">x</a>
<a href="#x" id="x">x</a>
""".strip().splitlines()


@pytest.mark.parametrize("vector", VECTORS)
def test_a_template_that_asks_for_anything_else_is_refused(vector):
    html = f'<html lang="th"><title>x</title><p>ก</p>{vector}'
    with pytest.raises((AssetMissing, LayoutBroken)):
        print_page(html, {}, a_paper())


@pytest.mark.parametrize(
    "unheard",
    [
        "",
        '<svg><use href="file:///etc/passwd#a"/></svg>',
        "<script>x()</script>",
        '<iframe src="file:///etc/passwd">',
    ],
)
def test_what_a_paper_never_follows_leaves_no_trace(unheard):
    html = f'<html lang="th"><title>x</title><p>ก</p>{unheard}'
    assert lines(print_page(html, {}, a_paper())) == ["ก"]


def test_the_fetcher_serves_the_built_fonts():
    with_font = OwnAssets().fetch("asset:SarabunPDF-Bold.ttf")
    assert with_font.read()[:4] == b"\x00\x01\x00\x00"


def test_a_second_page_is_refused():
    with pytest.raises(LayoutBroken, match="2 pages"):
        print_page(
            '<html lang="th"><title>x</title><p>ก</p><p class="b">ข</p><style>.b{break-before:page}</style>',
            {},
            a_paper(),
        )


def test_another_typeface_is_refused():
    with pytest.raises((FontMissing, GlyphMissing)):
        print_page(
            '<html lang="th"><title>x</title><style>p{font-family:monospace}</style><p>王</p>', {}, a_paper()
        )


def test_letters_that_could_not_be_read_back_are_refused():
    with pytest.raises(GlyphMissing):
        render_pdf(a_paper(name_th="นิำ"))


@pytest.mark.parametrize(
    "mistake", ["<style>p { colour: red }</style>", "<style>@page { size: vast }</style>"]
)
def test_what_the_layout_engine_only_warns_of_is_refused(mistake):
    with pytest.raises(LayoutBroken, match="complains"):
        print_page(f'<html lang="th"><title>x</title><p>ก</p>{mistake}', {}, a_paper())
