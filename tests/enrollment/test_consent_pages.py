"""Pages of consents: who opens them, what one click writes, and the lists."""

import io
from datetime import date

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from core.models import AuditEntry, Job
from enrollment.enums import ConsentChannel
from enrollment.models import Consent, ConsentPrint, ConsentText, Graduate
from tests.clock import NOW
from tests.enrollment.consent_scene import DATA, GUARDIAN, SELF, TRAINING, a_minor, given
from tests.factories.agencies import AccountFactory
from tests.factories.enrollment import EnrollmentFactory, GraduateFactory
from tests.factories.training import RunFactory


@pytest.fixture
def person(school):
    return a_minor(school)


def test_each_account_gets_its_own_answer(
    signed_in, client, person, counselor, officer, stranger, other_counselor
):
    page = reverse("person_consents", args=[person.pk])
    assert signed_in(counselor).get(page).status_code == 200
    assert signed_in(officer).get(page).status_code == 403
    assert signed_in(stranger).get(page).status_code == 404
    assert signed_in(other_counselor).get(page).status_code == 404
    assert client.get(page).status_code == 302
    for name in ("lacking_consents", "consent_scans", "upload_scans"):
        assert signed_in(counselor).get(reverse(name)).status_code == 200
        assert signed_in(officer).get(reverse(name)).status_code == 403
        assert client.get(reverse(name)).status_code == 302
    assert signed_in(officer).get(reverse("consent_texts")).status_code == 200
    assert signed_in(counselor).get(reverse("consent_texts")).status_code == 403


GIVEN = {"kind": "training", "giver": "guardian", "given_on": "1 มกราคม 2569"}


@pytest.mark.parametrize("channel", ["paper", "in_person"])
def test_one_button_notes_one_consent(signed_in, person, counselor, channel):
    signed_in(counselor).post(reverse("give_consent", args=[person.pk]), GIVEN | {"channel": channel})
    row = Consent.objects.get()
    assert (row.kind, row.giver, row.channel, str(row.given_on)) == (
        TRAINING,
        GUARDIAN,
        channel,
        "2026-01-01",
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"channel": "online"},
        {"kind": "both"},
        {"given_on": "31/2/2569"},
        {"giver": "%d"},
        {"guardian": "987654"},
    ],
)
def test_odd_input_notes_nothing(signed_in, person, school, counselor, wrong):
    said = GIVEN | {"channel": "paper"} | wrong
    answer = signed_in(counselor).post(reverse("give_consent", args=[person.pk]), said)
    assert answer.status_code == 422
    assert not Consent.objects.exists()


def test_a_wrong_day_is_said_at_its_field_and_stays(signed_in, person, counselor):
    said = GIVEN | {"channel": "paper", "given_on": "31/2/2569"}
    page = signed_in(counselor).post(reverse("give_consent", args=[person.pk]), said).content.decode()
    assert 'value="31/2/2569"' in page
    assert (
        page.count('href="#given_on-training-guardian"') == page.count('id="given_on-training-guardian"') == 1
    )


def test_one_button_takes_it_back(signed_in, person, counselor, stranger):
    (row,) = given(person, DATA, by=counselor)
    address = reverse("withdraw_consent", args=[row.pk])
    page = reverse("person_consents", args=[person.pk])
    assert address in signed_in(counselor).get(page).content.decode()
    assert signed_in(stranger).post(address).status_code == 404
    assert signed_in(counselor).post(address).url == page
    row.refresh_from_db()
    assert (row.withdrawn_by, row.withdrawn_channel) == (counselor, ConsentChannel.IN_PERSON)
    assert signed_in(counselor).post(address).status_code in {302, 409}  # said in words, changes nothing
    assert AuditEntry.objects.filter(action="consent.withdrawn").count() == 1


def test_marriage_is_noted_by_a_button(signed_in, person, counselor):
    address = reverse("marriage", args=[person.pk])
    signed_in(counselor).post(address, {"seen": "yes"})
    assert person.majority.seen_by == counselor
    signed_in(counselor).post(address, {"seen": "no"})
    assert not Graduate.objects.filter(majority__isnull=False).exists()


def test_a_trainee_gives_and_takes_back_the_own_and_nobody_elses(signed_in, person, counselor):
    account = AccountFactory()
    Graduate.objects.filter(pk=person.pk).update(user=account)
    (guardians,) = given(person, DATA, by=counselor)
    page, trainee = reverse("my_consents"), signed_in(account)
    assert trainee.get(page).status_code == 200
    trainee.post(page, {"give": "data"})
    own = person.consents.get(giver=SELF)
    assert (own.channel, own.recorded_by) == (ConsentChannel.ONLINE, account)
    trainee.post(page, {"withdraw": "data"})
    own.refresh_from_db()
    guardians.refresh_from_db()
    assert (own.withdrawn_by, guardians.withdrawn_at) == (account, None)
    assert trainee.post(page, {"withdraw": "data"}).status_code == 404
    assert trainee.post(page, {"give": "everything"}).status_code == 302
    assert person.consents.count() == 2
    assert signed_in(counselor).get(page).status_code == 403


