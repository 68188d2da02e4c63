"""The engine's rules, terms and facts in the words of the people who read a timetable."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.templatetags.ui import thai_date
from scheduling.engine.checker import Violation
from scheduling.engine.model import FactKind, Reason, Rule, Status, Term
from scheduling.models import Assignment, Plan, TrainerBooking
from scheduling.planning import ROOM, RUN, SESSION, TRAINER, Placed, key_of, name_of
from training.models import Closure, CourseRun, Room, RoomKind, Session, Skill, Trainer, TrainerAbsence
from training.queries import shut_days_of

TERMS = {
    Term.START: gettext_lazy("Days by which runs begin later than they could"),
    Term.IDLE: gettext_lazy("Days without teaching inside a run"),
    Term.ROOMS: gettext_lazy("Changes of room inside a run"),
    Term.TRAINERS: gettext_lazy("More trainers in a run than it needs"),
    Term.LOAD: gettext_lazy("Teaching beyond a trainer's fair share"),
    Term.EVENINGS: gettext_lazy("More evenings in a week than a trainer should have"),
    Term.CHANGES: gettext_lazy("Changes against the published timetable"),
}

VERDICTS = {
    Status.OPTIMAL: gettext_lazy("The best timetable possible"),
    Status.FEASIBLE: gettext_lazy("A legal timetable; a better one may exist"),
    Status.IMPOSSIBLE: gettext_lazy("Not all runs can be placed: this is proved"),
    Status.GAVE_UP: gettext_lazy("Not all runs were placed in the time given; it may still be possible"),
}

REASONS = {
    Reason.ALONE: gettext_lazy("It has no legal place, even if no other run were there."),
    Reason.TOGETHER: gettext_lazy("It cannot be placed together with %(rivals)s."),
    Reason.NOT_FOUND: gettext_lazy("No place was found in the time given. Allow more time or fewer runs."),
}

FACTS = {
    FactKind.WINDOW: gettext_lazy("the first and last day of %(run)s"),
    FactKind.PATTERN: gettext_lazy("the weekdays and half days of %(run)s"),
    FactKind.MOST_PER_DAY: gettext_lazy("the most sessions a day of %(run)s"),
    FactKind.LEAST_PER_DAY: gettext_lazy("the least sessions a day of %(run)s"),
    FactKind.LENGTH: gettext_lazy("the length of the sessions of %(run)s"),
    FactKind.GROUPS: gettext_lazy("the people that %(run)s shares with other runs"),
    FactKind.LOCK: gettext_lazy("a session fixed by hand: %(session)s"),
    FactKind.CLOSED: gettext_lazy("the public holidays and closures"),
    FactKind.ROOMS: gettext_lazy("the number and size of rooms of the kind “%(kind)s”"),
    FactKind.ROOM_CLOSED: gettext_lazy("the closures and other bookings of room %(room)s"),
    FactKind.TRAINERS: gettext_lazy("the number of trainers qualified for “%(skill)s”"),
    FactKind.ABSENT: gettext_lazy("the absences of %(trainer)s"),
    FactKind.BOOKED: gettext_lazy("the sessions that %(trainer)s teaches in other runs"),
    FactKind.DAILY: gettext_lazy("the most sessions a day of %(trainer)s"),
    FactKind.WEEKLY: gettext_lazy("the most sessions a week of %(trainer)s"),
    FactKind.SITES: gettext_lazy("the sites that %(trainer)s reaches"),
    FactKind.VALIDITY: gettext_lazy("the days on which the qualification of %(trainer)s is valid"),
}

# What a fact can be about: the rows with these names in the engine.
_ABOUT: dict[str, Callable[[Iterable[str]], Mapping[str, Any]]] = {
    RUN: lambda names: _rows(RUN, CourseRun.objects.select_related("course"), names),
    SESSION: lambda names: _rows(SESSION, Session.objects.select_related("run"), names),
    ROOM: lambda names: _rows(ROOM, Room.objects.all(), names),
    TRAINER: lambda names: _rows(TRAINER, Trainer.objects.all(), names),
    "kind": lambda codes: RoomKind.objects.in_bulk(list(codes)),
    "skill": lambda codes: Skill.objects.in_bulk(list(codes)),
}


def _rows(kind: str, rows: QuerySet[Any], names: Iterable[str]) -> dict[str, Any]:
    return {name_of(kind, row.pk): row for row in rows.filter(pk__in=[key_of(name) for name in names])}


def terms(plan: Plan) -> list[tuple[str, int]]:
    """The soft terms of a plan's cost, the largest first; those that cost nothing are left out."""
    costly = sorted(((amount, term) for term, amount in plan.terms.items() if amount), reverse=True)
    return [(str(TERMS[Term(term)]), amount) for amount, term in costly]


