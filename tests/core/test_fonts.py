import shutil
import subprocess
import sys
from pathlib import Path

import fontpkg
import pypdfium2
import pytest
import uharfbuzz as hb
from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from core.paper import fonts
from tests.certificates.paper.samples import WAYS_OF_POPPLER, lines

CONSONANTS = [chr(code) for code in range(0x0E01, 0x0E2F) if code not in (0x0E24, 0x0E26)]
VOWELS = ["", "ั", "ิ", "ี", "ึ", "ื", "ุ", "ู", "็"]
MARKS = ["", "่", "้", "๊", "๋", "์"]


class OneFont(URLFetcher):
    def __init__(self, path):
        super().__init__(allowed_protocols=())
        self.path = path

    def fetch(self, url, _headers=None):
        return URLFetcherResponse(url, self.path.read_bytes(), {"Content-Type": "font/ttf"})


def printed(rows, path, size=9):
    """The PDF of some rows of text in one font, as a browser-like page: no other part of the project."""
    style = f"""@font-face {{ font-family: test; src: url("asset:{path.name}") }}
        @page {{ size: 1200mm 1200mm; margin: 5mm }}
        p {{ font: {size}pt/1.6 test; white-space: nowrap; margin: 0 }}"""
    configuration = FontConfiguration()
    fetcher = OneFont(path)
    css = CSS(string=style, font_config=configuration, url_fetcher=fetcher)
    html = HTML(string="".join(f"<p>{row}</p>" for row in rows), url_fetcher=fetcher)
    return html.write_pdf(stylesheets=[css], font_config=configuration)


def syllables():
    """One row per consonant: it with every vowel above or below and every mark, and with SARA AM."""
    for consonant in CONSONANTS:
        pairs = [consonant + vowel + mark for vowel in VOWELS for mark in MARKS]
        with_am = [consonant + mark + "ำ" for mark in MARKS[:5]]
        yield " ".join([*pairs, *with_am, consonant + "า"])


def within_words():
    """One row per consonant: the same between other letters, of which the next may begin before a mark does."""
    for consonant in CONSONANTS:
        groups = [consonant + vowel + mark for vowel in VOWELS for mark in MARKS]
        yield " ".join(f"น{group}{after}" for group in groups for after in "าเก")


def read_back(path):
    """What poppler reads, in each of its ways, of every syllable; lines that are far apart on the page are joined."""
    rows = [*syllables(), *within_words()]
    pdf = printed(rows, path)
    return " ".join(rows), [" ".join(lines(pdf, way)) for way in WAYS_OF_POPPLER]


@pytest.mark.parametrize("style", fonts.WEIGHTS)
def test_every_syllable_reads_back_from_the_paper_in_every_way(style):
    written, found = read_back(fonts.DEFAULT_FOLDER / fonts.file_name(style))
    assert len(written.split()) == 44 * (60 + 162)
    for way, text in zip(WAYS_OF_POPPLER, found, strict=True):
        assert text.split() == written.split(), way


@pytest.mark.parametrize("style", fonts.WEIGHTS)
def test_every_syllable_reads_back_by_pdfium_where_it_is_as_large_as_a_name(style):
    """Which begins a new line at a mark that is set by itself, if it is taller than 4.5 pt."""
    rows = list(syllables())
    with pypdfium2.PdfDocument(printed(rows, fonts.DEFAULT_FOLDER / fonts.file_name(style), size=30)) as pdf:
        found = "\n".join(page.get_textpage().get_text_range() for page in pdf)
    assert [line.split() for line in found.splitlines()] == [row.split() for row in rows]


def test_plain_sarabun_does_not_read_back():
    """The reason for all this: if it ever passes, the derived fonts can go."""
    written, found = read_back(fontpkg.path("Sarabun"))
    assert all(text.split() != written.split() for text in found)


def drawn(path, text):
    """The edges of a group of letters as HarfBuzz sets it, in thousandths of the em: left, bottom, right, top."""
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    hb.shape(hb.Font(hb.Face(path.read_bytes())), buffer)
    with TTFont(path) as font:
        glyphs, x = font.getGlyphSet(), 0
        pen = BoundsPen(glyphs)
        for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
            moved = TransformPen(pen, (1, 0, 0, 1, x + place.x_offset, place.y_offset))
            glyphs[font.getGlyphName(info.codepoint)].draw(moved)
            x += place.x_advance
    return *pen.bounds, x


@pytest.mark.parametrize("style", ["Regular", "Bold"])
@pytest.mark.parametrize("group", ["ก่", "รี่", "ษั้", "ปั๊", "ฝี", "ญู้", "ธุ์", "น้ำ", "ฟ้ำ", "ก็"])
def test_a_mark_begins_elsewhere_and_is_drawn_where_sarabun_has_it(style, group):
    ours, plain = (
        fonts.DEFAULT_FOLDER / fonts.file_name(style),
        fontpkg.path("Sarabun", weight=fonts.WEIGHTS[style]),
    )
    assert drawn(ours, group) == pytest.approx(drawn(Path(plain), group), abs=2)


@pytest.fixture
def folder(tmp_path):
    """A copy of what the set-up built."""
    return shutil.copytree(fonts.DEFAULT_FOLDER, tmp_path / "fonts")


def test_a_second_build_has_nothing_to_do(folder):
    before = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert not fonts.build(folder)
    assert {path.name: path.stat().st_mtime_ns for path in folder.iterdir()} == before


def test_a_missing_font_is_built_again_and_is_the_same(folder):
    lost = fonts.font_files(folder)[0]
    content = lost.read_bytes()
    lost.unlink()
    assert fonts.build(folder)
    assert lost.read_bytes() == content


def test_another_recipe_builds_again(folder):
    (folder / "sarabun-pdf.sha256").write_text("an older one")
    assert fonts.build(folder)
    assert not fonts.build(folder)


def test_the_license_lies_beside_the_fonts_and_no_scrap(folder):
    assert "SIL Open Font License" in (folder / "OFL.txt").read_text()
    names = {path.name for path in fonts.font_files(folder)}
    found = {path.name for path in folder.iterdir()}
    assert names | {"OFL.txt", "sarabun-pdf.sha256"} <= found
    assert not [name for name in found if name.startswith((".Sarabun", ".OFL", ".sarabun"))]


@pytest.mark.parametrize("style", fonts.WEIGHTS)
def test_the_family_has_its_own_name(style):
    with TTFont(fonts.DEFAULT_FOLDER / fonts.file_name(style)) as font:
        assert font["name"].getBestFamilyName() == "Sarabun PDF"
        assert font["name"].getDebugName(6) == f"SarabunPDF-{style}"
        assert font["OS/2"].usWeightClass == fonts.WEIGHTS[style]


def test_the_command_builds_into_the_folder_it_is_given(tmp_path):
    command = [sys.executable, "-m", "core.paper.fonts", str(tmp_path)]
    first = subprocess.run(command, capture_output=True, text=True, check=True)
    second = subprocess.run(command, capture_output=True, text=True, check=True)
    assert first.stdout.endswith("built\n")
    assert second.stdout.endswith("up to date\n")
