"""A slip takes back what was given with it, also after its record was merged into that of the real person."""

from datetime import timedelta

import pytest

from agencies.enums import AgencyKind
from enrollment.entries import GuardianEntry
from enrollment.enums import ConsentChannel, ConsentGiver, ConsentKind, LegalBasis
from enrollment.models import Consent, Graduate, Referral
from enrollment.services import merge_people, refer
from enrollment.services.asking import NothingToTakeBack, ask, take_back, ticket_of
from tests.enrollment.consent_scene import a_minor, given
from tests.enrollment.entries import entry
from tests.enrollment.referral_scene import agency

LATER = timedelta(hours=1)


@pytest.fixture
def slip(center, staff, now):
    """Somebody asked in the name of a minor, whoever it was."""
    code = ask(
        entry=entry(identifier="", guardian=GuardianEntry("นางสมหญิง ใจดี")),
        service="training",
        to_agency=center,
        at=now,
    )
    return Referral.objects.get(ticket=ticket_of(code))


@pytest.fixture
def known(school, center):
    """The real person, registered by the center."""
    return a_minor(school, registered_by=center)


def consented(person):
    """Both consents, on paper."""
    for giver in ConsentGiver:
        given(person, ConsentKind.DATA, giver=giver)


def sent(person, center, by, at):
    office = agency(AgencyKind.EMPLOYMENT)
    return refer(
        person, from_agency=center, to_agency=office, service="work", basis=LegalBasis.CONSENT, by=by, at=at
    )


def merged(known, slip, by, at):
    merge = merge_people(known, slip.graduate, choices={}, by=by, at=at)
    slip.refresh_from_db()
    assert slip.graduate == known
    return merge


def test_the_consents_of_the_real_person_stand_and_so_does_what_rests_on_them(
    slip, known, center, staff, now
):
    consented(known)
    other = sent(known, center, staff, now)
    merged(known, slip, staff, now)
    take_back(slip, at=now + LATER)
    own = Consent.objects.filter(graduate=known, channel=ConsentChannel.PAPER)
    assert own.live().count() == 2
    assert not Consent.objects.live().filter(channel=ConsentChannel.ONLINE).exists()
    slip.refresh_from_db()
    other.refresh_from_db()
    assert (slip.state, other.state, other.basis_ended_at) == ("withdrawn", "sent", None)
    assert slip.basis_ended_at == now + LATER
    with pytest.raises(NothingToTakeBack):
        take_back(slip, at=now + LATER)


def test_what_rests_on_the_consents_of_the_slip_ends_with_them(slip, known, center, staff, now):
    merged(known, slip, staff, now)
    other = sent(Graduate.objects.get(pk=known.pk), center, staff, now)
    take_back(slip, at=now + LATER)
    other.refresh_from_db()
    assert other.state == "withdrawn"


def test_a_consent_given_otherwise_stands(slip, now):
    Consent.objects.filter(graduate=slip.graduate).delete()
    consented(slip.graduate)
    take_back(slip, at=now + LATER)
    assert Consent.objects.live().filter(graduate=slip.graduate).count() == 2
    slip.refresh_from_db()
    assert slip.state == "withdrawn"
