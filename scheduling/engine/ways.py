"""What a way to give is: a change in numbered steps, in days that are given back, or made or not."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from scheduling.engine.answers import Change
from scheduling.engine.model import Problem


@dataclass(frozen=True, slots=True)
class Steps:
    """A change in numbered steps: `after` is the problem after so many of them, at most `most`; perhaps at `sites`."""

    change: Change
    most: int
    after: Callable[[int], Problem]
    sites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Days:
    """A change in days that can be given back, one or many; `after` is the problem with these given back."""

    change: Change
    days: tuple[date, ...]
    after: Callable[[Iterable[date]], Problem]


@dataclass(frozen=True, slots=True)
class Option:
    """A change that is made or not; `name` is the weekday, slot or site."""

    change: Change
    name: str
    after: Problem


Way = Steps | Days | Option