def verdict(plan: Plan) -> str:
    """What is known about a plan, in a sentence; empty while it is being computed."""
    known = VERDICTS.get(Status(plan.status)) if plan.status in set(Status) else None
    if known is not None:
        return str(known)
    return _("The timetable broke a rule and was thrown away. Tell support.") if plan.status else ""


def gap(plan: Plan) -> str:
    """How far the cost may be from the best possible one, in words; empty where runs were left out."""
    if plan.unplaced or plan.cost is None:
        return ""
    if plan.bound is None:
        return _("It is not known yet how much better a timetable could be.")
    if plan.cost == plan.bound:
        return _("No timetable can be better.")
    share = 100 * (plan.cost - plan.bound) / plan.cost
    return _("At most %(share).0f %% could still be gained.") % {"share": share}


def unplaced(plan: Plan) -> list[dict[str, Any]]:
    """The runs left out: {run, reason, causes}, causes being what could be changed, in words."""
    wanted = {entry["run"] for entry in plan.unplaced}
    rivals = {rival for entry in plan.unplaced for rival in entry["rivals"]}
    runs = CourseRun.objects.select_related("course").in_bulk(wanted | rivals)
    names = _names(plan.unplaced)
    return [
        {
            "run": runs[entry["run"]],
            "reason": str(REASONS[Reason[entry["reason"]]])
            % {"rivals": ", ".join(runs[rival].code for rival in entry["rivals"])},
            "causes": [_fact(fact, names) for fact in entry["facts"]],
        }
        for entry in plan.unplaced
    ]


def _placeholder(kind: str) -> str:
    """What a fact of this kind is about: the placeholder in its words, or nothing."""
    words = str(FACTS[FactKind[kind]])
    return next((name for name in _ABOUT if f"%({name})s" in words), "")


def _names(entries: Iterable[Mapping[str, Any]]) -> dict[str, Mapping[str, str]]:
    """Names of everything that the facts are about, by kind of row: one query a kind."""
    wanted: dict[str, set[str]] = {}
    for fact in (fact for entry in entries for fact in entry["facts"]):
        if about := _placeholder(fact["kind"]):
            wanted.setdefault(about, set()).add(fact["about"])
    return {about: _ABOUT[about](keys) for about, keys in wanted.items()}


def _fact(fact: Mapping[str, str], names: Mapping[str, Mapping[str, str]]) -> str:
    about = _placeholder(fact["kind"])
    words = str(FACTS[FactKind[fact["kind"]]])
    return words % {about: names[about].get(fact["about"], "?")} if about else words


