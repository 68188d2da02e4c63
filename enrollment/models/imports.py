"""An uploaded file of leavers on its way into the registry, its judged rows, and how an agency names its columns."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.enums import Role
from agencies.models import Agency, User
from enrollment.enums import ImportState


class ImportQuerySet(models.QuerySet["ImportBatch"]):
    def visible_to(self, user: User) -> ImportQuerySet:
        """The agency that uploaded it, nobody else: a batch holds whole files of children."""
        return self.filter(agency__in=user.agencies_as(Role.STAFF, Role.HEAD, Role.COUNSELOR))

    def wipe(self) -> None:
        """Forget what the files said: nothing of them can be entered, mended or undone any more."""
        ImportChunk.objects.filter(batch__in=self.values("pk")).delete()
        self.update(**ImportBatch.WIPED)

    def without_files(self) -> ImportQuerySet:
        """Without the sealed contents, which lists and pages do not need."""
        return self.defer("sealed_file", "sealed_marked")


class ImportBatch(models.Model):
    """One file: read and judged by the worker, previewed, then entered whole or not at all.

    File, headings and rows may hold personal data, so they are sealed; `counts`, `refusal` and `columns` hold none.
    While `hides` is set its people are rows of the registry that do not count yet, or no more: they are written
    ahead and taken away in small steps, and one change of this row enters or removes them all.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name=_("agency"))
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # All people of the file are of this school unless a row names another.
    school = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("school")
    )
    file_name = models.CharField(_("file"), max_length=200)
    file_sha256 = models.CharField(max_length=64)
    sealed_file = models.BinaryField()
    sheet = models.CharField(_("sheet"), max_length=100, blank=True)
    sealed_head = models.BinaryField(null=True)  # headings and a few rows, for naming the columns
    columns = models.JSONField(default=dict)  # column index -> field, as the rows were read
    remembered = models.BooleanField(default=False)  # columns were named as the agency named them before
    state = models.CharField(_("state"), max_length=10, choices=ImportState, default=ImportState.UPLOADED)
    counts = models.JSONField(_("rows"), default=dict)  # verdict -> number of rows
    refusal = models.JSONField(default=dict)  # why the file or the last attempt was refused: code and facts
    hides = models.BooleanField(default=False)
    sealed_marked = models.BinaryField(null=True)  # the file again with its errors marked
    marked_in = models.CharField(max_length=10, blank=True)  # the language of those marks
    job = models.ForeignKey("core.Job", on_delete=models.SET_NULL, null=True, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded"))
    applied_at = models.DateTimeField(_("imported"), null=True)

    objects = ImportQuerySet.as_manager()
    # What a batch loses when nothing of it will be needed any more.
    WIPED: ClassVar[dict[str, Any]] = {"sealed_file": b"", "sealed_head": None, "sealed_marked": None}

    class Meta:
        ordering = ["-uploaded_at"]
        indexes = [models.Index(fields=["hides"], name="import_hides", condition=Q(hides=True))]

    def __str__(self) -> str:
        return self.file_name

    def place(self, column: str) -> str:
        return f"enrollment.importbatch.{column}:{self.pk}"

    @property
    def facts(self) -> dict[str, Any]:
        return {"file": self.file_name, **self.counts}


class ImportChunk(models.Model):
    """Some hundred judged rows: what a page of the preview reads, and what a killed worker need not do again."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="chunks")
    number = models.PositiveIntegerField()
    first_row = models.PositiveIntegerField()
    last_row = models.PositiveIntegerField()
    sealed = models.BinaryField()
    counts = models.JSONField(default=dict)  # verdict -> number of rows
    unseen = models.PositiveIntegerField(default=0)  # numbers of people whom the uploader does not see
    duplicates = models.JSONField(default=list)  # rows that may be somebody else's second record
    ticked = models.JSONField(default=list)  # those of them that were said to be new people
    people = models.TextField(
        default=""
    )  # keys of registered people whom its rows name: an erasure asks for them
    written = models.BooleanField(default=False)  # its people are rows of the registry, hidden

    class Meta:
        ordering = ["batch", "number"]
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="import_chunk_once")]

    @property
    def place(self) -> str:
        """What the sealed rows are bound to."""
        return f"enrollment.importchunk.sealed:{self.batch_id}:{self.number}"


class ColumnNames(models.Model):
    """What an agency said its headings mean, for all its files or for those of one school: used the next time."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="+")
    school = models.ForeignKey(Agency, on_delete=models.CASCADE, null=True, related_name="+")
    fields = models.JSONField(
        default=dict
    )  # heading without case and signs -> field, "" for one to be ignored
    chosen_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    chosen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "school"], name="column_names_of_a_school"),
            models.UniqueConstraint(
                fields=["agency"], name="column_names_of_an_agency", condition=Q(school=None)
            ),
        ]
