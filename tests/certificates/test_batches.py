"""A batch of certificates: tried by one, approved by another, issued whole whatever happens to the worker."""

import hashlib
import json
import time
from itertools import count

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from certificates.enums import BatchState
from certificates.models import Batch, BatchEntry, Certificate, CertificateFile, Register
from certificates.paper.facts import CertificateFacts
from certificates.paper.press import Press
from certificates.queries import completions_to_certify
from certificates.refusals import (
    BatchAtWork,
    BatchWaiting,
    CannotBePrinted,
    NobodyToIssue,
    NoSigningOfficers,
    NothingToIssue,
    OwnBatch,
    PressFailed,
    ReasonMissing,
)
from certificates.services import (
    approve_batch,
    issue_batch,
    propose_batch,
    resume_batch,
    send_back_batch,
    withdraw_batch,
)
from certificates.services.batches import try_batch
from certificates.services.issue import issue_certificate
from certificates.states import BATCH_STATES
from core.models import AuditEntry, Job
from core.refusals import WrongState
from core.states import unreachable
from enrollment.models import Graduate
from tests.certificates.quick import approved, issued, quick_press
from tests.clock import NOW
from tests.enrollment.class_scene import confirmed
from tests.working import kill, wait_until, work_here, worker_process


def audited(action):
    return list(AuditEntry.objects.filter(action=action))


def rename(completion, given_name):
    person = completion.enrollment.graduate
    Graduate.objects.filter(pk=person.pk).update(given_name=given_name)


