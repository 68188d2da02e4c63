"""An offer answered without an account: by the link, or by a code with the date of birth; a wrong one tells nothing."""

import threading
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from core.dates import PartialDate
from core.models import AuditEntry
from enrollment.enums import DatePrecision
from enrollment.models import Offer, OfferSlip
from enrollment.queries.offer_slips import (
    MOST_MISSES,
    code_from,
    digits_of,
    link_from,
    same_birth,
    slip_by_link,
)
from enrollment.services import answer_by_slip, decline_offer, finish_round, publish_round, renew_slip, settle
from enrollment.services.offer_slips import SlipIsOver, open_by_code
from tests.clock import NOW
from tests.enrollment.rounds_scene import a_run, people, poor_people, proposed
from tests.races import race

pytestmark = pytest.mark.django_db
BORN = date(2011, 5, 4)
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def scene(center):
    """One is offered A and waits for nothing, the other is offered B and waits for A."""
    a, b = a_run(center, "A", seats=1), a_run(center, "B", seats=1)
    (first,), (second,) = poor_people(center, 1), people(center, 1, birth_date=BORN)
    round_ = proposed(center, [a, b], {first: [a], second: [a, b]})
    publish_round(round_, by=None, at=NOW)
    return round_, first, second


def slip_of(person):
    return OfferSlip.objects.get(graduate=person)


def code_of(person):
    return code_from(slip_of(person).nonce)


def link_of(person):
    return reverse("answer_offer", args=[link_from(slip_of(person).nonce)])


def test_everybody_in_the_round_has_a_slip_and_the_database_tells_no_code(scene):
    _round, first, second = scene
    assert OfferSlip.objects.count() == 2
    assert code_of(first) != code_of(second)
    row = OfferSlip.objects.values().get(graduate=second)
    secrets = (code_of(second), link_from(row["nonce"]))
    assert not any(secret in str(value) for secret in secrets for value in row.values())


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("482 915 7730", "4829157730"),
        ("๔๘๒-๙๑๕-๗๗๓๐", "4829157730"),
        ("482915773", ""),
        ("48291577301", ""),
        ("48291577३0", ""),
        ("", ""),
    ],
)
def test_a_code_as_people_type_it(typed, digits):
    assert digits_of(typed) == digits


@pytest.mark.parametrize(
    ("precision", "typed", "same"),
    [
        (DatePrecision.DAY, PartialDate.exact(BORN), True),
        (DatePrecision.DAY, PartialDate(2011, 5), False),
        (DatePrecision.MONTH, PartialDate(2011, 5, 9), True),
        (DatePrecision.YEAR, PartialDate(2011), True),
        (DatePrecision.YEAR, PartialDate(2012), False),
        (DatePrecision.DAY, None, False),
    ],
)
def test_the_date_of_birth_is_compared_as_far_as_it_is_known(scene, precision, typed, same):
    second = scene[2]
    second.birth_precision = precision
    assert same_birth(second, typed) is same


def test_nobodys_unknown_date_is_right(scene):
    second = scene[2]
    second.birth_date = None
    assert not same_birth(second, PartialDate.exact(BORN))


def test_a_code_opens_with_the_date_of_birth_only(scene):
    second = scene[2]
    code = code_of(second)
    assert open_by_code(code, PartialDate.exact(BORN), at=NOW) == slip_of(second)
    assert open_by_code(code, PartialDate.exact(BORN + timedelta(days=1)), at=NOW) is None
    assert open_by_code("0000000000", PartialDate.exact(BORN), at=NOW) is None
    assert slip_of(second).misses == 1
    missed = AuditEntry.objects.get(action="offer.slip_missed")
    assert missed.person_id == second.pk


def test_too_many_wrong_dates_close_the_code_and_a_new_one_opens(scene, counselor):
    second = scene[2]
    old, link = code_of(second), link_from(slip_of(second).nonce)
    for days in range(1, MOST_MISSES + 1):
        assert open_by_code(old, PartialDate.exact(BORN + timedelta(days=days)), at=NOW) is None
    assert open_by_code(old, PartialDate.exact(BORN), at=NOW) is None
    renew_slip(slip_of(second), by=counselor, at=NOW)
    assert open_by_code(code_of(second), PartialDate.exact(BORN), at=NOW) == slip_of(second)
    assert open_by_code(old, PartialDate.exact(BORN), at=NOW) is None
    assert slip_by_link(link, NOW.date()) is None


def test_a_slip_ends_after_its_days_and_with_the_round(scene):
    round_, first, second = scene
    link = link_from(slip_of(second).nonce)
    last = slip_of(second).expires_on
    assert last == NOW.date() + timedelta(days=30)
    assert slip_by_link(link, last) is not None
    assert slip_by_link(link, last + timedelta(days=1)) is None
    for person in (first, second):
        decline_offer(Offer.objects.get(graduate=person), by=None, at=NOW)
    finish_round(round_, by=None, at=NOW)
    assert slip_by_link(link, NOW.date()) is None


def test_the_same_slip_shows_a_better_offer_made_later_and_answers_it(scene):
    round_, first, second = scene
    before = link_of(second)
    decline_offer(Offer.objects.get(graduate=first), by=None, at=NOW)
    (better,) = settle(round_, by=None, at=LATER)
    assert link_of(second) == before
    answer_by_slip(slip_of(second), better, accepts=True, via="link", at=LATER)
    told = AuditEntry.objects.get(action="offer.accepted")
    assert (told.facts["via"], told.actor_name, told.person_id) == ("link", "system", second.pk)


