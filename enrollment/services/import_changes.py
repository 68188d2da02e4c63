"""What an import changes in people who are known already: set by set, and back again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, User
from core import audit
from core.bulk import Update
from core.refusals import Refused
from enrollment.entries import PersonEntry, columns_of
from enrollment.importing.frozen import thaw_all
from enrollment.importing.judging import Record, Verdict
from enrollment.models import Graduate
from enrollment.services.import_parts import PARTS, write_parts
from enrollment.services.people import name_keys

BLANK = PersonEntry("", "", "")
AT_ONCE = 500  # keys of one query
# The people who count: not those whom an import hides (as `Graduate.objects`).
COUNTS = """(import_batch_id IS NULL OR NOT EXISTS (
    SELECT 1 FROM enrollment_importbatch batch WHERE batch.id = import_batch_id AND batch.hides))"""


class PersonChangedMeanwhile(Refused):
    sentence = _("The person in row %(row)s was changed by somebody else after this file was read.")
    remedy = _("Discard this import and upload the file again to see what is new.")


class PersonOutOfSight(Refused):
    sentence = _("The person in row %(row)s is no longer shown to you.")
    remedy = _("A consent or a referral has ended. Discard this import and upload the file again.")


@dataclass(frozen=True, slots=True)
class Change:
    """One known person: the version that was compared, and the facts as they were and as the file says."""

    row: int
    person: UUID
    version: int
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    names: tuple[Mapping[str, str], Mapping[str, str]] | None

    def reversed(self) -> Change:
        """The way back, from the version that the change made."""
        names = (self.names[1], self.names[0]) if self.names else None
        return replace(self, version=self.version + 1, before=self.after, after=self.before, names=names)

    def columns(self) -> dict[str, Any]:
        """The columns of `Graduate` that the new facts fill, with the keys that follow from a name."""
        plain = {name: value for name, value in self.after.items() if name not in PARTS}
        whole = columns_of(replace(BLANK, **plain))
        wanted = {column: whole[column] for name in plain for column in _COLUMNS.get(name, (name,))}
        if self.names:
            new = self.names[1]
            wanted |= name_keys(new["given_name"], new["family_name"], new["name_en"])
        return wanted


_COLUMNS = {"birth": ("birth_date", "birth_precision")}


def changes_of(records: Iterable[Record], agencies: Mapping[int, Agency]) -> Iterator[Change]:
    """The changed rows among judged ones."""
    for record in records:
        if record["verdict"] == Verdict.CHANGED:
            before, after = (
                thaw_all({name: sides[side] for name, sides in record["changes"].items()}, agencies)
                for side in (0, 1)
            )
            names = tuple(record["names"]) if "names" in record else None
            person = UUID(record["person"])
            yield Change(record["row"], person, record["version"], before, after, names)


class Changes:
    """Changes of known people, made ready before the short transaction in which they are written, all or none."""

    def __init__(self, changes: Iterable[Change], *, by: User, at: datetime) -> None:
        self._by, self._at = by, at
        # In the order of the keys: rows that lie together, and on PostgreSQL one order of locking for everybody.
        self._changes = sorted(changes, key=lambda change: change.person)
        self._updates: dict[tuple[str, ...], Update] = {}
        for change in self._changes:
            columns = change.columns()
            names = tuple(columns)
            update = self._updates.setdefault(names, Update(Graduate, names))
            update.add(change.person, change.version, list(columns.values()))
        self._trail = audit.Each(
            "graduate.corrected",
            ((Graduate(pk=change.person), {"fields": sorted(change.after)}) for change in self._changes),
            by=by,
            at=at,
        )

    def __len__(self) -> int:
        return len(self._changes)

    def write(self) -> None:
        """Bring the people to what the changes say; one audit row each. Raises PersonChangedMeanwhile."""
        self._lock()
        try:
            with transaction.atomic():
                if sum(update.write(only=COUNTS) for update in self._updates.values()) < len(self):
                    raise _SomebodyElseWas
        except _SomebodyElseWas:
            self._refuse_changed()
        write_parts({change.person: change.after for change in self._changes}, by=self._by, at=self._at)
        self._trail.write()

    def _lock(self) -> None:
        """PostgreSQL: the rows in the order of their keys, as everybody locks several. SQLite has one lock for all."""
        if connection.features.has_select_for_update:
            for some in self._some():
                rows = Graduate.stored.select_for_update(of=("self",)).filter(pk__in=[c.person for c in some])
                len(rows.order_by("pk").values_list("pk"))

    def _some(self) -> Iterator[Sequence[Change]]:
        for first in range(0, len(self._changes), AT_ONCE):
            yield self._changes[first : first + AT_ONCE]

    def _refuse_changed(self) -> None:
        """Raise PersonChangedMeanwhile for the first row whose person has another version now, or is there no more."""
        now: dict[UUID, int] = {}
        for some in self._some():
            rows = Graduate.objects.filter(pk__in=[change.person for change in some])
            now |= dict(rows.values_list("pk", "version"))
        raise PersonChangedMeanwhile(
            row=min(change.row for change in self._changes if now.get(change.person) != change.version)
        )


class _SomebodyElseWas(Exception):
    """Fewer people were changed than there are changes: this takes back what was written of them."""


def refuse_unseen(changes: Sequence[Change], *, by: User) -> None:
    """Raise PersonOutOfSight for the first row whose person `by` sees no more: what ends a sight is no new version."""
    seen: set[UUID] = set()
    for first in range(0, len(changes), AT_ONCE):
        keys = [change.person for change in changes[first : first + AT_ONCE]]
        seen |= set(Graduate.objects.visible_to(by).filter(pk__in=keys).values_list("pk", flat=True))
    unseen = [change.row for change in changes if change.person not in seen]
    if unseen:
        raise PersonOutOfSight(row=min(unseen))
