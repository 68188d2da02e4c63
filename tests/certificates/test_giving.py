"""Getting a paper again: signed in, by code and birth date, by a link, by the centre; each time written down."""

import io
import json
from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from certificates import links
from certificates.credential.slip import read_slip
from certificates.enums import Way
from certificates.models import Certificate, CertificateFile
from certificates.paper.facts import CertificateFacts
from certificates.paper.render import render_pdf
from certificates.services import hide_certificate, mail_link
from certificates.signing.checking import badge_in
from core import crypto
from core.models import AuditEntry
from enrollment.models import Identifier
from tests.certificates.test_checking import words_of
from tests.clock import NOW
from tests.factories.agencies import AccountFactory, MembershipFactory

pytestmark = pytest.mark.django_db
BORN = date(2011, 3, 14)
MAIL = "smtp://localhost"


@pytest.fixture(autouse=True)
def in_english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def person(certificate):
    return certificate.completion.enrollment.graduate


@pytest.fixture
def trainee(person):
    person.user = AccountFactory()
    person.save()
    return person.user


def asked(client, certificate, born=BORN, code=None):
    day = {"birth_date_day": born.day, "birth_date_month": born.month, "birth_date_year": born.year + 543}
    return client.post(reverse("get_any_paper"), {"code": code or certificate.code, **day})


def fetched():
    rows = AuditEntry.objects.filter(action="certificate.fetched").order_by("pk")
    return [(row.facts["what"], row.facts["way"], row.actor_id) for row in rows]


def test_a_trainee_finds_the_own_papers_and_no_others(certificate, trainee, run, signed_in, client, staff):
    page = reverse("my_certificates")
    assert certificate.number in words_of(signed_in(trainee).get(page))
    other = run.enrollments.exclude(pk=certificate.completion.enrollment_id).get().graduate
    other.user = AccountFactory()
    other.save()
    assert "No certificate yet" in words_of(signed_in(other.user).get(page))
    assert signed_in(staff).get(page).status_code == 403
    assert client.get(page).status_code == 302


def test_three_papers_cost_as_many_queries_as_one(certificate, trainee, signed_in, django_assert_num_queries):
    client, page = signed_in(trainee), reverse("my_certificates")
    client.get(page)
    with CaptureQueriesContext(connection) as one:
        client.get(page)
    Certificate.objects.update(state="revoked", state_reason="x")
    row = Certificate.objects.get()
    for number in (2, 3):
        row.pk, row.sequence, row.code, row.number = None, number, f"CODE{number}", f"{number}/2570"
        row._state.adding = True
        row.save()
    with django_assert_num_queries(len(one)):
        client.get(page)


@pytest.mark.parametrize("what", ["pdf", "badge", "slip"])
def test_who_gets_a_file_and_who_does_not(
    what, certificate, trainee, staff, stranger, officer, signed_in, client
):
    address = reverse("certificate_file", args=[certificate.pk, what])
    counselor = MembershipFactory(
        agency=certificate.completion.enrollment.graduate.school, role="counselor"
    ).user
    for user in (trainee, staff, counselor):
        assert signed_in(user).get(address).status_code == 200
    assert fetched() == [(what, "signed_in", user.pk) for user in (trainee, staff, counselor)]
    assert signed_in(stranger).get(address).status_code == 404
    assert signed_in(officer).get(address).status_code == 403
    assert client.get(address).status_code == 302
    assert len(fetched()) == 3


def test_what_there_is_not_is_not_found(certificate, trainee, signed_in):
    for what in ("docx", "PDF", "..", "facts"):
        assert signed_in(trainee).get(f"/certificates/{certificate.pk}/file/{what}/").status_code == 404
    assert fetched() == []


def test_the_badge_is_that_of_the_paper(certificate, trainee, signed_in):
    answer = signed_in(trainee).get(reverse("certificate_file", args=[certificate.pk, "badge"]))
    assert json.loads(answer.content) == badge_in(bytes(certificate.file.pdf))
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_the_slip_shows_a_text_that_proves_itself(certificate, trainee, signed_in, client):
    answer = signed_in(trainee).get(reverse("certificate_file", args=[certificate.pk, "slip"]))
    slip = read_slip(answer.context["text"])
    assert (slip.number, slip.code) == (certificate.number, certificate.code)
    assert answer.context["text"] in answer.content.decode()
    opened = client.get(answer.context["text"].split("localhost:8000")[-1])
    assert certificate.number in words_of(opened)


