"""Keyset paging against the plain truth: the whole list, sorted in Python."""

from datetime import timedelta

import pytest
from django.core import signing
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.models import AuditEntry
from core.paging import keyset_page
from enrollment.models import Enrollment
from tests.clock import NOW
from tests.factories.enrollment import EnrollmentFactory, GraduateFactory
from tests.factories.training import RunFactory

pytestmark = pytest.mark.django_db
ROWS = st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 3)), max_size=14)
ORDERS = [("action", "at", "id"), ("-action", "at", "-id"), ("at", "-action", "id"), ("-id",)]


def entries(rows):
    AuditEntry.objects.bulk_create(
        AuditEntry(action=action, at=NOW + timedelta(seconds=late)) for action, late in rows
    )


def truth(order):
    found = list(AuditEntry.objects.all())
    for name in reversed(order):
        found.sort(key=lambda row: getattr(row, name.lstrip("-")), reverse=name.startswith("-"))
    return [row.pk for row in found]


def walk(order, size):
    """All pages forward, then all pages back again from the last."""
    pages = [keyset_page(AuditEntry.objects.all(), order, size=size)]
    while pages[-1].following:
        pages.append(keyset_page(AuditEntry.objects.all(), order, pages[-1].following, size=size))
    back = [pages[-1]]
    while back[-1].previous:
        back.append(keyset_page(AuditEntry.objects.all(), order, back[-1].previous, size=size))
    return pages, back


@pytest.mark.parametrize("order", ORDERS)
@given(rows=ROWS, size=st.integers(1, 5))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_forward_and_back_every_row_comes_once_and_in_order(order, rows, size):
    with transaction.atomic():
        entries(rows)
        pages, back = walk(order, size)
        there = [row.pk for page in pages for row in page]
        here = [row.pk for page in reversed(back) for row in page]
        assert there == truth(order)
        assert here == truth(order)
        assert all(len(page) <= size for page in (*pages, *back))
        assert (pages[0].previous, pages[-1].following) == ("", "")
        transaction.set_rollback(True)


FOREIGN = signing.dumps([False, 1], salt="other")  # holds the time, so it cannot be a test's name


@pytest.mark.parametrize(
    "cursor",
    ["x", "", "a:b:c", "../..", "\x00", "é", FOREIGN],
    ids=["word", "empty", "parts", "path", "NUL", "letter", "foreign"],
)
def test_an_edited_cursor_is_the_first_page(cursor):
    entries([("a", 0), ("b", 1), ("c", 2)])
    page = keyset_page(AuditEntry.objects.all(), ("action", "id"), cursor, size=2)
    assert [row.action for row in page] == ["a", "b"]


def test_a_cursor_of_another_list_is_the_first_page():
    entries([("a", 0), ("b", 1), ("c", 2)])
    names = keyset_page(AuditEntry.objects.all(), ("action", "id"), size=1).following
    page = keyset_page(AuditEntry.objects.all(), ("at", "id"), names, size=2)
    assert [row.action for row in page] == ["a", "b"]


def test_a_row_that_appears_meanwhile_shifts_nothing():
    entries([("b", 0), ("d", 0), ("f", 0)])
    first = keyset_page(AuditEntry.objects.all(), ("action", "id"), size=2)
    entries([("a", 0), ("e", 0)])
    second = keyset_page(AuditEntry.objects.all(), ("action", "id"), first.following, size=2)
    assert [row.action for row in second] == ["e", "f"]


def test_columns_of_related_rows():
    run = RunFactory()
    for name in ("ก", "ค", "ข"):
        EnrollmentFactory(run=run, graduate=GraduateFactory(given_name=name))
    order, found, cursor = ("graduate__sort_key", "pk"), [], ""
    while True:
        page = keyset_page(Enrollment.objects.select_related("graduate"), order, cursor, size=1)
        found += [row.graduate.given_name for row in page]
        cursor = page.following
        if not cursor:
            break
    assert found == ["ก", "ข", "ค"]


def test_a_page_costs_one_query_wherever_it_is(django_assert_num_queries):
    entries([("a", n) for n in range(4)] + [("b", n) for n in range(4)])
    cursor = ""
    for _ in range(4):
        with django_assert_num_queries(1):
            cursor = keyset_page(AuditEntry.objects.all(), ("action", "id"), cursor, size=2).following
