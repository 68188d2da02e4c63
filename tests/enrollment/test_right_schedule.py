"""Retention on a moved clock: announced, then erased, exactly those who are due, and nobody twice."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from core import audit
from core.models import AuditEntry
from enrollment.enums import ErasureReason, ImportState, SeenHow
from enrollment.models import (
    DataCopy,
    Erasure,
    Graduate,
    ImportBatch,
    RetentionHold,
    RetentionNotice,
    Sighting,
)
from enrollment.queries.retention import kept_until, last_activity, years_before
from enrollment.services import retention
from enrollment.services.sightings import write_sightings
from tests.factories.agencies import AccountFactory
from tests.factories.enrollment import EnrollmentFactory, GraduateFactory, ReferralFactory
from tests.factories.training import RunFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def lists(settings, tmp_path):
    settings.ERASED_LIST = tmp_path / "erased.list"
    settings.RETENTION_YEARS = {"no_training": 2, "left": 3, "completed": 5}
    settings.RETENTION_NOTICE_DAYS, settings.RETENTION_MOST_A_RUN = 30, 50
    return settings


def years_ago(now, years, days=0):
    return now.replace(year=now.year - years) - timedelta(days=days)


def registered(now, years, days=0, **facts):
    return GraduateFactory(registered_at=years_ago(now, years, days), **facts)


def trained(now, years, state, days=0):
    """Somebody whose run ended that long ago."""
    day = years_ago(now, years, days).date()
    run = RunFactory(first_day=day - timedelta(days=9), last_day=day)
    person = registered(now, years + 1)
    leaving = {"leaving_reason": "resigned"} if state == "left" else {}
    EnrollmentFactory(graduate=person, run=run, state=state, **leaving)
    return person


def announced():
    return set(RetentionNotice.objects.values_list("graduate_id", flat=True))


def erased():
    return set(Graduate.objects.exclude(erased_at=None).values_list("pk", flat=True))


def test_exactly_those_are_announced_whose_time_has_passed(now):
    due = [
        registered(now, 2, days=1),
        trained(now, 3, "left", days=1),
        trained(now, 3, "not_completed", days=1),
        trained(now, 5, "completed", days=1),
    ]
    registered(now, 2)
    trained(now, 3, "left")
    trained(now, 5, "completed")
    trained(now, 9, "training")
    ReferralFactory(graduate=registered(now, 9), state="sent")
    retention.announce_due(at=now)
    assert announced() == {person.pk for person in due}


def test_something_that_happened_since_moves_the_day(now):
    person = registered(now, 4)
    with transaction.atomic():
        audit.record("graduate.corrected", person, by=None, at=years_ago(now, 1), person=person.pk)
    retention.announce_due(at=now)
    assert announced() == set()
    assert last_activity(person) == years_ago(now, 1).date()
    assert kept_until(person) == years_ago(now, 1).date().replace(year=now.year + 1)


def test_looking_at_a_person_is_nothing_that_happened(now):
    person = registered(now, 4)
    with transaction.atomic():
        audit.record("identifier.revealed", person, by=None, at=now, person=person.pk)
    retention.announce_due(at=now)
    assert announced() == {person.pk}


def test_erased_on_the_announced_day_and_not_before(now):
    person = registered(now, 3)
    retention.announce_due(at=now)
    retention.erase_due(at=now + timedelta(days=29))
    assert erased() == set()
    retention.erase_due(at=now + timedelta(days=30))
    assert erased() == {person.pk}
    row = Erasure.objects.get()
    assert (row.reason, row.asked_by) == (ErasureReason.SCHEDULE, None)


def test_the_chore_run_again_finds_nothing(now):
    registered(now, 3)
    for _run in range(2):
        retention.keep_schedule(at=now)
    assert RetentionNotice.objects.count() == 1
    later = now + timedelta(days=31)
    for _run in range(2):
        retention.keep_schedule(at=later)
    assert Erasure.objects.count() == 1
    assert AuditEntry.objects.filter(action="person.erased").count() == 1
    assert announced() == set()


def test_whatever_happens_after_the_announcement_calls_it_off(now):
    person = registered(now, 3)
    retention.announce_due(at=now)
    ReferralFactory(graduate=person, state="sent", sent_at=now)
    retention.erase_due(at=now + timedelta(days=31))
    assert erased() == set()
    assert announced() == set()
    assert AuditEntry.objects.filter(action="retention.called_off", person_id=person.pk).exists()


def test_a_hold_calls_it_off_and_the_schedule_begins_anew_after_it(now, counselor):
    person = registered(now, 3)
    retention.announce_due(at=now)
    until = now.date() + timedelta(days=100)
    retention.hold(person, reason="คดี", until=until, by=counselor, at=now)
    assert announced() == set()
    retention.keep_schedule(at=now + timedelta(days=99))
    assert announced() == set()
    retention.keep_schedule(at=now + timedelta(days=101))
    assert announced() == {person.pk}


def test_a_hold_until_yesterday_is_refused(now, counselor):
    person, yesterday = GraduateFactory(), now.date() - timedelta(days=1)
    with pytest.raises(retention.HoldInThePast):
        retention.hold(person, reason="x", until=yesterday, by=counselor, at=now)
    assert not RetentionHold.objects.exists()


def test_no_run_takes_more_than_its_cap(now, settings):
    settings.RETENTION_MOST_A_RUN = 2
    people = [registered(now, 3, days=days) for days in range(5)]
    assert retention.announce_due(at=now) == 2
    assert announced() == {people[4].pk, people[3].pk}
    assert [retention.announce_due(at=now) for _run in range(3)] == [2, 1, 0]
    later = now + timedelta(days=40)
    assert [retention.erase_due(at=later) for _run in range(4)] == [2, 2, 1, 0]


def test_files_that_nobody_confirmed_are_wiped(now, school, counselor):
    facts = {"agency": school, "owner": counselor, "file_name": "a", "file_sha256": "", "sealed_file": b"x"}
    old = ImportBatch.objects.create(state="ready", uploaded_at=now - timedelta(days=31), **facts)
    new = ImportBatch.objects.create(state="ready", uploaded_at=now - timedelta(days=29), **facts)
    old.chunks.create(number=0, first_row=2, last_row=2, sealed=b"x")
    retention.wipe_leftovers(at=now)
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.state, bytes(old.sealed_file), old.chunks.count()) == (ImportState.DISCARDED, b"", 0)
    assert new.state == ImportState.READY


def test_an_entered_file_is_deleted_after_its_time_and_its_people_stay(now, school, counselor):
    facts = {"agency": school, "owner": counselor, "file_name": "a", "file_sha256": "", "sealed_file": b"x"}
    facts |= {"state": "applied", "uploaded_at": now - timedelta(days=99), "sealed_head": b"x"}
    old = ImportBatch.objects.create(applied_at=now - timedelta(days=91), **facts)
    new = ImportBatch.objects.create(applied_at=now - timedelta(days=89), **facts)
    for batch in (old, new):
        batch.chunks.create(number=0, first_row=2, last_row=2, sealed=b"x")
    person = GraduateFactory(import_batch=old)
    for _run in range(2):
        retention.wipe_leftovers(at=now)
    old.refresh_from_db()
    assert (old.state, bytes(old.sealed_file), old.sealed_head) == (ImportState.APPLIED, b"", None)
    assert (old.chunks.count(), new.chunks.count()) == (0, 1)
    assert Graduate.objects.get() == person
    assert AuditEntry.objects.get(action="import.file_deleted").subject_id == str(old.pk)


def test_copies_past_their_day_and_old_sightings_go(now, counselor):
    person = GraduateFactory()
    facts = {"graduate": person, "identity": "card", "asked_by": counselor, "asked_at": now}
    DataCopy.objects.create(expires_at=now - timedelta(hours=1), sealed=b"x", **facts)
    kept = DataCopy.objects.create(expires_at=now + timedelta(hours=1), sealed=b"x", **facts)
    for years in (1, 4):
        write_sightings(counselor, [(person.pk, SeenHow.PAGE)], at=years_ago(now, years))
    retention.wipe_leftovers(at=now)
    assert list(DataCopy.objects.exclude(sealed=None)) == [kept]
    assert Sighting.objects.get().day == years_ago(now, 1).date()


def test_a_list_that_lost_a_line_is_mended(now, settings):
    person = GraduateFactory(erased_at=now)
    retention.wipe_leftovers(at=now)
    assert settings.ERASED_LIST.read_text().startswith(str(person.pk))


@pytest.mark.parametrize(
    ("day", "years", "before"),
    [
        (date(2028, 2, 29), 1, date(2027, 3, 1)),
        (date(2028, 2, 29), 4, date(2024, 2, 29)),
        (date(2027, 1, 1), 2, date(2025, 1, 1)),
    ],
)
def test_years_before(day, years, before):
    assert years_before(day, years) == before


def test_the_list_and_the_person_are_told(signed_in, counselor, school):
    person = registered(timezone.localtime(), 3, school=school, user=AccountFactory())
    retention.announce_due(at=timezone.now())
    page = signed_in(counselor).get(reverse("announced_erasures")).content.decode()
    assert person.given_name in page
    assert signed_in(person.user).get(reverse("my_data")).context["notice"].graduate == person
