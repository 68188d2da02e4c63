"""Issuing: a number for every printed paper, a paper for every number, whatever happens in between."""

import hashlib
import json
from datetime import UTC, date, datetime

import pytest

from certificates.models import Certificate, CertificateFile, Register
from certificates.paper.facts import CertificateFacts
from certificates.paper.press import Press
from certificates.queries import completions_to_certify
from certificates.refusals import AlreadyIssued, CannotBePrinted, NoPaperForThis, NothingToIssue
from certificates.services import (
    appoint_signing_officer,
    issue_certificates,
    replace_certificate,
    request_certificates,
)
from certificates.services.issue import issue_certificate
from core.models import AuditEntry, Job
from enrollment.models import Completion, Graduate
from tests.certificates.quick import quick_press
from tests.clock import NOW
from tests.working import work_here

pytestmark = pytest.mark.django_db


def quickly(completion, *, by, at):
    with quick_press() as press:
        return issue_certificate(completion, press, by=by, at=at)


def audited(action):
    return list(AuditEntry.objects.filter(action=action))


def test_a_whole_run_is_issued_by_the_worker(run, staff, center):
    center.codes.create(system="certificate", code="ลพ")
    job = request_certificates(run, by=staff, at=NOW, result_url="/x/")
    work_here()
    job.refresh_from_db()
    assert (job.state, job.result) == ("done", {"issued": 2, "refused": {}}), job.words
    rows = list(Certificate.objects.order_by("sequence"))
    year = rows[0].fiscal_year
    assert [row.number for row in rows] == [f"ลพ 0001/{year}", f"ลพ 0002/{year}"]
    assert len({row.code for row in rows}) == 2
    for row in rows:
        pdf = bytes(row.file.pdf)
        assert pdf.startswith(b"%PDF")
        assert (row.file.sha256, row.file.size) == (hashlib.sha256(pdf).hexdigest(), len(pdf))
        facts = CertificateFacts.from_json(row.facts)
        assert (facts.number, facts.name_th) == (row.number, row.completion.enrollment.graduate.full_name)
        assert (facts.theory_hours, facts.practice_hours, facts.total_hours) == (3, 3, 6)
        assert facts.verify_url.endswith(f"/C/{row.code}")
    assert {row.person_id for row in audited("certificate.issued")} == set(
        Graduate.objects.values_list("pk", flat=True)
    )
    assert len(audited("certificates.requested")) == 1
    with pytest.raises(NothingToIssue):
        request_certificates(run, by=staff, at=NOW)
    _a_later_edit_changes_nothing(rows[0])


def _a_later_edit_changes_nothing(row):
    before = (row.facts, bytes(row.file.pdf))
    person = row.completion.enrollment.graduate
    person.family_name = "เปลี่ยนแล้ว"
    person.save()
    row = Certificate.objects.get(pk=row.pk)
    assert (row.facts, bytes(row.file.pdf)) == before


def test_a_worker_killed_in_the_middle_goes_on_with_who_is_left(run, staff):
    first, second = completions_to_certify(run)
    with quick_press() as press:
        done = issue_certificate(first, press, by=staff, at=NOW)  # here the worker died
    printed = done.file.pk
    assert issue_certificates(run, by=staff, at=NOW) == {"issued": 1, "refused": {}}
    assert list(Certificate.objects.order_by("sequence").values_list("completion", "sequence")) == [
        (first.pk, 1),
        (second.pk, 2),
    ]
    assert issue_certificates(run, by=staff, at=NOW) == {"issued": 0, "refused": {}}
    assert CertificateFile.objects.count() == 2
    assert CertificateFile.objects.get(certificate=done).pk == printed


def test_no_number_without_its_paper(completion, staff, monkeypatch):
    """The power goes when the bytes are stored: nothing is left of the certificate."""

    def power_cut(**_columns):
        raise KeyboardInterrupt

    monkeypatch.setattr(CertificateFile.objects, "create", power_cut)
    with quick_press() as press, pytest.raises(KeyboardInterrupt):
        issue_certificate(completion, press, by=staff, at=NOW)
    assert not Certificate.objects.exists()
    assert not Register.objects.filter(last_number__gt=0).exists()
    assert not audited("certificate.issued")


def test_a_number_given_away_while_printing_is_printed_again(run, staff):
    first, second = completions_to_certify(run)

    class Slow:
        """A press that is overtaken once."""

        def __init__(self, press):
            self.press, self.overtaken = press, False

        def print(self, facts):
            if not self.overtaken:
                self.overtaken = True
                issue_certificate(second, self.press, by=staff, at=NOW)
            return self.press.print(facts)

    with quick_press() as press:
        late = issue_certificate(first, Slow(press), by=staff, at=NOW)
    assert late.sequence == 2
    assert f"% {late.number}\n".encode() in bytes(late.file.pdf)
    assert Certificate.objects.get(completion=second).sequence == 1


