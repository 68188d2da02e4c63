"""Closed lists about people and their way through the chain."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class IdentifierKind(models.TextChoices):
    CITIZEN = "citizen", _("Citizen ID")
    G_CODE = "g_code", _("G-code")


class NumberEnd(models.TextChoices):
    """Why a number is the person's no more."""

    REPLACED = "replaced", _("Replaced by another number")
    WRONG = "wrong", _("Entered by mistake")


class DatePrecision(models.TextChoices):
    DAY = "day", _("exact")
    MONTH = "month", _("month only")
    YEAR = "year", _("year only")


class Grade(models.TextChoices):
    """The grade after which, or within which, the person left school."""

    NONE = "none", _("Never at school")
    PRIMARY_1 = "p1", _("Grade 1 (ป.1)")
    PRIMARY_2 = "p2", _("Grade 2 (ป.2)")
    PRIMARY_3 = "p3", _("Grade 3 (ป.3)")
    PRIMARY_4 = "p4", _("Grade 4 (ป.4)")
    PRIMARY_5 = "p5", _("Grade 5 (ป.5)")
    PRIMARY_6 = "p6", _("Grade 6 (ป.6)")
    SECONDARY_1 = "m1", _("Grade 7 (ม.1)")
    SECONDARY_2 = "m2", _("Grade 8 (ม.2)")
    SECONDARY_3 = "m3", _("Grade 9 (ม.3)")
    SECONDARY_4 = "m4", _("Grade 10 (ม.4 or ปวช.1)")
    SECONDARY_5 = "m5", _("Grade 11 (ม.5 or ปวช.2)")
    SECONDARY_6 = "m6", _("Grade 12 (ม.6 or ปวช.3)")


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


class Aptitude(models.TextChoices):
    """What the person is good at, as a counsellor has seen it."""

    HANDS = "hands", _("Works well with the hands")
    MACHINES = "machines", _("Machines and engines")
    ELECTRICITY = "electricity", _("Electricity and electronics")
    COMPUTERS = "computers", _("Computers")
    DRAWING = "drawing", _("Drawing and design")
    COOKING = "cooking", _("Cooking")
    CARE = "care", _("Caring for people")
    PLANTS = "plants", _("Plants and animals")
    SELLING = "selling", _("Selling and speaking")
    LANGUAGES = "languages", _("Languages")


class PhoneOwner(models.TextChoices):
    """Whose telephone it is: a shared one is normal, and decides who may be told what by it."""

    OWN = "own", _("The person's own")
    GUARDIAN = "guardian", _("The guardian's")
    SHARED = "shared", _("Shared in the family")
    NEIGHBOR = "neighbor", _("A neighbour's or the village head's")


class BarrierKind(models.TextChoices):
    """What stands in the way. Only yes or no is kept, with who saw the paper and when; never what it says."""

    POVERTY = "poverty", _("Poor household")
    DISABILITY = "disability", _("Disability")
    CAREGIVER = "caregiver", _("Cares for a family member")


class ConsentKind(models.TextChoices):
    TRAINING = "training", _("Consent to train")  # clause 10
    DATA = "data", _("Consent for data")


class ConsentGiver(models.TextChoices):
    SELF = "self", _("The person")
    GUARDIAN = "guardian", _("The guardian")


class ConsentChannel(models.TextChoices):
    PAPER = "paper", _("Signed paper seen")
    IN_PERSON = "in_person", _("In person")
    ONLINE = "online", _("Online")


class SlipPurpose(models.TextChoices):
    """What whoever holds the code of a paper or link may do with it."""

    FORM = "form", _("Form to sign")
    LINK = "link", _("Link to answer online")
    RECEIPT = "receipt", _("Receipt to take back by")


class ScanState(models.TextChoices):
    """A page of a signed form that came back as a picture."""

    UNREAD = "unread", _("Whose is it?")
    READ = "read", _("To be looked at")
    CONFIRMED = "confirmed", _("Attached")
    FOREIGN = "foreign", _("Not yours")
    REPEATED = "repeated", _("Read twice")
    DISCARDED = "discarded", _("Set aside")


class ScanDoubt(models.TextChoices):
    """Why the machine could not say whose page it is."""

    NO_CODE = "no_code", _("No code could be read")
    MANY_CODES = "many_codes", _("More than one form on this picture")
    UNKNOWN_CODE = "unknown_code", _("The code belongs to no form of ours")
    SENT_BACK = "sent_back", _("Somebody said it belongs to another person")


class ReferralSource(models.TextChoices):
    """Who found the person."""

    SCHOOL = "school", _("School")
    AREA_OFFICE = "area_office", _("Education area office")
    LEARNING = "learning", _("Department of Learning Encouragement")
    VOLUNTEER = "volunteer", _("Labour volunteer")
    CENTER = "center", _("Skill development centre")
    OTHER_AGENCY = "other_agency", _("Another agency")
    SELF = "self", _("The person themselves")


