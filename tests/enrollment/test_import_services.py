"""An import: sealed, judged, written whole or not at all, undone while nothing depends on it."""

from dataclasses import replace

import pytest
from django.utils import translation
from django_tasks_db.models import DBTaskResult

from core.jobs import Work
from core.models import AuditEntry, Job
from core.refusals import WrongState
from core.tables.reading import FileUnreadable
from core.tables.workbook import OLE
from enrollment.entries import entry_of
from enrollment.importing.refused import why_refused
from enrollment.models import Graduate, Identifier, ImportBatch
from enrollment.services import (
    correct_graduate,
    discard_import,
    read_import,
    refer,
    register_graduate,
    undo_import,
    upload_import,
    withdraw_referral,
)
from enrollment.services.import_changes import PersonChangedMeanwhile, PersonOutOfSight
from enrollment.services.import_undoing import ImportInUse
from enrollment.services.import_writing import NumberTakenMeanwhile
from enrollment.services.imports import NothingToImport
from enrollment.tasks.imports import read_file
from tests.enrollment.entries import entry
from tests.enrollment.files import (
    HEADINGS,
    apply_batch,
    clear,
    csv_of,
    judged,
    line,
    number,
    read_batch,
    xlsx_of,
)
from tests.enrollment.referral_scene import memorandum
from tests.factories.agencies import SubdistrictFactory
from tests.factories.enrollment import ReferralFactory
from tests.factories.training import CourseFactory


@pytest.fixture
def read(school, counselor, now):
    """Upload and read rows for the counsellor's school."""

    def batch_of(*rows, **how):
        return read_batch(school, counselor, now, csv_of(*rows, **how))

    return batch_of


def verdicts(batch):
    return [record["verdict"] for record in judged(batch)]


def problems(batch):
    return [
        (record["row"], problem["heading"], problem["value"], problem["code"])
        for record in judged(batch)
        for problem in record.get("problems", [])
    ]


def test_an_upload_is_kept_sealed_and_queued_without_a_number_in_the_queue(school, counselor, now):
    batch = upload_import(agency=school, file_name="a.csv", content=csv_of(line(1)), by=counselor, at=now)
    assert number(1).encode() not in bytes(batch.sealed_file)
    assert batch.job.result_url == f"/imports/{batch.pk}/"
    assert number(1) not in str(DBTaskResult.objects.get().args_kwargs)
    assert not Graduate.objects.exists()
    assert AuditEntry.objects.get().action == "import.uploaded"


def test_every_row_gets_a_verdict_and_nothing_is_written(read):
    batch = read(line(1), line(2, "สมหญิง"), line(1, "สมปอง"), ("123", "นาย", "ก1", "", "32/01/2554"))
    assert verdicts(batch) == ["new", "new", "refused", "refused"]
    assert batch.counts == {"new": 2, "refused": 2}
    assert batch.state == "ready"
    assert number(1).encode() not in bytes(batch.chunks.get().sealed)
    assert not Graduate.objects.exists()


def test_problems_name_row_column_masked_value_and_reason(read):
    batch = read(("123", "นาย", "ก1", "", "32/01/2554"), line(1), line(1, "สมปอง"))
    assert sorted(problems(batch)) == sorted(
        [
            (2, "เลขประจำตัวประชาชน", "123", "wrong_length"),
            (2, "ชื่อ", "ก1", "not_thai"),
            (2, "นามสกุล", "", "family_name_missing"),
            (2, "วันเกิด", "32/01/2554", "no_such_day"),
            (4, "เลขประจำตัวประชาชน", f"xxxxxxxxxx{number(1)[-3:]}", "twice_in_file"),
        ]
    )


