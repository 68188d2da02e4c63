"""The papers of a run in one file, and single ones for a printing shop; every taking is written down."""

import csv
import io
import zipfile

import pytest
from django.urls import reverse

from certificates.bundle import bundle
from certificates.enums import CertificateState
from certificates.models import Certificate
from certificates.paper.press import Press
from certificates.services.issue import issue_certificate
from certificates.states import CERTIFICATE_STATES
from core.models import AuditEntry
from core.states import advance
from enrollment.models import Completion
from tests.certificates.quick import quick_press
from tests.clock import NOW
from tests.factories.agencies import MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def own_counselor(run):
    return MembershipFactory(agency=run.enrollments.first().graduate.school, role="counselor").user


@pytest.fixture
def issued_run(run, staff):
    """The run with both papers issued; the second was revoked."""
    with quick_press() as press:
        for completion in Completion.objects.order_by("enrollment__seat_number"):
            issue_certificate(completion, press, by=staff, at=NOW)
    last = Certificate.objects.order_by("sequence").last()
    Certificate.objects.filter(pk=last.pk).update(state="revoked", state_reason="x")
    return run


def test_the_zip_holds_the_valid_papers_and_an_index(
    issued_run, staff, stranger, own_counselor, signed_in, client
):
    page = reverse("run_papers", args=[issued_run.pk])
    answer = signed_in(staff).get(page)
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert archive.testzip() is None
    paper = Certificate.objects.get(state="issued")
    name = f"{paper.fiscal_year}-00001.pdf"
    assert archive.namelist() == ["index.csv", name]
    assert archive.read(name) == bytes(paper.file.pdf)
    rows = list(csv.reader(io.StringIO(archive.read("index.csv").decode("utf-8-sig"))))
    assert len(rows) == 2
    assert (rows[1][0], rows[1][1]) == (name, paper.number)
    assert paper.completion.enrollment.graduate.full_name in rows[1]
    assert AuditEntry.objects.get(action="certificates.bundled").facts == {"papers": 1, "marked": False}
    assert signed_in(stranger).get(page).status_code == 404
    assert signed_in(own_counselor).get(page).status_code == 403
    assert client.get(page).status_code == 302


def test_no_cell_of_the_index_is_a_formula(certificate):
    graduate = certificate.completion.enrollment.graduate
    graduate.given_name, graduate.title = "=1+1", ""
    rows = [certificate]
    certificate.completion.enrollment.graduate = graduate
    archive = zipfile.ZipFile(io.BytesIO(b"".join(bundle(rows))))
    cells = next(iter(list(csv.reader(io.StringIO(archive.read("index.csv").decode("utf-8-sig"))))[1:]))
    assert not [cell for cell in cells if cell[:1] in "=+-@" and cell]


def test_one_paper_for_the_printing_shop(completion, staff, stranger, own_counselor, signed_in, client):
    with Press() as press:
        made = issue_certificate(completion, press, by=staff, at=NOW)
    page = reverse("print_ready_certificate", args=[made.pk])
    answer = signed_in(staff).get(page)
    assert answer.content.startswith(b"%PDF")
    assert b"/MediaBox [-28.346" in answer.content
    assert AuditEntry.objects.filter(action="certificate.print_ready").count() == 1
    assert signed_in(stranger).get(page).status_code == 404
    assert signed_in(own_counselor).get(page).status_code == 403
    assert client.get(page).status_code == 302


@pytest.mark.parametrize("state", [CertificateState.REVOKED, CertificateState.REPLACED])
def test_what_is_not_valid_is_not_printed_and_its_page_offers_no_printing(
    certificate, staff, signed_in, state
):
    page, printing = (
        reverse(name, args=[certificate.pk]) for name in ("certificate", "print_ready_certificate")
    )
    client = signed_in(staff)
    assert printing in client.get(page).content.decode()
    advance(certificate, state, CERTIFICATE_STATES, state_reason="ชื่อผิด", state_changed_at=NOW)
    answer = client.get(printing)
    assert answer.status_code == 409
    assert certificate.get_state_display() in answer.content.decode()
    assert not AuditEntry.objects.filter(action="certificate.print_ready").exists()
    assert printing not in client.get(page).content.decode()
