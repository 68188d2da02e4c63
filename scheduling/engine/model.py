"""What a timetabling problem and its answer are. Ids are strings; a period is `day_index * slots +
slot_index`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Rule(StrEnum):
    """Every hard rule, by the name under which the checker and a clash set speak of it."""

    WINDOW = "run window"
    PATTERN = "run pattern"
    CENTER_CLOSED = "center closed"
    SLOT_LENGTH = "slot length"
    ROOM_KIND = "room kind"
    ROOM_CAPACITY = "room capacity"
    ROOM_EQUIPMENT = "room equipment"
    ROOM_CLOSED = "room closed"
    RUN_SITE = "site of the run"
    SHARED_EQUIPMENT = "movable equipment used once"
    TRAINER_COUNT = "number of trainers"
    TRAINER_QUALIFIED = "trainer qualified"
    TRAINER_AVAILABLE = "trainer available"
    TRAINER_SITE = "trainer reaches site"
    TRAINER_DAILY = "trainer daily limit"
    TRAINER_WEEKLY = "trainer weekly limit"
    TRAVEL = "time to travel between sites"
    REST = "rest overnight"
    ROOM_OVERLAP = "room used once"
    TRAINER_OVERLAP = "trainer used once"
    GROUP_OVERLAP = "group meets once"
    GROUP_DAILY = "group daily limit"
    GROUP_WEEKLY = "group weekly limit"
    GROUP_PROTECTED = "protected periods of a group"
    ORDER = "order of sessions"
    MOST_PER_DAY = "most sessions a day"
    LEAST_PER_DAY = "least sessions a day"
    LOCK = "lock"
    WHOLE_RUN = "whole run or none of it"
    KNOWN = "known session, room, trainer, period"


class Term(StrEnum):
    """Every soft term, by its plain-language name."""

    START = "days away from the preferred start"
    IDLE = "idle days inside a run"
    ROOMS = "extra rooms in a run"
    TRAINERS = "extra trainers in a run"
    LOAD = "sessions beyond a trainer's fair share"
    EVENINGS = "evenings beyond a trainer's weekly share"
    CHANGES = "changes against the published timetable"
    SEATS = "people without a seat"
    DAYS = "days missing of those over which a run should spread"
    ALONE = "sessions of a group that stand alone on their day"
    WISHES = "sessions when their trainer would rather not teach"
    TRAVEL = "changes of a trainer's site within a day"
    EMPTY = "sessions in a room at least twice as large as needed"


WEIGHTS: Mapping[Term, int] = {
    Term.START: 3,
    Term.IDLE: 4,
    Term.ROOMS: 6,
    Term.TRAINERS: 10,
    Term.LOAD: 2,
    Term.EVENINGS: 5,
    Term.CHANGES: 20,
    Term.SEATS: 1,
    Term.DAYS: 5,
    Term.ALONE: 2,
    Term.WISHES: 3,
    Term.TRAVEL: 8,
    Term.EMPTY: 1,
}


@dataclass(frozen=True, slots=True)
class Slot:
    """One teaching time of a day; a session longer than `minutes` does not fit into it.

    `begins` is in minutes after midnight: rest and travel are counted from the end of a slot to the begin of another.
    """

    name: str
    minutes: int = 180
    evening: bool = False
    begins: int | None = None


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days on which the center can teach, ascending, and the slots that every one of them has."""

    days: tuple[date, ...]
    slots: tuple[Slot, ...]

    @property
    def periods(self) -> int:
        """Number of periods in the calendar."""
        return len(self.days) * len(self.slots)

    def period(self, day: int, slot: int) -> int:
        """The period of a day index and a slot index."""
        return day * len(self.slots) + slot

    def day(self, period: int) -> date:
        """The date on which a period lies."""
        return self.days[period // len(self.slots)]

    def slot(self, period: int) -> Slot:
        """The slot of a period."""
        return self.slots[period % len(self.slots)]

    def week(self, period: int) -> tuple[int, int]:
        """The ISO year and week of a period: trainers' weekly limits count by it."""
        iso = self.day(period).isocalendar()
        return iso.year, iso.week


@dataclass(frozen=True, slots=True)
class Session:
    """One meeting of a run: what it needs, not yet when and where.

    Each kind of `equipment` is fixed in the room or takes one movable unit of its site.
    """

    id: str
    room_kind: str
    qualification: str
    minutes: int = 180
    trainers: int = 1
    equipment: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Run:
    """One time that a course is offered. Sessions happen strictly in the listed order.

    `slots` and `weekdays` (Monday is 0) are the pattern, `sites` where it is held; None allows all. Runs that
    name a common group share people and never meet at one time. On every day but its last a run that meets
    has `least_per_day` sessions. `people` must find a seat; `seats_wished` and `days_wished` (on how many days the
    run meets) are wishes.
    """

    id: str
    sessions: tuple[Session, ...]
    people: int
    earliest: date | None = None
    latest: date | None = None
    slots: frozenset[int] | None = None
    weekdays: frozenset[int] | None = None
    groups: frozenset[str] = frozenset()
    least_per_day: int = 1
    most_per_day: int = 1
    preferred_start: date | None = None
    sites: frozenset[str] | None = None
    seats_wished: int = 0
    days_wished: int = 1


@dataclass(frozen=True, slots=True)
class Qualification:
    """What a trainer may teach, and between which days (both included; None is open)."""

    name: str
    valid_from: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class Trainer:
    """Who teaches. Limits are minutes of teaching; `sites` None reaches every site.

    `booked` are periods in which they already teach outside this problem, with the minutes: not free, and
    within the limits; `booked_at` says at which site. `rest` is the least number of minutes between one day's teaching
    and the next day's. In the periods `unwished` they would rather not teach.
    """

    id: str
    qualifications: tuple[Qualification, ...]
    unavailable: frozenset[int] = frozenset()
    booked: Mapping[int, int] = field(default_factory=dict)
    minutes_per_day: int | None = None
    minutes_per_week: int | None = None
    sites: frozenset[str] | None = None
    booked_at: Mapping[int, str] = field(default_factory=dict)
    rest: int = 0
    unwished: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Group:
    """People who are in one or more runs: limits in minutes over all of these, minutes of `rest` overnight, and periods
    in which nothing of theirs is held. A group that only shares people needs none of it.

    `booked` are periods in which they already learn outside this problem, with the minutes, as a trainer's are.
    """

    id: str
    minutes_per_day: int | None = None
    minutes_per_week: int | None = None
    rest: int = 0
    protected: frozenset[int] = frozenset()
    booked: Mapping[int, int] = field(default_factory=dict)
    booked_at: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Journey:
    """The way between two sites, in minutes, in either direction."""

    a: str
    b: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Room:
    """Where a session can be held; `closed` are periods."""

    id: str
    kind: str
    capacity: int
    site: str = "main"
    equipment: frozenset[str] = frozenset()
    closed: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Equipment:
    """A movable unit of a kind: it serves one session at a time, in any room of its site."""

    id: str
    kind: str
    site: str = "main"
    unavailable: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Lock:
    """A session fixed by a person: to a period, a room, its trainers. No rule is waived."""

    session: str
    period: int | None = None
    room: str | None = None
    trainers: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Placement:
    """A session with its period, room and trainers (ids ascending)."""

    session: str
    period: int
    room: str
    trainers: tuple[str, ...]


class Reason(StrEnum):
    """Why a run is left out. The first two are proved, the third says only that the time was not enough."""

    ALONE = "has no legal place even in an empty center"
    TOGETHER = "cannot be placed together with the runs named"
    NOT_FOUND = "no place was found in the time given"


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A run left out; `rivals` are the runs with which it is proved to clash."""

    run: str
    reason: Reason = Reason.NOT_FOUND
    rivals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Solution:
    """A timetable: placements sorted by session id, and the runs it leaves out."""

    placements: tuple[Placement, ...]
    unplaced: tuple[Unplaced, ...] = ()

    def by_session(self) -> dict[str, Placement]:
        """Placements by session id."""
        return {placement.session: placement for placement in self.placements}


@dataclass(frozen=True, slots=True)
class Problem:
    """All that the engine is told. `closed` are center-wide closed periods: public holidays, closures.

    `compact` are the groups whose sessions on a day should follow one another. `levels` say which terms come before all
    others, the first level before the second; terms in none come last. Within a level the weights decide. `groups` are
    the limits of people, by the names that runs give; between sites that `travel` does not name the way takes no time.
    """

    calendar: Calendar
    runs: tuple[Run, ...]
    trainers: tuple[Trainer, ...]
    rooms: tuple[Room, ...]
    equipment: tuple[Equipment, ...] = ()
    closed: frozenset[int] = frozenset()
    locks: tuple[Lock, ...] = ()
    published: Solution | None = None
    weights: Mapping[Term, int] = field(default_factory=lambda: WEIGHTS)
    evenings_per_week: int = 2
    compact: frozenset[str] = frozenset()
    levels: tuple[frozenset[Term], ...] = ()
    groups: tuple[Group, ...] = ()
    travel: tuple[Journey, ...] = ()
