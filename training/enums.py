"""Closed lists of what is taught and when."""

from datetime import time

from django.db import models
from django.utils.translation import gettext_lazy as _


class CourseType(models.TextChoices):
    """The three types of the training regulation B.E. 2566."""

    PRE_EMPLOYMENT = "pre_employment", _("Pre-employment training")
    UPGRADE = "upgrade", _("Skill upgrade")
    SUPPLEMENTARY = "supplementary", _("Supplementary occupation")


class Education(models.TextChoices):
    """Highest level completed, from lowest to highest; what a curriculum may ask for."""

    NONE = "none", _("None completed")
    PRIMARY = "primary", _("Primary (ป.6)")
    LOWER_SECONDARY = "lower_secondary", _("Lower secondary (ม.3)")
    UPPER_SECONDARY = "upper_secondary", _("Upper secondary (ม.6) or vocational")


class Delivery(models.TextChoices):
    """The three ways in which training is given (clause 58)."""

    SAME_PLACE = "same_place", _("Trainer and trainees in one place")
    LIVE_DISTANCE = "live_distance", _("Live, at a distance")
    SELF_PACED = "self_paced", _("By oneself, at one's own pace")


class WagePer(models.TextChoices):
    DAY = "day", _("a day")
    MONTH = "month", _("a month")
    PIECE = "piece", _("a job or piece")


class CostKind(models.TextChoices):
    """What the money of a course is spent on."""

    MATERIALS = "materials", _("Materials")
    TRAINERS = "trainers", _("Trainers' fees")
    MEALS = "meals", _("Meals")
    LODGING = "lodging", _("Lodging")
    GEAR = "gear", _("Protective gear")
    TRAVEL = "travel", _("Travel")
    INSURANCE = "insurance", _("Insurance")
    OTHER = "other", _("Other")


class CostPer(models.TextChoices):
    HEAD = "head", _("each person")
    RUN = "run", _("the whole run")


class Slot(models.TextChoices):
    """The half-day slots of a centre's day; with a date, a slot is a period."""

    MORNING = "morning", _("Morning")
    AFTERNOON = "afternoon", _("Afternoon")
    EVENING = "evening", _("Evening")


SLOT_HOURS = {
    Slot.MORNING: (time(9), time(12)),
    Slot.AFTERNOON: (time(13), time(16)),
    Slot.EVENING: (time(17), time(20)),
}
SESSION_MINUTES = 180  # the length of every slot above


class Pattern(models.TextChoices):
    """On which days and slots a run may meet."""

    WEEKDAYS = "weekdays", _("Weekdays, all day")
    MORNINGS = "mornings", _("Weekday mornings")
    AFTERNOONS = "afternoons", _("Weekday afternoons")
    EVENINGS = "evenings", _("Weekday evenings")
    WEEKENDS = "weekends", _("Saturdays and Sundays")


PATTERN_SLOTS: dict[str, tuple[frozenset[int], tuple[Slot, ...]]] = {
    # pattern -> (weekdays with Monday 0, slots)
    Pattern.WEEKDAYS: (frozenset(range(5)), (Slot.MORNING, Slot.AFTERNOON)),
    Pattern.MORNINGS: (frozenset(range(5)), (Slot.MORNING,)),
    Pattern.AFTERNOONS: (frozenset(range(5)), (Slot.AFTERNOON,)),
    Pattern.EVENINGS: (frozenset(range(5)), (Slot.EVENING,)),
    Pattern.WEEKENDS: (frozenset({5, 6}), (Slot.MORNING, Slot.AFTERNOON)),
}


class Part(models.TextChoices):
    """A topic is taught in two parts, weighed 20:80 in assessment."""

    THEORY = "theory", _("Theory")
    PRACTICE = "practice", _("Practice")


class RuleSetState(models.TextChoices):
    """A version of the rules: a centre's settings count once a second person confirmed them."""

    PROPOSED = "proposed", _("Waits for the second person")
    IN_FORCE = "in_force", _("Confirmed")
    REFUSED = "refused", _("Not confirmed")


class RunState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    ANNOUNCED = "announced", _("Announced")
    OPEN = "open", _("Open for applications")
    MATCHED = "matched", _("Matched, seats offered")
    CONFIRMED = "confirmed", _("Confirmed")
    RUNNING = "running", _("Running")
    FINISHED = "finished", _("Finished, results due")
    CLOSED = "closed", _("Closed")
    CANCELLED = "cancelled", _("Cancelled")
    MERGED = "merged", _("Merged into another run")


class ReserveGroup(models.TextChoices):
    """For whom seats of a run can be kept back; whether somebody belongs to it stands in the register."""

    POVERTY = "poverty", _("People from poor households")
    DISABILITY = "disability", _("People with a disability")
    CAREGIVER = "caregiver", _("People who care for a family member")
    NEVER_ENTERED = "never_entered", _("People who never entered school")
    LEFT_EARLY = "left_early", _("People who left school mid-way")
    NEEDS_LODGING = "needs_lodging", _("People who need lodging")


class OrientationPart(models.TextChoices):
    """The three times at which the people of a run are gathered and told what they must know (clause 13)."""

    START = "start", _("Before the training")
    MIDDLE = "middle", _("During the training")
    END = "end", _("At the end of the training")


class TrainerKind(models.TextChoices):
    """Whether a trainer belongs to the centre; one from outside needs clauses 59 and 60."""

    STAFF = "staff", _("Staff of the centre")
    OUTSIDE = "outside", _("From outside")


class OutsideAlternative(models.IntegerChoices):
    """The seven alternatives of clause 59, one of which a trainer from outside meets; centres enter their wording."""

    FIRST = 1, _("Clause 59, alternative 1")
    SECOND = 2, _("Clause 59, alternative 2")
    THIRD = 3, _("Clause 59, alternative 3")
    FOURTH = 4, _("Clause 59, alternative 4")
    FIFTH = 5, _("Clause 59, alternative 5")
    SIXTH = 6, _("Clause 59, alternative 6")
    SEVENTH = 7, _("Clause 59, alternative 7")
