"""A lower bound on the soft cost: what disjoint parts of the problem must cost on their own, added up.

Every run's own terms are a sum over runs. The trainers' terms are `max(0, used - free)` per trainer or per
trainer and week, and `max(0, a + b - c) >= max(0, a - c) + max(0, b - c)` for a, b, c >= 0: together the
runs cost at least the sum. So for any partition of the runs, the sum of the parts' bounds in an otherwise
empty center is a bound for all.
"""

from collections.abc import Iterable
from dataclasses import replace

from scheduling.engine import exact
from scheduling.engine.compiled import Compiled
from scheduling.engine.exact import Limits
from scheduling.engine.search import relations
from scheduling.engine.state import State

SINGLES = 4
"""Single runs bounded at a time."""


class Parts:
    """A partition of the runs, at first each run alone, with their bounds; merged while time lasts."""

    def __init__(self, compiled: Compiled, jobs: Iterable[int]) -> None:
        # Sessions of two runs may keep each other company: what stands alone in a part may cost nothing in the whole.
        self.compiled = replace(compiled, compact=())
        self.related = relations(compiled)
        self.parts: list[frozenset[int]] = [frozenset({job}) for job in jobs]
        self.bounds: dict[frozenset[int], int] = {}
        self.tried: set[frozenset[int]] = set()

    def raised(self, alone: Limits, joint: Limits) -> int:
        """Do some more parts, first single runs, then pairs of parts, and return the bound for the whole problem."""
        waiting = [part for part in self.parts if part not in self.bounds][:SINGLES]
        for part in waiting:
            self.bounds[part] = self._ask(part, alone)
        if not waiting:
            self._merge(joint)
        return sum(self.bounds.get(part, 0) for part in self.parts)

    def _ask(self, part: frozenset[int], limits: Limits) -> int:
        answer = exact.cheapest(State(self.compiled), sorted(part), limits, {})
        return max(0, answer.bound or 0)

    def _merge(self, limits: Limits) -> None:
        """Join two rival parts that are small together, and keep the joint bound if it is better."""
        for part in sorted(self.parts, key=self._size):
            for other in self.parts:
                joint = part | other
                if part != other and joint not in self.tried and self._rivals(part, other):
                    self.tried.add(joint)
                    together = self._ask(joint, limits)
                    if together > self.bounds[part] + self.bounds[other]:
                        self.bounds[joint] = together
                        self.parts = [p for p in self.parts if p not in (part, other)] + [joint]
                    return

    def _size(self, part: frozenset[int]) -> int:
        return sum(len(self.compiled.jobs[job].tasks) for job in part)

    def _rivals(self, part: frozenset[int], other: frozenset[int]) -> bool:
        return any(job in self.related[rival] for rival in part for job in other)
