"""What the judge reads and writes: a placed session with all that it refers to, and a broken rule."""

from dataclasses import dataclass
from datetime import date

from scheduling.engine.model import Placement, Room, Rule, Run, Session, Trainer


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken rule, and the ids of what breaks it."""

    rule: Rule
    things: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """A placed session with everything that it refers to."""

    run: Run
    session: Session
    placement: Placement
    day: date
    room: Room
    trainers: tuple[Trainer, ...]
