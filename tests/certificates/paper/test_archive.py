"""The standards: PDF/A-3a and PDF/UA-1, judged by an independent validator over a batch."""

import io

import page
import pikepdf
import pytest

from certificates.paper.render import render_pdf
from tests.certificates.paper.samples import BARE, LONGEST, TALLEST, a_paper

PROFILES = [page.ValidationProfile.PDF_A_3A, page.ValidationProfile.PDF_UA_1]


def failures(pdf, profile):
    report = page.validate_pdf_bytes(pdf, profile=profile)
    return sorted({failure.rule_id for failure in report.failures})


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("changes", [{}, LONGEST, TALLEST, BARE])
def test_each_kind_of_paper_conforms(changes, profile):
    assert failures(render_pdf(a_paper(**changes)), profile) == []


def test_a_batch_conforms_whatever_its_checksums():
    """One stream in 128 ends in a line end when it is compressed: with 11 streams a file, a batch meets several."""
    for number in range(60):
        pdf = render_pdf(a_paper(number=f"ลพ {number:04}/2569", name_en=f"Miss Number {number}"))
        assert [failures(pdf, profile) for profile in PROFILES] == [[], []], number


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("part", ["/Metadata", "/StructTreeRoot", "/MarkInfo"])
def test_the_validator_misses_each_part_that_is_taken_away(part, profile):
    with pikepdf.open(io.BytesIO(render_pdf(a_paper()))) as document:
        del document.Root[part]
        changed = io.BytesIO()
        document.save(changed)
    assert failures(changed.getvalue(), profile)


def test_the_file_is_whole():
    with pikepdf.open(io.BytesIO(render_pdf(a_paper()))) as document:
        assert document.check_pdf_syntax() == []
        assert bool(document.Root.MarkInfo.Marked)
        assert bool(document.Root.ViewerPreferences.DisplayDocTitle)