class Service(models.TextChoices):
    """What the receiving agency is asked for. A child who must still go to school is sent back to learning only."""

    TRAINING = "training", _("Skill training")
    LEARNING = "learning", _("Back to school or a learning centre")
    WORK = "work", _("Finding work")


class ReferralState(models.TextChoices):
    DRAFTED = "drafted", _("Draft")
    SENT = "sent", _("Sent")
    RECEIVED = "received", _("Received")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("Not answered in time")
    HANDED_ON = "handed_on", _("Handed on")


class Outcome(models.TextChoices):
    """What became of a person whom the receiver of a referral accepted, the furthest that is known."""

    WORKS = "works", _("In work")
    OWN_BUSINESS = "business", _("Own business")
    LEARNS = "learns", _("Back to learning")
    CERTIFIED = "certified", _("Certificate issued")
    COMPLETED = "completed", _("Training completed")
    TRAINS = "trains", _("In training")
    PLACED = "placed", _("Has a seat")
    OFFERED = "offered", _("Seat offered")
    NOT_COMPLETED = "incomplete", _("Training not completed")
    TAKEN_ON = "taken_on", _("Taken on")


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


class PairState(models.TextChoices):
    """What a person decided about two records that may be the same person."""

    PROPOSED = "proposed", _("To be judged")
    DIFFERENT = "different", _("Different people")
    MERGED = "merged", _("Merged")


class ImportState(models.TextChoices):
    UPLOADED = "uploaded", _("Being read")
    MAPPING = "mapping", _("Columns to be named")
    READY = "ready", _("Ready to confirm")
    REFUSED = "refused", _("Could not be read")
    APPLYING = "applying", _("Being entered")
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


class SeenHow(models.TextChoices):
    """In which form an account was shown a person."""

    PAGE = "page", _("Page of the person")
    LIST = "list", _("List or other page")
    EXPORT = "export", _("Spreadsheet")
    NUMBER = "number", _("Number in full")
    FILE = "file", _("Scanned paper")
    PAPER = "paper", _("Certificate (PDF)")
    PROGRAM = "program", _("Programming interface")
    COPY = "copy", _("Copy of all data")


class RightKind(models.TextChoices):
    """What a person may ask of those who keep their data (Personal Data Protection Act, sections 30-36)."""

    COPY = "copy", _("Copy of the data")
    CORRECTION = "correction", _("Correction")
    ERASURE = "erasure", _("Erasure")
    OBJECTION = "objection", _("Objection")


class RightState(models.TextChoices):
    RECEIVED = "received", _("To be answered")
    GRANTED = "granted", _("Granted")
    REJECTED = "rejected", _("Rejected with a reason")
    TAKEN_BACK = "taken_back", _("Taken back")


class IdentityCheck(models.TextChoices):
    """How it was made sure that the one who asks is the person, or speaks for them."""

    ACCOUNT = "account", _("Signed in with the own account")
    CARD = "card", _("Identity card seen")
    GUARDIAN = "guardian", _("Guardian, identity card seen")
    KNOWN = "known", _("Known in person to the one who asks here")


class ErasureReason(models.TextChoices):
    REQUEST = "request", _("The person or the guardian asks for it")
    CONSENT = "consent", _("The consent was withdrawn and no other ground holds")
    MISTAKE = "mistake", _("Entered without any ground")
    SCHEDULE = "schedule", _("The time for keeping it has passed")
    RESTORED = "restored", _("Erased before, came back from a backup")


class ErasureState(models.TextChoices):
    PROPOSED = "proposed", _("Waits for the second person")
    DONE = "done", _("Erased")
    DROPPED = "dropped", _("Not erased")


class KeptAs(models.TextChoices):
    """How far a person came, which decides how long the record is kept."""

    NO_TRAINING = "no_training", _("Never began a training")
    LEFT = "left", _("Began, did not complete")
    COMPLETED = "completed", _("Completed")


class PathKind(models.TextChoices):
    """What a leaver does who is not to be trained: a plan, so nobody need look for them."""

    CONTINUES = "continues", _("Continues studying")
    WORKS = "works", _("Works")
    FAMILY = "family", _("Helps the family")
    AWAY = "away", _("Moved away")


class PathSource(models.TextChoices):
    """Who says what a leaver does next."""

    PUPIL = "pupil", _("The pupil")
    GUARDIAN = "guardian", _("The guardian")
    SCHOOL = "school", _("The new school")
    TEACHER = "teacher", _("A teacher")


class SchoolReportState(models.TextChoices):
    IN_WORK = "in_work", pgettext_lazy("report", "In work")
    DONE = "done", pgettext_lazy("report", "Reported")
