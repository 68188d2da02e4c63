"""Why people cannot be at a place in time: the way, the night's rest, another run, hours – naming the other session."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.templatetags.ui import thai_date
from scheduling.engine.model import Rule
from scheduling.engine.violations import Violation
from scheduling.models import Assignment
from scheduling.naming import SESSION, is_of_minors, key_of, runs_in
from scheduling.people import HOUR, pause
from scheduling.planning import Placed
from training.calendar import DAY
from training.enums import Slot
from training.models import CourseRun, Journey, Room, Session, Site, Trainer


@dataclass(frozen=True, slots=True)
class There:
    """A session at a place: what is asked about."""

    session: Session
    place: Placed
    room: Room | None

    @property
    def site(self) -> Site | None:
        return self.room.site if self.room else None


def people_words(group: str, run: CourseRun | None = None) -> str:
    """Whom a group means, without a name; with `run`, as people of that run."""
    keys = [key for key in runs_in(group) if run is None or key != run.pk]
    codes = ", ".join(CourseRun.objects.filter(pk__in=keys).order_by("code").values_list("code", flat=True))
    if run is None:
        words = _("people under 18 in %(runs)s") if is_of_minors(group) else _("people in %(runs)s")
        return words % {"runs": codes or "?"}
    if codes and is_of_minors(group):
        return _("People under 18 of this run who are also in %(runs)s") % {"runs": codes}
    if codes:
        return _("People of this run who are also in %(runs)s") % {"runs": codes}
    return _("People under 18 of this run") if is_of_minors(group) else _("The people of this run")


def too_far(there: There, who: Trainer | None, broken: Violation) -> str:
    """The other session of the day from which there is not enough time for the way."""
    others = _others(there, who, broken, days=0)
    near = [other for other in others if _minutes_between(there, other) > _pause(there, other)]
    if not near:
        return _("%(who)s cannot come from another site in time.") % {"who": _who(there, who, broken)}
    other = near[0]
    return _(
        "%(who)s: the way between %(site)s and %(other)s takes %(minutes)s minutes; between this session and that of"
        " %(run)s there are %(left)s."
    ) % {
        "who": _who(there, who, broken),
        "site": there.site,
        "other": other.room.site if other.room else "–",
        "minutes": _minutes_between(there, other),
        "run": other.session.run.code,
        "left": _pause(there, other),
    }


def too_little_rest(there: There, who: Trainer | None, broken: Violation) -> str:
    """The session of the day before or after that leaves too short a night."""
    others = sorted(_others(there, who, broken, days=1), key=lambda other: _pause(there, other))
    if not others:
        return _("%(who)s would have too short a rest overnight.") % {"who": _who(there, who, broken)}
    return _("%(who)s: only %(hours)s hours of rest between this session and that of %(run)s on %(day)s.") % {
        "who": _who(there, who, broken),
        "hours": f"{_pause(there, others[0]) / HOUR:g}",
        "run": others[0].session.run.code,
        "day": thai_date(others[0].day),
    }


def elsewhere_then(there: There, _who: Trainer | None, broken: Violation) -> str:
    """The other run in which the people are in that half day."""
    return _("%(who)s have another session then.") % {
        "who": people_words(broken.things[-1], there.session.run)
    }


def kept_free(there: There, _who: Trainer | None, broken: Violation) -> str:
    """The evenings of people under age."""
    return _("%(who)s do not learn in the evening.") % {
        "who": people_words(broken.things[-1], there.session.run)
    }


def too_long(there: There, _who: Trainer | None, broken: Violation) -> str:
    """Hours of learning of a day or a week, over all runs of these people."""
    group, _when = broken.things
    words = {
        Rule.GROUP_DAILY: _("%(who)s would learn more hours that day than allowed."),
        Rule.GROUP_WEEKLY: _("%(who)s would learn more hours that week than allowed."),
    }
    return words[broken.rule] % {"who": people_words(group, there.session.run)}


def _who(there: There, who: Trainer | None, broken: Violation) -> str:
    return str(who) if who else people_words(broken.things[-1], there.session.run)


def _others(there: There, who: Trainer | None, broken: Violation, *, days: int) -> list[Assignment]:
    """The booked sessions of the same trainer or people, so many days before or after; those named, where they are."""
    found = Assignment.objects.filter(day__in=_days(there.place.day, days)).exclude(session=there.session)
    named = [key_of(thing) for thing in broken.things if thing.startswith(f"{SESSION} ")]
    if others := set(named) - {there.session.pk}:
        found = found.filter(session__in=others)
    elif who:
        found = found.filter(bookings__trainer=who)
    else:
        found = found.filter(session__run__in=runs_in(broken.things[-1]))
    return list(_with_site(found))


def _with_site(found: QuerySet[Assignment]) -> Iterable[Assignment]:
    return found.select_related("session__run", "room__site").order_by("day", "pk")


def _days(day: date, apart: int) -> set[date]:
    return {day - apart * DAY, day + apart * DAY}


def _pause(there: There, other: Assignment) -> int:
    """Minutes between the two sessions."""
    here, nights = Slot(there.place.slot), abs((there.place.day - other.day).days)
    if (there.place.day, _number(here)) < (other.day, _number(Slot(other.slot))):
        return pause(here, Slot(other.slot), nights=nights)
    return pause(Slot(other.slot), here, nights=nights)


def _number(slot: Slot) -> int:
    return list(Slot).index(slot)


def _minutes_between(there: There, other: Assignment) -> int:
    """What the way takes; 0 where no time is counted."""
    if there.site is None or other.room is None:
        return 0
    low, high = sorted((there.site.pk, other.room.site_id))
    way = Journey.objects.filter(low=low, high=high).first()
    return way.minutes if way else 0
