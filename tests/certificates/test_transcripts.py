"""Transcripts: beside the certificate, in the same register, with the scores that the result rests on."""

import json
from contextlib import nullcontext
from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace

import page
import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from certificates.comparing import different_lines, expected_lines
from certificates.enums import CertificateKind, IdentityProof, Series
from certificates.models import Certificate
from certificates.paper.facts import CertificateFacts, FactsInvalid, PaperKind, TopicResult
from certificates.paper.refusals import GlyphMissing, LineTooLong
from certificates.paper.render import render_pdf
from certificates.paper.samples import SAMPLES, sample
from certificates.paper.starts import TRANSCRIPT, standard_for
from certificates.paper.template import STANDARD, Box, read_template
from certificates.paper.wording import slots
from certificates.queries import check, completions_to_certify, runs_to_certify
from certificates.reading import read
from certificates.refusals import AlreadyIssued, NoCertificateYet, ScoresChanged
from certificates.services import (
    approve_batch,
    begin_template,
    changes,
    propose_batch,
    reinstate_certificate,
    replace_certificate,
    replace_lost,
    revoke_certificate,
)
from certificates.services.issue import issue_certificate
from enrollment.models import Assessment
from tests.certificates.paper.samples import a_paper
from tests.certificates.quick import approved, issued, quick_press
from tests.certificates.test_templates import entered
from tests.clock import NOW

HOST = "https://train.example.go.th"


@pytest.fixture
def transcript(certificate, staff):
    with quick_press() as press:
        return issue_certificate(certificate.completion, press, by=staff, at=NOW, series=Series.TRANSCRIPT)


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    with quick_press() as press:
        monkeypatch.setattr(changes, "standing", lambda: SimpleNamespace(press=lambda: nullcontext(press)))
        yield


def facts_of(row):
    return CertificateFacts.from_json(row.facts)


def a_sample(name):
    return sample(name, PaperKind.TRANSCRIPT, TRANSCRIPT, HOST)


def test_it_has_the_next_number_and_stands_beside_the_certificate(certificate, transcript, run):
    assert (transcript.sequence, transcript.kind) == (certificate.sequence + 1, CertificateKind.TRANSCRIPT)
    assert certificate.is_live
    assert transcript.is_live
    facts, (topic,) = facts_of(transcript), facts_of(transcript).topics
    taught = run.curriculum.topics.get()
    assert (topic.title_th, topic.theory_minutes) == (taught.title_th, taught.theory_minutes)
    score = Assessment.objects.get(enrollment=certificate.completion.enrollment)
    assert (Decimal(topic.theory_score), Decimal(topic.practice_score)) == (score.theory, score.practice)
    assert Decimal(facts.score) == certificate.completion.score
    assert facts.attended_minutes == certificate.completion.minutes_attended


def test_it_goes_with_a_valid_certificate_only_and_there_is_one(certificate, transcript, head, staff, run):
    other = run.enrollments.exclude(completion=certificate.completion).get().completion
    with quick_press() as press:
        for completion, refusal in ((certificate.completion, AlreadyIssued), (other, NoCertificateYet)):
            with pytest.raises(refusal):
                issue_certificate(completion, press, by=staff, at=NOW, series=Series.TRANSCRIPT)
    assert Certificate.objects.count() == 2
    twin = Certificate.objects.get(pk=transcript.pk)
    twin.pk, twin.sequence, twin.code = None, 99, "X"
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save(force_insert=True)


def test_scores_that_the_result_does_not_rest_on_are_not_printed(certificate, staff):
    Assessment.objects.filter(enrollment=certificate.completion.enrollment).update(theory=Decimal("99.5"))
    with quick_press() as press, pytest.raises(ScoresChanged):
        issue_certificate(certificate.completion, press, by=staff, at=NOW, series=Series.TRANSCRIPT)


def test_later_scores_and_titles_change_nothing(transcript, run):
    before = (bytes(transcript.file.pdf), transcript.facts)
    run.curriculum.topics.update(title_th="อื่น")
    Assessment.objects.update(theory=1)
    again = Certificate.objects.get(pk=transcript.pk)
    assert (bytes(again.file.pdf), again.facts) == before


