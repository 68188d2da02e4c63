"""A pupil, a school, a centre, and the memorandum that both have signed."""

from datetime import date

from agencies.enums import AgencyKind, SignatoryState
from agencies.models import Memorandum, Signatory
from enrollment.enums import ConsentGiver, ConsentKind
from enrollment.models import Consent
from tests.clock import NOW
from tests.factories.agencies import AccountFactory, AgencyFactory

YEAR = (date(2026, 10, 1), date(2027, 9, 30))


def memorandum(*agencies, days=YEAR, purposes=",refer,", title="บันทึกข้อตกลงสมมติ"):
    """An agreement that all of these have signed."""
    row = Memorandum.objects.create(
        host=agencies[0],
        title=title,
        purposes=purposes,
        starts_on=days[0],
        ends_on=days[1],
        created_by=AccountFactory(),
        created_at=NOW,
    )
    for agency in agencies:
        Signatory.objects.create(
            memorandum=row, agency=agency, state=SignatoryState.SIGNED, signed_on=days[0], invited_at=NOW
        )
    return row


def consents(person, *givers, kind=ConsentKind.DATA):
    """Live consents of the person and the guardian, or of those given."""
    return [
        Consent.objects.create(
            graduate=person, kind=kind, giver=giver, given_on=date(2026, 11, 1), recorded_at=NOW
        )
        for giver in givers or (ConsentGiver.SELF, ConsentGiver.GUARDIAN)
    ]


def agency(kind, **names):
    return AgencyFactory(
        **{"kind": kind, "name_th": f"หน่วยงานสมมติ {kind}", "name_en": f"Test {kind}", **names}
    )


def employment_office():
    return agency(AgencyKind.EMPLOYMENT)


def learning_office():
    return agency(AgencyKind.LEARNING)
