"""What the scheduling use cases refuse, each named as the fact."""

from django.utils.translation import gettext_lazy as _

from core.refusals import Refused


class NoRuns(Refused):
    sentence = _("No run was chosen.")
    remedy = _("Choose at least one run of your centre.")


class NotPlannable(Refused):
    sentence = _("%(run)s is “%(state)s” and gets no timetable.")
    remedy = _("Choose runs that are planned, open, confirmed or running.")


class NothingToPlan(Refused):
    sentence = _("%(run)s has no session left to plan after today.")
    remedy = _("Take it out of the choice, or move its last day.")


class DataChanged(Refused):
    sentence = _("Runs, rooms, trainers or bookings changed since this timetable was computed.")
    remedy = _("Make a new timetable: it takes the changes into account and moves as little as it can.")


class AlreadyBooked(Refused):
    sentence = _("%(what)s is already booked by %(who)s on %(when)s.")
    remedy = _("Choose another period, or make a new timetable.")


class AlreadyHeld(Refused):
    sentence = _("This session was held on %(day)s.")
    remedy = _("What has happened stays as it is.")


class AlreadyBegun(Refused):
    sentence = _("This session has begun: its day and half day stay.")
    remedy = _("Change its room or its trainers alone.")


class NotToCome(Refused):
    sentence = _("On %(day)s that half day is not to come, or not within the run, which ends on %(last)s.")
    remedy = _("Choose a half day that has not begun, within the run.")


class CannotMove(Refused):
    sentence = _("The session cannot be moved there. %(reasons)s")
    remedy = _("Choose another day, room or trainer.")
