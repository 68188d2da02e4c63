"""On which ground data may go: a memorandum both have signed, consents by age, a duty with its law."""

from datetime import date, timedelta

import pytest
from django.utils import translation

from agencies.models import Signatory
from enrollment.enums import ConsentGiver, ConsentKind, LegalBasis
from enrollment.grounds import (
    DataConsentMissing,
    LawNotNamed,
    NoGround,
    NoMemorandum,
    consents_in_words,
    find_ground,
)
from enrollment.models import Consent
from tests.clock import NOW
from tests.enrollment.referral_scene import YEAR, consents, memorandum
from tests.factories.enrollment import GraduateFactory

DAY = NOW.date()
PERSON, GUARDIAN = ConsentGiver.SELF, ConsentGiver.GUARDIAN


@pytest.fixture
def person(school):
    return GraduateFactory(school=school)


def test_the_newest_memorandum_in_force_that_both_have_signed(person, school, center):
    memorandum(school, center)
    newer = memorandum(school, center, days=(date(2026, 11, 1), date(2026, 12, 31)))
    memorandum(school, center, days=(date(2027, 1, 1), date(2027, 12, 31)))
    found = find_ground(person, school, center, DAY)
    assert (found.basis, found.memorandum) == (LegalBasis.MOU, newer)


@pytest.mark.parametrize(
    "fault", ["over", "ended", "other purpose", "signed later", "not signed", "of others"]
)
def test_a_memorandum_that_does_not_cover(fault, person, school, center, other_counselor):
    days = (date(2025, 1, 1), DAY - timedelta(days=1)) if fault == "over" else YEAR
    others = [school, other_counselor.memberships.get().agency] if fault == "of others" else [school, center]
    row = memorandum(*others, days=days, purposes=",train," if fault == "other purpose" else ",refer,")
    signed = Signatory.objects.filter(memorandum=row, agency=school)
    if fault == "ended":
        row.ended_on = DAY
        row.save()
    if fault == "signed later":
        signed.update(signed_on=DAY + timedelta(days=1))
    if fault == "not signed":
        signed.update(state="invited", signed_on=None)
    with pytest.raises(NoMemorandum):
        find_ground(person, school, center, DAY, wanted="mou")


def test_without_memorandum_the_consents_of_both(person, school, center):
    consents(person, PERSON)
    with pytest.raises(NoGround) as refused:
        find_ground(person, school, center, DAY)
    assert refused.value.givers == (GUARDIAN,)
    with translation.override("en"):
        assert "guardian's consent" in consents_in_words(refused.value.givers)
        assert "person's consent" not in consents_in_words(refused.value.givers)
    consents(person, GUARDIAN)
    assert find_ground(person, school, center, DAY).basis == LegalBasis.CONSENT


def test_a_consent_that_does_not_count(person, school, center):
    consents(person, kind=ConsentKind.TRAINING)
    Consent.objects.filter(pk__in=[row.pk for row in consents(person)]).update(withdrawn_at=NOW)
    with pytest.raises(DataConsentMissing) as refused:
        find_ground(person, school, center, DAY, wanted="consent")
    assert refused.value.givers == (PERSON, GUARDIAN)


def test_a_child_below_ten_needs_the_guardian_alone(school, center):
    person = GraduateFactory(school=school, birth_date=date(2018, 1, 1))
    consents(person, GUARDIAN)
    assert find_ground(person, school, center, DAY).basis == LegalBasis.CONSENT


def test_a_duty_names_its_law(person, school, center):
    with pytest.raises(LawNotNamed):
        find_ground(person, school, center, DAY, wanted="duty", law="  ")
    found = find_ground(person, school, center, DAY, wanted="duty", law=" พ.ร.บ. สมมติ มาตรา 1 ")
    assert (found.basis, found.law) == (LegalBasis.DUTY, "พ.ร.บ. สมมติ มาตรา 1")