def test_the_picture_to_share_is_a_png_of_the_paper(certificate, staff, signed_in):
    CertificateFile.objects.update(pdf=render_pdf(CertificateFacts.from_json(certificate.facts)))
    answer = signed_in(staff).get(reverse("certificate_file", args=[certificate.pk, "image"]))
    assert answer.headers["Content-Type"] == "image/png"
    with Image.open(io.BytesIO(answer.content)) as picture:
        assert (picture.format, picture.width, picture.info) == ("PNG", 1200, {})
        assert 800 < picture.height < 900
    assert len(answer.content) < 400_000


# ------------------------------------------------------------------ by code and birth date


def test_code_and_birth_date_open_the_paper_for_an_hour(certificate, client):
    answer = asked(client, certificate)
    page = client.get(answer.url)
    assert certificate.number in words_of(page)
    assert answer.headers["Cache-Control"] == page.headers["Cache-Control"] == "no-store"
    pdf = client.get(f"{answer.url}pdf/")
    assert pdf.content == bytes(certificate.file.pdf)
    assert fetched() == [("pdf", "birth_date", None)]


def test_the_hour_ends(certificate):
    token = links.token_for(certificate, Way.BIRTH_DATE, at=NOW)
    assert links.open_link(token, at=NOW + timedelta(minutes=59)).certificate == certificate
    assert links.open_link(token, at=NOW + timedelta(minutes=61)) is None
    assert links.open_link(token[:-1] + ("A" if token[-1] != "A" else "B"), at=NOW) is None


@pytest.mark.parametrize("token", ["x", "a:b:c", "ก", "%00", "." * 500])
def test_a_link_that_is_none_says_so(token, client, db):
    for address in (f"/papers/{token}/", f"/papers/{token}/pdf/"):
        assert client.get(address).status_code in {404, 410}


def test_wrong_code_and_wrong_day_have_one_answer(certificate, client):
    wrong_day = asked(client, certificate, born=date(2011, 3, 15))
    wrong_code = asked(client, certificate, code="A" * 26)
    assert wrong_day.status_code == wrong_code.status_code == 422
    said = [words_of(answer) for answer in (wrong_day, wrong_code)]
    assert "do not belong together" in said[0]
    assert said[0] == said[1]
    assert fetched() == []


def test_a_birth_date_known_to_the_month_only_opens_nothing(certificate, person, client):
    type(person).stored.filter(pk=person.pk).update(birth_precision="month")
    assert asked(client, certificate).status_code == 422


def test_birth_dates_are_not_tried_one_after_the_other(certificate, settings, client):
    settings.PAPER_TRIES_FOR_ONE = "3/d"
    days = [date(2011, 1, day) for day in range(1, 5)]
    tried = [asked(client, certificate, born=day).status_code for day in days]
    assert tried == [422, 422, 422, 429]
    assert asked(client, certificate).status_code == 429
    client.defaults["REMOTE_ADDR"] = "203.0.113.9"
    assert asked(client, certificate).status_code == 429, "another address does not help"


def test_right_answers_are_not_counted(certificate, settings, client):
    settings.PAPER_TRIES_FOR_ONE = settings.PAPER_TRIES = "1/d"
    assert [asked(client, certificate).status_code for _ in range(3)] == [302, 302, 302]


def test_codes_are_not_tried_one_after_the_other(certificate, settings, client):
    settings.PAPER_TRIES = "2/h"
    tried = [asked(client, certificate, code=letter * 26).status_code for letter in "ABC"]
    assert tried == [422, 422, 429]


def test_what_is_hidden_from_others_its_person_gets(certificate, head, client):
    hide_certificate(certificate, reason="asked by the person", by=head, at=NOW)
    assert asked(client, certificate).status_code == 302


# ------------------------------------------------------------------ by e-mail


@pytest.fixture
def link(certificate, settings):
    settings.EMAIL_URL = MAIL
    return links.token_for(certificate, Way.BIRTH_DATE, at=timezone.now())


def test_a_link_is_sent_and_opens_the_paper_for_some_days(certificate, link, client):
    client.post(reverse("mail_paper", args=[link]), {"email": "somchai@example.com"})
    (letter,) = mail.outbox
    assert letter.to == ["somchai@example.com"]
    address = next(line for line in letter.body.splitlines() if line.startswith("http"))
    path = address.removeprefix("http://localhost:8000")
    assert certificate.completion.enrollment.graduate.family_name not in letter.subject + letter.body
    assert client.get(f"{path}pdf/").content == bytes(certificate.file.pdf)
    assert fetched() == [("pdf", "mail", None)]
    token = path.strip("/").rpartition("/")[2]
    assert links.open_link(token, at=timezone.now() + timedelta(hours=71))
    assert links.open_link(token, at=timezone.now() + timedelta(hours=73)) is None
    assert not [row for row in AuditEntry.objects.all() if "somchai" in str(row.facts)]


