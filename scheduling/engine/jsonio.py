"""A problem from JSON. The format is documented in `docs/timetable-json.md`; answers are written by `jsonout`.

In JSON a period is written `["2026-06-01", "morning"]`, a day `"2026-06-01"`, a slot by its name and a
weekday as `mon` … `sun`. Unknown keys are faults, so that a typing mistake is not silently a missing rule.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from datetime import date, time
from typing import Any, TypeVar

from scheduling.engine.model import (
    WEIGHTS,
    Calendar,
    Equipment,
    Group,
    Journey,
    Lock,
    Placement,
    Problem,
    Qualification,
    Room,
    Run,
    Session,
    Slot,
    Solution,
    Term,
    Trainer,
)
from scheduling.engine.validate import ProblemError, validate

T = TypeVar("T")
Read = Callable[[Any, str], Any]
"""Turns a JSON value found at a place into a value of the model; raises ProblemError."""

MOST = 1_000_000
"""No number of a problem is larger: with more, costs would not fit the 64 bits that they are counted in."""

MOST_TRAINERS = 1_000
"""Nor does a session need more trainers: each is looked for by itself."""

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def read_problem(data: object) -> Problem:
    """The valid problem that parsed JSON describes; raises ProblemError naming the place."""
    whole = _mapping(data, "problem")
    calendar = _record(Calendar, {"days": _list(_day), "slots": _list(_slot)})(
        _needed(whole, "calendar"), "calendar"
    )
    validate(Problem(calendar, (), (), ()))
    problem: Problem = _record(Problem, _problem_fields(calendar))(whole, "problem")
    validate(problem)
    return problem


def _problem_fields(calendar: Calendar) -> dict[str, Read]:
    period = _period(calendar)
    periods = _set(period)
    run = _record(
        Run,
        {
            "id": _text,
            "sessions": _list(_session),
            "people": _integer,
            "earliest": _day,
            "latest": _day,
            "slots": _set(_slot_name(calendar)),
            "weekdays": _set(_weekday),
            "groups": _set(_text),
            "least_per_day": _integer,
            "most_per_day": _integer,
            "preferred_start": _day,
            "sites": _set(_text),
            "seats_wished": _integer,
            "days_wished": _integer,
        },
    )
    return {
        "calendar": lambda _value, _place: calendar,
        "runs": _list(run),
        "trainers": _list(_trainer(periods, _booked(calendar), _booked_at(calendar))),
        "rooms": _list(_room(periods)),
        "equipment": _list(_equipment(periods)),
        "closed": periods,
        "locks": _list(_lock(period)),
        "published": _published(period),
        "weights": _weights,
        "evenings_per_week": _integer,
        "compact": _set(_text),
        "levels": _list(_set(_term)),
        "groups": _list(_group(periods, _booked(calendar), _booked_at(calendar))),
        "travel": _list(_journey),
    }


def _trainer(periods: Read, booked: Read, booked_at: Read) -> Read:
    return _record(
        Trainer,
        {
            "id": _text,
            "qualifications": _list(_qualification),
            "unavailable": periods,
            "booked": booked,
            "minutes_per_day": _integer,
            "minutes_per_week": _integer,
            "sites": _set(_text),
            "booked_at": booked_at,
            "rest": _integer,
            "unwished": periods,
        },
    )


def _group(periods: Read, booked: Read, booked_at: Read) -> Read:
    limits = dict.fromkeys(("minutes_per_day", "minutes_per_week", "rest"), _integer)
    return _record(
        Group, {"id": _text, **limits, "protected": periods, "booked": booked, "booked_at": booked_at}
    )


def _room(periods: Read) -> Read:
    texts = {"id": _text, "kind": _text, "site": _text}
    return _record(Room, {**texts, "capacity": _integer, "equipment": _set(_text), "closed": periods})


def _equipment(periods: Read) -> Read:
    return _record(Equipment, {"id": _text, "kind": _text, "site": _text, "unavailable": periods})


def _lock(period: Read) -> Read:
    return _record(Lock, {"session": _text, "period": period, "room": _text, "trainers": _list(_text)})


def _published(period: Read) -> Read:
    placement = _record(
        Placement, {"session": _text, "period": period, "room": _text, "trainers": _list(_text)}
    )

    def read(value: Any, place: str) -> Solution:
        return Solution(_list(placement)(value, place))

    return read


def _mapping(value: object, place: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise ProblemError(place, "must be an object")
    return value


def _needed(whole: Mapping[str, Any], key: str) -> Any:
    if key not in whole:
        raise ProblemError(key, "is missing")
    return whole[key]


def _record(made: Callable[..., T], reads: Mapping[str, Read]) -> Callable[[Any, str], T]:
    """A reader of an object whose keys are fields of a dataclass; null and a missing key mean the default."""
    required = {
        field.name
        for field in fields(made)  # type: ignore[arg-type]
        if field.default is MISSING and field.default_factory is MISSING
    }

    def read(value: Any, place: str) -> T:
        whole = {key: part for key, part in _mapping(value, place).items() if part is not None}
        for key in sorted(whole.keys() - reads.keys()):
            raise ProblemError(place, f"has an unknown key “{key}”")
        for key in sorted(required - whole.keys()):
            raise ProblemError(place, f"needs “{key}”")
        return made(**{key: reads[key](part, f"{place}.{key}") for key, part in whole.items()})

    return read


def _list(read: Read) -> Callable[[Any, str], tuple[Any, ...]]:
    def all_of(value: Any, place: str) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise ProblemError(place, "must be a list")
        return tuple(read(part, f"{place}[{index}]") for index, part in enumerate(value))

    return all_of


def _set(read: Read) -> Read:
    return lambda value, place: frozenset(_list(read)(value, place))


def _text(value: Any, place: str) -> str:
    if not isinstance(value, str) or not value:
        raise ProblemError(place, "must be a text that is not empty")
    if not value.isascii() and any("\ud800" <= character <= "\udfff" for character in value):
        raise ProblemError(place, "is not valid Unicode")  # half a surrogate pair could not be written again
    return value


def _integer(value: Any, place: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ProblemError(place, "must be a whole number of 0 or more")
    if value > MOST:
        raise ProblemError(place, f"must be at most {MOST}")
    return value


def _team(value: Any, place: str) -> int:
    if _integer(value, place) > MOST_TRAINERS:
        raise ProblemError(place, f"must be at most {MOST_TRAINERS}")
    return int(value)


def _flag(value: Any, place: str) -> bool:
    if not isinstance(value, bool):
        raise ProblemError(place, "must be true or false")
    return value


def _day(value: Any, place: str) -> date:
    try:
        found = date.fromisoformat(_text(value, place))
    except ValueError as error:
        raise ProblemError(place, "must be a day such as 2026-06-01") from error
    if found.isoformat() != value:  # Python also reads 20260601 and 2026-W23-1
        raise ProblemError(place, "must be a day such as 2026-06-01")
    return found


def _time(value: Any, place: str) -> int:
    """Minutes after midnight."""
    text = _text(value, place)
    try:
        found = time.fromisoformat(text)
    except ValueError as error:
        raise ProblemError(place, "must be a time such as 08:30") from error
    if found.strftime("%H:%M") != text:
        raise ProblemError(place, "must be a time such as 08:30")
    return 60 * found.hour + found.minute


def _weekday(value: Any, place: str) -> int:
    if value not in WEEKDAYS:
        raise ProblemError(place, f"must be one of {', '.join(WEEKDAYS)}")
    return WEEKDAYS.index(value)


def _slot_name(calendar: Calendar) -> Read:
    names = [slot.name for slot in calendar.slots]

    def read(value: Any, place: str) -> int:
        if value not in names:
            raise ProblemError(place, f"must be a slot of the calendar: {', '.join(names)}")
        return names.index(value)

    return read


def _period(calendar: Calendar) -> Read:
    slot = _slot_name(calendar)

    def read(value: Any, place: str) -> int:
        if not isinstance(value, list) or len(value) != 2:
            raise ProblemError(place, "must be a day and a slot, such as [“2026-06-01”, “morning”]")
        day = _day(value[0], place)
        if day not in calendar.days:
            raise ProblemError(place, f"{day.isoformat()} is not a day of the calendar")
        return calendar.period(calendar.days.index(day), slot(value[1], place))

    return read


def _booked(calendar: Calendar) -> Read:
    """Periods with the minutes taught in them; without minutes, the whole slot."""
    period = _period(calendar)

    def read(value: Any, place: str) -> tuple[int, int]:
        if not isinstance(value, list) or len(value) not in (2, 3):
            raise ProblemError(
                place, "must be a day, a slot and minutes, such as [“2026-06-01”, “morning”, 180]"
            )
        when = period(value[:2], place)
        return when, _integer(value[2], place) if len(value) == 3 else calendar.slot(when).minutes

    return _once(read)


def _booked_at(calendar: Calendar) -> Read:
    """Periods with the site at which somebody is then."""
    period = _period(calendar)

    def read(value: Any, place: str) -> tuple[int, str]:
        if not isinstance(value, list) or len(value) != 3:
            raise ProblemError(
                place, "must be a day, a slot and a site, such as [“2026-06-01”, “morning”, “main”]"
            )
        return period(value[:2], place), _text(value[2], place)

    return _once(read)


def _once(read: Callable[[Any, str], tuple[int, Any]]) -> Read:
    """A list of periods with something each, in which none is named twice."""

    def all_of(value: Any, place: str) -> dict[int, Any]:
        periods = _list(read)(value, place)
        if len(dict(periods)) < len(periods):
            raise ProblemError(place, "names a period twice")
        return dict(periods)

    return all_of


def _weights(value: Any, place: str) -> dict[Term, int]:
    names = {term.name.lower(): term for term in Term}
    given = _mapping(value, place)
    for key in sorted(given.keys() - names.keys()):
        raise ProblemError(place, f"has an unknown key “{key}”")
    return {**WEIGHTS, **{names[key]: _integer(part, f"{place}.{key}") for key, part in given.items()}}


def _term(value: Any, place: str) -> Term:
    names = {term.name.lower(): term for term in Term}
    if _text(value, place) not in names:
        raise ProblemError(place, f"“{value}” is no term; it is one of {', '.join(names)}")
    return names[value]


_slot = _record(Slot, {"name": _text, "minutes": _integer, "evening": _flag, "begins": _time})
_journey = _record(Journey, {"a": _text, "b": _text, "minutes": _integer})
_session = _record(
    Session,
    {
        "id": _text,
        "room_kind": _text,
        "qualification": _text,
        "minutes": _integer,
        "trainers": _team,
        "equipment": _set(_text),
    },
)
_qualification = _record(Qualification, {"name": _text, "valid_from": _day, "valid_until": _day})