def test_a_file_that_cannot_be_read_refuses_the_batch_in_words(school, counselor, now):
    batch = upload_import(agency=school, file_name="a.csv", content=b"a,b\n1\0,2", by=counselor, at=now)
    with pytest.raises(FileUnreadable):
        read_import(batch, work=Work(batch.job))
    batch.refresh_from_db()
    assert (batch.state, bytes(batch.sealed_file)) == ("refused", b"")
    assert batch.refusal == {"code": "nul", "facts": {"cell": ""}}


def test_reading_again_after_a_killed_worker_changes_nothing(read):
    batch = read(line(1))
    before = judged(batch)
    read_import(batch, work=Work(batch.job))
    assert judged(batch) == before


def test_applying_writes_all_accepted_rows_in_one_audited_step(read, school, counselor, now):
    batch = read(line(1), line(2, "สมหญิง", birth=""), ("123", "นาย", "ก", "ข", ""))
    apply_batch(batch, counselor, now)
    assert list(Graduate.objects.values_list("given_name", "school", "registered_by", "import_batch")) == [
        ("สมชาย", school.pk, school.pk, batch.pk),
        ("สมหญิง", school.pk, school.pk, batch.pk),
    ]
    assert sorted(row.reveal() for row in Identifier.objects.all()) == [number(1), number(2)]
    row = AuditEntry.objects.get(action="import.applied")
    assert row.facts == {"new": 2, "changed": 0, "duplicates": 0}
    batch.refresh_from_db()
    assert (batch.state, batch.applied_at) == ("applied", now)


def test_imported_people_are_sorted_and_searched_like_registered_ones(read, school, counselor, now):
    apply_batch(read(line(1)), counselor, now)
    typed = register_graduate(entry=entry(identifier=""), registered_by=school, by=counselor, at=now)
    imported = Graduate.objects.exclude(pk=typed.pk).get()
    assert (imported.sort_key, imported.search_text) == (typed.sort_key, typed.search_text)


def test_a_number_taken_meanwhile_stops_the_whole_import_and_names_the_row(read, school, counselor, now):
    batch = read(line(1), line(2, "สมหญิง"))
    register_graduate(entry=entry(identifier=number(2)), registered_by=school, by=counselor, at=now)
    with pytest.raises(NumberTakenMeanwhile) as refused:
        apply_batch(batch, counselor, now)
    assert refused.value.facts == {"row": 3}
    assert Graduate.objects.count() == 1
    batch.refresh_from_db()
    assert batch.state == "ready"
    assert not AuditEntry.objects.filter(action="import.applied").exists()


def test_a_batch_is_applied_once(read, counselor, now):
    batch = read(line(1))
    stale = ImportBatch.objects.get(pk=batch.pk)
    apply_batch(batch, counselor, now)
    with pytest.raises(WrongState):
        apply_batch(stale, counselor, now)
    assert Graduate.objects.count() == 1


def test_the_same_file_twice_is_unchanged_and_would_do_nothing(read, counselor, now):
    apply_batch(read(line(1)), counselor, now)
    again = read(line(1))
    assert verdicts(again) == ["unchanged"]
    with pytest.raises(NothingToImport):
        apply_batch(again, counselor, now)


def test_a_changed_row_shows_both_sides_and_an_empty_cell_states_nothing(read, counselor, now):
    apply_batch(read(line(1)), counselor, now)
    changed = read(line(1, given="สมศักดิ์", birth=""))
    (record,) = judged(changed)
    assert record["changes"] == {"given_name": ["สมชาย", "สมศักดิ์"]}
    apply_batch(changed, counselor, now)
    person = Graduate.objects.get()
    assert (person.given_name, str(person.birth_date), person.version) == ("สมศักดิ์", "2011-03-14", 2)
    assert AuditEntry.objects.get(action="graduate.corrected").facts == {"fields": ["given_name"]}


