"""Links and receipts: whoever holds the code does one thing, once, in time; nobody else does anything."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEntry
from enrollment.enums import ConsentChannel, LegalBasis
from enrollment.models import Consent, ConsentSlip, Graduate
from enrollment.queries.consents import digest_of, slip_of
from enrollment.services import make_link
from enrollment.services.consent_slips import LinkSpent, NothingChosen, NothingMissing, answer_link, new_code
from enrollment.services.consents import NoGuardian
from tests.enrollment.consent_scene import DATA, GUARDIAN, SELF, TRAINING, a_form, a_minor, given
from tests.factories.enrollment import GraduateFactory, ReferralFactory

ADDRESS = re.compile(r"/consent/([A-Z2-7]{26})/")


@pytest.fixture(autouse=True)
def clear_limits(db):
    cache.clear()


@pytest.fixture
def person(school):
    return a_minor(school)


def linked(person, counselor, giver=GUARDIAN, at=None):
    guardian = person.guardians.get() if giver == GUARDIAN else None
    return make_link(
        person, giver=giver, guardian=guardian, agency=person.school, by=counselor, at=at or timezone.now()
    )


def page_of(code):
    return reverse("consent_slip", args=[code])


def test_a_code_has_130_random_bits_and_is_stored_nowhere(person, counselor):
    slip, code = linked(person, counselor)
    assert re.fullmatch("[A-Z2-7]{26}", code)  # 26 letters of 32 kinds: 5 bits each
    assert len({new_code() for _ in range(1000)}) == 1000
    stored = ConsentSlip.objects.filter(pk=slip.pk).values().get()
    assert code not in map(str, stored.values())
    assert (stored["digest"], stored["short"]) == (digest_of(code), code[:8])
    assert slip_of(code.lower()) == slip


def test_the_guardian_answers_once_without_an_account_and_gets_a_receipt(person, counselor):
    _slip, code = linked(person, counselor)
    phone = Client()
    html = phone.get(page_of(code)).content.decode()
    assert 'value="training"' in html
    assert 'value="data"' in html
    answer = phone.post(page_of(code), {"kinds": ["data"]})
    row = Consent.objects.get()
    assert (row.kind, row.giver, row.channel, row.guardian) == (
        DATA,
        GUARDIAN,
        "online",
        person.guardians.get(),
    )
    assert (row.recorded_by, row.text.version) == (None, 1)
    assert AuditEntry.objects.get(action="consent.given").actor_name == "system"
    (receipt,) = set(ADDRESS.findall(answer.content.decode())) - {code}
    assert phone.post(page_of(code), {"kinds": ["training"]}).status_code == 410
    assert Consent.objects.count() == 1
    assert phone.get(page_of(receipt)).status_code == 200


def test_the_receipt_takes_back_at_once_without_an_account(person, counselor, staff, center):
    ReferralFactory(graduate=person, to_agency=center, state="accepted", basis=LegalBasis.CONSENT)
    slip, _code = linked(person, counselor)
    (row,), receipt = answer_link(slip, [DATA], by=None, at=timezone.now())
    assert Graduate.objects.visible_to(staff).exists()
    assert Client().post(page_of(receipt), {"consent": str(row.pk)}).status_code == 302
    row.refresh_from_db()
    assert row.withdrawn_at
    assert row.withdrawn_channel == ConsentChannel.ONLINE
    assert not Graduate.objects.visible_to(staff).exists()
    assert (
        Client().post(page_of(receipt), {"consent": str(row.pk)}).status_code == 404
    )  # nothing more to take back


def test_a_receipt_takes_back_nobody_elses_consent(person, school, counselor):
    slip, _code = linked(person, counselor)
    _given, receipt = answer_link(slip, [DATA], by=None, at=timezone.now())
    (own,) = given(person, DATA, giver=SELF, by=counselor)
    (others,) = given(a_minor(school), DATA, by=counselor)
    for row in (own, others):
        assert Client().post(page_of(receipt), {"consent": str(row.pk)}).status_code == 404
        row.refresh_from_db()
        assert row.withdrawn_at is None
    assert Client().post(page_of(receipt), {"consent": "x"}).status_code == 404


def test_a_link_ends_by_time_by_use_and_by_the_next_one(person, counselor, settings):
    at = timezone.now()
    old, _ = linked(person, counselor, at=at - timedelta(days=settings.CONSENT_LINK_DAYS + 1))
    with pytest.raises(LinkSpent):
        answer_link(old, [DATA], by=None, at=at)
    first, _ = linked(person, counselor, at=at)
    second, _ = linked(person, counselor, at=at + timedelta(seconds=1))
    with pytest.raises(LinkSpent):
        answer_link(first, [DATA], by=None, at=at + timedelta(seconds=2))
    answer_link(second, [DATA], by=None, at=at + timedelta(seconds=2))
    with pytest.raises(LinkSpent):
        answer_link(second, [DATA], by=None, at=at + timedelta(seconds=3))


def test_of_two_answers_at_once_one_loses_whole(person, counselor):
    """The row that a slower request still holds in memory says unused; the database says used."""
    slip, code = linked(person, counselor)
    stale = slip_of(code)
    answer_link(slip, [DATA], by=None, at=timezone.now())
    with pytest.raises(LinkSpent):
        answer_link(stale, [TRAINING], by=None, at=timezone.now())
    assert Consent.objects.count() == 1


def test_nothing_ticked_uses_nothing_up(person, counselor):
    slip, code = linked(person, counselor)
    with pytest.raises(NothingChosen):
        answer_link(slip, [], by=None, at=timezone.now())
    assert Client().post(page_of(code), {}).status_code == 422
    assert Client().get(page_of(code)).status_code == 200


def test_a_link_offers_only_what_its_giver_has_not_given(person, counselor):
    given(person, DATA, by=counselor)
    slip, code = linked(person, counselor)
    assert [text.kind for text in slip.texts] == [TRAINING]
    Client().post(page_of(code), {"kinds": ["data", "training"]})
    assert Consent.objects.filter(channel="online").get().kind == TRAINING
    with pytest.raises(NothingMissing):
        linked(person, counselor)
    with pytest.raises(NoGuardian):
        make_link(
            person, giver=GUARDIAN, guardian=None, agency=person.school, by=counselor, at=timezone.now()
        )


def test_no_code_no_form_and_no_merged_person_open_anything(person, counselor, school):
    _form, form_code = a_form(person, school)
    _slip, code = linked(person, counselor)
    for wrong in ("NOSUCHCODE", new_code(), form_code):
        assert Client().get(page_of(wrong)).status_code == 404
    Graduate.objects.filter(pk=person.pk).update(merged_into=GraduateFactory())
    assert Client().get(page_of(code)).status_code == 404


def test_the_page_tells_little_and_is_kept_nowhere(person, counselor):
    _slip, code = linked(person, counselor)
    answer = Client().get(page_of(code))
    html = answer.content.decode()
    assert person.full_name not in html
    assert f"{person.given_name} {person.family_name[0]}." in html
    assert "no-store" in answer.headers["Cache-Control"]
    assert (answer.headers["Referrer-Policy"], answer.headers["X-Robots-Tag"]) == ("same-origin", "noindex")


def test_codes_are_tried_only_so_often(settings):
    settings.CONSENT_SLIP_LIMIT = "3/m/ip"
    codes = [Client().get(page_of(new_code())).status_code for _ in range(4)]
    assert codes == [404, 404, 404, 429]


def test_staff_shows_the_link_as_a_qr_once(person, counselor, signed_in, stranger):
    address = reverse("consent_link", args=[person.pk])
    answer = signed_in(counselor).post(address, {"giver": "guardian"})
    code = ADDRESS.search(answer.content.decode()).group(1)
    assert "data:image/svg+xml" in answer.content.decode()
    assert slip_of(code).made_by == counselor
    assert AuditEntry.objects.get(action="consent.link_made").person_id == person.pk
    assert signed_in(stranger).post(address, {"giver": "self"}).status_code == 404
    assert signed_in(counselor).post(address, {"giver": "x"}).status_code == 302
