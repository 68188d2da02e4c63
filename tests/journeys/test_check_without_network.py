"""Somebody opens the check page once; later, without any network, it tells genuine from changed and from revoked."""

import io

import pytest
import zxingcpp
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from agencies.enums import Role
from certificates.credential.badge import Entry
from certificates.enums import Fetched, Way
from certificates.links import token_for
from certificates.models import Certificate
from certificates.paper.facts import CertificateFacts
from certificates.sealing import slip_of
from certificates.services import appoint_signing_officer, revoke_certificate
from certificates.services.issue import issue_certificate
from enrollment.models import Completion
from tests.certificates.quick import quick_press
from tests.conftest import account_of
from tests.enrollment.class_scene import confirmed
from tests.factories.agencies import CenterFactory
from tests.journeys.conftest import PHONE

pytestmark = [pytest.mark.journey, pytest.mark.either_database]
GENUINE, CHANGED, REVOKED = "Genuine and unchanged", "do not trust it", "Revoked"


@pytest.fixture
def papers(transactional_db, settings, live_server, tmp_path):
    """Two papers of this installation; the first is revoked."""
    settings.BASE_URL = live_server.url
    settings.SIGNING_KEY_FOLDER, settings.SIGNING_PASSPHRASE = tmp_path / "signing", "secret"
    now, center = timezone.localtime(), CenterFactory()
    staff = account_of(center, Role.STAFF)
    for place in (1, 2):
        appoint_signing_officer(
            center=center,
            position_on_paper=place,
            name="สมชาย ใจซื่อ",
            title_th="ผู้อำนวยการ",
            title_en="",
            since=timezone.localdate(),
            by=None,
            at=now,
        )
    run = confirmed(center, 2, by=staff)
    with quick_press() as press:
        for completion in Completion.objects.filter(enrollment__run=run):
            issue_certificate(completion, press, by=staff, at=now)
    first, second = Certificate.objects.order_by("sequence")
    revoke_certificate(first, reason="ออกผิดคน", by=staff, at=now)
    return first, second


def drop(page, pdf):
    page.set_input_files("#file", {"name": "paper.pdf", "mimeType": "application/pdf", "buffer": pdf})


def says(page, words):
    expect(page.locator("[data-verdict]:visible")).to_contain_text(words)


def test_a_paper_is_checked_where_there_is_no_network(visit, papers):
    revoked, genuine = papers
    page = visit(viewport=PHONE)
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    on_paper = scanned_slip(page, revoked)
    page.goto("/check/offline/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function(
        "caches.open('certificate-check').then((kept) => kept.keys()).then((kept) => kept.length === 2)"
    )
    page.context.set_offline(True)
    page.reload()
    pdf = bytes(genuine.file.pdf)
    drop(page, pdf)
    says(page, GENUINE)
    page.locator("button[type=submit]").click()  # as whoever has chosen a file does
    page.wait_for_timeout(300)
    says(page, GENUINE)
    expect(page.locator("[data-fact=number]")).to_have_text(genuine.number)
    expect(page.locator("[data-list]")).to_be_visible()
    drop(page, bytes(revoked.file.pdf))
    says(page, REVOKED)
    wider = pdf.replace(b"MediaBox [0 0 842", b"MediaBox [0 0 843")
    for changed in (wider, pdf + b"\n", pdf.replace(b"%%EOF", b"%%EOT"), swapped(pdf)):
        assert changed != pdf
        drop(page, changed)
        says(page, CHANGED)
    facts = CertificateFacts.from_json(revoked.facts)
    entry = Entry(revoked.center_id, revoked.fiscal_year, revoked.sequence)
    text = slip_of(facts, entry, at=timezone.now())
    assert on_paper == text.upper(), "what a camera reads off the slip is what proves itself"
    for read in (text, on_paper):
        page.fill("#text", read)
        page.locator("button[type=submit]").click()
        says(page, REVOKED)
    page.fill("#text", text[:-9] + ("A" if text[-9] != "A" else "B") + text[-8:])
    page.locator("button[type=submit]").click()
    says(page, CHANGED)
    assert not [words for words in complaints if "net::ERR" not in words and "Failed to load" not in words]


def scanned_slip(page, certificate):
    """What a camera reads off the screen of a telephone that shows the slip."""
    token = token_for(certificate, Way.BIRTH_DATE, at=timezone.now())
    page.goto(reverse("paper_file", args=[token, Fetched.SLIP]))
    shown = Image.open(io.BytesIO(page.locator(".slip-code").screenshot()))
    (found,) = zxingcpp.read_barcodes(shown)
    return found.text


def swapped(pdf):
    """With one digit of the signature changed."""
    place = pdf.index(b"/Contents <30") + 400
    return pdf[:place] + (b"0" if pdf[place : place + 1] != b"0" else b"1") + pdf[place + 1 :]
