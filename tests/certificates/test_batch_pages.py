"""The pages of a batch: who waits, what would be printed, who approves."""

import io

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from certificates.enums import IdentityProof
from certificates.models import Batch, Certificate
from certificates.services import propose_batch, send_back_batch
from core.models import Job
from enrollment.models import Graduate
from tests.certificates.quick import approved, issued
from tests.clock import NOW
from tests.enrollment.class_scene import confirmed
from tests.factories.agencies import MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def own_counselor(run):
    return MembershipFactory(agency=run.enrollments.first().graduate.school, role="counselor").user


@pytest.fixture
def try_page(run):
    return f"{reverse('try_certificates')}?run={run.pk}"


@pytest.fixture
def batch(run, staff, center):
    return propose_batch([run], center=center, by=staff, at=NOW)


def address(name, batch):
    return reverse(name, args=[batch.pk])


def test_the_dry_run_names_everybody_and_what_stands_in_the_way(
    try_page, run, staff, stranger, own_counselor, signed_in, client
):
    first, second = (seat.graduate for seat in run.enrollments.order_by("seat_number"))
    Graduate.objects.filter(pk=first.pk).update(given_name="ก\u4e2d")
    said = signed_in(staff).get(try_page).content.decode()
    assert second.full_name in said
    assert "U+4E2D" in said
    assert signed_in(stranger).get(try_page).status_code == 404
    assert signed_in(own_counselor).get(try_page).status_code == 403
    assert client.get(try_page).status_code == 302


@pytest.mark.parametrize("query", ["?run=x", "?run=99999999"])
def test_a_dry_run_of_nothing_is_not_found(query, run, staff, signed_in):
    assert signed_in(staff).get(reverse("try_certificates") + query).status_code == 404


@pytest.mark.parametrize("query", ["", "?run="])
def test_who_chose_no_run_is_told_and_led_back(query, run, staff, signed_in, english):
    answer = signed_in(staff).get(reverse("try_certificates") + query, follow=True)
    assert answer.redirect_chain == [(reverse("certificate_batches"), 302)]
    assert "Choose at least one run." in answer.content.decode()


def test_asked_for_by_one_and_approved_by_another(try_page, staff, head, signed_in):
    answer = signed_in(staff).post(try_page)
    batch = Batch.objects.get()
    assert answer.url == address("certificate_batch", batch)
    page = signed_in(staff).get(answer.url).content.decode()
    assert address("approve_certificate_batch", batch) not in page
    assert "second person" in page
    refused = signed_in(staff).post(address("approve_certificate_batch", batch), follow=True)
    assert "does not approve" in refused.content.decode()
    page = signed_in(head).get(answer.url).content.decode()
    assert address("approve_certificate_batch", batch) in page
    answer = signed_in(head).post(address("approve_certificate_batch", batch))
    assert answer.url == reverse("job", args=[Job.objects.get().pk])
    assert not Certificate.objects.exists()


def test_where_nothing_is_to_issue_the_refusal_is_a_sentence(run, try_page, staff, signed_in):
    for seat in run.enrollments.all():
        seat.completion.delete()
    back = reverse("run_certificates", args=[run.pk])
    answer = signed_in(staff).post(try_page, headers={"Referer": f"http://testserver{back}"}, follow=True)
    assert "Nobody in" in answer.content.decode()


def test_a_reason_that_is_missing_or_too_long_stays_to_be_mended(batch, head, signed_in):
    url = address("send_back_certificate_batch", batch)
    for reason in ("", "ก" * 301):
        answer = signed_in(head).post(url, {"reason": reason})
        assert answer.status_code == 422
        assert f'value="{reason}"' in answer.content.decode() or not reason
        assert 'href="#id_reason"' in answer.content.decode()
    batch.refresh_from_db()
    assert batch.state == "proposed"


def test_sent_back_with_a_reason_or_withdrawn(batch, run, center, staff, head, signed_in):
    page = address("certificate_batch", batch)
    signed_in(head).post(address("send_back_certificate_batch", batch), {"reason": ""})
    batch.refresh_from_db()
    assert batch.state == "proposed"
    signed_in(head).post(address("send_back_certificate_batch", batch), {"reason": "ชื่อผิดหนึ่งคน"})
    assert "ชื่อผิดหนึ่งคน" in signed_in(staff).get(page).content.decode()
    again = propose_batch([run], center=center, by=staff, at=NOW)
    signed_in(staff).post(address("withdraw_certificate_batch", again))
    again.refresh_from_db()
    assert again.state == "withdrawn"


