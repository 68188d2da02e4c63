"""Memoranda made through the product's services."""

import io
from datetime import date, timedelta

from PIL import Image

from agencies.models import Signatory
from agencies.services import memoranda as services
from tests.clock import NOW

TODAY = NOW.date()
YEAR = timedelta(days=365)


def terms(**facts):
    usual = {
        "title": "บันทึกความร่วมมือสมมติ",
        "purposes": ["refer"],
        "starts_on": TODAY - timedelta(days=10),
        "ends_on": TODAY + YEAR,
    }
    return services.Terms(**{**usual, **facts})


def memorandum_of(host, by, *invited, **facts):
    """Drawn up by the host, others invited; nobody has signed."""
    row = services.draw_up_memorandum(host, terms(**facts), by=by, at=NOW)
    if invited:
        services.invite_signatories(row, map(services.Invitation, invited), by=by, at=NOW)
    return row


def signed(row, *agencies, on: date = TODAY):
    """These agencies sign."""
    for agency in agencies:
        seat = Signatory.objects.get(memorandum=row, agency=agency)
        services.sign_memorandum(seat, on=on, by=None, at=NOW)


def a_pdf():
    """A small real PDF."""
    paper = io.BytesIO()
    Image.new("L", (60, 80), 255).save(paper, "PDF")
    return paper.getvalue()
