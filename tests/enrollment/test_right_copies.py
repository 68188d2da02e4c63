"""The copy of all data: whole, without other people, fetched for some days, and readable by another register."""

import csv
import hashlib
import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from core.files import content_of, keep
from core.holdings import holding_of, tables_about
from core.models import AuditEntry
from core.names import thai_sort_key
from enrollment.copying import archive_of
from enrollment.enums import IdentityCheck
from enrollment.importing.columns import SYNONYMS
from enrollment.models import Consent, DataCopy, Graduate, Guardian
from enrollment.services.copies import CopyExpired, ask_copy, fetch_copy
from enrollment.services.people import sealed_identifier
from enrollment.services.wiping import file_columns
from enrollment.tasks.rights import copy_data
from tests.enrollment import rights_scene as scene
from tests.enrollment.files import number
from tests.factories.agencies import AccountFactory
from tests.factories.enrollment import GraduateFactory, ReferralFactory


def photograph():
    """A signed paper as a telephone takes it: small, and of one colour."""
    drawn = io.BytesIO()
    Image.new("RGB", (40, 40), "white").save(drawn, "PNG")
    return drawn.getvalue()


def opened(content):
    archive = zipfile.ZipFile(io.BytesIO(content))
    return {name: archive.read(name) for name in archive.namelist()}


def data_of(content):
    return json.loads(opened(content)["data.json"])


@pytest.fixture
def person(school, now):
    row = GraduateFactory(school=school, given_name="สมหมาย", user=AccountFactory())
    sealed_identifier(row, number(1), since=now).save(force_insert=True)
    guardian = Guardian.objects.create(
        graduate=row, name="นางใจดี ทดสอบ", relation="มารดา", phone="0812345678"
    )
    scan = keep("paper.png", photograph(), at=now)
    facts = {"graduate": row, "kind": "training", "giver": "guardian", "guardian": guardian, "scan": scan}
    Consent.objects.create(given_on=now.date(), recorded_at=now, **facts)
    return row


def test_a_copy_holds_every_table_that_speaks_of_the_person(school, now):
    person = scene.told_of(school=school)
    Graduate.objects.filter(pk=person.pk).update(reasons=[], interests=[], aptitudes=[])
    scene_files_away(person)
    data = data_of(archive_of(Graduate.objects.get(pk=person.pk), at=now))
    wanted = {table.label for table in tables_about(Graduate) if not holding_of(table).left_out}
    assert set(data) == wanted | {"enrollment.graduate"}
    assert all(rows for rows in data.values())


def scene_files_away(person):
    """The scene's sealed bytes open under no key: the copy's files have their own test."""
    person.identifiers.all().delete()
    sealed_identifier(person, number(1), since=timezone.now()).save(force_insert=True)
    kept = keep("paper.png", photograph(), at=timezone.now())
    for table in tables_about(Graduate):
        if columns := file_columns(table.model):
            table.rows_of([person.pk]).update(**dict.fromkeys(columns, kept.pk))
    for table in tables_about(Graduate):
        if table.label == "enrollment.scanpage":
            table.rows_of([person.pk]).update(image=None)


def test_what_is_left_out_says_why():
    left_out = {table.label: holding_of(table).left_out for table in tables_about(Graduate)}
    assert all(len(why) > 20 for why in left_out.values() if why)
    assert "enrollment.sighting" not in {label for label, why in left_out.items() if why}


def test_the_persons_own_facts_numbers_and_files_are_in_it(person, now):
    files = opened(archive_of(person, at=now))
    page = files["thai.html"].decode()
    assert "สมหมาย" in page
    assert "นางใจดี ทดสอบ" in page
    assert json.loads(files["data.json"])["enrollment.identifier"][0]["number"] == number(1)
    scan = person.consents.get().scan
    assert files[f"files/consent-{scan.pk}.jpg"] == content_of(scan)
    assert "Guardians" in files["english.html"].decode()


def test_the_sums_fit(person, now):
    files = opened(archive_of(person, at=now))
    for line in files["SHA256SUMS"].decode().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256(files[name]).hexdigest() == digest