def test_a_name_that_cannot_be_printed_uses_up_no_number(run, staff):
    first, second = completions_to_certify(run)
    person = first.enrollment.graduate
    person.given_name = "ชื่อ\U0001f600"
    person.save()
    done = issue_certificates(run, by=staff, at=NOW)
    assert (done["issued"], list(done["refused"])) == (1, [str(person.pk)])
    assert person.given_name not in str(done["refused"])
    assert (Certificate.objects.get().completion, Certificate.objects.get().sequence) == (second, 1)
    assert Register.objects.get().last_number == 1


def test_without_the_two_who_sign_the_job_says_so(run, staff, center):
    center.signing_officers.all().delete()
    job = request_certificates(run, by=staff, at=NOW)
    work_here()
    job.refresh_from_db()
    assert job.state == "failed"
    assert str(center) in job.words
    assert not Register.objects.exists()


def test_stopped_it_keeps_what_it_has_issued(run, staff):
    job = request_certificates(run, by=staff, at=NOW)
    Job.objects.update(cancel_requested=True)
    work_here()
    job.refresh_from_db()
    assert (job.state, Certificate.objects.count()) == ("cancelled", 0)
    assert completions_to_certify(run).count() == 2


def test_one_completion_is_issued_once(completion, staff):
    made = quickly(completion, by=staff, at=NOW)
    with pytest.raises(AlreadyIssued) as refused:
        quickly(completion, by=staff, at=NOW)
    assert refused.value.facts == {"number": made.number}
    assert Register.objects.get().last_number == 1


def test_no_paper_for_who_did_not_complete(completion, staff):
    Completion.objects.filter(pk=completion.pk).update(result="not_completed")
    completion.refresh_from_db()
    with pytest.raises(NoPaperForThis):
        quickly(completion, by=staff, at=NOW)
    assert not Register.objects.filter(last_number__gt=0).exists()


def test_a_letter_is_a_paper_of_its_own(completion, staff):
    Completion.objects.filter(pk=completion.pk).update(result="letter")
    completion.refresh_from_db()
    row = quickly(completion, by=staff, at=NOW)
    assert (row.kind, json.loads(row.facts)["kind"]) == ("letter", "results")


def test_numbers_begin_anew_on_the_first_of_october_in_bangkok(run, staff):
    first, second = completions_to_certify(run)
    before = quickly(first, by=staff, at=datetime(2026, 9, 30, 16, 59, tzinfo=UTC))
    after = quickly(second, by=staff, at=datetime(2026, 9, 30, 17, 0, tzinfo=UTC))
    assert (before.number, before.issued_on) == ("0001/2569", date(2026, 9, 30))
    assert (after.number, after.issued_on) == ("0001/2570", date(2026, 10, 1))


def test_the_newest_who_signs_by_that_day_signs(completion, staff, center):
    for since, name in ((date(2026, 11, 1), "นางใหม่ มาแล้ว"), (date(2027, 1, 1), "นางอนาคต ยังไม่มา")):
        appoint_signing_officer(
            center=center,
            position_on_paper=1,
            name=name,
            title_th="ผอ.",
            title_en="",
            since=since,
            by=None,
            at=NOW,
        )
    facts = CertificateFacts.from_json(quickly(completion, by=staff, at=NOW).facts)
    assert [signatory.name for signatory in facts.signatories] == ["นางใหม่ มาแล้ว", "นางกรรณิการ์ ปิ่นเกล้า"]
    assert len(audited("signing_officer.appointed")) == 4


def test_the_check_code_has_130_random_bits(certificate):
    assert len(certificate.code) == 26
    assert set(certificate.code) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")


def test_replaced_the_new_paper_says_todays_facts(completion, staff, head):
    with Press() as press:
        old = issue_certificate(completion, press, by=staff, at=NOW)
    person = completion.enrollment.graduate
    person.family_name = "แก้ไขแล้ว"
    person.save()
    completion = Completion.objects.get(pk=completion.pk)
    new = replace_certificate(Certificate.objects.get(pk=old.pk), reason="name misspelt", by=head, at=NOW)
    old.refresh_from_db()
    assert (old.state, old.state_reason, old.successor) == ("replaced", "name misspelt", new)
    assert (new.state, new.sequence, new.replaces) == ("issued", 2, old)
    assert "แก้ไขแล้ว" in new.facts
    assert "แก้ไขแล้ว" not in old.facts
    assert new.file.sha256 != old.file.sha256
    person.given_name = "ชื่อ\U0001f600"
    person.save()
    with pytest.raises(CannotBePrinted):
        replace_certificate(Certificate.objects.get(pk=new.pk), reason="x", by=head, at=NOW)
    new.refresh_from_db()
    assert (new.state, Certificate.objects.count()) == ("issued", 2)