class Reasons:
    """Why one session cannot be held at a place: each broken rule in a sentence, with the row that is in the way."""

    def __init__(self, session: Session, place: Placed) -> None:
        self.session, self.run, self.place = session, session.run, place
        self.room = Room.objects.get(pk=place.room)
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
            "places": self.room.capacity,
            "pattern": self.run.get_pattern_display(),
            "most": self.run.sessions_per_day,
            "needed": self.run.trainers_needed,
            "skill": self.run.course.skill,
            "who": who,
        }
        explain = _EXPLAINED.get(violation.rule)
        return explain(self, who) if explain else str(_SENTENCES[violation.rule]) % facts

    def room_closed(self, _who: Any) -> str:
        """The room is taken by another run, or closed."""
        booked = Assignment.objects.filter(room=self.room, day=self.place.day, slot=self.place.slot)
        other = booked.exclude(session=self.session).select_related("session__run").first()
        if other:
            return _("%(room)s is taken by %(run)s.") % {"room": self.room, "run": other.session.run.code}
        return _("%(room)s is closed: %(reason)s.") % {"room": self.room, "reason": self._closure()}

    def _closure(self) -> str:
        day = self.place.day
        closures = Closure.objects.filter(room=self.room, first_day__lte=day, last_day__gte=day)
        return closures.values_list("reason", flat=True).first() or ""

    def center_closed(self, _who: Any) -> str:
        """A public holiday or a closure of the centre."""
        day = self.place.day
        reason = shut_days_of(self.run.center, day, day).get(day, "")
        return _("The centre is closed on %(day)s: %(reason)s.") % {"day": thai_date(day), "reason": reason}

    def trainer_busy(self, who: Any) -> str:
        """The trainer teaches another run then, or is absent."""
        booked = TrainerBooking.objects.filter(trainer=who, day=self.place.day, slot=self.place.slot)
        other = (
            booked.exclude(assignment__session=self.session)
            .select_related("assignment__session__run")
            .first()
        )
        if other:
            run = other.assignment.session.run.code
            return _("%(who)s already teaches %(run)s then.") % {"who": who, "run": run}
        day = self.place.day
        absences = TrainerAbsence.objects.filter(trainer=who, first_day__lte=day, last_day__gte=day)
        until = absences.values_list("last_day", flat=True).first()
        return _("%(who)s is absent until %(day)s.") % {"who": who, "day": thai_date(until)}


_EXPLAINED: dict[Rule, Callable[[Reasons, Any], str]] = {
    Rule.ROOM_CLOSED: Reasons.room_closed,
    Rule.CENTER_CLOSED: Reasons.center_closed,
    Rule.TRAINER_AVAILABLE: Reasons.trainer_busy,
}

_SENTENCES = {
    Rule.WINDOW: gettext_lazy("The day is outside the run."),
    Rule.PATTERN: gettext_lazy("The run meets on: %(pattern)s."),
    Rule.SLOT_LENGTH: gettext_lazy("The session is longer than this half day."),
    Rule.ROOM_KIND: gettext_lazy("%(room)s is not of the kind that the session needs: %(kind)s."),
    Rule.ROOM_CAPACITY: gettext_lazy("%(room)s has %(places)s places; the run has %(seats)s seats."),
    Rule.ROOM_EQUIPMENT: gettext_lazy("%(room)s lacks equipment that the session needs."),
    Rule.TRAINER_COUNT: gettext_lazy("The session needs this many trainers: %(needed)s."),
    Rule.TRAINER_QUALIFIED: gettext_lazy("%(who)s has no qualification for “%(skill)s” valid on that day."),
    Rule.TRAINER_SITE: gettext_lazy("%(who)s does not teach at that site."),
    Rule.TRAINER_DAILY: gettext_lazy("%(who)s would teach more sessions that day than agreed."),
    Rule.TRAINER_WEEKLY: gettext_lazy("%(who)s would teach more sessions that week than agreed."),
    Rule.ROOM_OVERLAP: gettext_lazy("%(room)s is taken by another session of this run."),
    Rule.TRAINER_OVERLAP: gettext_lazy("%(who)s already teaches another session of this run then."),
    Rule.GROUP_OVERLAP: gettext_lazy("People of this run are in another run then."),
    Rule.ORDER: gettext_lazy("The topics would no longer be taught in their order."),
    Rule.MOST_PER_DAY: gettext_lazy("The run has at most %(most)s sessions a day."),
    Rule.LEAST_PER_DAY: gettext_lazy("The run would have too few sessions on a day."),
    Rule.LOCK: gettext_lazy("The session is fixed."),
    Rule.KNOWN: gettext_lazy("The room or a trainer is not in use at this centre."),
}
