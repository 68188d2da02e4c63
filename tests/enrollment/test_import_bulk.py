"""Many rows in one statement: triggers, versions and limits hold as they do for one."""

from uuid import uuid4

import pytest
from django.db import transaction
from django.db.transaction import TransactionManagementError

from core import audit, bulk
from core.bulk import Table, Update
from core.models import AuditEntry
from enrollment.models import Graduate, NameLine
from enrollment.services.import_changes import COUNTS
from tests.factories.enrollment import GraduateFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return sorted((GraduateFactory() for _ in range(5)), key=lambda person: person.pk)


def test_every_row_of_one_statement_gets_its_line_in_the_search_index():
    table, keys = Table(GraduateFactory()), [uuid4() for _ in range(3)]
    table.insert([table.line({"id": key, "search_text": str(key)}) for key in keys])
    assert set(NameLine.objects.filter(graduate__in=keys).values_list("text", flat=True)) == set(
        map(str, keys)
    )


@pytest.mark.parametrize("most", [8, 32_766])
def test_only_rows_of_the_version_that_was_seen_are_changed(people, monkeypatch, most):
    """Two rows in a statement as well as all of them."""
    monkeypatch.setattr(bulk, "MOST_VALUES", most)
    Graduate.objects.filter(pk=people[1].pk).update(version=7)
    update = Update(Graduate, ["phone", "reasons"])
    for number, person in enumerate(people):
        update.add(person.pk, 1, [f"08{number}", ["poverty"]])
    assert update.write(only=COUNTS) == 4
    rows = Graduate.objects.order_by("pk").values_list("phone", "version")
    assert list(rows)[::2] == [("080", 2), ("082", 2), ("084", 2)]
    assert list(rows)[1] == (people[1].phone, 7)
    assert Graduate.objects.get(pk=people[0].pk).reasons == ["poverty"]


@pytest.mark.django_db(transaction=True)
def test_many_audit_rows_belong_to_a_transaction(people, now):
    rows = audit.Each("graduate.corrected", ((one, {"fields": ["phone"]}) for one in people), by=None, at=now)
    with pytest.raises(TransactionManagementError):
        rows.write()
    with transaction.atomic():
        rows.write()
    written = AuditEntry.objects.filter(action="graduate.corrected")
    assert {(row.person_id, row.subject_id) for row in written} == {(one.pk, str(one.pk)) for one in people}
    assert written.first().facts == {"fields": ["phone"]}
