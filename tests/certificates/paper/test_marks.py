"""The variant for a printing shop: a larger sheet around the same page, with marks where to cut."""

import io

import numpy as np
import page
import pikepdf
import pypdfium2
import pytest

from certificates.paper.marks import with_marks
from certificates.paper.render import render_pdf
from certificates.signing.container import PaperSigner
from certificates.signing.keys import KeyRing
from certificates.signing.making import make_keys
from certificates.signing.paper import sign_paper
from certificates.signing.refusals import NotOurFile
from tests.certificates.paper.samples import a_paper, lines
from tests.clock import NOW

POINT = 72 / 25.4


@pytest.fixture(scope="module")
def plain():
    return render_pdf(a_paper())


def boxes(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as document:
        (sheet,) = document.pages
        return {
            name: [float(edge) / POINT for edge in sheet[name]]
            for name in ("/MediaBox", "/BleedBox", "/TrimBox")
        }


def test_the_sheet_is_a_centimeter_larger_on_each_side(plain):
    found = boxes(with_marks(plain))
    assert found["/TrimBox"] == pytest.approx([0, 0, 297, 210], abs=0.01)
    assert found["/BleedBox"] == pytest.approx([-3, -3, 300, 213], abs=0.01)
    assert found["/MediaBox"] == pytest.approx([-10, -10, 307, 220], abs=0.01)


def gray(pdf):
    return np.asarray(pypdfium2.PdfDocument(pdf)[0].render(scale=2).to_pil().convert("L")).astype(int)


def test_the_page_within_is_the_same_and_only_the_margin_is_marked(plain):
    sheet, paper = gray(with_marks(plain)), gray(plain)
    margin = round(10 * POINT * 2)
    rows, columns = (slice(margin + 4, margin + side - 4) for side in paper.shape)
    differs = abs(sheet[rows, columns] - paper[4:-4, 4:-4]) > 60
    assert differs.mean() < 0.05  # the sheet begins a part of a dot elsewhere
    marked = (sheet[: margin - 8] < 230).sum()  # two lines of a quarter of a point at each corner
    assert 0 < marked < 500
    assert lines(with_marks(plain)) == lines(plain)


def test_it_still_conforms_and_carries_the_facts_but_no_signature(plain, tmp_path):
    keys = KeyRing(tuple(make_keys(tmp_path, b"secret", owner="Office", at=NOW)))
    signed = sign_paper(plain, PaperSigner.of(keys.for_papers(NOW)), at=NOW, name="สำนักงาน")
    pdf = with_marks(signed)
    for profile in (page.ValidationProfile.PDF_A_3A, page.ValidationProfile.PDF_UA_1):
        assert not page.validate_pdf_bytes(pdf, profile=profile).failures
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert document.check_pdf_syntax() == []
        assert list(document.attachments) == ["certificate.json"]
        assert "/AcroForm" not in document.Root
    assert with_marks(plain) == pdf


def test_a_file_that_is_not_ours_is_refused():
    with pytest.raises(NotOurFile):
        with_marks(b"%PDF-1.4\n%%EOF\n")
