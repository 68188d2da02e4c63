"""Closed lists of what is taught and when."""

from datetime import time

from django.db import models
from django.utils.translation import gettext_lazy as _


class CourseType(models.TextChoices):
    """The three types of the training regulation B.E. 2566."""

    PRE_EMPLOYMENT = "pre_employment", _("Pre-employment training")
    UPGRADE = "upgrade", _("Skill upgrade")
    SUPPLEMENTARY = "supplementary", _("Supplementary occupation")


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


class RunState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    OPEN = "open", _("Open for applications")
    MATCHED = "matched", _("Matched, seats offered")
    CONFIRMED = "confirmed", _("Confirmed")
    RUNNING = "running", _("Running")
    FINISHED = "finished", _("Finished, results due")
    CLOSED = "closed", _("Closed")
    CANCELLED = "cancelled", _("Cancelled")
