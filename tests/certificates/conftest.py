from datetime import date

import pytest
from django.utils import translation

from certificates.models import Certificate
from certificates.services import appoint_signing_officer
from certificates.services.issue import issue_certificate
from core.paper import fonts
from enrollment.models import Completion
from tests.certificates.quick import quick_press
from tests.clock import NOW
from tests.enrollment.class_scene import confirmed


@pytest.fixture(autouse=True, scope="session")
def built_fonts():
    """The fonts of the set-up; nothing to do where they are built already."""
    fonts.build()


@pytest.fixture
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def signing(center):
    for place, name in ((1, "นายสมชาย ใจซื่อ"), (2, "นางกรรณิการ์ ปิ่นเกล้า")):
        appoint_signing_officer(
            center=center,
            position_on_paper=place,
            name=name,
            title_th="ผู้อำนวยการ",
            title_en="Director",
            since=date(2026, 1, 1),
            by=None,
            at=NOW,
        )


@pytest.fixture
def run(center, staff, signing):
    """A finished run of two who passed, with their results confirmed."""
    run = confirmed(center, 2, by=staff, topics=[(180, 180)])
    for seat in run.enrollments.all():
        person = seat.graduate
        person.phone, person.address = "0812345678", "99 หมู่ 9 บ้านลับ"
        person.save()
    return run


@pytest.fixture
def completion(run):
    return Completion.objects.order_by("enrollment__seat_number").first()


@pytest.fixture
def certificate(completion, staff):
    """In the register with its file, which is not a real paper: what most pages need."""
    with quick_press() as press:
        made = issue_certificate(completion, press, by=staff, at=NOW)
    return Certificate.objects.get(pk=made.pk)
