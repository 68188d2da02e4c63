"""How often something may be done, counted in the database by one statement, so that all processes count together.

A limit is written "30/10m": so many times in such a time (s, m, h, d), by the clock: the count starts anew with each
whole period, so that in the worst case twice as many fit around the change. Whoever is counted is kept as a keyed hash.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from allauth.core.internal.ratelimit import get_ip
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core import crypto
from core.models import Tally

_WRITTEN = re.compile(r"([1-9][0-9]*)/([1-9][0-9]*)?([smhd])")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


@dataclass(frozen=True)
class Limit:
    """`most` times in `seconds` by one caller, for what `name` names."""

    name: str
    most: int
    seconds: int

    @classmethod
    def read(cls, name: str, written: str) -> "Limit":
        """From a setting; raises ValueError for what is not written as above."""
        found = _WRITTEN.fullmatch(written)
        if found is None:
            raise ValueError(f"{name}: “{written}” is no limit such as 30/10m")
        return cls(name, int(found[1]), int(found[2] or 1) * _SECONDS[found[3]])

    def is_used_up(self, who: str, *, at: datetime) -> bool:
        """Whether nothing is left of it now; counts nothing."""
        return self._rows(who, at).filter(count__gte=self.most).exists()

    def take(self, who: str, *, at: datetime) -> bool:
        """Count one; False if there is none left. Of many at once exactly `most` get True."""
        rows = self._rows(who, at)
        while not rows.filter(count__lt=self.most).update(count=F("count") + 1):
            if rows.exists():
                return False
            self._begin(who, at)
        return True

    def give_back(self, who: str, *, at: datetime) -> None:
        """Uncount one that was taken: what was tried turned out to be right."""
        self._rows(who, at).filter(count__gt=0).update(count=F("count") - 1)

    def seconds_left(self, at: datetime) -> int:
        """Until the count starts anew."""
        return self.seconds - int(at.timestamp()) % self.seconds

    def _begin(self, who: str, at: datetime) -> None:
        ends = datetime.fromtimestamp((self._period(at) + 1) * self.seconds, UTC)
        try:
            with transaction.atomic():
                Tally.objects.create(key=self._key(who), period=self._period(at), ends_at=ends)
        except IntegrityError:
            return  # another process has just begun it

    def _rows(self, who: str, at: datetime) -> QuerySet[Tally]:
        return Tally.objects.filter(key=self._key(who), period=self._period(at))

    def _period(self, at: datetime) -> int:
        return int(at.timestamp()) // self.seconds

    def _key(self, who: str) -> str:
        return crypto.lookup("limit", f"{self.name}:{self.most}/{self.seconds}:{who}")


def limit_of(setting: str) -> Limit:
    """The limit that a setting gives; its name is that of the setting."""
    return Limit.read(setting, getattr(settings, setting))


def caller(request: HttpRequest) -> str:
    """Where a request comes from: the address of the last machine that is not our own proxy, of IPv6 the network."""
    return str(get_ip(request))


def too_many(request: HttpRequest, limit: Limit, *, at: datetime) -> HttpResponse:
    """The answer to one too many."""
    minutes = -(-limit.seconds_left(at) // 60)
    response = render(request, "core/too_many.html", {"minutes": minutes}, status=429)
    response.headers["Retry-After"] = str(limit.seconds_left(at))
    response.headers["Cache-Control"] = "no-store"
    return response


def forget_tallies(*, at: datetime) -> None:
    """A chore: drop what was counted in periods that are over."""
    Tally.objects.filter(ends_at__lt=at - timedelta(minutes=5)).delete()
