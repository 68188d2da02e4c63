"""What the training use cases refuse, each named as the fact."""

from django.utils.translation import gettext_lazy as _

from core.refusals import Refused


class NoRuleSet(Refused):
    sentence = _("No version of the training regulation is in force on %(day)s.")
    remedy = _("Choose a later first day, or install the regulation that held then.")


class NoCurriculum(Refused):
    sentence = _("%(course)s has no approved curriculum.")
    remedy = _("Enter its topics first.")


class CodeTaken(Refused):
    sentence = _("The code “%(code)s” is already in use.")
    remedy = _("Choose another code.")


class SizesOutsideCourse(Refused):
    sentence = _("A class of %(minimum)s to %(seats)s people does not fit this course (%(low)s to %(high)s).")
    remedy = _("Choose numbers within the course's limits, the fewest people not above the seats.")


class DaysOutOfOrder(Refused):
    sentence = _("The last day is before the first.")
    remedy = _("Correct one of the two days.")


class WindowTooShort(Refused):
    sentence = _(
        "%(needed)s sessions do not fit: without holidays and closures these days have room for %(room)s."
    )
    remedy = _("Choose a later last day, another pattern or more sessions a day.")


class SizesOutOfOrder(Refused):
    sentence = _("The smallest class is larger than the largest.")
    remedy = _("Correct one of the two numbers.")


class NoTopics(Refused):
    sentence = _("A curriculum needs at least one topic with minutes of theory or practice.")


class NotYetTheFirstDay(Refused):
    sentence = _("The run begins on %(day)s.")
    remedy = _("Start it on that day: the rules that apply are those of its first day.")


class SessionsStillToCome(Refused):
    sentence = _("%(count)s sessions of this run have not been held yet.")
    remedy = _("Finish it after the last session; sessions without a date need a timetable first.")


class PeopleHoldSeats(Refused):
    sentence = _("%(count)s people hold a seat or an offer in this run.")
    remedy = _("Withdraw their seats first, so that each of them is told.")


class ReasonMissing(Refused):
    sentence = _("A run is not cancelled without a reason.")
    remedy = _("Write the reason in a sentence.")


class AlreadyAbsent(Refused):
    sentence = _("%(name)s is already entered as absent on some of these days.")
    remedy = _("Remove or change the entry that overlaps.")


class OtherCenter(Refused):
    sentence = _("%(name)s belongs to another centre.")
