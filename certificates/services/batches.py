"""A batch of certificates: tried without printing, approved by a second person, then issued paper by paper.

Each paper is stored whole by itself, so a worker that is killed goes on with the person who is next: no number is
doubled or left out. What the second person approved is what is printed, or it is not printed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext

from agencies.models import Agency, User
from certificates.drafting import DryPaper, DryPress
from certificates.enums import BatchState, Remark, Series
from certificates.models import Batch, BatchEntry, Certificate
from certificates.paper.press import Press
from certificates.queries import completions_to_certify
from certificates.refusals import (
    AlreadyIssued,
    BatchAtWork,
    BatchWaiting,
    CannotBePrinted,
    ChangedSinceApproved,
    NobodyToIssue,
    NoCertificateYet,
    NoPaperForThis,
    NoSigningOfficers,
    NothingToIssue,
    OwnBatch,
    PressFailed,
    ReasonMissing,
    ResultReopened,
    ScoresChanged,
)
from certificates.services.issue import issue_certificate
from certificates.states import BATCH_STATES
from core import audit, jobs
from core.reasons import said
from core.refusals import Refused, kept
from core.states import advance
from enrollment.models import Completion
from training.models import CourseRun

# What stands in the way of one person's paper and of nobody else's. All other refusals stop the batch.
OF_ONE_PERSON = (CannotBePrinted, NoPaperForThis, NoCertificateYet, ScoresChanged)


@dataclass(frozen=True)
class Tried:
    """One person of a dry run: the paper, or why there can be none."""

    completion: Completion
    paper: DryPaper | None
    refusal: Refused | None = None

    @property
    def remarks(self) -> set[Remark]:
        """What whoever approves it should look at."""
        if self.paper is None:
            return {Remark.REFUSED}
        seen = {Remark.SHRUNK: self.paper.shrunk, Remark.NO_ENGLISH: not self.paper.facts.name_en}
        return {remark for remark, is_so in seen.items() if is_so}


def try_batch(
    completions: Iterable[Completion], on: date, series: Series = Series.CERTIFICATE
) -> list[Tried]:
    """What would be printed on that day, for each; nothing is written."""
    press = DryPress(on, series)
    return [_tried(completion, press) for completion in completions]


def _tried(completion: Completion, press: DryPress) -> Tried:
    try:
        return Tried(completion, press.paper(completion))
    except (*OF_ONE_PERSON, NoSigningOfficers) as refusal:
        return Tried(completion, None, refusal)


@transaction.atomic
def propose_batch(
    runs: Sequence[CourseRun],
    *,
    series: Series = Series.CERTIFICATE,
    center: Agency,
    by: User,
    at: datetime,
) -> Batch:
    """Ask a second person to approve the certificates, or the transcripts, of these runs.

    Raises `NothingToIssue`, `BatchWaiting`, and `NobodyToIssue` where no paper could be printed.
    """
    list(CourseRun.objects.select_for_update().filter(pk__in=[run.pk for run in runs]).order_by("pk"))
    waiting = Batch.objects.filter(
        runs__in=runs, series=series, state__in=[BatchState.PROPOSED, BatchState.APPROVED]
    )
    if found := waiting.first():
        raise BatchWaiting(run=found)
    completions = completions_to_certify(*runs, series=series)
    tried = try_batch(completions, timezone.localdate(at), series)
    if not tried:
        raise NothingToIssue(run=", ".join(map(str, runs)))
    if not any(each.paper for each in tried):
        raise NobodyToIssue
    batch = Batch.objects.create(center=center, series=series, proposed_by=by, proposed_at=at)
    batch.runs.set(runs)
    BatchEntry.objects.bulk_create(_entry(batch, each) for each in tried)
    audit.record("certificates.requested", batch, by=by, at=at, series=series, people=len(tried))
    return batch


def _entry(batch: Batch, tried: Tried) -> BatchEntry:
    return BatchEntry(
        batch=batch,
        completion=tried.completion,
        fingerprint=tried.paper.fingerprint if tried.paper else "",
        problem=kept(tried.refusal) if tried.refusal else {},
    )


@transaction.atomic
def approve_batch(batch: Batch, *, by: User, at: datetime, result_url: str = "") -> None:
    """A second person has seen what is printed; the worker issues it. Raises `OwnBatch`, `WrongState`."""
    if batch.proposed_by_id == by.pk:
        raise OwnBatch
    advance(batch, BatchState.APPROVED, BATCH_STATES, decided_by=by, decided_at=at)
    audit.record("certificates.approved", batch, by=by, at=at)
    _start(batch, by=by, result_url=result_url)


@transaction.atomic
def send_back_batch(batch: Batch, *, reason: str, by: User, at: datetime) -> None:
    """Not like this, says the second person. Raises `OwnBatch`, `ReasonMissing`."""
    if batch.proposed_by_id == by.pk:
        raise OwnBatch
    if not said(reason):
        raise ReasonMissing
    advance(batch, BatchState.SENT_BACK, BATCH_STATES, decided_by=by, decided_at=at, reason=said(reason))
    audit.record("certificates.sent_back", batch, by=by, at=at, reason=reason)


@transaction.atomic
def withdraw_batch(batch: Batch, *, by: User, at: datetime) -> None:
    """Nobody needs to decide about it any more."""
    advance(batch, BatchState.WITHDRAWN, BATCH_STATES)
    audit.record("certificates.withdrawn", batch, by=by, at=at)


@transaction.atomic
def resume_batch(batch: Batch, *, by: User, at: datetime, result_url: str = "") -> None:
    """Go on with an approved batch whose work was stopped or failed: who has a paper keeps it.

    Raises `WrongState`, and `BatchAtWork` where the worker has it: two at once would each refuse what the other issued.
    """
    advance(batch, BatchState.APPROVED, {BatchState.APPROVED: (BatchState.APPROVED,)})
    batch.refresh_from_db(fields=["job"])
    if batch.job is not None and not batch.job.is_over:
        raise BatchAtWork
    batch.entries.filter(problem__code=PressFailed.__name__).update(problem={})  # tried again
    audit.record("certificates.resumed", batch, by=by, at=at)
    _start(batch, by=by, result_url=result_url)


def _start(batch: Batch, *, by: User, result_url: str) -> None:
    from certificates.tasks import issue_approved  # the task calls this module

    is_transcripts = batch.series == Series.TRANSCRIPT
    title = gettext("Transcripts of %(run)s") if is_transcripts else gettext("Certificates of %(run)s")
    title %= {"run": batch}
    batch.job = jobs.start(issue_approved, title=title[:200], by=by, result_url=result_url, batch_id=batch.pk)
    batch.save(update_fields=["job"])


def issue_batch(batch: Batch, press: Press, *, at: datetime, work: jobs.Work | None = None) -> dict[str, Any]:
    """Issue what is still missing of an approved batch; one that is issued stays so. Returns issued and refused."""
    by = batch.decided_by
    assert by is not None  # noqa: S101 - a constraint says so of an approved batch
    waiting = list(entries_to_issue(batch))
    dry, failed = DryPress(timezone.localdate(at), Series(batch.series)), False
    for done, entry in enumerate(waiting):
        if work is not None:
            work.report(done, len(waiting))
        refusal = _issue(entry, dry, press, by=by, at=at)
        if failed and isinstance(refusal, PressFailed):
            raise refusal  # two people in a row: it is the press, and nobody more is left out because of it
        failed = isinstance(refusal, PressFailed)
        if refusal is not None:
            BatchEntry.objects.filter(pk=entry.pk).update(problem=kept(refusal))
    if batch.state != BatchState.ISSUED:
        advance(batch, BatchState.ISSUED, BATCH_STATES)
    refused = batch.entries.exclude(problem={}).count()
    return {"issued": batch.entries.count() - refused, "refused": refused}


def entries_to_issue(batch: Batch) -> Any:
    """Who of the batch has neither a paper of its series nor a reason against one."""
    papers = Certificate.objects.of_series(batch.series).filter(completion=OuterRef("completion"))
    return (
        batch.entries.filter(~Exists(papers), problem={})
        .select_related("completion__enrollment__graduate", "completion__enrollment__run__course")
        .select_related("completion__enrollment__run__curriculum", "completion__enrollment__run__center")
    )


def _issue(entry: BatchEntry, dry: DryPress, press: Press, *, by: User, at: datetime) -> Refused | None:
    """Issue one; what stands in the way of this person's paper comes back, anything else is raised."""
    try:
        if dry.paper(entry.completion).fingerprint != entry.fingerprint:
            raise ChangedSinceApproved
        issue_certificate(entry.completion, press, by=by, at=at, series=dry.series)
    except (*OF_ONE_PERSON, ChangedSinceApproved, AlreadyIssued, ResultReopened) as refusal:
        return refusal
    return None
