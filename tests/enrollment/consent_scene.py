"""A person of 15 with a guardian, and what the tests of consent do with them."""

import io
from datetime import date

from PIL import Image

from core.jobs import Work
from core.models import Job
from enrollment.enums import ConsentChannel, ConsentGiver, ConsentKind, SlipPurpose
from enrollment.models import Guardian
from enrollment.services import give_consent
from enrollment.services.consent_slips import new_slip
from tests.clock import NOW
from tests.factories.enrollment import GraduateFactory

TODAY = NOW.date()
SELF, GUARDIAN = ConsentGiver.SELF, ConsentGiver.GUARDIAN
TRAINING, DATA = ConsentKind.TRAINING, ConsentKind.DATA


def a_minor(school, **columns):
    person = GraduateFactory(school=school, **{"birth_date": date(2011, 3, 14)} | columns)
    Guardian.objects.create(graduate=person, name="นางสมหญิง ใจดี", relation="มารดา")
    return person


def given(person, *kinds, giver=GUARDIAN, channel=ConsentChannel.PAPER, by=None, day=TODAY):
    return give_consent(person, kinds, giver=giver, channel=channel, given_on=day, by=by, at=NOW)


def a_form(person, agency, kinds=tuple(ConsentKind)):
    """The slip of a printed form, and its code."""
    slip, code = new_slip(person, SlipPurpose.FORM, kinds, agency=agency, by=None, at=NOW)
    slip.save(force_insert=True)
    return slip, code


def work():
    return Work(Job.objects.create(kind="test", title="test"))


def picture(side=40, color="white"):
    drawn = io.BytesIO()
    Image.new("RGB", (side, side), color).save(drawn, "PNG")
    return drawn.getvalue()
