"""Closed lists about people and their way through the chain."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class IdentifierKind(models.TextChoices):
    CITIZEN = "citizen", _("Citizen ID")
    G_CODE = "g_code", _("G-code")


class DatePrecision(models.TextChoices):
    DAY = "day", _("exact")
    MONTH = "month", _("month only")
    YEAR = "year", _("year only")


class CaseType(models.TextChoices):
    FINISHED = "finished", _("Finished ม.3, not continuing")
    LEFT_EARLY = "left_early", _("Left mid-way")
    NEVER_ENTERED = "never_entered", _("Never entered")


class Education(models.TextChoices):
    """Highest level completed."""

    NONE = "none", _("None completed")
    PRIMARY = "primary", _("Primary (ป.6)")
    LOWER_SECONDARY = "lower_secondary", _("Lower secondary (ม.3)")
    UPPER_SECONDARY = "upper_secondary", _("Upper secondary (ม.6) or vocational")


class Reason(models.TextChoices):
    """Why the person does not continue studying; several may hold."""

    POVERTY = "poverty", _("Family income")
    CARE = "care", _("Cares for a family member")
    DISTANCE = "distance", _("School too far")
    HEALTH = "health", _("Health or disability")
    WORK = "work", _("Works already")
    NO_INTEREST = "no_interest", _("No wish to study on")
    PREGNANCY = "pregnancy", _("Pregnancy or own child")
    NO_SEAT = "no_seat", _("No place at a school")
    OTHER = "other", _("Another reason")


class ReferralState(models.TextChoices):
    SENT = "sent", _("Sent")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class DeclineReason(models.TextChoices):
    UNREACHABLE = "unreachable", _("The person cannot be reached")
    NOT_INTERESTED = "not_interested", _("The person does not want training")
    UNDER_AGE = "under_age", _("Too young: back to school or learning centre")
    OTHER_PROVINCE = "other_province", _("Lives outside our area")
    DUPLICATE = "duplicate", _("Already referred under another record")
    OTHER = "other", _("Another reason")


class LegalBasis(models.TextChoices):
    """On which ground a person's data goes from one agency to another."""

    CONSENT = "consent", _("Consent of the person and guardian")
    MOU = "mou", _("Memorandum between the agencies")
    DUTY = "duty", _("Legal duty of the agency")


class ImportState(models.TextChoices):
    UPLOADED = "uploaded", _("Being read")
    READY = "ready", _("Ready to confirm")
    REFUSED = "refused", _("Could not be read")
    APPLIED = "applied", _("Imported")
    UNDONE = "undone", _("Undone")
    DISCARDED = "discarded", _("Discarded")


class RoundState(models.TextChoices):
    OPEN = "open", _("Collecting choices")
    CLOSED = "closed", _("Lists closed")
    PROPOSED = "proposed", _("Proposal ready")
    PUBLISHED = "published", _("Published, seats offered")
    FINISHED = "finished", _("Finished")


class OfferState(models.TextChoices):
    OPEN = "open", _("Waiting for an answer")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    LAPSED = "lapsed", _("Not answered in time")


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


class Mark(models.TextChoices):
    PRESENT = "present", _("Present")
    LATE = "late", _("Late")
    EXCUSED = "excused", _("Excused")
    ABSENT = "absent", _("Absent")


class CompletionResult(models.TextChoices):
    """What the regulation gives: certificate (39, 49, 57), letter of training (39), or neither."""

    CERTIFICATE = "certificate", _("Certificate (วุฒิบัตร)")
    LETTER = "letter", _("Letter of training (หนังสือรับรองผลการฝึก)")
    NOT_COMPLETED = "not_completed", _("Not completed")
