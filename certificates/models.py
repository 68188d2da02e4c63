"""The register of certificates: what each paper says, frozen, and its bytes, stored once."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.enums import Role
from agencies.models import Agency, User
from certificates.enums import (
    BatchState,
    CertificateKind,
    CertificateState,
    ChangeKind,
    Series,
    TemplateState,
)
from core.models import Job
from core.refusals import in_words
from enrollment.models import Completion
from enrollment.models.people import of_counselor
from training.models import CourseRun


class Register(models.Model):
    """The counter of a centre's fiscal year (B.E.): numbers without gaps, taken in the issuing transaction."""

    center = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    fiscal_year = models.PositiveSmallIntegerField(_("fiscal year (B.E.)"))
    last_number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["center", "fiscal_year"], name="one_register_a_year")]


class SigningOfficer(models.Model):
    """One of the two who sign a centre's certificates, from a day on; the newest of each place signs."""

    center = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="signing_officers")
    position_on_paper = models.PositiveSmallIntegerField(
        _("place on the paper"), choices=[(1, "1"), (2, "2")]
    )
    name = models.CharField(_("name"), max_length=200)
    title_th = models.CharField(_("position in Thai"), max_length=200)
    title_en = models.CharField(_("position in English"), max_length=200, blank=True)
    since = models.DateField(_("since"))

    class Meta:
        ordering = ["position_on_paper", "-since"]
        constraints = [
            models.UniqueConstraint(
                fields=["center", "position_on_paper", "since"], name="one_signature_a_place_and_day"
            )
        ]