def test_it_is_replaced_lost_revoked_and_reinstated_by_itself(certificate, transcript, head):
    new = replace_certificate(transcript, reason="ชื่อผิด", by=head, at=NOW)
    assert (new.kind, facts_of(new).kind) == (CertificateKind.TRANSCRIPT, PaperKind.TRANSCRIPT)
    found = replace_lost(new, proof=IdentityProof.CITIZEN_CARD, reason="หาย", by=head, at=NOW)
    assert facts_of(found).kind is PaperKind.TRANSCRIPT_REPLACEMENT
    assert (facts_of(found).replaces_number, facts_of(found).topics) == (new.number, facts_of(new).topics)
    revoke_certificate(found, reason="ออกผิดคน", by=head, at=NOW)
    reinstate_certificate(found, reason="ถูกแล้ว", by=head, at=NOW)
    certificate.refresh_from_db()
    assert certificate.is_live
    assert Certificate.objects.of_series(Series.TRANSCRIPT).filter(state="issued").get() == found


def test_with_a_revoked_certificate_goes_its_transcript(certificate, transcript, head, signed_in):
    page = signed_in(head).get(reverse("certificate", args=[certificate.pk])).content.decode()
    assert reverse("certificate", args=[transcript.pk]) in page
    revoke_certificate(certificate, reason="ออกผิดคน", by=head, at=NOW)
    transcript.refresh_from_db()
    assert (transcript.state, transcript.state_reason) == ("revoked", "ออกผิดคน")
    with pytest.raises(NoCertificateYet):
        reinstate_certificate(transcript, reason="ถูกแล้ว", by=head, at=NOW)
    certificate.refresh_from_db()
    reinstate_certificate(certificate, reason="ถูกแล้ว", by=head, at=NOW)
    reinstate_certificate(transcript, reason="ถูกแล้ว", by=head, at=NOW)
    assert Certificate.objects.filter(state="issued").count() == 2


def test_a_batch_of_transcripts_is_seen_approved_and_issued(run, center, staff, head, signed_in):
    assert not completions_to_certify(run, series=Series.TRANSCRIPT)
    issued(approved(run, staff, head))
    assert [each.papers_missing for each in runs_to_certify(staff, Series.TRANSCRIPT)] == [2]
    url = f"{reverse('try_certificates')}?run={run.pk}&paper=transcript"
    browser = signed_in(staff)
    assert browser.get(url).context["printable"] == 2
    batch_page = browser.post(url).url
    batch = run.certificate_batches.get(series=Series.TRANSCRIPT)
    approve_batch(batch, by=head, at=NOW)
    assert issued(batch) == {"issued": 2, "refused": 0}
    assert issued(batch) == {"issued": 2, "refused": 0}
    numbers = list(Certificate.objects.order_by("sequence").values_list("sequence", "kind"))
    assert numbers == [(1, "certificate"), (2, "certificate"), (3, "transcript"), (4, "transcript")]
    said = browser.get(batch_page).content.decode()
    for row in Certificate.objects.of_series(Series.TRANSCRIPT):
        assert row.number in said
        assert row.number in browser.get(reverse("run_certificates", args=[run.pk])).content.decode()
    assert not runs_to_certify(staff, Series.TRANSCRIPT)


def test_certificates_and_transcripts_may_wait_for_approval_side_by_side(run, center, staff, head):
    first, _second = completions_to_certify(run)
    with quick_press() as press:
        issue_certificate(first, press, by=staff, at=NOW)
    for series in Series:
        propose_batch([run], series=series, center=center, by=staff, at=NOW)
    assert {batch.entries.count() for batch in run.certificate_batches.all()} == {1}


def test_the_check_page_says_every_row(transcript, client):
    said = client.get(reverse("check", args=[transcript.code])).content.decode()
    (topic,) = facts_of(transcript).topics
    for fact in (transcript.number, topic.title_th, topic.theory_score, facts_of(transcript).score):
        assert fact in said


