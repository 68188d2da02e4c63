"""People who ask for themselves: no account, no oracle, a slip that shows the state and no name."""

import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from agencies.enums import AgencyKind, Role
from enrollment.enums import ConsentChannel, ConsentGiver, ReferralSource
from enrollment.models import Consent, Graduate, Referral
from enrollment.services import accept_referral, hand_on
from enrollment.services.asking import CODE_BYTES, new_code
from tests.conftest import account_of
from tests.enrollment.referral_scene import agency, memorandum
from tests.races import kinds, race

SAID = {
    "prefix": "นาย",
    "given_name": "สมมติ",
    "family_name": "ขอเอง",
    "birth_day": "14",
    "birth_month": "3",
    "birth_year": "2554",
    "education": "lower_secondary",
    "phone": "081 000 0001",
    "phone_owner": "shared",
    "place": "",
    "guardian_name": "นางสมมติ ขอเอง",
    "guardian_phone": "",
    "consents": "on",
    "guardian_consents": "on",
    "version": "1",
    "website": "",
}


@pytest.fixture(autouse=True)
def _fresh_limits(db):
    cache.clear()


@pytest.fixture
def doorway(center, staff):
    return f"{reverse('ask')}?service=training&agency={center.pk}"


def test_two_screens_without_an_account(client, center, staff, doorway):
    other = agency(AgencyKind.CENTER)  # nobody there could answer
    first = client.get(reverse("ask"), {"service": "training"})
    assert list(first.context["form"].fields["agency"].queryset) == [center]
    assert other not in first.context["form"].fields["agency"].queryset
    assert client.get(reverse("ask"), {"service": "x", "agency": "²"}).status_code == 422
    assert client.get(doorway).status_code == 200


def test_who_asks_is_registered_referred_and_given_a_slip(client, center, staff, doorway):
    answer = client.post(doorway, SAID)
    row = Referral.objects.get()
    assert (row.source, row.from_agency, row.to_agency, row.basis, row.state) == (
        "self", None, center, "consent", "sent",
    )  # fmt: skip
    assert row.graduate.registered_by == center
    given = Consent.objects.filter(graduate=row.graduate, channel=ConsentChannel.ONLINE)
    assert set(given.values_list("giver", flat=True)) == set(ConsentGiver.values)
    assert all(consent.text.version == 1 for consent in given)
    code = answer.url.rstrip("/").rsplit("/", 1)[1]
    assert code not in row.ticket
    slip = client.get(answer.url)
    shown = slip.content.decode()
    assert "data:image/svg+xml" in shown
    for secret in (row.graduate.given_name, "ขอเอง", "000 0001", str(row.graduate.pk)):
        assert secret not in shown
    assert slip.headers["Cache-Control"].startswith("max-age=0")
    assert Graduate.objects.visible_to(staff).get() == row.graduate


def test_the_answer_is_the_same_whether_the_register_knows_the_person(client, doorway):
    first, second = (client.post(doorway, SAID) for _time in range(2))
    assert first.status_code == second.status_code == 302
    same = [re.sub(r"/ask/[\w-]+/", "/ask/-/", answer.url) for answer in (first, second)]
    assert same[0] == same[1]
    assert Graduate.objects.count() == 2  # possible duplicates are judged inside


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"consents": ""}, "consents"),
        ({"guardian_consents": ""}, "guardian_consents"),
        ({"guardian_name": ""}, "guardian_name"),
        ({"version": "7"}, "consents"),
        ({"given_name": ""}, "given_name"),
        ({"birth_year": "3999"}, "birth"),
        ({"education": "primary"}, "education"),
        ({"phone": ""}, "phone"),
        ({"given_name": "\x00"}, "given_name"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_kept(change, field, client, doorway):
    answer = client.post(doorway, SAID | change)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not Graduate.objects.exists()


def test_who_is_of_age_asks_alone(client, doorway):
    grown = {"birth_year": "2540", "guardian_name": "", "guardian_consents": ""}
    assert client.post(doorway, SAID | grown).status_code == 302
    assert Consent.objects.get().giver == ConsentGiver.SELF


def test_a_program_that_fills_in_everything_is_answered_and_forgotten(client, doorway):
    answer = client.post(doorway, SAID | {"website": "http://example.org"})
    assert answer.status_code == 302
    assert not Graduate.objects.exists()


def test_the_code_is_long_and_an_unknown_one_says_nothing(client, db):
    assert CODE_BYTES * 8 >= 128
    assert len({new_code() for _time in range(50)}) == 50
    answer = client.get(reverse("asked", args=[new_code()]))
    assert answer.status_code == 404
    assert client.post(reverse("asked", args=["x" * 5_000])).status_code == 404


def test_the_slip_follows_the_person_to_the_next_agency(client, center, staff, doorway, now):
    slip = client.post(doorway, SAID).url
    first = Referral.objects.get()
    accept_referral(first, by=staff, at=now)
    assert client.get(slip).context["referral"].state == "accepted"
    office = agency(AgencyKind.EMPLOYMENT)
    memorandum(center, office)
    hand_on(first, to_agency=office, service="work", by=staff, at=now)
    assert str(office) in client.get(slip).content.decode()


def test_who_holds_the_slip_takes_the_consent_back(client, staff, doorway):
    slip = client.post(doorway, SAID).url
    assert client.post(slip).url == slip
    row = Referral.objects.get()
    assert (row.state, row.basis_ended_at is None) == ("withdrawn", False)
    assert not Referral.objects.visible_to(staff).exists()
    assert not Consent.objects.live().exists()
    assert client.post(slip).status_code == 409


def test_the_receiver_reads_who_asked(client, signed_in, staff, doorway):
    client.post(doorway, SAID)
    row = Referral.objects.get()
    shown = signed_in(staff).get(reverse("referral", args=[row.pk])).content.decode()
    assert str(ReferralSource.SELF.label) in shown
    assert signed_in(staff).get(reverse("referrals")).status_code == 200
    assert signed_in(staff).get(reverse("referral_slip", args=[row.pk])).status_code == 200


def test_requests_are_limited_per_telephone_and_per_address(client, doorway, settings):
    settings.ACCOUNT_RATE_LIMITS = {"ask": "4/h/ip,2/d/key"}
    mistyped = {client.post(doorway, SAID | {"given_name": ""}).status_code for _time in range(3)}
    assert mistyped == {422}
    answers = [client.post(doorway, SAID).status_code for _time in range(3)]
    assert answers == [302, 302, 429]
    others = [client.post(doorway, SAID | {"phone": f"082000000{n}"}).status_code for n in range(3)]
    assert others[-1] == 429
    assert client.get(doorway).status_code == 200  # reading is never limited


@pytest.mark.django_db(transaction=True)
def test_the_limit_holds_for_several_at_once(settings, center, doorway):
    """Each thread has its own database connection, as each worker process has."""
    settings.ACCOUNT_RATE_LIMITS = {"ask": "2/h/ip"}
    cache.clear()
    outcomes = race([lambda: Client().post(doorway, SAID).status_code for _number in range(4)])
    assert kinds(outcomes) == {"won": 4}
    assert outcomes.count(302) <= 2
    assert set(outcomes) <= {302, 429}


def test_signed_in_or_not_the_doors_are_the_same(signed_in, client, staff, doorway):
    account = account_of(agency(AgencyKind.LABOR), Role.OFFICER)
    for browser in (client, signed_in(staff), signed_in(account)):
        assert browser.get(doorway).status_code == 200
