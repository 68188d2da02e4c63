"""The people of a dry run and of a batch: found by name and remark, page by page, and taken along as a table."""

import io

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from certificates.enums import EntryOutcome, Remark
from certificates.services import propose_batch
from certificates.views import batches
from enrollment.models import Graduate
from tests.certificates.quick import approved, issued
from tests.clock import NOW
from tests.enrollment.class_scene import confirmed


@pytest.fixture
def people(center, staff, signing, monkeypatch):
    """A run of three and a page of two: the first cannot be printed, the second's name stands smaller."""
    monkeypatch.setattr(batches, "PEOPLE", 2)
    run = confirmed(center, 3, by=staff, topics=[(60, 0)])
    first, second, third = (seat.graduate for seat in run.enrollments.order_by("seat_number"))
    Graduate.objects.filter(pk=first.pk).update(
        given_name="นิำ", name_en="A B"
    )  # letters that cannot be read back
    long_name = "ว่าที่ร้อยตรีหญิงที่ปรึกษากิตติ์ธนัตถ์ปิ่นเกล้า"
    Graduate.objects.filter(pk=second.pk).update(given_name=long_name, name_en="C D")
    Graduate.objects.filter(pk=third.pk).update(name_en="")
    return run


def names_on(answer):
    return answer.content.decode().count('<th scope="row">')


def workbook(answer):
    return list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))[1:]


def following(answer):
    page = answer.context["page"]
    return page.following


def test_a_dry_run_is_paged_and_found_by_name_and_remark(people, staff, signed_in):
    browser, url = signed_in(staff), f"{reverse('try_certificates')}?run={people.pk}"
    browser.cookies["django_language"] = "en"
    first = browser.get(url)
    assert (names_on(first), first.context["people"], first.context["printable"]) == (2, 3, 2)
    assert "could not be read back" in first.content.decode(), "found before it is printed"
    rest = browser.get(f"{url}&cursor={following(first)}")
    assert (names_on(rest), rest.context["people"]) == (1, 3)
    found = {remark: browser.get(f"{url}&remark={remark}").context["tried"] for remark in Remark.values}
    seats = {
        remark: [each.completion.enrollment.seat_number for each in tried] for remark, tried in found.items()
    }
    assert seats == {"refused": [1], "shrunk": [2], "no_english": [3]}
    third = people.enrollments.get(seat_number=3).graduate
    assert names_on(browser.get(url, {"run": people.pk, "name": third.full_name})) == 1
    nobody = browser.get(f"{url}&name=ไม่มีใครชื่อนี้").content.decode()
    assert f"run={people.pk}" in nobody, "the way back keeps the runs"
    assert len(workbook(browser.get(f"{url}&format=xlsx"))) == 3
    assert len(workbook(browser.get(f"{url}&format=xlsx&remark=shrunk"))) == 1


@pytest.mark.parametrize("run", ["x", "-1", str(2**63), "1" * 30])
def test_a_run_that_cannot_be_is_not_found(run, staff, signed_in):
    assert signed_in(staff).get(reverse("try_certificates"), {"run": run}).status_code == 404


def test_asking_for_approval_means_everybody_and_not_the_page(people, staff, signed_in):
    signed_in(staff).post(f"{reverse('try_certificates')}?run={people.pk}&remark=shrunk")
    assert people.certificate_batches.get().entries.count() == 3


def test_a_batch_is_paged_and_found_by_name_and_outcome(people, staff, head, center, signed_in):
    batch = approved(people, staff, head)
    browser, url = signed_in(staff), reverse("certificate_batch", args=[batch.pk])
    first = browser.get(url)
    assert names_on(first) == 2
    assert names_on(browser.get(url, {"cursor": following(first)})) == 1
    assert names_on(browser.get(url, {"outcome": EntryOutcome.WAITING})) == 2
    issued(batch)
    counts = {each: names_on(browser.get(url, {"outcome": each})) for each in EntryOutcome.values}
    assert counts == {"issued": 2, "refused": 1, "waiting": 0}
    third = people.enrollments.get(seat_number=3).graduate
    assert names_on(browser.get(url, {"name": third.full_name})) == 1
    rows = workbook(browser.get(url, {"format": "xlsx", "outcome": "issued"}))
    assert [row[4] for row in rows] == ["0001/2570", "0002/2570"]


def test_the_second_page_costs_as_many_queries_as_the_first(
    people, center, staff, signed_in, django_assert_num_queries
):
    batch = propose_batch([people], center=center, by=staff, at=NOW)
    browser, url = signed_in(staff), reverse("certificate_batch", args=[batch.pk])
    second = {"cursor": following(browser.get(url))}
    with CaptureQueriesContext(connection) as first:
        browser.get(url)
    with django_assert_num_queries(len(first)):
        browser.get(url, second)
