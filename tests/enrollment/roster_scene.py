"""A small class at one school, a pupil at every turn of the way."""

from datetime import date, timedelta

from enrollment.enums import PathKind, PathSource
from enrollment.models import Offer, PlannedPath
from tests.clock import NOW
from tests.factories.enrollment import EnrollmentFactory, GraduateFactory, ReferralFactory
from tests.factories.training import RunFactory

YEAR = 2568


def pupil(school, **facts):
    return GraduateFactory(school=school, academic_year=YEAR, **facts)


def referred(school, state="sent", **facts):
    person = pupil(school)
    extra = {"basis": "duty", "basis_note": "ม.13", "answer_by": date(2026, 12, 7), **facts}
    ReferralFactory(graduate=person, state=state, **extra)
    return person


def planned(person, by, kind=PathKind.CONTINUES, at=NOW):
    return PlannedPath.objects.create(
        graduate=person,
        kind=kind,
        said_by=PathSource.PUPIL,
        said_on=at.date(),
        recorded_by=by,
        recorded_at=at,
    )


def seated(person, state, **facts):
    return EnrollmentFactory(graduate=person, state=state, enrolled_at=NOW + timedelta(hours=1), **facts)


def offered(person):
    return Offer.objects.create(
        graduate=person, run=RunFactory(), answer_by=date(2026, 11, 30), offered_at=NOW
    )
