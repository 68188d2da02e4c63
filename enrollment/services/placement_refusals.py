"""Why a training in a firm is refused, each named as the fact."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from core.refusals import Refused


class NoPlacementHere(Refused):
    sentence = _("The curriculum of %(run)s sends nobody to a firm.")


class NotInTraining(Refused):
    sentence = _("This person is not in training now.")


class AlreadyPlaced(Refused):
    sentence = _("This person is placed at %(site)s already.")
    remedy = _("Change the site instead: the hours carry over.")


class NotReadyForFirm(Refused):
    sentence = _("%(reason)s")
    remedy = _("Enter the scores that are missing, or ask the director to relax the rule.")


class LawForbids(Refused):
    """A line for each section of the law, and one for the day from which on they no longer hold."""

    sentence = _("%(reason)s")
    remedy = _("Choose another site or other days.")

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__(reason=" ".join(reasons))
        self.reasons = reasons

    @property
    def lines(self) -> list[str]:
        return [*self.reasons, str(self.remedy)]


class SiteTakesNobody(Refused):
    sentence = _("%(site)s takes no trainees now.")


class DaysBackwards(Refused):
    sentence = _("The last day is before the first.")


class ReasonForSiteMissing(Refused):
    sentence = _("A site is not changed without a reason (clause 27).")
    remedy = _("Write the reason in a sentence.")


class SameSite(Refused):
    sentence = _("The person is at this site already.")


class MovedOn(Refused):
    sentence = _("This person has been moved to another site since.")
    remedy = _("Reload the page to see where the person is now.")


class ReportIsIn(Refused):
    sentence = _("The firm's report is in: days and site are no longer changed.")
    remedy = _("The centre can still correct single days.")


class NotADayThere(Refused):
    sentence = _("%(day)s lies outside the placement (%(first)s to %(last)s).")


class StillToCome(Refused):
    sentence = _("%(day)s is still to come.")


class TooLongForAChild(Refused):
    sentence = _(
        "On %(day)s the person is under 18 and works %(hours)s hours at most; overtime is not allowed."
    )
    remedy = _("Ask the mentor. If it was so, tell the labour inspector; more is not counted.")


class MinutesOutOfRange(Refused):
    sentence = _("A day in a firm has between 0 and 24 hours.")


class ConfirmedAlready(Refused):
    sentence = _("The mentor has confirmed %(day)s; only the centre corrects it.")


class PlacementGoesOn(Refused):
    sentence = _("The placement lasts until %(day)s.")
    remedy = _("Report it afterwards, or correct its last day first.")