def test_a_slip_answers_no_other_persons_offer(scene):
    _round, first, second = scene
    with pytest.raises(SlipIsOver):
        answer_by_slip(slip_of(second), Offer.objects.get(graduate=first), accepts=False, via="code", at=NOW)
    assert Offer.objects.get(graduate=first).state == "open"


# Pages


def typed(code, born=BORN):
    return {
        "code": code,
        "birth_day": born.day,
        "birth_month": born.month,
        "birth_year": born.year + 543,
    }


def test_by_code_on_a_telephone_to_a_seat(scene, client, settings):
    settings.LANGUAGE_CODE = "th"
    second = scene[2]
    page = reverse("offer_code")
    assert client.get(page).status_code == 200
    answer = client.post(page, typed(code_of(second)))
    assert answer.status_code == 302
    shown = client.get(answer.url)
    offer = Offer.objects.get(graduate=second)
    words = shown.content.decode()
    assert str(offer.run.course) in words
    assert second.family_name not in words
    assert (shown["X-Robots-Tag"], shown["Referrer-Policy"]) == ("noindex", "same-origin")
    assert "no-store" in shown["Cache-Control"]
    client.post(answer.url, {"offer": offer.pk, "answer": "accept"})
    offer.refresh_from_db()
    assert offer.state == "accepted"
    assert client.get(answer.url).context["seat"].run == offer.run


def test_whatever_opens_nothing_is_answered_alike(scene, client, settings):
    """Wrong code, wrong date, closed code, spent slip: one page, one status, the same words."""
    settings.LANGUAGE_CODE = "en"
    second = scene[2]
    code, page = code_of(second), reverse("offer_code")
    wrong_date = typed(code, BORN + timedelta(days=1))
    answers = [client.post(page, typed("0000000000")), client.post(page, wrong_date)]
    OfferSlip.objects.filter(graduate=second).update(misses=MOST_MISSES)
    answers.append(client.post(page, typed(code)))
    OfferSlip.objects.filter(graduate=second).update(misses=0, expires_on=NOW.date() - timedelta(days=9999))
    answers.append(client.post(page, typed(code)))
    answers.append(client.post(page, typed("12")))
    assert [answer.status_code for answer in answers] == [422] * 5
    notices = {answer.content.decode().split('class="notice')[1].split("<form")[0] for answer in answers}
    assert len(notices) == 1


def test_the_link_opens_without_a_date_and_a_wrong_one_nothing(scene, client, settings):
    settings.LANGUAGE_CODE = "en"
    second = scene[2]
    assert client.get(link_of(second)).status_code == 200
    opened = AuditEntry.objects.get(action="offer.slip_opened")
    assert (opened.person_id, opened.facts["via"]) == (second.pk, "link")
    for wrong in ("A" * 26, "nonsense", "a:b:c"):
        assert client.get(reverse("answer_offer", args=[wrong])).status_code == 404
    assert client.post(link_of(second), {"offer": 987654, "answer": "accept"}).status_code == 404
    other = Offer.objects.get(graduate=scene[1])
    assert client.post(link_of(second), {"offer": other.pk, "answer": "decline"}).status_code == 404


def test_a_browser_says_where_the_form_comes_from(scene):
    """Forms are refused without an origin (“null”), which browsers send under the policy no-referrer."""
    link, browser = link_of(scene[2]), Client(enforce_csrf_checks=True)
    assert browser.get(link)["Referrer-Policy"] == "same-origin"
    sent = {"csrfmiddlewaretoken": browser.cookies["csrftoken"].value, "offer": 987654}
    assert browser.post(link, sent, headers={"origin": "http://testserver"}).status_code == 404
    assert browser.post(link, sent, headers={"origin": "null"}).status_code == 403


def test_tries_from_one_address_come_to_an_end(scene, client, settings):
    settings.OFFER_CODE_TRIES = "3/h"
    page = reverse("offer_code")
    statuses = [client.post(page, typed("0000000000")).status_code for _try in range(5)]
    assert statuses == [422, 422, 422, 429, 429]
    assert client.post(page, typed(code_of(scene[2]))).status_code == 429


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_misses_of_many_workers_are_counted_one_by_one(scene):
    second = scene[2]
    code, wrong = code_of(second), PartialDate.exact(BORN + timedelta(days=1))
    race([lambda: open_by_code(code, wrong, at=NOW)] * 6)
    assert slip_of(second).misses >= MOST_MISSES
    assert open_by_code(code, PartialDate.exact(BORN), at=NOW) is None


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_counting_by_reading_first_forgets_misses(scene):
    """The broken variant: read, add one, write."""
    pk, looked = slip_of(scene[2]).pk, threading.Barrier(6)

    def read_then_write():
        misses = OfferSlip.objects.get(pk=pk).misses
        looked.wait(timeout=30)
        OfferSlip.objects.filter(pk=pk).update(misses=misses + 1)

    race([read_then_write] * 6)
    assert OfferSlip.objects.get(pk=pk).misses < MOST_MISSES
