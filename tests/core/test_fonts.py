import shutil
import subprocess
import sys

import fontpkg
import pytest
from fontTools.ttLib import TTFont
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from core.paper import fonts
from tests.certificates.paper.samples import lines

CONSONANTS = [chr(code) for code in range(0x0E01, 0x0E2F) if code not in (0x0E24, 0x0E26)]
VOWELS = ["", "ั", "ิ", "ี", "ึ", "ื", "ุ", "ู", "็"]
MARKS = ["", "่", "้", "๊", "๋", "์"]


class OneFont(URLFetcher):
    def __init__(self, path):
        super().__init__(allowed_protocols=())
        self.path = path

    def fetch(self, url, _headers=None):
        return URLFetcherResponse(url, self.path.read_bytes(), {"Content-Type": "font/ttf"})


def printed(rows, path):
    """The PDF of some rows of text in one font, as a browser-like page: no other part of the project."""
    style = f"""@font-face {{ font-family: test; src: url("asset:{path.name}") }}
        @page {{ size: 900mm 1200mm; margin: 5mm }}
        p {{ font: 9pt/1.6 test; white-space: nowrap; margin: 0 }}"""
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


@pytest.mark.parametrize("style", fonts.WEIGHTS)
def test_every_syllable_reads_back_from_the_paper(style):
    rows = list(syllables())
    assert sum(len(row.split()) for row in rows) == 44 * 60
    assert lines(printed(rows, fonts.DEFAULT_FOLDER / fonts.file_name(style))) == rows


def test_plain_sarabun_does_not_read_back():
    """The reason for all this: if it ever passes, the derived fonts can go."""
    rows = list(syllables())
    assert lines(printed(rows, fontpkg.path("Sarabun"))) != rows


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
