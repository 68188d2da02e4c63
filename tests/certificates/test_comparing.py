"""A stranger's file beside the register: what was changed in it, added to it or cut off."""

import hashlib
import io
from dataclasses import replace

import pikepdf
import pytest

from certificates import queries
from certificates.comparing import Difference, different_lines, expected_lines
from certificates.models import CertificateFile
from certificates.paper.render import render_pdf
from certificates.picture import draw
from core.models import AuditEntry
from core.text import to_thai_digits
from tests.certificates.test_checking import facts_of, sent, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def real(certificate):
    """In the register with a paper as it is really printed."""
    pdf = render_pdf(facts_of(certificate))
    CertificateFile.objects.update(pdf=pdf, sha256=hashlib.sha256(pdf).hexdigest(), size=len(pdf))
    certificate.file.refresh_from_db()
    return certificate


def test_the_issued_file_is_recognized_by_its_bytes_alone(certificate, client):
    answer = sent(client, bytes(certificate.file.pdf))
    assert answer.context["comparison"].same_bytes
    assert "This is the file as it was issued" in words_of(answer)


def test_a_forged_number_of_hours_is_shown_beside_the_true_one(real, client):
    facts = facts_of(real)
    forged = render_pdf(replace(facts, total_hours=95, course_th="ช่างปลอม"))
    answer = sent(client, forged)
    said = words_of(answer)
    assert "This file was changed" in said
    lines = {difference.register: difference.file for difference in answer.context["comparison"].lines}
    hours = next(line for line in lines if "ระยะเวลาฝึก" in line)
    assert "๙๕ ชั่วโมง" in lines[hours]
    assert "๙๕ ชั่วโมง" not in hours
    assert lines[to_thai_digits(facts.course_th)] in {"ช่างปลอม", ""}
    labels = {
        difference.label: (difference.register, difference.file)
        for difference in answer.context["comparison"].facts
    }
    assert labels["Hours of training"][1].startswith("95")
    assert len(lines) == 3  # the course, and the hours in both languages


def test_a_name_that_only_goes_on_is_a_change(real, client):
    facts = facts_of(real)
    forged = render_pdf(replace(facts, name_th=f"{facts.name_th}ดี"))
    (difference,) = sent(client, forged).context["comparison"].lines
    assert (difference.register, difference.file) == (
        to_thai_digits(facts.name_th),
        to_thai_digits(f"{facts.name_th}ดี"),
    )


def test_the_same_words_in_another_file_are_said_to_be_so(real, client):
    again = bytes(real.file.pdf) + b"\n% saved again\n"
    answer = sent(client, again)
    assert answer.context["comparison"].says_the_same, answer.context["comparison"]
    assert "Another file, with the same words" in words_of(answer)
    assert "laid over the words is not seen here" in words_of(answer)


def test_a_picture_leads_by_its_qr_code_and_is_left_to_the_eyes(real, client):
    answer = sent(client, draw(bytes(real.file.pdf)), "photo.png")
    assert answer.context["check"].certificate == real
    assert "A picture" in words_of(answer)
    assert "This file was changed" not in words_of(answer)


def test_a_strangers_file_leads_nowhere(certificate, client):
    blank = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj 3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>"
    answer = sent(client, blank)
    assert "leads to no certificate" in words_of(answer)
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("content", [b"no file at all", b"%PDF-1.7 broken", b"\x89PNG\r\n\x1a\n", b""])
def test_what_cannot_be_read_is_refused_in_words(content, client, db):
    answer = sent(client, content)
    assert answer.status_code == 422
    assert answer.context["file_form"].errors


def test_nothing_of_a_file_is_kept(real, client):
    before = (CertificateFile.objects.count(), AuditEntry.objects.count())
    sent(client, render_pdf(replace(facts_of(real), name_th="นางสาวลับ มาก")))
    assert (CertificateFile.objects.count(), AuditEntry.objects.count()) == before


def test_lines_are_compared_without_spaces_and_in_one_kind_of_digits():
    assert different_lines(["ก ข 12", "ค"], ["กข ๑๒", "ค "]) == []
    (difference,) = different_lines(["85 hours", "ค"], ["95 hours", "ค"])
    assert (difference.register, difference.file) == ("85 hours", "95 hours")
    assert different_lines(["สมชาย"], ["xyz"]) == [Difference("สมชาย", ""), Difference("", "xyz")]


def test_what_was_added_is_a_change_and_a_line_read_in_two_pieces_is_not_two():
    assert different_lines(["ก ข", "ค"], ["ก ข", "ค", "ง 99"]) == [Difference("", "ง 99")]
    (difference,) = different_lines(["นายสมพงษ์ ดี", "ค"], ["นายสมพงษ", "์ ดี", "ค"])
    assert (difference.register, difference.file) == ("นายสมพงษ์ ดี", "นายสมพงษ")


def with_words_over_it(pdf, words, *, behind=False):
    """The file with a line more, in a font that every reader has; or with that on a page behind."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as paper:
        if behind:
            paper.add_blank_page()
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        name = paper.pages[-1].add_resource(font, pikepdf.Name.Font)
        paper.pages[-1].contents_add(f"q BT {name} 14 Tf 60 60 Td ({words}) Tj ET Q".encode())
        paper.save(out)
    return out.getvalue()


@pytest.mark.parametrize("behind", [False, True], ids=["over it", "on a second page"])
def test_words_added_to_the_paper_are_shown(real, client, behind):
    answer = sent(client, with_words_over_it(bytes(real.file.pdf), "with honors, 600 hours", behind=behind))
    assert answer.context["comparison"].lines == (Difference("", "with honors, 600 hours"),)
    assert "This file was changed" in words_of(answer)


def test_a_paper_that_no_longer_says_whose_form_it_is_not_was_changed(real, client):
    forged = render_pdf(replace(facts_of(real), is_department_form=True))
    (difference,) = sent(client, forged).context["comparison"].lines
    assert "not a form of the Department" in difference.register


def test_every_line_of_the_paper_is_expected(real):
    found = queries.check(real.code)
    assert to_thai_digits(facts_of(real).name_th) in expected_lines(found)
    assert len(expected_lines(found)) > 15
