"""An uploaded file of leavers on its way into the registry."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.enums import Role
from agencies.models import Agency, User
from enrollment.enums import ImportState


class ImportQuerySet(models.QuerySet["ImportBatch"]):
    def visible_to(self, user: User) -> ImportQuerySet:
        """The agency that uploaded it, nobody else: a batch holds whole files of children."""
        return self.filter(agency__in=user.agencies_as(Role.STAFF, Role.HEAD, Role.COUNSELOR))


class ImportBatch(models.Model):
    """One file: read and checked by the worker, previewed, then written whole or not at all.

    The file and the read rows hold personal numbers, so both are sealed; `counts` and `columns` do not.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name=_("agency"))
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(_("file"), max_length=200)
    file_sha256 = models.CharField(max_length=64)
    sealed_file = models.BinaryField()
    sealed_rows = models.BinaryField(null=True)
    state = models.CharField(_("state"), max_length=10, choices=ImportState, default=ImportState.UPLOADED)
    counts = models.JSONField(_("rows"), default=dict)  # verdict -> number of rows
    problem = models.CharField(_("problem"), max_length=300, blank=True)
    job = models.ForeignKey("core.Job", on_delete=models.SET_NULL, null=True, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded"))
    applied_at = models.DateTimeField(_("imported"), null=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at"]

    def __str__(self) -> str:
        return self.file_name

    def place(self, column: str) -> str:
        return f"enrollment.importbatch.{column}:{self.pk}"

    @property
    def facts(self) -> dict[str, Any]:
        return {"file": self.file_name, **self.counts}