@pytest.mark.parametrize("name", ["approve", "resume", "send_back", "withdraw"])
def test_only_the_own_centre_decides(name, batch, stranger, own_counselor, signed_in, client):
    url = address(f"{name}_certificate_batch", batch)
    assert signed_in(stranger).post(url, {"reason": "x"}).status_code == 404
    assert signed_in(own_counselor).post(url, {"reason": "x"}).status_code == 403
    assert client.post(url).status_code == 302
    batch.refresh_from_db()
    assert batch.state == "proposed"


def test_an_issued_batch_leads_to_its_papers(run, staff, head, stranger, own_counselor, signed_in, client):
    batch = approved(run, staff, head)
    issued(batch)
    page = address("certificate_batch", batch)
    said = signed_in(staff).get(page).content.decode()
    for row in Certificate.objects.all():
        assert reverse("certificate", args=[row.pk]) in said
    assert signed_in(stranger).get(page).status_code == 404
    assert signed_in(own_counselor).get(page).status_code == 403
    assert client.get(page).status_code == 302


def test_a_stopped_batch_goes_on_by_a_click(run, staff, head, signed_in):
    batch = approved(run, staff, head)
    Job.objects.update(state="failed", finished_at=NOW)
    assert (
        address("resume_certificate_batch", batch)
        in signed_in(staff).get(address("certificate_batch", batch)).content.decode()
    )
    signed_in(staff).post(address("resume_certificate_batch", batch))
    assert Job.objects.count() == 2


def test_the_list_says_who_waits_and_is_exported_alike(
    batch, run, center, staff, stranger, own_counselor, signed_in, client
):
    page = reverse("certificate_batches")
    said = signed_in(staff).get(page).content.decode()
    assert address("certificate_batch", batch) in said
    assert f'value="{run.pk}"' in said
    filters = {"run": run.code, "state": "proposed"}
    content = signed_in(staff).get(page, {**filters, "format": "xlsx"}).content
    rows = list(openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))
    assert [row[:3] for row in rows[1:]] == [(run.code, "Certificates", 2)]
    assert (
        address("certificate_batch", batch)
        not in signed_in(staff).get(page, {"state": "issued"}).content.decode()
    )
    assert address("certificate_batch", batch) not in signed_in(stranger).get(page).content.decode()
    assert signed_in(own_counselor).get(page).status_code == 403
    assert client.get(page).status_code == 302


def test_nothing_chosen_is_said_on_the_list(center, staff, signed_in):
    answer = signed_in(staff).get(reverse("try_certificates"), {"paper": "transcript"}, follow=True)
    assert answer.redirect_chain == [(reverse("certificate_batches"), 302)]
    assert [str(message) for message in answer.context["messages"]] == ["Choose at least one run."]


def test_three_batches_cost_as_many_queries_as_one(
    batch, run, center, staff, head, signed_in, django_assert_num_queries
):
    client, page = signed_in(staff), reverse("certificate_batches")
    client.get(page)
    with CaptureQueriesContext(connection) as one:
        client.get(page)
    for _ in range(2):
        send_back_batch(Batch.objects.first(), reason="x", by=head, at=NOW)
        propose_batch([run], center=center, by=staff, at=NOW)
    with django_assert_num_queries(len(one)):
        client.get(page)


def test_three_people_cost_as_many_queries_as_one(run, center, staff, signed_in, django_assert_num_queries):
    small = confirmed(center, 1, by=staff, topics=[(60, 0)], code="S-1")
    large = confirmed(center, 3, by=staff, topics=[(60, 0)], code="S-3")
    client = signed_in(staff)
    pages = [f"{reverse('try_certificates')}?run={each.pk}" for each in (small, large)]
    client.get(pages[0])
    with CaptureQueriesContext(connection) as one:
        client.get(pages[0])
    with django_assert_num_queries(len(one)):
        client.get(pages[1])
    batches = [propose_batch([each], center=center, by=staff, at=NOW) for each in (small, large)]
    with CaptureQueriesContext(connection) as one:
        client.get(address("certificate_batch", batches[0]))
    with django_assert_num_queries(len(one)):
        client.get(address("certificate_batch", batches[1]))


def test_the_replacement_of_a_lost_paper(certificate, staff, head, stranger, signed_in, client):
    url = reverse("replace_lost_certificate", args=[certificate.pk])
    given = {"proof": IdentityProof.CITIZEN_CARD, "reason": "lost in a flood"}
    assert signed_in(staff).post(url, given).status_code == 403
    assert client.post(url, given).status_code == 302
    refused = signed_in(head).post(url, {"reason": "lost in a fire"})
    assert refused.status_code == 422
    assert "lost in a fire" in refused.content.decode(), "what was typed stays"
    assert Certificate.objects.count() == 1
    answer = signed_in(head).post(url, given)
    made = Certificate.objects.get(replaces=certificate)
    assert answer.url == reverse("certificate", args=[made.pk])
    assert made.kind == "replacement"