def test_a_mailed_link_sends_no_further_ones(certificate, link, client):
    mailed = links.token_for(certificate, Way.MAIL, at=timezone.now())
    assert client.post(reverse("mail_paper", args=[mailed]), {"email": "a@example.com"}).status_code == 410
    assert mail.outbox == []


def test_so_many_letters_a_paper(certificate, link, settings, client):
    settings.PAPER_MAILS_FOR_ONE = "1/d"
    send = reverse("mail_paper", args=[link])
    assert client.post(send, {"email": "no address"}).status_code == 422
    assert [client.post(send, {"email": "a@example.com"}).status_code for _ in range(2)] == [302, 429]
    assert len(mail.outbox) == 1


def test_where_no_mail_goes_out_none_is_offered(certificate, link, settings, client):
    settings.EMAIL_URL = ""
    assert "e-mail" not in words_of(client.get(reverse("paper", args=[link])))
    assert client.post(reverse("mail_paper", args=[link]), {"email": "a@example.com"}).status_code == 410


def test_a_letter_that_could_not_be_sent_is_not_said_to_be(certificate, link, settings, client):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    answer = client.post(reverse("mail_paper", args=[link]), {"email": "a@example.com"})
    assert (answer.status_code, answer.context["mail_form"]["email"].value()) == (422, "a@example.com")
    assert "could not be sent" in words_of(answer)
    assert not AuditEntry.objects.filter(action="certificate.mailed").exists()


def test_a_header_cannot_be_put_into_a_letter(certificate, settings, head):
    with pytest.raises(ValueError, match="newlines"):
        mail_link(certificate, "a@example.com\nBcc: b@example.com", way=Way.MAIL, by=head, at=NOW)


# ------------------------------------------------------------------ by the centre


def test_the_centre_finds_a_lost_paper_by_name_and_birth_date(certificate, person, staff, signed_in):
    born = {"birth_date_day": 14, "birth_date_month": 3, "birth_date_year": 2554}
    page = reverse("lost_certificates")
    found = signed_in(staff).post(page, {"name": person.given_name, **born})
    assert certificate.number in words_of(found), found.context["form"].errors
    missed = signed_in(staff).post(page, {"name": person.given_name, **born, "birth_date_day": 15})
    assert certificate.number not in words_of(missed)
    assert signed_in(staff).post(page, {"name": person.given_name}).status_code == 422


def test_and_by_the_number_on_the_card(certificate, person, staff, stranger, counselor, signed_in, client):
    number = _with_check_digit("110070000001")
    Identifier.objects.create(
        graduate=person,
        kind="citizen",
        sealed=b"x",
        lookup=crypto.lookup("citizen", number),
        masked="x",
        valid_from=NOW.date(),
    )
    page = reverse("lost_certificates")
    found = signed_in(staff).post(page, {"identifier": number})
    assert certificate.number in words_of(found), found.context["form"].errors
    assert certificate.number not in words_of(signed_in(stranger).post(page, {"identifier": number}))
    assert signed_in(staff).post(page, {"identifier": "123"}).status_code == 422
    assert signed_in(counselor).get(page).status_code == 403
    assert client.get(page).status_code == 302


def _with_check_digit(twelve):
    total = sum(int(digit) * (13 - place) for place, digit in enumerate(twelve))
    return f"{twelve}{(11 - total % 11) % 10}"


def test_it_is_given_after_a_look_at_a_card_only(certificate, staff, stranger, counselor, signed_in, client):
    give = reverse("give_certificate_again", args=[certificate.pk])
    assert signed_in(staff).get(give).context.get("token") is None
    assert signed_in(staff).post(give, {}).status_code == 422
    assert signed_in(staff).post(give, {"proof": "nothing"}).status_code == 422
    assert not AuditEntry.objects.filter(action="certificate.handed_out").exists()
    answer = signed_in(staff).post(give, {"proof": "citizen_card"})
    assert client.get(reverse("paper_file", args=[answer.context["token"], "pdf"])).status_code == 200
    (row,) = AuditEntry.objects.filter(action="certificate.handed_out")
    assert (row.facts["proof"], row.actor_id) == ("citizen_card", staff.pk)
    assert fetched() == [("pdf", "center", None)]
    assert signed_in(stranger).get(give).status_code == 404
    assert signed_in(counselor).get(give).status_code == 403
    assert client.get(give).status_code == 302
