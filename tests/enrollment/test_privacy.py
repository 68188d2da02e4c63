"""Canary numbers: after everything that is done with them they are found nowhere in the open."""

import logging

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.identity import format_citizen_id
from enrollment.models import Graduate, ImportBatch
from enrollment.services import refer, register_graduate
from enrollment.tasks.imports import read_file
from tests.enrollment.entries import entry
from tests.enrollment.files import apply_batch, csv_of, line, number
from tests.enrollment.referral_scene import memorandum

CANARIES = [number(n) for n in range(1, 5)]


@pytest.fixture
def story(school, center, counselor, now, signed_in, caplog):
    """A person typed, a file uploaded, read, refused in part, applied; a number searched, shown, referred."""
    caplog.set_level(logging.DEBUG)
    client = signed_in(counselor)
    person = register_graduate(entry=entry(identifier=number(1)), registered_by=school, by=counselor, at=now)
    bad = (number(3), "นาย", number(4), "ข", "")
    file = SimpleUploadedFile("a.csv", csv_of(line(1, "สมศักดิ์"), line(2, "มานี"), bad, line(2)))
    client.post(reverse("upload_import"), {"agency": school.pk, "file": file})
    batch = ImportBatch.objects.get()
    read_file.call(job_id=batch.job_id, batch_id=str(batch.pk))
    batch.refresh_from_db()
    apply_batch(batch, counselor, now)
    client.post(reverse("people"), {"name": number(1)})
    client.post(reverse("reveal_identifier", args=[person.pk, person.identifiers.get().pk]))
    client.post(reverse("new_person"), {"identifier": number(1)})
    memorandum(school, center)
    refer(person, from_agency=school, to_agency=center, by=counselor, at=now)
    return client


def spellings(canary):
    return canary, format_citizen_id(canary)


def test_no_column_of_any_table_holds_a_number(story):
    held = [
        (model._meta.label, field.name)
        for model in apps.get_models()
        for row in model._default_manager.all()
        for field in model._meta.concrete_fields
        for canary in CANARIES
        for text in spellings(canary)
        if text in _as_text(getattr(row, field.attname))
    ]
    assert held == []


def _as_text(value):
    return bytes(value).decode("latin-1") if isinstance(value, bytes | memoryview) else str(value)


def test_no_page_shows_a_number_unasked(story):
    batch = ImportBatch.objects.get()
    pages = [reverse("people"), reverse("imports"), reverse("referrals")]
    pages += [
        f"{reverse('import', args=[batch.pk])}?verdict={verdict}" for verdict in ("new", "changed", "refused")
    ]
    pages += [
        reverse(name, args=[row.pk]) for row in Graduate.objects.all() for name in ("person", "edit_person")
    ]
    for page in pages:
        answer = story.get(page)
        assert answer.status_code == 200
        html = answer.content.decode()
        assert [canary for canary in CANARIES for text in spellings(canary) if text in html] == [], page


def test_no_log_line_holds_a_number(story, caplog):
    lines = [record.getMessage() for record in caplog.records if record.name != "django.db.backends"]
    assert [line for line in lines for canary in CANARIES if canary in line] == []


def test_the_canaries_would_be_found(story):
    """The control of this file: names, which are not sealed, are found by the same means."""
    assert "สมศักดิ์" in story.get(reverse("people")).content.decode()
    assert any("สมศักดิ์" in _as_text(row.given_name) for row in Graduate.objects.all())
