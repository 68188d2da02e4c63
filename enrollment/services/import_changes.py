"""What an import changes in people who are known already: set by set, and back again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, User
from core import audit
from core.refusals import Refused
from enrollment.entries import PersonEntry, columns_of
from enrollment.importing.frozen import thaw_all
from enrollment.importing.judging import Record, Verdict
from enrollment.models import Graduate
from enrollment.services.import_parts import PARTS, write_parts
from enrollment.services.people import name_keys

BLANK = PersonEntry("", "", "")
AT_ONCE = 500  # keys of one query


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


def write_changes(changes: Sequence[Change], *, by: User, at: datetime) -> None:
    """Bring the people to what the changes say, all or none; one audit row each. Raises PersonChangedMeanwhile."""
    _refuse_changed(changes)
    alike: dict[tuple[str, ...], list[tuple[Change, dict[str, Any]]]] = defaultdict(list)
    for change in changes:
        columns = change.columns()
        alike[tuple(columns)].append((change, columns))
    for names, group in alike.items():
        _update(names, group)
    write_parts({change.person: change.after for change in changes}, by=by, at=at)
    audit.record_each(
        "graduate.corrected",
        ((Graduate(pk=change.person), {"fields": sorted(change.after)}) for change in changes),
        by=by,
        at=at,
    )


def refuse_unseen(changes: Sequence[Change], *, by: User) -> None:
    """Raise PersonOutOfSight for the first row whose person `by` sees no more: what ends a sight is no new version."""
    seen: set[UUID] = set()
    for first in range(0, len(changes), AT_ONCE):
        keys = [change.person for change in changes[first : first + AT_ONCE]]
        seen |= set(Graduate.objects.visible_to(by).filter(pk__in=keys).values_list("pk", flat=True))
    unseen = [change.row for change in changes if change.person not in seen]
    if unseen:
        raise PersonOutOfSight(row=min(unseen))


def _update(names: Sequence[str], group: Sequence[tuple[Change, Mapping[str, Any]]]) -> None:
    """One statement for all that change in the same columns."""
    field_of = {field.name: field for field in Graduate._meta.concrete_fields}
    fields = [field_of[name] for name in names]
    marked = [f"{connection.ops.quote_name(str(field.column))} = %s" for field in fields]
    sets = ", ".join([*marked, "version = version + 1"])
    table = connection.ops.quote_name(Graduate._meta.db_table)
    statement = f"UPDATE {table} SET {sets} WHERE id = %s"  # noqa: S608  # own names
    key = Graduate._meta.pk
    rows = [
        (
            *(
                field.get_db_prep_save(_raw(columns[name]), connection)
                for name, field in zip(names, fields, strict=True)
            ),
            key.get_db_prep_save(change.person, connection),
        )
        for change, columns in group
    ]
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows)


def _raw(value: Any) -> Any:
    return value.pk if isinstance(value, Agency) or hasattr(value, "pk") else value


def _refuse_changed(changes: Sequence[Change]) -> None:
    """Lock the people, and raise PersonChangedMeanwhile for the first row whose person has another version now."""
    now: dict[UUID, int] = {}
    for first in range(0, len(changes), AT_ONCE):
        keys = [change.person for change in changes[first : first + AT_ONCE]]
        rows = Graduate.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
        now |= dict(rows.values_list("pk", "version"))
    stale = [change.row for change in changes if now.get(change.person) != change.version]
    if stale:
        raise PersonChangedMeanwhile(row=min(stale))
