"""Whom a request shows: names that are read while it is answered, and what a view notes besides.

Collected here, written by `enrollment.middleware`. Outside of a request (worker, commands) nothing is collected.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpRequest

from enrollment.enums import SeenHow

if TYPE_CHECKING:
    from enrollment.models import Graduate


class Seen:
    """The people shown so far: in a form that the view named, or in that which the answer turns out to have."""

    def __init__(self) -> None:
        self.named: set[tuple[UUID, SeenHow]] = set()
        self.read: dict[UUID, int | None] = {}  # person -> their own account

    def __bool__(self) -> bool:
        return bool(self.named or self.read)


_seen: ContextVar[Seen | None] = ContextVar("seen", default=None)


@contextmanager
def collecting(seen: Seen) -> Iterator[Seen]:
    """Collect into `seen` whom this thread shows meanwhile."""
    token = _seen.set(seen)
    try:
        yield seen
    finally:
        _seen.reset(token)


def saw(person: UUID, account: int | None) -> None:
    """The name of a person was read; `account` is the person's own, who need not be told of themselves."""
    seen = _seen.get()
    if seen is not None:
        seen.read[person] = account


def note_sightings(request: HttpRequest, people: Iterable[Graduate], how: SeenHow) -> None:
    """Note that the request shows these people in this form: for what is shown without reading a name
    (a number, a scan, a printed paper), or more than a name. Nobody is told of themselves."""
    seen = _seen.get()
    if seen is None:
        raise RuntimeError(f"{request.path}: people are shown outside of enrollment.middleware.NoteSightings")
    viewer = getattr(request.user, "pk", None)
    seen.named.update((person.pk, how) for person in people if viewer is None or person.user_id != viewer)
