"""Why a session cannot be held at a place, in sentences that name who or what is in the way."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.templatetags.ui import thai_date
from scheduling import whereabouts
from scheduling.engine.model import Rule
from scheduling.engine.violations import Violation
from scheduling.models import Assignment, TrainerBooking
from scheduling.naming import TRAINER, name_of
from scheduling.planning import Placed
from scheduling.resources import equipment_needed
from scheduling.whereabouts import There
from training.models import Closure, EquipmentKind, Room, Session, Skill, Trainer, TrainerAbsence
from training.queries import half_days_of, shut_days_of


class Reasons:
    """Each broken rule in a sentence, with the row that is in the way."""

    def __init__(self, session: Session, place: Placed) -> None:
        self.session, self.run, self.place = session, session.run, place
        self.room = Room.objects.select_related("site").filter(pk=place.room or 0).first()
        people = Trainer.objects.filter(pk__in=place.trainers)
        self.trainers = {name_of(TRAINER, trainer.pk): trainer for trainer in people}

    def of(self, broken: Iterable[Violation]) -> list[str]:
        """The sentences, each once, in the order of the rules."""
        return list(dict.fromkeys(self._sentence(violation) for violation in broken))

    def _sentence(self, violation: Violation) -> str:
        who = next((self.trainers[thing] for thing in violation.things if thing in self.trainers), "")
        facts = {
            "room": self.room,
            "kind": self.session.room_kind,
            "seats": self.run.seats,
            "places": self.room.capacity if self.room else 0,
            "site": self.run.site,
            "pattern": self.run.get_pattern_display(),
            "most": self.run.sessions_per_day,
            "needed": self.run.trainers_needed,
            "who": who,
        }
        explain = _EXPLAINED.get(violation.rule)
        return explain(self, who, violation) if explain else str(_SENTENCES[violation.rule]) % facts

    def room_of_another_kind(self, _who: Any, _broken: Violation) -> str:
        """Not what the session needs; or a room of the centre for a run that is held elsewhere."""
        if self.run.is_outside:
            return _("The run is held at %(place)s and takes no room of the centre.") % {
                "place": self.run.place
            }
        return _("%(room)s is not of the kind that the session needs: %(kind)s.") % {
            "room": self.room,
            "kind": self.session.room_kind,
        }

    def room_closed(self, _who: Any, _broken: Violation) -> str:
        """The room is taken by another run, or closed."""
        other = self._elsewhere().filter(room=self.room).select_related("session__run").first()
        if other:
            return _("%(room)s is taken by %(run)s.") % {"room": self.room, "run": other.session.run.code}
        return _("%(room)s is closed: %(reason)s.") % {"room": self.room, "reason": self._closure()}

    def _elsewhere(self) -> QuerySet[Assignment]:
        """What else is booked in the period."""
        then = Assignment.objects.filter(day=self.place.day, slot=self.place.slot)
        return then.exclude(session=self.session)

    def _closure(self) -> str:
        day = self.place.day
        closures = Closure.objects.filter(room=self.room, first_day__lte=day, last_day__gte=day)
        return closures.values_list("reason", flat=True).first() or ""

    def center_closed(self, _who: Any, _broken: Violation) -> str:
        """A public holiday, a closure of the centre, or a half day on which it does not teach."""
        day = self.place.day
        shut = shut_days_of(self.run.center, day, day)
        if day not in shut and self.place.slot not in half_days_of(self.run.center)[day.weekday()]:
            return _("The centre does not teach on that half day of the week.")
        facts = {"day": thai_date(day), "reason": shut.get(day, "")}
        return _("The centre is closed on %(day)s: %(reason)s.") % facts

    def equipment_missing(self, _who: Any, _broken: Violation) -> str:
        """Neither the room nor its site has a kind."""
        room = self._own_room()
        here = {kind.pk for kind in room.equipment.all()}
        movable = room.site.equipment.filter(is_active=True).values_list("kind", flat=True)
        lacking = EquipmentKind.objects.filter(pk__in=equipment_needed(self.session) - here - set(movable))
        names = ", ".join(str(kind) for kind in lacking)
        return _("%(room)s lacks %(equipment)s, and there is none to bring at %(site)s.") % {
            "room": room,
            "equipment": names,
            "site": room.site,
        }

    def _own_room(self) -> Room:
        """The room of the centre: a place outside has all that its run needs, so nothing is said of it."""
        if self.room is None:
            raise LookupError(f"session {self.session.pk} is held outside")
        return self.room

    def equipment_used(self, _who: Any, broken: Violation) -> str:
        """Other sessions of the period have all units that work."""
        site = self._own_room().site
        kind = EquipmentKind.objects.get(pk=broken.things[-1])
        others = self._elsewhere().filter(room__site=site, session__topic__equipment=kind)
        lacking = others.exclude(room__equipment=kind).values_list("session__run__code", flat=True)
        facts = {"kind": kind, "site": site, "runs": ", ".join(sorted(set(lacking)))}
        if not lacking:
            return _("No unit of “%(kind)s” at %(site)s works on that day.") % facts
        return _("No unit of “%(kind)s” is left at %(site)s then; in use by %(runs)s.") % facts

    def unqualified(self, who: Any, _broken: Violation) -> str:
        """The skill that is not held on the day, and since or until when it is not."""
        day, skills = self.place.day, self.run.course.skills.all()
        lacking = [one for one in skills if not _valid(who, one, self.place)]
        held = who.skills.filter(skill__in=lacking)
        over = held.filter(valid_until__lt=day).order_by("-valid_until").first()
        facts = {"who": who, "skill": ", ".join(str(skill) for skill in lacking)}
        if over and len(lacking) == 1:
            return _("The qualification of %(who)s for “%(skill)s” ended on %(day)s.") % {
                **facts,
                "day": thai_date(over.valid_until),
            }
        return _("%(who)s has no qualification for “%(skill)s” valid on that day.") % facts

    def trainer_busy(self, who: Any, _broken: Violation) -> str:
        """The trainer teaches another run then, is absent, is not appointed, or never teaches on that half day."""
        day = self.place.day
        booked = TrainerBooking.objects.filter(trainer=who, day=day, slot=self.place.slot)
        others = booked.exclude(assignment__session=self.session)
        other = others.select_related("assignment__session__run").first()
        if other:
            run = other.assignment.session.run.code
            return _("%(who)s already teaches %(run)s then.") % {"who": who, "run": run}
        absences = TrainerAbsence.objects.filter(trainer=who, first_day__lte=day, last_day__gte=day)
        until = absences.values_list("last_day", flat=True).first()
        if until:
            return _("%(who)s is absent until %(day)s.") % {"who": who, "day": thai_date(until)}
        if who.is_outside and not who.appointments.filter(valid_from__lte=day, valid_until__gte=day).exists():
            return _("%(who)s is from outside and has no appointment in force on that day.") % {"who": who}
        return _("%(who)s does not teach on that half day of the week.") % {"who": who}

    def gone(self, _who: Any, _broken: Violation) -> str:
        """A room or a trainer that the centre no longer has; no room, now that the run is held at the centre."""
        if self.room is None and not self.run.is_outside:
            return _("No room is booked.")
        people = [str(one) for one in self.trainers.values() if not one.is_active]
        left = [str(self.room), *people] if self.room and not self.room.is_active else people
        if not left:
            return _("The room or a trainer is not in use at this centre.")
        return _("No longer in use or teaching: %(names)s.") % {"names": ", ".join(left)}


def _valid(who: Trainer, skill: Skill, place: Placed) -> bool:
    return any(
        (held.valid_from is None or held.valid_from <= place.day)
        and (held.valid_until is None or held.valid_until >= place.day)
        for held in who.skills.filter(skill=skill)
    )


def _of_people(
    explain: Callable[[There, Trainer | None, Violation], str],
) -> Callable[[Reasons, Any, Violation], str]:
    """A sentence about where people are, for the session and place of the reasons."""
    return lambda reasons, who, broken: explain(
        There(reasons.session, reasons.place, reasons.room), who or None, broken
    )


_EXPLAINED: dict[Rule, Callable[[Reasons, Any, Violation], str]] = {
    Rule.ROOM_KIND: Reasons.room_of_another_kind,
    Rule.ROOM_CLOSED: Reasons.room_closed,
    Rule.CENTER_CLOSED: Reasons.center_closed,
    Rule.ROOM_EQUIPMENT: Reasons.equipment_missing,
    Rule.SHARED_EQUIPMENT: Reasons.equipment_used,
    Rule.TRAINER_QUALIFIED: Reasons.unqualified,
    Rule.TRAINER_AVAILABLE: Reasons.trainer_busy,
    Rule.KNOWN: Reasons.gone,
    Rule.TRAVEL: _of_people(whereabouts.too_far),
    Rule.REST: _of_people(whereabouts.too_little_rest),
    Rule.GROUP_OVERLAP: _of_people(whereabouts.elsewhere_then),
    Rule.GROUP_PROTECTED: _of_people(whereabouts.kept_free),
    Rule.GROUP_DAILY: _of_people(whereabouts.too_long),
    Rule.GROUP_WEEKLY: _of_people(whereabouts.too_long),
}

_SENTENCES = {
    Rule.WINDOW: gettext_lazy("The day is outside the run."),
    Rule.PATTERN: gettext_lazy("The run meets on: %(pattern)s."),
    Rule.SLOT_LENGTH: gettext_lazy("The session is longer than this half day."),
    Rule.ROOM_CAPACITY: gettext_lazy("%(room)s has %(places)s places; the run has %(seats)s seats."),
    Rule.RUN_SITE: gettext_lazy("The run is held at %(site)s; %(room)s is not there."),
    Rule.TRAINER_COUNT: gettext_lazy("The session needs this many trainers: %(needed)s."),
    Rule.TRAINER_SITE: gettext_lazy("%(who)s does not teach at that site."),
    Rule.TRAINER_DAILY: gettext_lazy("%(who)s would teach more hours that day than agreed."),
    Rule.TRAINER_WEEKLY: gettext_lazy("%(who)s would teach more hours that week than agreed."),
    Rule.ROOM_OVERLAP: gettext_lazy("%(room)s is taken by another session of this run."),
    Rule.TRAINER_OVERLAP: gettext_lazy("%(who)s already teaches another session of this run then."),
    Rule.ORDER: gettext_lazy("The topics would no longer be taught in their order."),
    Rule.MOST_PER_DAY: gettext_lazy("The run has at most %(most)s sessions a day."),
    Rule.LEAST_PER_DAY: gettext_lazy("The run would have too few sessions on a day."),
    Rule.LOCK: gettext_lazy("The session is fixed."),
}
