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
        "%(needed)s sessions do not fit: the half days on which the centre teaches have room for %(room)s."
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
    sentence = _("This is not done without a reason.")
    remedy = _("Write the reason in a sentence.")


class AlreadyAbsent(Refused):
    sentence = _("%(name)s is already entered as absent on some of these days.")
    remedy = _("Remove or change the entry that overlaps.")


class OtherCenter(Refused):
    sentence = _("%(name)s belongs to another centre.")


class ChangedMeanwhile(Refused):
    sentence = _("Somebody else has changed “%(name)s” since you opened the form.")
    remedy = _("What is in force now is shown beside. Save again to write what you typed over it.")


class AlternativeMissing(Refused):
    sentence = _("A trainer from outside is qualified by one of the seven alternatives of clause 59.")
    remedy = _("Choose the alternative.")


class AccountTaken(Refused):
    sentence = _("The account “%(account)s” already belongs to another trainer.")
    remedy = _("Choose another account, or take it from the other trainer first.")


class AlreadyQualified(Refused):
    sentence = _("A qualification for “%(skill)s” is already entered for some of these days.")
    remedy = _("Correct that entry, or begin the new one after its last day.")


class NotFromOutside(Refused):
    sentence = _("%(name)s is staff of the centre and needs no appointment.")


class OrderNumberTaken(Refused):
    sentence = _("The order %(number)s is already entered for this trainer.")
    remedy = _("Check the number.")


class SiteNameTaken(Refused):
    sentence = _("The centre already has a site “%(name)s”.")
    remedy = _("Choose another name.")


class MoreThanThereAre(Refused):
    sentence = _("There are only %(quantity)s units.")
    remedy = _("Give a number up to that.")


class NoHalfDays(Refused):
    sentence = _("A centre teaches on at least one half day of the week.")
    remedy = _("Choose one.")


class NoGroundToTrain(Refused):
    """Clause 62."""

    sentence = _(
        "No memorandum for training is in force that %(center)s and %(agency)s have both signed (clause 62)."
    )
    remedy = _("Have both sign one, or write the order or agreement by which the run is held for them.")


class SiteOfAnotherCenter(Refused):
    sentence = _("%(site)s is a site of another centre.")


class ReservesBeyondSeats(Refused):
    sentence = _("%(kept)s seats are kept back, but the run has %(seats)s.")
    remedy = _("Keep fewer seats back.")


class ReservedTwice(Refused):
    sentence = _("Seats are kept back twice for: %(whose)s.")
    remedy = _("Add the two numbers up in one line.")


class SeatsInUse(Refused):
    sentence = _("%(taken)s seats are taken or held by open offers.")
    remedy = _("Leave at least so many.")


class SizesStand(Refused):
    sentence = _("The number of seats stands once training has begun; this run is “%(state)s”.")


class SiteInUse(Refused):
    sentence = _("At %(site)s there are still in use: %(what)s.")
    remedy = _("Move them to another site, or take them out of use first.")


class SiteOfferedFirst(Refused):
    sentence = _("%(site)s is the site offered first.")
    remedy = _("Offer another site first, then close this one.")


class SiteClosed(Refused):
    sentence = _("%(site)s is closed.")
    remedy = _("Open it again first, or choose another site.")


class BedsInUse(Refused):
    sentence = _("%(taken)s beds are given to people already.")
    remedy = _("Take beds back from them first.")


class RunIsOver(Refused):
    sentence = _("This run is “%(state)s”: nothing is given to it any more.")


class ApplicationsTooLate(Refused):
    sentence = _("People can apply only before the run begins on %(day)s.")
    remedy = _("Choose an earlier day.")


class OrientationsMissing(Refused):
    """Clause 13."""

    sentence = _("No orientation is recorded: %(parts)s (clause 13).")
    remedy = _("Record who held it and when, or close with the reason why it was not held.")


class NotInTraining(Refused):
    sentence = _("%(run)s is “%(state)s”; orientation is held from its confirmation on.")


class InTheFuture(Refused):
    sentence = _("%(day)s has not come yet.")


class InThePast(Refused):
    sentence = _("The new first day must be after today.")


class SameRun(Refused):
    sentence = _("A run cannot be merged into itself.")


class OtherCourse(Refused):
    sentence = _("%(run)s and %(other)s teach different courses.")
    remedy = _(
        "Only runs of one course are merged; people can be offered another course by a matching round."
    )


class TakesNobody(Refused):
    sentence = _("%(run)s takes nobody now: it is “%(state)s”.")
    remedy = _("Choose a run that is open, matched or confirmed.")


class NoSkills(Refused):
    sentence = _("A course needs at least one qualification that its trainers hold.")
    remedy = _("Choose one.")


class TwoPartners(Refused):
    sentence = _("The partner is either a registered agency or a name, not both.")
    remedy = _("Empty one of the two.")


class WageOutOfOrder(Refused):
    sentence = _("A wage has a lower and an upper amount in order, and says who stated it.")
    remedy = _("Correct it, or leave all of it empty.")


class TypeInUse(Refused):
    sentence = _("Runs of %(course)s were planned under its type.")
    remedy = _("Enter another course for the other type, and retire this one.")


class CourseRetired(Refused):
    sentence = _("%(course)s is no longer offered.")
    remedy = _("Bring the course back first, or choose another one.")


class NewerVersion(Refused):
    sentence = _("Somebody else has entered version %(newest)s since you opened the form.")
    remedy = _("What it says is shown beside. Save again to put what you typed after it.")


class AlreadyNewest(Refused):
    sentence = _("%(run)s already follows the newest version.")


class AgeBelowRegulation(Refused):
    sentence = _(
        "This type of training is for people of %(years)s years and more, without exception (clause %(clause)s)."
    )
    remedy = _("Leave the age empty, or ask for more years.")


class AgeBelowWork(Refused):
    sentence = _("Nobody under %(years)s may be placed in a firm (Labour Protection Act).")
    remedy = _("Ask for more years, or take the placement out.")


class EducationNotAsked(Refused):
    sentence = _("The regulation asks for no education in this type of training (clause %(clause)s).")
    remedy = _("Leave the education empty.")