def test_the_list_has_who_lacks_something_under_its_filters(signed_in, school, center, staff, counselor):
    complete = GraduateFactory(school=school, birth_date=date(1990, 1, 1), given_name="ครบ")
    given(complete, TRAINING, DATA, giver=SELF, by=counselor)
    half = GraduateFactory(school=school, birth_date=date(1990, 1, 1), given_name="ครึ่ง")
    given(half, DATA, giver=SELF, by=counselor)
    none = a_minor(school, given_name="ไม่มี")
    seat = EnrollmentFactory(graduate=none, run=RunFactory(center=center))
    page = reverse("lacking_consents")

    def names(user, **query):
        html = signed_in(user).get(page, query).content.decode()
        return {name for name in ("ครบ", "ครึ่ง", "ไม่มี") if f"นาย{name} " in html}

    assert names(counselor) == {"ครึ่ง", "ไม่มี"}
    assert names(counselor, kind="data") == {"ไม่มี"}
    assert names(counselor, name="ครึ่ง") == {"ครึ่ง"}
    assert names(counselor, seated="on") == {"ไม่มี"}
    assert names(staff, run=seat.run_id) == {"ไม่มี"}
    assert names(counselor, school=school.pk) == {"ครึ่ง", "ไม่มี"}


def test_the_list_takes_as_many_queries_for_three_as_for_one(
    signed_in, school, counselor, django_assert_max_num_queries, django_assert_num_queries
):
    a_minor(school)
    client, page = signed_in(counselor), reverse("lacking_consents")
    client.get(page)
    with django_assert_max_num_queries(40) as first:
        client.get(page)
    for _ in range(2):
        a_minor(school)
    with django_assert_num_queries(len(first)):
        client.get(page)


def test_the_spreadsheet_says_whose_consent_is_missing(signed_in, person, counselor):
    given(person, DATA, by=counselor)
    client = signed_in(counselor)
    answer = client.get(reverse("lacking_consents"), {"format": "xlsx"}, headers={"Accept-Language": "en"})
    (_headings, row) = load_workbook(io.BytesIO(answer.content)).active.values
    assert row[0] == person.full_name
    assert row[2:] == ("The person, The guardian", "The person")


def test_one_button_prints_the_whole_list_of_ones_own_people(signed_in, person, counselor, stranger):
    GraduateFactory()
    answer = signed_in(counselor).post(reverse("print_lacking") + "?kind=data")
    row = ConsentPrint.objects.get()
    assert (row.owner, row.agency, row.people) == (counselor, person.school, 1)
    assert answer.url == reverse("job", args=[row.job_id])
    page = reverse("consent_print", args=[row.pk])
    assert signed_in(counselor).get(page).status_code == 200
    assert signed_in(stranger).get(page).status_code == 404
    assert (
        signed_in(counselor).get(reverse("consent_print_file", args=[row.pk])).status_code == 404
    )  # not yet
    assert Job.objects.get().owner == counselor


def test_an_empty_list_prints_nothing(signed_in, counselor):
    signed_in(counselor).post(reverse("print_lacking"))
    assert not ConsentPrint.objects.exists()


def test_one_persons_form_is_printed_also_where_nothing_is_missing(signed_in, person, counselor):
    answer = signed_in(counselor).post(reverse("print_person_form", args=[person.pk]))
    assert answer.url == reverse("job", args=[ConsentPrint.objects.get().job_id])


def test_new_words_by_the_form(signed_in, head, officer, center):
    page = reverse("new_consent_text", args=["data"])
    client = signed_in(head)
    assert "เก็บอะไร" in client.get(page).content.decode()
    assert client.post(page, {"text_th": "", "text_en": "x"}).status_code == 422
    assert client.post(page, {"text_th": "• ใหม่", "text_en": "• new"}).url == reverse("consent_texts")
    assert ConsentText.objects.get(version=2).published_by == head
    assert client.get(reverse("new_consent_text", args=["none"])).status_code == 404
    assert signed_in(officer).get(page).status_code == 200


def test_a_person_of_another_time_shows_where_the_words_were_not_recorded(signed_in, person, counselor):
    person.consents.create(kind=DATA, giver=GUARDIAN, given_on=NOW.date(), recorded_at=NOW)
    page = reverse("person_consents", args=[person.pk])
    html = signed_in(counselor).get(page, headers={"Accept-Language": "en"}).content.decode()
    assert "words not recorded" in html
