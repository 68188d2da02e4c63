"""The register of certificates: what each paper says, frozen, and its bytes, stored once."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.enums import Role
from agencies.models import Agency, User
from certificates.enums import CertificateKind, CertificateState
from enrollment.models import Completion
from enrollment.models.people import of_counselor


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


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def visible_to(self, user: User) -> CertificateQuerySet:
        """The issuing centre's staff, the person's counsellor, the person."""
        return self.filter(
            Q(center__in=user.agencies_as(Role.STAFF, Role.HEAD))
            | of_counselor(user, "completion__enrollment__graduate__")
            | Q(completion__enrollment__graduate__user=user)
        )


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
    issued_on = models.DateField(_("issued on"))
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="successor")
    state_reason = models.CharField(_("reason"), max_length=300, blank=True)
    state_changed_at = models.DateTimeField(null=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        ordering = ["-fiscal_year", "-sequence"]
        constraints = [
            models.UniqueConstraint(
                fields=["completion"],
                name="one_live_certificate_a_completion",
                condition=Q(state=CertificateState.ISSUED),
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


class CertificateFile(models.Model):
    """The printed bytes, stored once in the database: one backup holds everything, no half-written file."""

    certificate = models.OneToOneField(Certificate, on_delete=models.PROTECT, related_name="file")
    pdf = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    engine = models.CharField(max_length=100)
    stored_at = models.DateTimeField()
