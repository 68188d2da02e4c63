"""The people of a list: who is found, a page of them at a time, at the cost of a page however many there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.db.models import QuerySet

from agencies.models import User
from core.paging import Page, keyset_page, near_page, sifted_page
from enrollment.models import Graduate
from enrollment.queries.names import NameSearch

BY_NAME = ("sort_key", "id")
LINES_BY_NAME = ("sort_key", "graduate_id")
ON_A_PAGE = 25  # half of what other lists show: this one changes with every letter that is typed
FEW = 2_000  # people that are quicker looked up one by one than met by walking the register in order
FEW_SEEN = 8_000  # the same where an account sees no more: to walk is to judge everybody whom it does not see
KEPT_SECONDS = 60
SOME = 20_000  # people whose keys are gathered sooner than bundle after bundle of names is sifted for them
LISTED = 300  # keys that are read and named in the query: a planner counts them right
NEAR = 250  # people next in order among whom a page is looked for first, each looked up on its own


@dataclass(frozen=True)
class Finding:
    """People by conditions of different kinds; which of them leads is decided by how many each one leaves.

    `rows` are the people who meet everything except the name. `seen` walks the indexes over those whom the account
    sees, where it sees few; each of `keys` one over those who meet another condition, in any order, read only so
    far as few.
    """

    rows: QuerySet[Graduate]
    seen: QuerySet[Any] | None
    keys: Sequence[QuerySet[Any]] = ()
    name: NameSearch | None = None

    def page(self, cursor: str, *, size: int = ON_A_PAGE) -> Page[Graduate]:
        """One page in Thai order of the names."""
        few = self._few()
        if few is not None:
            return keyset_page(few, BY_NAME, cursor, size=size)
        if self.name is None:
            return near_page(self.rows, Graduate.objects.all(), BY_NAME, cursor, size=size, near=NEAR)
        lines = self.name.lines_in_order()
        for keys in self.keys:
            if is_few(SOME, keys):
                lines = lines.filter(graduate__in=keys)
        return sifted_page(lines, self.rows, LINES_BY_NAME, BY_NAME, cursor, size=size)

    def everybody(self) -> QuerySet[Graduate]:
        """All who are found, in order."""
        rows = self.rows
        if self.name is not None:
            rows = rows.filter(pk__in=self.name.lines().values("graduate"))
        return rows.order_by(*BY_NAME)

    def _few(self) -> QuerySet[Graduate] | None:
        """The people by their keys, if one of the conditions besides the name leaves few."""
        leading = self.seen
        if leading is None:
            leading = next((keys for keys in self.keys if is_few(FEW, keys)), None)
        if leading is None:
            return None
        rows = self.rows.filter(pk__in=listed(leading))
        return rows.filter(self.name.condition("search_text")) if self.name else rows


def few_seen_by(user: User) -> QuerySet[Any] | None:
    """The keys of those whom the account sees, in any order, if they are few; whether they are is kept for a minute.

    A count that has grown meanwhile makes a list slower, never wrong.
    """
    keys = Graduate.objects.keys_visible_to(user)
    kept = f"sees-few:{user.pk}:{user.acting_for}"
    few = cache.get_or_set(kept, lambda: is_few(FEW_SEEN, keys), KEPT_SECONDS)
    return keys if few else None


def is_few(few: int, keys: QuerySet[Any]) -> bool:
    """Whether there are no more than `few` keys; none of them leaves the database."""
    return keys[: few + 1].count() <= few


def listed(keys: QuerySet[Any]) -> set[UUID] | QuerySet[Any]:
    """The keys themselves where they are very few, else the query for them."""
    found = [key for (key,) in keys[: LISTED + 1]]
    return set(found) if len(found) <= LISTED else keys
