"""Signed forms that come back as photographs or PDF: the upload, its files, and each page on its way to a consent."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.enums import Role
from agencies.models import Agency, User
from enrollment.enums import ScanDoubt, ScanState
from enrollment.models.consents import ConsentSlip
from enrollment.models.people import Graduate


class ScanUploadQuerySet(models.QuerySet["ScanUpload"]):
    def visible_to(self, user: User) -> ScanUploadQuerySet:
        """The agency that uploaded it, nobody else."""
        return self.filter(agency__in=user.agencies_as(Role.STAFF, Role.HEAD, Role.COUNSELOR))


class ScanUpload(models.Model):
    """Some files uploaded at once: forms of several people, in any order."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    job = models.ForeignKey("core.Job", on_delete=models.SET_NULL, null=True, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded"))

    objects = ScanUploadQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at", "-id"]


class ScanFile(models.Model):
    """One file of an upload; its bytes are kept sealed until its pages are read, then they are gone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    upload = models.ForeignKey(ScanUpload, on_delete=models.CASCADE, related_name="files")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(_("file"), max_length=200)
    sealed = models.BinaryField(null=True)
    pages = models.PositiveSmallIntegerField(_("pages"), null=True)
    problem = models.CharField(_("problem"), max_length=300, blank=True)

    class Meta:
        ordering = ["upload", "number"]
        constraints = [models.UniqueConstraint(fields=["upload", "number"], name="scan_file_number")]

    @property
    def place(self) -> str:
        """What the sealed bytes are bound to."""
        return f"enrollment.scanfile.sealed:{self.pk}"


class ScanPageQuerySet(models.QuerySet["ScanPage"]):
    def visible_to(self, user: User) -> ScanPageQuerySet:
        """Pages that the account's agency uploaded, of nobody yet or of people the account may see."""
        uploads = ScanUpload.objects.visible_to(user).values("pk")
        people = Graduate.objects.visible_to(user).values("pk")
        return self.filter(file__upload__in=uploads).filter(Q(graduate=None) | Q(graduate__in=people))


class ScanPage(models.Model):
    """One page: whose form it is as far as its code says, and what a person decided who looked at it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey(ScanFile, on_delete=models.CASCADE, related_name="read_pages")
    number = models.PositiveSmallIntegerField(_("page"))
    state = models.CharField(_("state"), max_length=9, choices=ScanState, default=ScanState.UNREAD)
    doubt = models.CharField(_("why"), max_length=12, choices=ScanDoubt, blank=True)
    image = models.ForeignKey(
        "core.SealedFile", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("picture")
    )
    slip = models.ForeignKey(ConsentSlip, on_delete=models.SET_NULL, null=True, related_name="pages")
    graduate = models.ForeignKey(Graduate, on_delete=models.CASCADE, null=True, related_name="scan_pages")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)

    objects = ScanPageQuerySet.as_manager()

    class Meta:
        ordering = ["file", "number"]
        constraints = [models.UniqueConstraint(fields=["file", "number"], name="scan_page_once")]
