"""Entering a file: written ahead hidden, entered by one write; killed, stopped, refused or undone it leaves nothing."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection
from django.forms.models import model_to_dict

from core import jobs
from core.jobs import Cancelled, Work
from core.models import AuditEntry
from enrollment.entries import GuardianEntry
from enrollment.enums import ImportState
from enrollment.importing import chunks
from enrollment.models import Consent, Graduate, Identifier, ImportBatch
from enrollment.services import (
    apply_import,
    clear_imports,
    import_writing,
    register_graduate,
    undo_import,
    write_import,
)
from enrollment.services.import_writing import NumberTakenMeanwhile
from enrollment.services.imports import StillClearing
from tests.enrollment.entries import entry
from tests.enrollment.files import HEADINGS, apply_batch, clear, csv_of, line, number, read_batch
from tests.enrollment.referral_scene import memorandum
from tests.factories.enrollment import GraduateFactory


@pytest.fixture
def batch(school, counselor, now, monkeypatch):
    """Five people in three chunks, confirmed."""
    monkeypatch.setattr("enrollment.services.import_reading.ROWS", 2)
    rows = [
        line(n, given, birth="") for n, given in enumerate(("กมล", "ขจร", "คมสัน", "งามตา", "จันทร์"), start=1)
    ]
    batch = read_batch(school, counselor, now, csv_of(*rows))
    return apply_import(batch, by=counselor, at=now)


def write(batch, counselor, now):
    write_import(ImportBatch.objects.get(pk=batch.pk), by=counselor, at=now, work=Work(batch.job))


class Killed(BaseException):
    """What no code of ours catches, as a kill leaves no time to."""


def kill(*arguments, **facts):
    raise Killed


def killed_after(monkeypatch, steps):
    """The process ends after so many chunks were written."""
    plain, done = import_writing._write_chunk, []

    def write_chunk(chunk, people, ready):
        if len(done) == steps:
            raise Killed
        done.append(chunk)
        plain(chunk, people, ready)

    monkeypatch.setattr(import_writing, "_write_chunk", write_chunk)


def test_nobody_counts_before_the_one_write(batch, counselor, now, monkeypatch):
    killed_after(monkeypatch, 2)
    with pytest.raises(Killed):
        write(batch, counselor, now)
    assert Graduate.stored.count() == 4
    assert not Graduate.objects.exists()
    assert not Graduate.objects.visible_to(counselor).exists()
    assert not batch.agency.leavers.exists()


@pytest.mark.parametrize("steps", [0, 1, 2])
def test_a_killed_worker_is_followed_by_one_that_goes_on_where_it_stopped(
    batch, counselor, now, monkeypatch, steps
):
    with monkeypatch.context() as patch:
        killed_after(patch, steps)
        with pytest.raises(Killed):
            write(batch, counselor, now)
    assert batch.chunks.filter(written=True).count() == steps
    write(batch, counselor, now)
    write(batch, counselor, now)  # a second delivery of the finished work
    assert Graduate.objects.count() == Identifier.objects.count() == 5
    assert AuditEntry.objects.filter(action="import.applied").count() == 1


def test_a_worker_that_forgets_what_was_written_would_be_stopped_by_the_numbers(
    batch, counselor, now, monkeypatch
):
    """The broken variant: without the mark on the chunk the same people are written twice."""
    with monkeypatch.context() as patch:
        killed_after(patch, 1)
        with pytest.raises(Killed):
            write(batch, counselor, now)
    batch.chunks.update(written=False)
    with pytest.raises((NumberTakenMeanwhile, IntegrityError)):
        write(batch, counselor, now)


def test_a_killed_entry_has_written_nothing(batch, counselor, now, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(import_writing.Changes, "write", kill)
        with pytest.raises(Killed):
            write(batch, counselor, now)
    batch.refresh_from_db()
    assert (batch.state, batch.hides) == (ImportState.APPLYING, True)
    assert not Graduate.objects.exists()


def test_stopping_takes_back_what_was_prepared_and_the_file_can_be_confirmed_again(batch, counselor, now):
    jobs.cancel(batch.job)
    with pytest.raises(Cancelled):
        write(batch, counselor, now)
    batch.refresh_from_db()
    assert (batch.state, batch.hides, Graduate.stored.count()) == (ImportState.READY, False, 0)
    apply_batch(batch, counselor, now)
    assert Graduate.objects.count() == 5


def test_a_number_taken_meanwhile_leaves_nothing_and_says_why(batch, school, counselor, now):
    register_graduate(entry=entry(identifier=number(4)), registered_by=school, by=counselor, at=now)
    with pytest.raises(NumberTakenMeanwhile):
        write(batch, counselor, now)
    batch.refresh_from_db()
    assert batch.refusal["facts"] == {"row": 5}
    assert Graduate.stored.count() == 1
    assert batch.state == ImportState.READY


def test_what_is_still_being_cleared_is_not_entered_again(batch, counselor, now):
    ImportBatch.objects.filter(pk=batch.pk).update(state=ImportState.READY)
    batch.refresh_from_db()
    with pytest.raises(StillClearing):
        apply_import(batch, by=counselor, at=now)


def test_the_chore_gives_back_what_a_worker_left_for_good(batch, counselor, now, monkeypatch):
    with monkeypatch.context() as patch:
        killed_after(patch, 1)
        with pytest.raises(Killed):
            write(batch, counselor, now)
    clear_imports(at=now)
    batch.refresh_from_db()
    assert batch.state == ImportState.APPLYING  # its job is not given up: the next worker takes it
    jobs.give_up(batch.job_id)
    clear_imports(at=now)
    batch.refresh_from_db()
    assert (batch.state, batch.hides, Graduate.stored.count()) == (ImportState.READY, False, 0)


def test_undone_people_are_gone_at_once_and_their_rows_a_little_later(batch, counselor, now):
    write(batch, counselor, now)
    batch.refresh_from_db()
    undo_import(batch, by=counselor, at=now)
    assert not Graduate.objects.exists()
    assert Graduate.stored.count() == 5
    clear_imports(at=now)  # the job that was started for it does it, not the chore
    assert Graduate.stored.count() == 5
    clear(batch)
    assert (Graduate.stored.count(), Identifier.objects.count(), batch.chunks.count()) == (0, 0, 0)


def test_somebody_who_is_needed_after_all_stays_and_counts(batch, school, center, counselor, now):
    """A referral that slipped in while the import was being undone keeps its person."""
    write(batch, counselor, now)
    batch.refresh_from_db()
    undo_import(batch, by=counselor, at=now)
    person = Graduate.stored.order_by("pk").first()
    memorandum(school, center)
    from tests.factories.enrollment import ReferralFactory

    ReferralFactory(graduate=person)
    clear(batch)
    assert list(Graduate.objects.all()) == [person]


def test_a_consent_given_since_stands_against_undoing(batch, counselor, now):
    from enrollment.services.import_undoing import ImportInUse

    write(batch, counselor, now)
    batch.refresh_from_db()
    person = Graduate.objects.first()
    Consent.objects.create(
        graduate=person,
        kind="data",
        giver="self",
        given_on=now.date(),
        recorded_at=now + timedelta(minutes=1),
    )
    with pytest.raises(ImportInUse):
        undo_import(batch, by=counselor, at=now)


def test_an_imported_person_is_written_as_a_typed_one(school, counselor, now):
    headings = (*HEADINGS, "ชั้นที่ออก", "ความถนัด", "เจ้าของโทรศัพท์", "ครัวเรือนยากจน", "ชื่อผู้ปกครอง", "ยินยอมให้ฝึก")
    row = (*line(1, birth="3/2554"), "ม.3", "computers", "ตนเอง", "ใช่", "นางดี ใจดี", "1/11/2569")
    apply_batch(read_batch(school, counselor, now, csv_of(row, headings=headings)), counselor, now)
    imported = Graduate.objects.get()
    said = entry(
        identifier="", grade="m3", aptitudes=("computers",), phone_owner="own",
        guardian=GuardianEntry("นางดี ใจดี", consent_training_on=imported.consents.get().given_on),
    )  # fmt: skip
    typed = register_graduate(entry=said, registered_by=school, by=counselor, at=now)
    leave = {"id", "import_batch", "birth_date", "birth_precision"}
    facts = [{k: v for k, v in model_to_dict(one).items() if k not in leave} for one in (imported, typed)]
    assert facts[0] == facts[1]
    assert (str(imported.birth_date), imported.birth_precision) == ("2011-03-01", "month")
    assert (imported.sort_key, imported.search_text) == (typed.sort_key, typed.search_text)
    assert imported.barriers.get().kind == "poverty"
    assert imported.identifiers.get().reveal() == number(1)
    assert imported.consents.get().guardian == imported.guardians.get()


def test_a_page_of_the_register_asks_no_more_while_nothing_hides(batch, counselor, now):
    assert "import_hides" in connection.introspection.get_constraints(
        connection.cursor(), ImportBatch._meta.db_table
    )
    assert GraduateFactory() in Graduate.objects.all()
    assert chunks.ROWS == 1_000
