"""Files are no way to find out which numbers are registered elsewhere: a limit for each account in 24 hours."""

from datetime import timedelta

import pytest
from django.utils import timezone

from agencies.enums import Role
from core.jobs import Work
from core.models import AuditEntry
from core.tables.reading import FileUnreadable
from enrollment.models import ImportBatch
from enrollment.services import read_import, register_graduate, upload_import
from tests.conftest import account_of
from tests.enrollment.entries import entry
from tests.enrollment.files import csv_of, judged, line, number, read_batch

MET = "import.unseen_numbers"


@pytest.fixture(autouse=True)
def _elsewhere(settings, center, staff, now):
    """Three people of the center, whom the school does not see; files may meet two of them."""
    settings.NUMBERS_MET_BY_FILES_A_DAY = 2
    for n in (1, 2, 3):
        register_graduate(entry=entry(identifier=number(n)), registered_by=center, by=staff, at=now)


@pytest.fixture
def read(school, counselor, now):
    return lambda *rows, by=counselor: read_batch(school, by, now, csv_of(*rows))


@pytest.fixture
def refused(school, counselor, now):
    """Upload a file that is refused for its numbers."""

    def batch_of(*rows, **how):
        batch = upload_import(
            agency=school, file_name="a.csv", content=csv_of(*rows, **how), by=counselor, at=now
        )
        with pytest.raises(FileUnreadable) as refusal:
            read_import(batch, work=Work(batch.job))
        assert refusal.value.reason == "known_numbers"
        return ImportBatch.objects.get(pk=batch.pk)

    return batch_of


def met():
    return [row.facts["numbers"] for row in AuditEntry.objects.filter(action=MET).order_by("id")]


def test_up_to_the_limit_each_row_is_told(read):
    batch = read(line(1), line(2), line(9, "สมหญิง"))
    assert [record["verdict"] for record in judged(batch)] == ["refused", "refused", "new"]
    assert met() == [2]


def test_beyond_it_the_file_is_refused_whole_and_the_trail_says_how_many(refused):
    batch = refused(line(1), line(2), line(3), line(9, "สมหญิง"))
    assert (batch.state, bytes(batch.sealed_file), batch.chunks.count()) == ("refused", b"", 0)
    assert batch.refusal == {"code": "known_numbers", "facts": {}}
    assert met() == [3]


def test_then_known_and_unknown_numbers_are_refused_alike(read, refused):
    read(line(1), line(2))
    refused(line(3))
    refused(line(9, "สมหญิง"))
    assert met() == [2, 1]


def test_a_file_without_numbers_asks_nothing_and_is_read(read, school, counselor, now):
    read(line(1), line(2))
    content = csv_of(("นาย", "สมชาย", "ใจดี"), headings=("คำนำหน้า", "ชื่อ", "นามสกุล"))
    assert read_batch(school, counselor, now, content).state == "ready"


def test_the_limit_is_one_of_each_account_and_ends_after_24_hours(read, school, refused):
    read(line(1), line(2))
    assert read(line(9, "สมหญิง"), by=account_of(school, Role.COUNSELOR)).state == "ready"
    refused(line(9, "สมหญิง"))
    AuditEntry.objects.filter(action=MET).update(at=timezone.now() - timedelta(hours=25))
    assert read(line(9, "สมหญิง")).state == "ready"