@pytest.mark.django_db
class TestOneBatch:
    def test_a_whole_run_is_issued_by_the_worker(self, run, staff, head, center):
        center.codes.create(system="certificate", code="ลพ")
        batch = propose_batch([run], center=center, by=staff, at=NOW)
        assert (batch.state, not Certificate.objects.exists()) == ("proposed", True)
        approve_batch(batch, by=head, at=NOW, result_url="/x/")
        work_here()
        job = Job.objects.get()
        assert (job.state, job.result) == ("done", {"issued": 2, "refused": 0}), job.words
        batch.refresh_from_db()
        assert (batch.state, batch.proposed_by, batch.decided_by, batch.job) == ("issued", staff, head, job)
        rows = list(Certificate.objects.order_by("sequence"))
        year = rows[0].fiscal_year
        assert [row.number for row in rows] == [f"ลพ 0001/{year}", f"ลพ 0002/{year}"]
        assert {row.issued_by for row in rows} == {head}
        for row in rows:
            pdf = bytes(row.file.pdf)
            assert (row.file.sha256, row.file.size) == (hashlib.sha256(pdf).hexdigest(), len(pdf))
            facts = CertificateFacts.from_json(row.facts)
            assert facts.name_th == row.completion.enrollment.graduate.full_name
            assert (facts.theory_hours, facts.practice_hours, facts.total_hours) == (3, 3, 6)
        for action in ("certificates.requested", "certificates.approved"):
            assert len(audited(action)) == 1
        assert len(audited("certificate.issued")) == 2
        with pytest.raises(NothingToIssue):
            propose_batch([run], center=center, by=staff, at=NOW)

    def test_nobody_approves_what_they_asked_for(self, run, staff, head, center):
        batch = propose_batch([run], center=center, by=staff, at=NOW)
        with pytest.raises(OwnBatch):
            approve_batch(batch, by=staff, at=NOW)
        with pytest.raises(OwnBatch):
            send_back_batch(batch, reason="x", by=staff, at=NOW)
        with pytest.raises(IntegrityError), transaction.atomic():
            Batch.objects.filter(pk=batch.pk).update(state="approved", decided_by=staff)
        assert not Job.objects.exists()
        approve_batch(batch, by=head, at=NOW)
        with pytest.raises(WrongState):
            approve_batch(batch, by=head, at=NOW)
        assert Job.objects.count() == 1

    def test_sent_back_or_withdrawn_it_can_be_asked_for_again(self, run, staff, head, center):
        batch = propose_batch([run], center=center, by=staff, at=NOW)
        with pytest.raises(BatchWaiting):
            propose_batch([run], center=center, by=head, at=NOW)
        with pytest.raises(ReasonMissing):
            send_back_batch(batch, reason="  ", by=head, at=NOW)
        send_back_batch(batch, reason="a name is misspelt", by=head, at=NOW)
        assert (batch.state, batch.reason) == ("sent_back", "a name is misspelt")
        again = propose_batch([run], center=center, by=staff, at=NOW)
        withdraw_batch(again, by=staff, at=NOW)
        with pytest.raises(WrongState):
            approve_batch(again, by=head, at=NOW)
        assert propose_batch([run], center=center, by=staff, at=NOW).state == BatchState.PROPOSED

    def test_runs_of_a_cohort_are_one_batch_in_the_order_of_runs_and_seats(self, run, staff, head, center):
        other = confirmed(center, 1, by=staff, topics=[(60, 0)], code="A-0")
        batch = propose_batch([run, other], center=center, by=staff, at=NOW)
        approve_batch(batch, by=head, at=NOW)
        assert issued(batch) == {"issued": 3, "refused": 0}
        rows = Certificate.objects.order_by("sequence").values_list(
            "completion__enrollment__run__code", "completion__enrollment__seat_number"
        )
        assert list(rows) == sorted(rows)

    def test_issued_again_it_stays_as_it_is(self, run, staff, head):
        batch = approved(run, staff, head)
        assert issued(batch) == issued(batch) == {"issued": 2, "refused": 0}
        work_here()
        assert (Job.objects.get().state, Certificate.objects.count()) == ("done", 2)

    def test_stopped_it_keeps_what_it_has_and_goes_on(self, run, staff, head):
        first, second = completions_to_certify(run)
        batch = approved(run, staff, head)
        with quick_press() as press:
            done = issue_certificate(first, press, by=head, at=NOW)
        Job.objects.update(cancel_requested=True)
        work_here()
        batch.refresh_from_db()
        assert (Job.objects.get().state, batch.state) == ("cancelled", "approved")
        resume_batch(batch, by=head, at=NOW)
        assert issued(batch) == {"issued": 2, "refused": 0}
        assert [row.completion_id for row in Certificate.objects.order_by("sequence")] == [
            first.pk,
            second.pk,
        ]
        assert CertificateFile.objects.get(certificate=done).certificate == done
        with pytest.raises(WrongState):
            resume_batch(Batch.objects.get(), by=head, at=NOW)

    def test_two_taps_on_going_on_start_the_work_once(self, run, staff, head):
        batch = approved(run, staff, head)
        Job.objects.update(state="failed")
        resume_batch(batch, by=head, at=NOW)
        for state in ("queued", "running"):
            Job.objects.filter(pk=batch.job.pk).update(state=state)
            with pytest.raises(BatchAtWork):
                resume_batch(Batch.objects.get(), by=head, at=NOW)
        assert Job.objects.count() == 2
        assert len(audited("certificates.resumed")) == 1

    def test_what_was_changed_after_it_was_approved_is_not_printed(self, run, staff, head):
        first, second = completions_to_certify(run)
        batch = approved(run, staff, head)
        rename(first, "เปลี่ยน")
        assert issued(batch) == {"issued": 1, "refused": 1}
        assert Certificate.objects.get().completion == second
        entry = BatchEntry.objects.get(completion=first)
        assert entry.problem["code"] == "ChangedSinceApproved"
        assert entry.words
        batch = approved(run, staff, head)
        assert issued(batch) == {"issued": 1, "refused": 0}

    def test_without_the_two_who_sign_the_job_says_so(self, run, staff, head, center):
        batch = approved(run, staff, head)
        center.signing_officers.all().delete()
        work_here()
        job = Job.objects.get()
        assert job.state == "failed"
        assert str(center) in job.words
        assert not Register.objects.exists()
        batch.refresh_from_db()
        assert batch.state == BatchState.APPROVED

    def test_a_press_that_fails_twice_in_a_row_stops_the_batch_and_nobody_is_left_out(self, run, staff, head):
        batch = approved(run, staff, head)
        with Press(worker="tests.certificates.paper.workers:die") as press, pytest.raises(PressFailed):
            issue_batch(batch, press, at=NOW)
        batch.refresh_from_db()
        assert (batch.state, Certificate.objects.count()) == ("approved", 0)
        assert not Register.objects.filter(last_number__gt=0).exists()
        Job.objects.update(state="failed")
        resume_batch(batch, by=head, at=NOW)
        assert issued(batch) == {"issued": 2, "refused": 0}

    def test_states(self):
        assert unreachable(BATCH_STATES, BatchState.PROPOSED) == set()


