"""The public check: every printed fact, what happened since, and who only guesses."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from certificates import queries
from certificates.models import Certificate
from certificates.paper.facts import CertificateFacts
from certificates.paper.press import Press
from certificates.services import (
    hide_certificate,
    reinstate_certificate,
    revoke_certificate,
    show_certificate,
)
from certificates.services.issue import issue_certificate, new_code
from core.models import AuditEntry, Tally
from tests.clock import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def check_page(certificate):
    return reverse("check", args=[certificate.code])


def facts_of(certificate):
    return CertificateFacts.from_json(certificate.facts)


def sent(client, content, name="paper.pdf"):
    return client.post(reverse("check_file"), {"file": SimpleUploadedFile(name, content)})


def words_of(answer):
    """What the page says, without tags, on one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


# ------------------------------------------------------------------ what the page says


def test_every_printed_fact_is_shown(certificate, check_page, client):
    shown, facts = words_of(client.get(check_page)), facts_of(certificate)
    printed = [
        facts.number, facts.name_th, facts.course_th, facts.course_en, facts.center_th, facts.center_en,
        facts.result_th, facts.result_en, facts.code, facts.verify_url, str(facts.total_hours),
        *(text for each in facts.signatories for text in (each.name, each.position_th, each.position_en)),
        "not a form of the Department",
    ]  # fmt: skip
    assert [text for text in printed if text not in shown] == []


def test_the_history_is_told_in_plain_words_without_who(certificate, check_page, head, client):
    revoke_certificate(certificate, reason="copied work", by=head, at=NOW)
    reinstate_certificate(certificate, reason="it was another's", by=head, at=NOW)
    shown = words_of(client.get(check_page))
    assert shown.index("Issued") < shown.index("Revoked") < shown.index("Valid again")
    assert "copied work" in shown
    assert "it was another" in shown
    assert head.get_username() not in shown
    assert "<img" not in client.get(check_page).content.decode().partition("<main")[2], "no photograph"


def test_the_staff_see_who_changed_it(certificate, head, signed_in):
    revoke_certificate(certificate, reason="copied work", by=head, at=NOW)
    own = signed_in(head).get(reverse("certificate", args=[certificate.pk]))
    assert str(head) in words_of(own)


def same_for_all(answer):
    """The page without what the visitor brought along: the address asked for and the session's token."""
    page = re.sub(r'(csrfToken|csrfmiddlewaretoken|X-CSRFToken)"[^>]*', "", answer.content.decode())
    return page.replace(answer.request["PATH_INFO"], "")


# ------------------------------------------------------------------ taken from public view


def test_taken_from_view_it_answers_as_one_that_never_was(certificate, check_page, head, client):
    hide_certificate(certificate, reason="asked by the person", by=head, at=NOW)
    never = reverse("check", args=[new_code()])
    answers, asked = [], []
    for address in (check_page, never):
        with CaptureQueriesContext(connection) as queried:
            answers.append(client.get(address))
        asked.append([re.sub(r"'[^']*'|\d+", "?", query["sql"]) for query in queried])
    hidden, none = answers
    assert (hidden.status_code, none.status_code) == (404, 404)
    assert same_for_all(hidden) == same_for_all(none)
    assert asked[0][-1] == asked[1][-1]
    by_api = [client.get(reverse("api-check", args=[code])) for code in (certificate.code, new_code())]
    assert by_api[0].content == by_api[1].content
    assert sent(client, bytes(certificate.file.pdf)).context["check"] is None


def test_the_code_decides_before_anything_else_is_read(certificate, django_assert_num_queries):
    """One indexed query, whether there is one, was one, or never was."""
    for code in (certificate.code, new_code()):
        with django_assert_num_queries(1):
            queries.check(code)
    Certificate.objects.update(hidden_at=NOW)
    with django_assert_num_queries(1):
        assert queries.check(certificate.code) is None


def test_hiding_and_showing_are_written_down_and_not_done_twice(
    certificate, check_page, head, staff, signed_in, client
):
    hide, show = (reverse(f"{verb}_certificate", args=[certificate.pk]) for verb in ("hide", "show"))
    assert signed_in(staff).post(hide, {"reason": "x"}).status_code == 403
    assert signed_in(head).post(hide, {"reason": ""}).status_code == 422
    assert client.get(check_page).status_code == 200
    signed_in(head).post(hide, {"reason": "asked by the person"})
    assert client.get(check_page).status_code == 404
    signed_in(head).post(hide, {"reason": "again"})
    signed_in(head).post(show, {"reason": "wanted again"})
    assert client.get(check_page).status_code == 200
    assert [change.what for change in certificate.changes.all()] == ["hidden", "shown"]
    assert AuditEntry.objects.filter(action__in=["certificate.hidden", "certificate.shown"]).count() == 2
    assert "asked by the person" not in words_of(client.get(check_page))


def test_a_hidden_successor_is_not_led_to(certificate, head, client):
    with Press(worker="tests.certificates.paper.workers:print_blank") as press:
        Certificate.objects.filter(pk=certificate.pk).update(
            state="replaced", state_reason="misspelt", state_changed_at=NOW
        )
        new = issue_certificate(certificate.completion, press, by=head, at=NOW, replaces=certificate)
    assert new.code in client.get(reverse("check", args=[certificate.code])).content.decode()
    hide_certificate(new, reason="x", by=head, at=NOW)
    shown = client.get(reverse("check", args=[certificate.code])).content.decode()
    assert new.code not in shown
    assert new.number not in shown
    show_certificate(new, reason="x", by=head, at=NOW)


# ------------------------------------------------------------------ who only guesses


def test_guessing_is_stopped_and_checking_is_not(certificate, check_page, settings, client):
    settings.CHECK_MISSES = "3/10m"
    for _ in range(5):
        assert client.get(check_page).status_code == 200
    missed = [client.get(reverse("check", args=[new_code()])).status_code for _ in range(4)]
    assert missed == [404, 404, 404, 429]
    assert client.get(check_page).status_code == 429, (
        "the one who guessed learns nothing more, right or wrong"
    )
    assert client.get(check_page, REMOTE_ADDR="203.0.113.9").status_code == 200
    answer = client.post(reverse("check_form"), {"code": certificate.code})
    assert (answer.status_code, int(answer.headers["Retry-After"]) > 0) == (429, True)
    assert client.get(reverse("api-check", args=[certificate.code])).status_code == 429


def test_the_address_of_the_qr_code_is_taken_for_its_code(certificate, check_page, client):
    address = f"https://train.example.go.th{check_page}/{'A' * 500}"
    assert client.post(reverse("check_form"), {"code": address}).headers["Location"] == check_page
    answer = client.post(reverse("check_form"), {"code": "A" * 3000})
    assert answer.status_code == 422


def test_files_are_counted_too(certificate, settings, client):
    settings.CHECK_FILES = "2/10m"
    assert [sent(client, bytes(certificate.file.pdf)).status_code for _ in range(3)] == [200, 200, 429]
    settings.CHECK_FILES_OF_ALL = "1/m"
    settings.CHECK_FILES = "9/10m"
    assert sent(client, bytes(certificate.file.pdf)).status_code == 200
    assert sent(client, bytes(certificate.file.pdf)).status_code == 429


def test_a_check_that_finds_writes_nothing(certificate, check_page, client):
    client.get(check_page)
    assert not Tally.objects.exists()
