"""Who sits in which runs, as far as a timetable must know: people are kept above, by what `settings.SEATS` names."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string

from core.dates import PartialDate


@dataclass(frozen=True, slots=True)
class Seat:
    """A seat of a run (its key), held by somebody of whom nothing is told but when they were born, as well as known."""

    run: int
    person: str
    birth: PartialDate | None


def seats_beside(runs: Collection[int]) -> list[Seat]:
    """The seats of these runs, and the seats of the same people in other runs."""
    return cast(Callable[[Collection[int]], list[Seat]], import_string(settings.SEATS))(runs)
