"""What-ifs beside the proposal: who would gain, lose or move, and how many would have cause to complain."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext_lazy as _

from enrollment import deciding
from enrollment.enums import RoundChange
from enrollment.models import Graduate, MatchRun
from training.models import CourseRun

GAINS, LOSES, UP, DOWN = "gains", "loses", "up", "down"
MOVES = {
    GAINS: _("gains a seat"),
    LOSES: _("loses the seat"),
    UP: _("moves to a higher choice"),
    DOWN: _("moves to a lower choice"),
}


@dataclass(frozen=True)
class Move:
    """One person for whom the what-if ends otherwise than the proposal; run codes, "" for no seat."""

    kind: str
    before: str
    after: str


@dataclass(frozen=True)
class PersonMove:
    graduate: Graduate
    words: str
    kind: str
    before: CourseRun | None
    after: CourseRun | None
    complains: bool


class Compared:
    """A what-if beside the proposal it was made for."""

    def __init__(self, what_if: MatchRun, base: MatchRun) -> None:
        self.what_if = what_if
        self.base = base
        self.words = deciding.in_words(what_if.question)
        self.asked = {change["what"] for change in what_if.question}

    @cached_property
    def moves(self) -> dict[str, Move]:
        """Person -> move, of those for whom anything changes."""
        pairs = (
            (person, _code(seat), _code(self.what_if.placements.get(person)))
            for person, seat in self.base.placements.items()
        )
        return {
            person: Move(_kind(self._ranks(person), before, after), before, after)
            for person, before, after in pairs
            if before != after
        }

    def _ranks(self, person: str) -> dict[str, int]:
        return {code: rank for rank, (code, _facts) in enumerate(self.base.reasons_of(person))}

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many make each kind of move."""
        kinds = [move.kind for move in self.moves.values()]
        return {kind: kinds.count(kind) for kind in MOVES}

    @property
    def placed(self) -> int:
        return sum(seat is not None for seat in self.what_if.placements.values())

    @property
    def more(self) -> int:
        """People placed beyond the proposal's; negative for fewer."""
        return self.placed - sum(seat is not None for seat in self.base.placements.values())

    @property
    def complaints(self) -> int:
        return len(self.what_if.complainants)

    @property
    def opens(self) -> list[str]:
        return self._turned(to_open=True)

    @property
    def closes(self) -> list[str]:
        return self._turned(to_open=False)

    def _turned(self, *, to_open: bool) -> list[str]:
        before, after = self.base.runs, self.what_if.runs
        return sorted(
            code
            for code, facts in after.items()
            if facts["open"] is to_open and before[code]["open"] is not to_open
        )

    @property
    def may_be_adopted(self) -> bool:
        return not self.asked & {RoundChange.MOST_PLACED, RoundChange.SEATS}


def compared(base: MatchRun) -> list[Compared]:
    """Everything tried beside a proposal, oldest first."""
    return [Compared(what_if, base) for what_if in base.what_ifs.order_by("pk")]


def person_moves(found: Compared, people: Iterable[Graduate]) -> Iterator[PersonMove]:
    """`people` of a what-if with what would change for each."""
    runs = {run.code: run for run in found.base.round.runs.select_related("course")}
    complain = set(found.what_if.complainants)
    for graduate in people:
        move = found.moves.get(str(graduate.pk), Move("", "", ""))
        words = str(MOVES.get(move.kind, ""))
        before, after = runs.get(move.before), runs.get(move.after)
        yield PersonMove(graduate, words, move.kind, before, after, str(graduate.pk) in complain)


def _code(seat: dict[str, str] | None) -> str:
    return seat["run"] if seat else ""


def _kind(ranks: dict[str, int], before: str, after: str) -> str:
    if not before:
        return GAINS
    if not after:
        return LOSES
    return UP if ranks[after] < ranks[before] else DOWN
