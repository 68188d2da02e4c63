"""How long the engine may work: seconds, steps and a stop button."""

from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic


@dataclass
class Budget:
    """Seconds of a clock (of the wall, if nothing else is said), optional steps, and `should_stop`, which is polled.

    With `steps` the answer depends on problem and seed only, as long as the seconds are not used up first.
    """

    seconds: float
    steps: int | None = None
    should_stop: Callable[[], bool] | None = None
    clock: Callable[[], float] = monotonic
    taken: int = 0
    started: float = field(init=False)

    def __post_init__(self) -> None:
        self.started = self.clock()

    def elapsed(self) -> float:
        """Seconds since the start."""
        return self.clock() - self.started

    def left(self) -> float:
        """Seconds left, never below 0."""
        return max(0.0, self.seconds - self.elapsed())

    def used(self) -> float:
        """Share of the budget used up: of the steps if they are limited, else of the seconds."""
        if self.steps is not None:
            return self.taken / max(1, self.steps)
        return self.elapsed() / self.seconds if self.seconds > 0 else 1.0

    def share(self, seconds: float, steps: int) -> float:
        """The share of the whole budget that so many steps are if they are limited, else so many seconds; 1 at most."""
        if self.steps is not None:
            return min(1.0, steps / max(1, self.steps))
        return min(1.0, seconds / self.seconds) if self.seconds > 0 else 1.0

    def spent(self) -> bool:
        """Whether work must end now."""
        return (
            self.left() <= 0
            or (self.steps is not None and self.taken >= self.steps)
            or (self.should_stop is not None and self.should_stop())
        )
