"""What every app stands on: the audit trail and the long work that runs in the worker."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.refusals import in_words


class AuditSeal(models.Model):
    """A link of the chain over the audit trail: the rows sealed by it, hashed in order of their keys."""

    number = models.PositiveBigIntegerField(primary_key=True)  # 1, 2, 3 … without a gap
    sealed_at = models.DateTimeField(_("sealed"))
    rows = models.PositiveIntegerField(_("rows"))
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number}:{self.digest}"


class AuditEntry(models.Model):
    """One thing that happened: who did what to which record, when. Written in the transaction of the change.

    No foreign keys to what it speaks of: the trail outlives records and accounts. `facts` holds codes and row keys,
    never a personal number. What an erasure takes out of a row leaves its keyed hash in `withheld`.
    """

    at = models.DateTimeField(_("when"), db_index=True)
    actor_id = models.BigIntegerField(_("account"), null=True)
    actor_name = models.CharField(_("who"), max_length=200)
    agency_id = models.BigIntegerField(_("acting for"), null=True)
    action = models.CharField(_("action"), max_length=80)
    subject_type = models.CharField(_("kind of record"), max_length=80)
    subject_id = models.CharField(_("record"), max_length=64)
    person_id = models.UUIDField(_("person concerned"), null=True, db_index=True)
    facts = models.JSONField(_("facts"), default=dict)
    withheld = models.JSONField(default=dict)  # column -> keyed hash of what stood there
    seal = models.ForeignKey(AuditSeal, on_delete=models.PROTECT, null=True, related_name="entries")

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["subject_type", "subject_id"])]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.subject_type}:{self.subject_id}"


class SealedFile(models.Model):
    """A file kept whole and encrypted: a scan, a signed paper. Written by `core.files`, never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("file"), max_length=200)
    media_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField(_("bytes"))
    sha256 = models.CharField(max_length=64)
    sealed = models.BinaryField()
    stored_at = models.DateTimeField(_("stored"))

    class Meta:
        ordering = ["-stored_at"]

    def __str__(self) -> str:
        return self.name


class Submission(models.Model):
    """A form's key, used up by the account that sent it, and where the answer led. Written by `core.submissions`."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.UUIDField()
    content = models.CharField(max_length=64)  # keyed hash of what was sent
    location = models.CharField(max_length=500, blank=True)
    received_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["-received_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["account", "key"], name="a_key_acts_once")]


class Tally(models.Model):
    """How often one caller did one thing in one period of time. Written by `core.limits`."""

    key = models.CharField(max_length=64)  # keyed hash of the limit and of who is counted
    period = models.BigIntegerField()
    count = models.PositiveIntegerField(default=0)
    ends_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "period"], name="one_tally_a_period")]


class JobState(models.TextChoices):
    QUEUED = "queued", _("Waiting for the worker")
    RUNNING = "running", pgettext_lazy("job", "Running")
    DONE = "done", _("Finished")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


class Job(models.Model):
    """Long work as its user sees it: progress, outcome, and a way to stop it. The queue itself is django_tasks."""

    kind = models.CharField(_("work"), max_length=60)
    title = models.CharField(_("title"), max_length=200)
    state = models.CharField(_("state"), max_length=10, choices=JobState, default=JobState.QUEUED)
    done = models.PositiveIntegerField(_("done"), default=0)
    total = models.PositiveIntegerField(_("of"), default=0)
    message = models.CharField(_("now"), max_length=300, blank=True)
    cancel_requested = models.BooleanField(default=False)
    result = models.JSONField(default=dict)
    result_url = models.CharField(max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.title

    @property
    def words(self) -> str:
        """What is to be said of it now, in the reader's language: a refusal, else the last message."""
        return in_words(self.result.get("refusal", {})) or (
            translation.gettext(self.message) if self.message else ""
        )

    @property
    def is_over(self) -> bool:
        return self.state in {JobState.DONE, JobState.FAILED, JobState.CANCELLED}