def test_undoing_a_change_restores_what_was_there(read, counselor, now):
    apply_batch(read(line(1)), counselor, now)
    before = entry_of(Graduate.objects.get())
    headings = (*HEADINGS, "ชื่อผู้ปกครอง", "โทรศัพท์")
    changed = read((*line(1, given="สมศักดิ์"), "นางดี ใจดี", "081-234-5678"), headings=headings)
    apply_batch(changed, counselor, now)
    assert Graduate.objects.get().guardians.get().name == "นางดี ใจดี"
    undo_import(changed, by=counselor, at=now)
    assert entry_of(Graduate.objects.get()) == before


def test_a_person_changed_meanwhile_stops_the_import(read, counselor, now):
    apply_batch(read(line(1)), counselor, now)
    changed = read(line(1, given="สมศักดิ์"), line(2))
    person = Graduate.objects.get()
    correct_graduate(
        person, entry=replace(entry_of(person), phone="021234567"), version=1, by=counselor, at=now
    )
    with pytest.raises(PersonChangedMeanwhile):
        apply_batch(changed, counselor, now)
    assert Graduate.objects.count() == 1


def test_whom_the_account_sees_no_more_the_file_does_not_change(read, center, counselor, staff, now):
    """The referral ends between reading and entering; no version of the person tells of it."""
    apply_batch(read(line(1)), counselor, now)
    person = Graduate.objects.get()
    sent = ReferralFactory(graduate=person, from_agency=person.school, to_agency=center)
    changed = read_batch(center, staff, now, csv_of(line(1, given="สมศักดิ์")))
    assert verdicts(changed) == ["changed"]
    withdraw_referral(sent, by=counselor, at=now)
    with pytest.raises(PersonOutOfSight):
        apply_batch(changed, staff, now)
    person.refresh_from_db()
    assert (person.given_name, person.version) == ("สมชาย", 1)


def test_a_number_of_another_school_is_refused_and_says_nothing_about_the_person(read, other_counselor, now):
    theirs = other_counselor.memberships.get().agency
    register_graduate(
        entry=entry(identifier=number(1), given_name="มานี"), registered_by=theirs, by=other_counselor, at=now
    )
    batch = read(line(1))
    assert problems(batch) == [(2, "เลขประจำตัวประชาชน", f"xxxxxxxxxx{number(1)[-3:]}", "already_registered")]
    assert "มานี" not in str(judged(batch))


@pytest.mark.parametrize(
    ("given", "birth", "verdict"),
    [
        ("สมชาย", "14/03/2554", "duplicate"),  # same name, same day, other number
        ("สมชาย", "15/03/2554", "duplicate"),  # same school
        ("สมหญิง", "14/03/2554", "new"),
    ],
)
def test_people_alike_are_possible_duplicates(read, counselor, now, given, birth, verdict):
    apply_batch(read(line(1)), counselor, now)
    assert verdicts(read(line(2, given, birth=birth))) == [verdict]


def test_names_that_sound_alike_meet(read, counselor, now):
    apply_batch(read(line(1, "ณัฐ", "ศรีสุข")), counselor, now)
    batch = read(line(2, "นัฐ", "สีสุข"))
    assert verdicts(batch) == ["duplicate"]
    assert judged(batch)[0]["near"][0]["person"] == str(Graduate.objects.get().pk)


def test_a_row_meets_the_rows_before_it(read):
    assert verdicts(read(line(1), line(2))) == ["new", "duplicate"]


def test_possible_duplicates_come_in_only_when_ticked(read, counselor, now):
    batch = read(line(1), line(2), line(3))
    apply_batch(batch, counselor, now, ticked=[4])
    assert sorted(row.reveal() for row in Identifier.objects.all()) == sorted([number(1), number(3)])


def test_undo_takes_everybody_back_and_wipes_the_file(read, counselor, now):
    batch = read(line(1), line(2, "สมหญิง"))
    apply_batch(batch, counselor, now)
    undo_import(batch, by=counselor, at=now)
    batch.refresh_from_db()
    assert (batch.state, bytes(batch.sealed_file)) == ("undone", b"")
    assert not Graduate.objects.exists()
    clear(batch)
    assert (Graduate.stored.count(), batch.chunks.count(), batch.hides) == (0, 0, False)
    assert not Identifier.objects.exists()
    assert AuditEntry.objects.get(action="import.undone").facts == {"people": 2, "changed": 0}


