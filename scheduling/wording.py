"""The engine's rules, terms and facts in the words of the people who read a timetable."""

from collections.abc import Callable, Iterable, Mapping
from itertools import chain
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scheduling.engine.answers import Change, FactKind, Status
from scheduling.engine.model import Reason, Term
from scheduling.models import Plan
from scheduling.naming import OUTSIDE, ROOM, RUN, SESSION, TRAINER, key_of, name_of, skills_in
from scheduling.remedies import REMEDIES, remedy, shown, sites_in
from scheduling.whereabouts import people_words
from training.models import CourseRun, EquipmentKind, Room, RoomKind, Session, Skill, Trainer

TERMS = {
    Term.START: gettext_lazy("Days by which runs begin later than they could"),
    Term.IDLE: gettext_lazy("Days without teaching inside a run"),
    Term.ROOMS: gettext_lazy("Changes of room inside a run"),
    Term.TRAINERS: gettext_lazy("More trainers in a run than it needs"),
    Term.LOAD: gettext_lazy("Teaching beyond a trainer's fair share"),
    Term.EVENINGS: gettext_lazy("More evenings in a week than a trainer should have"),
    Term.CHANGES: gettext_lazy("Changes against the published timetable"),
    Term.SEATS: gettext_lazy("People who would have no comfortable seat"),
    Term.DAYS: gettext_lazy("Fewer days than a run should spread over"),
    Term.ALONE: gettext_lazy("Single sessions of a group on a day"),
    Term.WISHES: gettext_lazy("Sessions when their trainer would rather not teach"),
    Term.TRAVEL: gettext_lazy("Changes of site that trainers make within a day"),
    Term.EMPTY: gettext_lazy("Sessions in rooms at least twice as large as needed"),
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
    FactKind.PLACE: gettext_lazy("the place where %(run)s is held"),
    FactKind.LOCK: gettext_lazy("a session fixed by hand: %(session)s"),
    FactKind.CLOSED: gettext_lazy("the public holidays and closures"),
    FactKind.ROOMS: gettext_lazy("the number and size of rooms of the kind “%(kind)s”"),
    FactKind.ROOM_CLOSED: gettext_lazy("the closures and other bookings of room %(room)s"),
    FactKind.EQUIPMENT: gettext_lazy("the number of movable units of “%(equipment)s”"),
    FactKind.TRAINERS: gettext_lazy("the number of trainers qualified for “%(skill)s”"),
    FactKind.ABSENT: gettext_lazy("the absences, half days and appointment of %(trainer)s"),
    FactKind.BOOKED: gettext_lazy("the sessions that %(trainer)s teaches in other runs"),
    FactKind.DAILY: gettext_lazy("the most hours a day of %(trainer)s"),
    FactKind.WEEKLY: gettext_lazy("the most hours a week of %(trainer)s"),
    FactKind.SITES: gettext_lazy("the sites that %(trainer)s reaches"),
    FactKind.REST: gettext_lazy("the rest overnight of %(trainer)s"),
    FactKind.TRAVEL: gettext_lazy("the minutes of the ways between sites"),
    FactKind.GROUP_DAILY: gettext_lazy("the most hours of learning a day of %(people)s"),
    FactKind.GROUP_WEEKLY: gettext_lazy("the most hours of learning a week of %(people)s"),
    FactKind.GROUP_REST: gettext_lazy("the rest overnight of %(people)s"),
    FactKind.GROUP_BOOKED: gettext_lazy("other lessons of %(people)s"),
    FactKind.PROTECTED: gettext_lazy("the evenings kept free for %(people)s"),
    FactKind.VALIDITY: gettext_lazy("the days on which the qualification of %(trainer)s is valid"),
}

# What a fact can be about: the rows with these names in the engine.
_ABOUT: dict[str, Callable[[Iterable[str]], Mapping[str, Any]]] = {
    RUN: lambda names: _rows(RUN, CourseRun.objects.select_related("course"), names),
    SESSION: lambda names: _rows(SESSION, Session.objects.select_related("run"), names),
    ROOM: lambda names: _rows(ROOM, Room.objects.all(), names),
    TRAINER: lambda names: _rows(TRAINER, Trainer.objects.all(), names),
    "kind": lambda codes: RoomKind.objects.in_bulk(list(codes)),
    "equipment": lambda codes: EquipmentKind.objects.in_bulk(list(codes)),
    "skill": lambda names: _qualifications(names),
    "people": lambda names: {name: people_words(name) for name in names},
}


def _qualifications(names: Iterable[str]) -> dict[str, str]:
    """Qualifications by their name in the engine: one skill, or several that one trainer must hold."""
    wanted = {name: skills_in(name) for name in names}
    skills = Skill.objects.in_bulk({code for codes in wanted.values() for code in codes})
    return {name: ", ".join(str(skills[code]) for code in codes) for name, codes in wanted.items()}


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
    """The runs left out: {run, reason, causes, remedies}: what stands in the way, what would be enough, in words."""
    wanted = {entry["run"] for entry in plan.unplaced}
    rivals = {rival for entry in plan.unplaced for rival in entry["rivals"]}
    runs = CourseRun.objects.select_related("course").in_bulk(wanted | rivals)
    repairs = {entry["run"]: shown(entry.get("repairs", ())) for entry in plan.unplaced}
    names, sites = _names(plan.unplaced, repairs.values()), sites_in(chain(*repairs.values()))
    return [
        {
            "run": runs[entry["run"]],
            "reason": str(REASONS[Reason[entry["reason"]]])
            % {"rivals": ", ".join(runs[rival].code for rival in entry["rivals"])},
            "causes": [_fact(fact, names) for fact in entry["facts"] if not _is_outside(fact)],
            "remedies": [remedy(one, _about(one, names), sites) for one in repairs[entry["run"]]],
        }
        for entry in plan.unplaced
    ]


def _is_outside(fact: Mapping[str, str]) -> bool:
    """Rooms beside the one place at which a run outside is held are nothing that the centre could have more of."""
    return fact["about"].startswith(OUTSIDE)


def _placeholder(kind: str) -> str:
    """What a fact of this kind is about: the placeholder in its words, or nothing."""
    return _in_words(str(FACTS[FactKind[kind]]))


def _in_words(words: str) -> str:
    return next((name for name in _ABOUT if f"%({name})s" in words), "")


def _names(
    entries: Iterable[Mapping[str, Any]], repairs: Iterable[Iterable[Mapping[str, Any]]]
) -> dict[str, Mapping[str, str]]:
    """Names of everything that the facts and repairs are about, by kind of row: one query a kind."""
    wanted: dict[str, set[str]] = {}
    for fact in (fact for entry in entries for fact in entry["facts"]):
        wanted.setdefault(_placeholder(fact["kind"]), set()).add(fact["about"])
    for one in chain(*repairs):
        wanted.setdefault(_in_words(str(REMEDIES[Change[one["change"]]])), set()).add(one["about"])
    return {about: _ABOUT[about](keys) for about, keys in wanted.items() if about}


def _about(repair: Mapping[str, Any], names: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """What a repair concerns, under its placeholder."""
    about = _in_words(str(REMEDIES[Change[repair["change"]]]))
    return {about: names[about].get(repair["about"], "?")} if about else {}


def _fact(fact: Mapping[str, str], names: Mapping[str, Mapping[str, str]]) -> str:
    about = _placeholder(fact["kind"])
    words = str(FACTS[FactKind[fact["kind"]]])
    return words % {about: names[about].get(fact["about"], "?")} if about else words