def test_other_people_are_left_out(person, school, now):
    staff = AccountFactory(first_name="ครูลับ", last_name="ชื่อลับ")
    other = GraduateFactory(school=school, given_name="เพื่อนลับ", sort_key=thai_sort_key("เพื่อนลับ"))
    ReferralFactory(graduate=person, sent_by=staff)
    ReferralFactory(graduate=other)
    facts = {"subject_type": "x", "subject_id": "1", "at": now, "person_id": person.pk}
    AuditEntry.objects.create(actor_id=staff.pk, actor_name="ครูลับ ชื่อลับ", action="graduate.corrected", **facts)
    content = archive_of(person, at=now)
    whole = b" ".join(opened(content).values()).decode("utf-8", "replace")
    assert not [word for word in ("ครูลับ", "ชื่อลับ", "เพื่อนลับ", str(other.pk)) if word in whole]
    assert data_of(content)["enrollment.referral"][0]["sent_by"] == "staff"
    assert data_of(content)["core.auditentry"][0]["actor_name"] == "staff"


def test_a_merged_records_rows_belong_to_the_copy(person, school, now):
    gone = GraduateFactory(school=school, merged_into=person)
    ReferralFactory(graduate=gone)
    data = data_of(archive_of(person, at=now))
    assert len(data["enrollment.graduate"]) == 2
    assert len(data["enrollment.referral"]) == 1


def test_the_line_of_the_register_can_be_imported(person, now):
    text = opened(archive_of(person, at=now))["register.csv"].decode("utf-8-sig")
    heading, line = csv.reader(io.StringIO(text))
    known = {words[0]: field for field, words in SYNONYMS.items()}
    said = {known[name]: cell for name, cell in zip(heading, line, strict=True)}
    assert (said["given_name"], said["identifier"]) == ("สมหมาย", number(1))
    assert said["guardian_name"] == "นางใจดี ทดสอบ"


@pytest.fixture
def copy(person, counselor, now):
    row = ask_copy(person, identity=IdentityCheck.CARD, by=counselor, at=timezone.now())
    copy_data.call(job_id=row.job_id, copy_id=str(row.pk))
    return DataCopy.objects.get(pk=row.pk)


def test_the_worker_makes_it_once_and_seals_it(copy, person):
    assert copy.size
    assert person.given_name.encode() not in bytes(copy.sealed)
    before = copy.sha256
    copy_data.call(job_id=copy.job_id, copy_id=str(copy.pk))
    assert DataCopy.objects.get().sha256 == before
    assert AuditEntry.objects.filter(action="copy.made", person_id=person.pk).count() == 1


def test_every_fetch_is_recorded(copy, counselor, person):
    content = fetch_copy(copy, by=counselor, at=timezone.now())
    assert hashlib.sha256(content).hexdigest() == copy.sha256
    assert AuditEntry.objects.filter(
        action="copy.fetched", actor_id=counselor.pk, person_id=person.pk
    ).exists()


def test_after_its_days_it_can_no_longer_be_fetched(copy, counselor):
    with pytest.raises(CopyExpired):
        fetch_copy(copy, by=counselor, at=timezone.now() + timedelta(days=8))


def test_the_persons_own_button(person, signed_in):
    client = signed_in(person.user)
    answer = client.post(reverse("ask_own_copy"))
    row = DataCopy.objects.get()
    assert answer.url == reverse("job", args=[row.job_id])
    assert (row.identity, row.asked_by) == (IdentityCheck.ACCOUNT, person.user)
    copy_data.call(job_id=row.job_id, copy_id=str(row.pk))
    assert client.get(reverse("data_copy", args=[row.pk])).status_code == 200
    fetched = client.post(reverse("fetch_copy", args=[row.pk]))
    assert "data.json" in opened(fetched.content)


def test_nobody_else_fetches_it(copy, counselor, staff, other_counselor, signed_in, client):
    for page in ("data_copy", "fetch_copy"):
        address = reverse(page, args=[copy.pk])
        ask = client.get if page == "data_copy" else client.post
        assert ask(address).status_code == 302
        for user in (staff, other_counselor):
            asker = signed_in(user)
            ask = asker.get if page == "data_copy" else asker.post
            assert ask(address).status_code == 404
    assert signed_in(counselor).get(reverse("data_copy", args=[copy.pk])).status_code == 200


def test_staff_say_how_they_know_who_asks(person, counselor, signed_in):
    client = signed_in(counselor)
    address = reverse("ask_copy", args=[person.pk])
    assert client.get(address).status_code == 200
    assert client.post(address, {}).status_code == 422
    assert client.post(address, {"identity": "account"}).status_code == 422
    assert client.post(address, {"identity": "card"}).status_code == 302
    assert DataCopy.objects.get().identity == "card"
