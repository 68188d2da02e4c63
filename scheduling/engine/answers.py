"""What is known about a problem at the end, and on the way there: status, clash, repairs, progress, result."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from scheduling.engine.model import Solution, Term


class Status(StrEnum):
    """What is known at the end; proved impossible and gave up are two different answers."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    IMPOSSIBLE = "impossible"
    GAVE_UP = "gave up"


class FactKind(StrEnum):
    """What can be part of a clash; `{}` stands for the run, session, trainer, room kind … that it is
    about.
    """

    WINDOW = "the window of run {}"
    PATTERN = "the weekdays and slots of run {}"
    MOST_PER_DAY = "the most sessions a day of run {}"
    LEAST_PER_DAY = "the least sessions a day of run {}"
    LENGTH = "the minutes of the sessions of run {}"
    GROUPS = "the groups that run {} shares"
    PLACE = "the site of run {}"
    LOCK = "the lock of session {}"
    CLOSED = "the days on which the center is closed"
    ROOMS = "the rooms of kind {}"
    ROOM_CLOSED = "the closed periods of room {}"
    EQUIPMENT = "the movable equipment of kind {}"
    TRAINERS = "the trainers qualified for {}"
    ABSENT = "the absence of trainer {}"
    BOOKED = "the other sessions of trainer {}"
    DAILY = "the daily limit of trainer {}"
    WEEKLY = "the weekly limit of trainer {}"
    SITES = "the sites that trainer {} reaches"
    VALIDITY = "the dates of trainer {}'s qualifications"
    REST = "the rest of trainer {} overnight"
    TRAVEL = "the time that the way between two sites takes"
    GROUP_DAILY = "the daily limit of group {}"
    GROUP_WEEKLY = "the weekly limit of group {}"
    GROUP_REST = "the rest of group {} overnight"
    GROUP_BOOKED = "what group {} learns outside these runs"
    PROTECTED = "the protected periods of group {}"


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that a person could change; `about` is the id it concerns."""

    kind: FactKind
    about: str = ""

    def __str__(self) -> str:
        return self.kind.value.format(self.about)


class Change(StrEnum):
    """How a fact could give; `{about}` is what it concerns, `{n}` by how much, `{names}` the choice or the days."""

    UNLOCK = "do not fix session {about}"
    END_LATER = "let run {about} end {n} days later"
    BEGIN_EARLIER = "let run {about} begin {n} days earlier"
    MORE_A_DAY = "allow run {about} {n} more sessions a day"
    FEWER_A_DAY = "allow run {about} {n} fewer sessions on a day"
    ANOTHER_WEEKDAY = "let run {about} also meet on weekday {names} (Monday is 0)"
    ANOTHER_SLOT = "let run {about} also meet in the {names}"
    ANOTHER_SITE = "let run {about} also be held at {names}"
    SHORTER = "make the sessions of run {about} {n} half hours shorter"
    DAILY_HOURS = "let trainer {about} teach {n} more hours a day"
    WEEKLY_HOURS = "let trainer {about} teach {n} more hours a week"
    TRAINER_SITE = "let trainer {about} also teach at {names}"
    PRESENT = "have trainer {about} present on {names}"
    RELEASED = "free trainer {about} from other sessions on {names}"
    ROOM_OPEN = "open room {about} on {names}"
    VALID_LONGER = "renew the qualifications of trainer {about} for {n} more days"
    SEATS = "find a room of kind {about} with {n} more seats"
    LESS_REST = "let trainer {about} rest {n} hours less overnight"
    FASTER = "find a way that takes {n} minutes less between {names}"
    GROUP_DAILY_HOURS = "let group {about} learn {n} more hours a day"
    GROUP_WEEKLY_HOURS = "let group {about} learn {n} more hours a week"
    GROUP_LESS_REST = "let group {about} rest {n} hours less overnight"
    GROUP_RELEASED = "free group {about} from what they learn elsewhere on {names}"
    UNPROTECTED = "do not protect group {about} on {names}"
    APART = "do not let run {about} share people with other runs"
    CENTER_OPEN = "open the center on {names}"
    UNITS = "get {n} more movable units of {about}"
    TRAINERS = "find {n} more trainers qualified for {about}"
    ROOMS = "get {n} more rooms of kind {about}"


@dataclass(frozen=True, slots=True)
class Repair:
    """A way to end a clash: how much a fact must give, shown by solving again. The least `burden` is the cheapest."""

    fact: Fact
    change: Change
    amount: int
    details: tuple[str, ...]
    burden: int

    def __str__(self) -> str:
        names = ", ".join(self.details)
        words = self.change.value.format(about=self.fact.about, n=self.amount, names=names)
        return f"{words} at {names}" if names and "{names}" not in self.change.value else words


@dataclass(frozen=True, slots=True)
class Clash:
    """Runs and facts that cannot hold together; confirmed by solving them again on their own.

    `minimal` says that leaving out any one run or any one fact was shown to make the rest possible. Without
    facts the calendar itself is too short. `repairs` are ways to end it, the cheapest first.
    """

    runs: tuple[str, ...]
    facts: tuple[Fact, ...]
    minimal: bool
    repairs: tuple[Repair, ...] = ()


@dataclass(frozen=True, slots=True)
class Progress:
    """One report while solving: sessions placed of total, soft cost, and the bound and the clash where known."""

    phase: str
    placed: int
    total: int
    cost: int
    bound: int | None
    clash: Clash | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """The answer: always a legal timetable (perhaps empty), with the statement of what is proved about it."""

    status: Status
    solution: Solution
    cost: int
    terms: Mapping[Term, int]
    bound: int | None
    clashes: tuple[Clash, ...]
    seconds: float
    steps: int
    seed: int

    @property
    def clash(self) -> Clash | None:
        """The first clash that is known, if any is."""
        return self.clashes[0] if self.clashes else None

    def clash_of(self, run: str) -> Clash | None:
        """The clash that a run is part of, if one is known."""
        return next((clash for clash in self.clashes if run in clash.runs), None)

    @property
    def gap(self) -> float | None:
        """Share of the cost above the bound, 0 when optimal; None without a bound."""
        if self.bound is None:
            return None
        return 0.0 if self.cost == self.bound else (self.cost - self.bound) / self.cost

    def statement(self) -> str:
        """The status in a few honest words, e.g. "within 3 % of the bound"."""
        if self.status is not Status.FEASIBLE:
            return str(self.status)
        gap = self.gap
        return "no bound yet" if not self.bound or gap is None else f"within {gap * 100:.1f} % of the bound"