class TemplateVersion(models.Model):
    """How one kind of a centre's papers looks, as data; it is never changed once it has been in use."""

    center = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="paper_templates")
    kind = models.CharField(_("kind"), max_length=11, choices=CertificateKind)
    number = models.PositiveSmallIntegerField(_("version"))
    state = models.CharField(_("state"), max_length=8, choices=TemplateState, default=TemplateState.DRAFT)
    content = models.TextField()  # JSON of `certificates.paper.template.PaperTemplate`
    note = models.CharField(_("what is new"), max_length=300, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    approved_at = models.DateTimeField(null=True)
    sent_back_because = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        ordering = ["kind", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["center", "kind", "number"], name="a_version_numbered_once"),
            models.UniqueConstraint(
                fields=["center", "kind"],
                name="one_template_in_use",
                condition=Q(state=TemplateState.IN_USE),
            ),
            models.UniqueConstraint(
                fields=["center", "kind"],
                name="one_template_being_made",
                condition=Q(state__in=[TemplateState.DRAFT, TemplateState.PROPOSED]),
            ),
            models.CheckConstraint(
                name="a_template_approved_by_a_second_person",
                condition=Q(state__in=[TemplateState.DRAFT, TemplateState.PROPOSED])
                | Q(approved_by__isnull=False) & ~Q(approved_by=F("made_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"

    @property
    def name(self) -> str:
        """As certificates name it: the key of the row and the centre's own number."""
        return f"T{self.pk}.{self.number}"


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def visible_to(self, user: User) -> CertificateQuerySet:
        """The issuing centre's staff, the person's counsellor, the person."""
        return self.filter(
            Q(center__in=user.agencies_as(Role.STAFF, Role.HEAD))
            | of_counselor(user, "completion__enrollment__graduate__")
            | Q(completion__enrollment__graduate__user=user)
        )

    def of_series(self, series: str) -> CertificateQuerySet:
        """Transcripts, or all other papers."""
        is_transcript = Q(kind=CertificateKind.TRANSCRIPT)
        return self.filter(is_transcript if series == Series.TRANSCRIPT else ~is_transcript)


class Certificate(models.Model):
    """One paper. `facts` is all it says, copied at issue: later edits of names or templates change nothing."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    completion = models.ForeignKey(Completion, on_delete=models.PROTECT, related_name="certificates")
    center = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="certificates")
    kind = models.CharField(_("kind"), max_length=11, choices=CertificateKind)
    state = models.CharField(
        _("state"), max_length=8, choices=CertificateState, default=CertificateState.ISSUED
    )
    fiscal_year = models.PositiveSmallIntegerField(_("fiscal year (B.E.)"))
    sequence = models.PositiveIntegerField(_("number in the register"))
    number = models.CharField(_("number"), max_length=40)
    code = models.CharField(_("check code"), max_length=40, unique=True)  # 130 random bits
    facts = models.TextField()  # canonical JSON of `certificates.paper.facts.CertificateFacts`
    template_version = models.CharField(max_length=20)
    template = models.ForeignKey(
        TemplateVersion, on_delete=models.PROTECT, null=True, related_name="certificates"
    )
    issued_on = models.DateField(_("issued on"))
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="successor")
    state_reason = models.CharField(_("reason"), max_length=300, blank=True)
    state_changed_at = models.DateTimeField(null=True)
    hidden_at = models.DateTimeField(
        null=True
    )  # taken from public view: its code then answers as if there were none

    objects = CertificateQuerySet.as_manager()

    class Meta:
        ordering = ["-fiscal_year", "-sequence"]
        constraints = [
            models.UniqueConstraint(
                fields=["completion"],
                name="one_live_certificate_a_completion",
                condition=Q(state=CertificateState.ISSUED) & ~Q(kind=CertificateKind.TRANSCRIPT),
            ),
            models.UniqueConstraint(
                fields=["completion"],
                name="one_live_transcript_a_completion",
                condition=Q(state=CertificateState.ISSUED, kind=CertificateKind.TRANSCRIPT),
            ),
            models.UniqueConstraint(fields=["center", "fiscal_year", "sequence"], name="a_number_given_once"),
            models.CheckConstraint(
                name="no_longer_valid_with_reason",
                condition=Q(state=CertificateState.ISSUED) | ~Q(state_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_live(self) -> bool:
        return self.state == CertificateState.ISSUED

    @property
    def series(self) -> Series:
        return Series.TRANSCRIPT if self.kind == CertificateKind.TRANSCRIPT else Series.CERTIFICATE


class CertificateFile(models.Model):
    """The printed bytes, stored once in the database: one backup holds everything, no half-written file."""

    certificate = models.OneToOneField(Certificate, on_delete=models.PROTECT, related_name="file")
    pdf = models.BinaryField()
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveIntegerField()
    engine = models.CharField(max_length=100)
    stored_at = models.DateTimeField()


class CertificateChange(models.Model):
    """What happened to a paper after it was issued, why, by whom and when. Written once, with the change itself."""

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="changes")
    what = models.CharField(_("change"), max_length=10, choices=ChangeKind)
    reason = models.CharField(_("reason"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]


class BatchQuerySet(models.QuerySet["Batch"]):
    def visible_to(self, user: User) -> BatchQuerySet:
        """The issuing centre's staff."""
        return self.filter(center__in=user.agencies_as(Role.STAFF, Role.HEAD))


class Batch(models.Model):
    """Certificates of one or several runs: seen beforehand by one person, approved by another, then issued."""

    center = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="certificate_batches")
    runs = models.ManyToManyField(CourseRun, related_name="certificate_batches")
    series = models.CharField(_("papers"), max_length=11, choices=Series, default=Series.CERTIFICATE)
    state = models.CharField(_("state"), max_length=9, choices=BatchState, default=BatchState.PROPOSED)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(_("asked for on"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, related_name="+", null=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        ordering = ["-proposed_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="a_batch_approved_by_a_second_person",
                condition=~Q(state__in=[BatchState.APPROVED, BatchState.ISSUED])
                | Q(decided_by__isnull=False) & ~Q(decided_by=F("proposed_by")),
            ),
        ]

    def __str__(self) -> str:
        return ", ".join(run.code for run in self.runs.all())


class BatchEntry(models.Model):
    """One person of a batch: what the second person saw of the paper, and what stood in the way of issuing it."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="entries")
    completion = models.ForeignKey(Completion, on_delete=models.CASCADE, related_name="+")  # until reopened
    fingerprint = models.CharField(max_length=64, blank=True)  # of what is printed; "" where it cannot be
    problem = models.JSONField(default=dict)  # a refusal, as `core.refusals.kept` keeps it

    class Meta:
        ordering = ["completion__enrollment__run__code", "completion__enrollment__seat_number"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "completion"], name="once_in_a_batch"),
        ]

    @property
    def words(self) -> str:
        """What stood in the way, in the reader's language; "" of nothing."""
        return in_words(self.problem)