@pytest.mark.django_db
class TestDryRun:
    def test_it_says_what_is_printed_and_writes_nothing(self, run):
        completions = list(completions_to_certify(run))
        tried = try_batch(completions, NOW.date())
        assert [each.paper.facts.name_th for each in tried] == [
            each.enrollment.graduate.full_name for each in completions
        ]
        assert not any(each.paper.shrunk or each.refusal for each in tried)
        assert not Certificate.objects.exists()
        assert not Register.objects.exists()

    @pytest.mark.parametrize(
        ("name", "said"),
        [("😀", "U+1F600"), ("ก" * 90, "do not fit"), ("王", "U+738B")],
        ids=["emoji", "too long", "in no font"],
    )
    def test_a_name_that_cannot_be_printed_is_named_before_and_uses_up_no_number(
        self, name, said, run, staff, head, english
    ):
        first, second = completions_to_certify(run)
        rename(first, name)
        refused, fine = try_batch(completions_to_certify(run), NOW.date())
        assert isinstance(refused.refusal, CannotBePrinted)
        assert said in str(refused.refusal)
        assert name not in str(refused.refusal)
        assert fine.paper
        assert issued(approved(run, staff, head)) == {"issued": 1, "refused": 1}
        assert (Certificate.objects.get().completion, Certificate.objects.get().sequence) == (second, 1)
        assert Register.objects.get().last_number == 1

    def test_sixty_letters_are_set_smaller(self, run):
        first, _second = completions_to_certify(run)
        rename(first, "วชิรวัฒนานนท์กิตติ์ธนัตถ์พงศ์ศักดิ์เกียรติคุณพัฒนา")
        assert try_batch(completions_to_certify(run), NOW.date())[0].paper.shrunk

    def test_what_is_missing_of_the_centre_is_said_of_each(self, run, staff, center):
        center.signing_officers.all().delete()
        tried = try_batch(completions_to_certify(run), NOW.date())
        assert [type(each.refusal) for each in tried] == [NoSigningOfficers] * 2
        with pytest.raises(NobodyToIssue):
            propose_batch([run], center=center, by=staff, at=NOW)
        assert not Batch.objects.exists()

    def test_more_people_cost_no_more_queries(self, run, staff, center, django_assert_num_queries):
        more = confirmed(center, 6, by=staff, topics=[(60, 0)], code="B-9")
        few, many = list(completions_to_certify(run)), list(completions_to_certify(more))
        with CaptureQueriesContext(connection) as spent:
            try_batch(few, NOW.date())
        with django_assert_num_queries(len(spent)):
            try_batch(many, NOW.date())


PEOPLE, DEATHS = 6, 2  # a job that kills three workers is given up


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_again_and_again_doubles_and_leaves_out_no_number(
    center, staff, head, signing, settings, tmp_path
):
    settings.DATA_DIR = tmp_path
    run = confirmed(center, PEOPLE, by=staff, topics=[(180, 180)])
    batch = approved(run, staff, head)
    for killed in count(1):
        before = Certificate.objects.count()
        with worker_process("--batch") as process:
            if killed > DEATHS:
                assert process.wait(timeout=120) == 0
                break
            wait_until(lambda before=before: Certificate.objects.count() > before, seconds=120)
            time.sleep(0.02 * killed)  # in the middle of another one
            kill(process)
    batch.refresh_from_db()
    rows = list(Certificate.objects.order_by("sequence").select_related("file"))
    assert batch.state == BatchState.ISSUED
    assert [row.sequence for row in rows] == list(range(1, PEOPLE + 1))
    assert len({row.completion_id for row in rows}) == PEOPLE
    assert Register.objects.get().last_number == PEOPLE
    for row in rows:
        assert row.number in json.loads(row.facts)["number"]
        assert row.file.sha256 == hashlib.sha256(bytes(row.file.pdf)).hexdigest()