def test_an_import_somebody_depends_on_stays_whole(read, school, center, counselor, now):
    batch = read(line(1), line(2, "สมหญิง"))
    apply_batch(batch, counselor, now)
    person = Graduate.objects.first()
    memorandum(school, center)
    refer(person, from_agency=school, to_agency=center, by=counselor, at=now)
    with pytest.raises(ImportInUse) as refused:
        undo_import(batch, by=counselor, at=now)
    assert refused.value.facts == {"people": 1}
    assert Graduate.objects.count() == 2
    batch.refresh_from_db()
    assert batch.state == "applied"


def test_a_discarded_file_is_wiped(read, counselor, now):
    batch = read(line(1))
    discard_import(batch, by=counselor, at=now)
    batch.refresh_from_db()
    assert (batch.state, bytes(batch.sealed_file), batch.chunks.count()) == ("discarded", b"", 0)
    with pytest.raises(WrongState):
        apply_batch(batch, counselor, now)


def test_a_whole_row_of_a_center_names_school_place_course_and_guardian(center, school, staff, now):
    place = SubdistrictFactory()
    course = CourseFactory(code="WELD01")
    headings = (
        "ชื่อ-สกุล", "วันเดือนปีเกิด (พ.ศ.)", "โรงเรียน", "ปีการศึกษา", "สาเหตุที่ไม่เรียนต่อ", "หลักสูตรที่สนใจ",
        "ตำบล", "อำเภอ", "จังหวัด", "โทรศัพท์", "ต้องการที่พัก", "ชื่อผู้ปกครอง", "ยินยอมให้ฝึก", "ประเภทกรณี",
    )  # fmt: skip
    row = (
        "เด็กหญิงมานี มีนา", "๑๔ มี.ค. ๒๕๕๔", school.name_th, 2568, "ยากจน, โรงเรียนไกล", course.name_th,
        "ต.ในเมือง", "อ.เมืองลำพูน", "จ.ลำพูน", 812345678, "ใช่", "นายดี มีนา", "1/11/2569", "ออกกลางคัน",
    )  # fmt: skip
    batch = read_batch(center, staff, now, xlsx_of(row, headings=headings), "a.xlsx")
    assert problems(batch) == []
    apply_batch(batch, staff, now)
    person = Graduate.objects.get()
    assert (person.full_name, str(person.birth_date)) == ("เด็กหญิงมานี มีนา", "2011-03-14")
    assert (person.school, person.place, person.academic_year) == (school, place, 2568)
    assert (person.reasons, person.interests) == (["poverty", "distance"], ["WELD01"])
    assert (person.phone, person.needs_lodging, person.case_type) == ("0812345678", True, "left_early")
    assert str(person.consents.get().given_on) == "2026-11-01"


def test_the_task_reads_the_file_and_closes_its_job(school, counselor, now):
    batch = upload_import(agency=school, file_name="a.csv", content=csv_of(line(1)), by=counselor, at=now)
    read_file.call(job_id=batch.job_id, batch_id=str(batch.pk))
    batch.refresh_from_db()
    assert batch.counts == {"new": 1}
    assert Job.objects.get().state == "done"


def test_an_unreadable_file_fails_its_job_in_words(school, counselor, now):
    batch = upload_import(agency=school, file_name="a.xls", content=OLE, by=counselor, at=now)
    read_file.call(job_id=batch.job_id, batch_id=str(batch.pk))
    batch.refresh_from_db()
    job = Job.objects.get()
    assert (job.state, job.words) == ("failed", why_refused(batch.refusal))
    with translation.override("en"):
        assert "old Excel" in job.words  # said in the reader's language, not in the worker's
