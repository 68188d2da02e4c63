"""Closed lists about a person in a class: the seat, the marks, the result."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class EnrollmentState(models.TextChoices):
    ENROLLED = "enrolled", _("Enrolled")
    TRAINING = "training", _("In training")
    COMPLETED = "completed", _("Completed")
    NOT_COMPLETED = "not_completed", _("Not completed")
    LEFT = "left", _("Left the training")


class LeavingReason(models.TextChoices):
    """Why a seat was given up (clauses 38, 47 and 55)."""

    RESIGNED = "resigned", _("Resigned")
    ABSENT = "absent", _("Absent beyond the limit")
    DISMISSED = "dismissed", _("Dismissed for conduct")
    CHEATED = "cheated", _("Cheated in an assessment")
    DIED = "died", _("Died")
    RUN_CANCELLED = "run_cancelled", _("The run was cancelled")
    RUN_MERGED = "run_merged", _("The run was merged into another")
    RUN_DEFERRED = "run_deferred", _("The run was moved to days that do not suit")
    BETTER_SEAT = "better_seat", _("Given back for a better seat")


class Mark(models.TextChoices):
    PRESENT = "present", _("Present")
    LATE = "late", _("Late or left early")
    EXCUSED = "excused", _("Excused")
    ABSENT = "absent", _("Absent")


class MarkSource(models.TextChoices):
    """By which way a mark came."""

    LIST = "list", pgettext_lazy("way of marking", "List")
    DEVICE = "device", _("List kept on a phone")
    QR = "qr", _("Code on the trainer's screen")
    SHEET = "sheet", _("Signed sheet")
    LEAVE = "leave", _("Leave granted")


class CompletionResult(models.TextChoices):
    """What the regulation gives: certificate (39, 49, 57), letter of training (39), or neither."""

    CERTIFICATE = "certificate", _("Certificate (วุฒิบัตร)")
    LETTER = "letter", _("Letter of training (หนังสือรับรองผลการฝึก)")
    NOT_COMPLETED = "not_completed", _("Not completed")