@pytest.mark.parametrize("name", SAMPLES)
def test_the_paper_is_an_archive_file_and_reads_as_the_register_says(name, transcript):
    facts = a_sample(name)
    pdf = render_pdf(facts, TRANSCRIPT)
    for profile in (page.ValidationProfile.PDF_A_3A, page.ValidationProfile.PDF_UA_1):
        assert not page.validate_pdf_bytes(pdf, profile=profile).failures
    assert len(pdf) < 122_880 - 9_000
    said = json.loads(read(pdf))
    found = replace(check(transcript.code), facts=facts)
    assert different_lines(expected_lines(found), said["lines"]) == []
    assert CertificateFacts.from_json(said["facts"]) == facts
    assert pdf.count(b"/S /TR") == len(facts.topics) + 2


def test_another_score_in_a_row_is_told(transcript):
    honest = a_sample("ordinary")
    first, *others = honest.topics
    forged = replace(honest, topics=(replace(first, theory_score="99"), *others))
    said = json.loads(read(render_pdf(forged, TRANSCRIPT)))
    (difference,) = different_lines(
        expected_lines(replace(check(transcript.code), facts=honest)), said["lines"]
    )
    assert ("87.25" in difference.register, "99" in difference.file) == (True, True)


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": PaperKind.CERTIFICATE},
        {"topics": ()},
        {"topics": a_sample("ordinary").topics * 5},
        {"score": "101"},
        {"score": "1e1"},
        {"attended_minutes": -1},
    ],
)
def test_facts_that_no_transcript_has_are_refused(wrong):
    with pytest.raises(FactsInvalid):
        replace(a_sample("ordinary"), **wrong)


def test_titles_are_checked_as_every_line_is():
    first = a_sample("ordinary").topics[0]
    for title, refusal in (("ก\u4e2d", GlyphMissing), ("ยาว" * 60, LineTooLong)):
        with pytest.raises(refusal):
            render_pdf(replace(a_sample("ordinary"), topics=(replace(first, title_th=title),)), TRANSCRIPT)
    low = replace(TRANSCRIPT, table=Box(25, 68, 247, 20))
    with pytest.raises(LineTooLong):
        render_pdf(a_sample("longest"), low)


def test_older_papers_read_back_as_they_were_written():
    said = json.loads(a_paper().to_json())
    assert not {"topics", "score", "attended_minutes", "common_era"} & said.keys()
    assert "table" not in json.loads(STANDARD.text)
    assert isinstance(a_sample("bare").topics[0], TopicResult)
    assert standard_for(PaperKind.TRANSCRIPT_REPLACEMENT).table == TRANSCRIPT.table


def test_its_template_is_drawn_up_with_a_place_for_the_topics(center, staff, signed_in):
    draft = begin_template(center=center, kind=CertificateKind.TRANSCRIPT, by=staff, at=NOW)
    assert read_template(draft.content) == TRANSCRIPT
    browser, page = signed_in(staff), reverse("edit_paper_template", args=[draft.pk])
    assert "table_height" in browser.get(page).content.decode()
    answer = browser.post(page, entered(TRANSCRIPT, table_height=60, common_era="on"))
    assert answer.status_code == 302
    draft.refresh_from_db()
    made = read_template(draft.content)
    assert (made.table, made.common_era) == (Box(25, TRANSCRIPT.table.top, 247, 60), True)
    covered = browser.post(page, entered(TRANSCRIPT, table_height=110))
    assert covered.status_code == 422


def test_years_of_the_common_era_are_an_option_of_thai_lines():
    facts, plain = a_paper(common_era=True), a_paper()
    assert slots(facts)["given_th"] == "ให้ไว้ ณ วันที่ 3 กรกฎาคม ค.ศ. 2026"
    assert slots(facts)["dates_th"] == "ระหว่างวันที่ 1–19 มิถุนายน 2026"
    assert slots(plain)["given_th"] == "ให้ไว้ ณ วันที่ 3 กรกฎาคม พ.ศ. 2569"
    assert slots(facts)["given_en"] == slots(plain)["given_en"]
    assert CertificateFacts.from_json(facts.to_json()) == facts
