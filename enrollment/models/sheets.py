"""Sign-in sheets: printed for one session, signed by hand, photographed, read, confirmed by a person."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.enums import Role
from agencies.models import User
from enrollment.enums import Mark, RowDoubt, SheetDoubt, SheetScanState
from enrollment.models.seats import Enrollment
from training.enums import Slot
from training.models import CourseRun, Session

CODE_LETTERS = 14  # 70 random bits: nobody guesses one, and it says nothing


def of_teachers(user: User, path: str) -> Q:
    """Rows whose run, at `path`, is of the account's centre or taught by it."""
    own = Q(**{f"{path}center__in": user.agencies_as(Role.STAFF, Role.HEAD)})
    return own | Q(**{f"{path}trainers__user": user, f"{path}trainers__is_active": True})


class SignInSheetQuerySet(models.QuerySet["SignInSheet"]):
    def visible_to(self, user: User) -> SignInSheetQuerySet:
        """The centre's staff and the run's trainers."""
        return self.filter(of_teachers(user, "session__run__")).distinct()


class SignInSheet(models.Model):
    """A sheet as it was printed: whoever was seated then is on it. Printed anew, it is another version."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="sheets")
    version = models.PositiveSmallIntegerField(_("version"))
    # When the session was to be held: a sheet printed for another day is not this day's.
    day = models.DateField(_("day"))
    slot = models.CharField(_("slot"), max_length=9, choices=Slot)
    people = models.PositiveSmallIntegerField(_("people"))
    printed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    printed_at = models.DateTimeField(_("printed"))
    file = models.ForeignKey("core.SealedFile", on_delete=models.PROTECT, null=True, related_name="+")
    job = models.ForeignKey("core.Job", on_delete=models.SET_NULL, null=True, related_name="+")

    objects = SignInSheetQuerySet.as_manager()

    class Meta:
        ordering = ["session", "version"]
        constraints = [models.UniqueConstraint(fields=["session", "version"], name="sheet_version_once")]

    def __str__(self) -> str:
        return f"{self.session} v{self.version}"


class SheetPage(models.Model):
    """One printed page of a sheet, found again by the code in its corners."""

    sheet = models.ForeignKey(SignInSheet, on_delete=models.CASCADE, related_name="pages")
    number = models.PositiveSmallIntegerField(_("page"))
    code = models.CharField(max_length=CODE_LETTERS, unique=True)

    class Meta:
        ordering = ["sheet", "number"]
        constraints = [models.UniqueConstraint(fields=["sheet", "number"], name="sheet_page_once")]


class SheetRow(models.Model):
    """One person's row. Its code binds the row to the sheet and the seat, and holds neither."""

    page = models.ForeignKey(SheetPage, on_delete=models.CASCADE, related_name="rows")
    place = models.PositiveSmallIntegerField(_("row"))  # 0 is the topmost
    enrollment = models.ForeignKey(Enrollment, on_delete=models.CASCADE, related_name="sheet_rows")
    code = models.CharField(max_length=CODE_LETTERS, unique=True)

    class Meta:
        ordering = ["page", "place"]
        constraints = [models.UniqueConstraint(fields=["page", "place"], name="sheet_row_once")]


class SheetUploadQuerySet(models.QuerySet["SheetUpload"]):
    def visible_to(self, user: User) -> SheetUploadQuerySet:
        """The centre's staff and the run's trainers."""
        return self.filter(of_teachers(user, "run__")).distinct()


class SheetUpload(models.Model):
    """Photographs or PDF of signed pages of one run, uploaded at once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    run = models.ForeignKey(CourseRun, on_delete=models.CASCADE, related_name="sheet_uploads")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    job = models.ForeignKey("core.Job", on_delete=models.SET_NULL, null=True, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded"))

    objects = SheetUploadQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at", "-id"]


class SheetFile(models.Model):
    """One file of an upload; its bytes are kept sealed until its pages are read, then they are gone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    upload = models.ForeignKey(SheetUpload, on_delete=models.CASCADE, related_name="files")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(_("file"), max_length=200)
    sealed = models.BinaryField(null=True)
    pages = models.PositiveSmallIntegerField(_("pages"), null=True)
    problem = models.CharField(_("problem"), max_length=300, blank=True)

    class Meta:
        ordering = ["upload", "number"]
        constraints = [models.UniqueConstraint(fields=["upload", "number"], name="sheet_file_number")]

    @property
    def place(self) -> str:
        """What the sealed bytes are bound to."""
        return f"enrollment.sheetfile.sealed:{self.pk}"


class SheetScanQuerySet(models.QuerySet["SheetScan"]):
    def visible_to(self, user: User) -> SheetScanQuerySet:
        """The centre's staff and the run's trainers."""
        return self.filter(of_teachers(user, "file__upload__run__")).distinct()


class SheetScan(models.Model):
    """A page that came back as a picture, straightened; marks come of it only when a person confirms."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey(SheetFile, on_delete=models.CASCADE, related_name="scans")
    number = models.PositiveSmallIntegerField(_("page"))
    state = models.CharField(_("state"), max_length=9, choices=SheetScanState, default=SheetScanState.UNREAD)
    doubt = models.CharField(_("why"), max_length=12, choices=SheetDoubt, blank=True)
    image = models.ForeignKey(
        "core.SealedFile", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("picture")
    )
    page = models.ForeignKey(SheetPage, on_delete=models.CASCADE, null=True, related_name="scans")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)

    objects = SheetScanQuerySet.as_manager()

    class Meta:
        ordering = ["file", "number"]
        constraints = [models.UniqueConstraint(fields=["file", "number"], name="sheet_scan_once")]


class SheetReading(models.Model):
    """What the machine saw on one row. `mark` is empty where it saw none; with a doubt, a person is asked."""

    scan = models.ForeignKey(SheetScan, on_delete=models.CASCADE, related_name="readings")
    row = models.ForeignKey(SheetRow, on_delete=models.CASCADE, related_name="readings")
    signed = models.BooleanField(_("signed"), default=False)
    mark = models.CharField(_("mark"), max_length=8, choices=Mark, blank=True)
    missed = models.PositiveSmallIntegerField(_("minutes late"), null=True)
    doubt = models.CharField(_("why asked"), max_length=11, choices=RowDoubt, blank=True)

    class Meta:
        ordering = ["scan", "row"]
        constraints = [models.UniqueConstraint(fields=["scan", "row"], name="sheet_row_read_once")]
