"""One line of the first page: how many things of one sort wait."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Waiting:
    """A number of things that wait for the account, in words, and where to see to them."""

    count: int
    sentence: str
    url: str
