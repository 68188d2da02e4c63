"""Who was shown whom: written before the answer leaves, in a short transaction of its own.

The one exception to "a GET writes nothing". What cannot be written down is not shown: if the database does not take the
rows within a few seconds the answer is a 503 that asks to try again; a download that has begun breaks off.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from agencies.models import User
from core.middleware import busy
from enrollment.enums import SeenHow
from enrollment.seeing import Seen, collecting
from enrollment.services.sightings import Sight, write_sightings


class NoteSightings:
    """Write down every person whose name was read for a signed-in account's answer, and whom the view noted."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        viewer = request.user  # the API replaces it on views that look at no session
        with collecting(Seen()) as seen:
            response = self.get_response(request)
        user = viewer if viewer.is_authenticated else request.user
        if not user.is_authenticated:
            return response
        note = _Note(request, response, user)
        try:
            note.write(seen)
        except (OperationalError, InterfaceError) as error:
            response.close()
            return busy(error)
        if getattr(response, "streaming", False):
            body = cast(Any, response)
            body.streaming_content = note.each_part(body.streaming_content, seen)
        return response


class _Note:
    def __init__(self, request: HttpRequest, response: HttpResponseBase, user: User) -> None:
        self.user = user
        match = request.resolver_match
        self.subjects = (
            {value for value in match.kwargs.values() if isinstance(value, UUID)} if match else set()
        )
        self.form = _form(request, response)

    def write(self, seen: Seen, at: datetime | None = None) -> None:
        """All that was collected, then forget it."""
        if seen:
            write_sightings(self.user, set(self._sights(seen)), at=at or timezone.localtime())
        seen.named.clear()
        seen.read.clear()

    def _sights(self, seen: Seen) -> Iterator[Sight]:
        yield from seen.named
        others = [person for person, account in seen.read.items() if account != self.user.pk]
        for person in others:
            alone = person in self.subjects or len(others) == 1
            yield person, self.form or (SeenHow.PAGE if alone else SeenHow.LIST)

    def each_part(self, parts: Iterable[bytes], seen: Seen) -> Iterator[bytes]:
        """The parts of a streamed answer; whom a part shows is written down before it leaves."""
        iterator = iter(parts)
        while True:
            with collecting(seen):
                part = next(iterator, None)
            self.write(seen)
            if part is None:
                return
            yield part


def _form(request: HttpRequest, response: HttpResponseBase) -> SeenHow | None:
    """The form that the whole answer has; None for a page, on which it is told for each person."""
    if request.path.startswith("/api/"):
        return SeenHow.PROGRAM
    return (
        SeenHow.EXPORT if response.headers.get("Content-Disposition", "").startswith("attachment") else None
    )
