"""Two records judged to be one person become one, and become two again if that was wrong."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from core import audit, crypto
from core.refusals import Refused
from core.states import advance
from enrollment.enums import PairState
from enrollment.models import DuplicatePair, Graduate, Merge
from enrollment.queries.merging import (
    ACCOUNT,
    CHOICES,
    DERIVED,
    UNITED,
    conflicts,
    late_rows,
    moving_rows,
    title_of,
)
from enrollment.services.people import name_keys
from enrollment.states import PAIR_STATES

logger = logging.getLogger(__name__)
KEPT, GONE = "kept", "gone"
Columns = dict[str, Any]


class SameRecord(Refused):
    sentence = _("A record cannot be merged with itself.")


class AlreadyMerged(Refused):
    """One of the two was merged into another record, or erased, before this merge."""

    sentence = _("One of the two records has been merged or erased meanwhile.")
    remedy = _("Open the person again: the link leads to the record that stands now.")


class ChangedSinceCompared(Refused):
    sentence = _("One of the two records was changed after you opened the comparison.")
    remedy = _("Look at the two records again, then merge.")


class CannotMerge(Refused):
    """Something that may exist once is there twice; `obstacles` are refusals of their own, each with its remedy."""

    sentence = _("These records cannot be merged yet: %(reasons)s")

    def __init__(self, obstacles: list[Refused]) -> None:
        super().__init__(reasons=" ".join(map(str, obstacles)))
        self.obstacles = obstacles


class MergedOn(Refused):
    sentence = _("The record that was kept has itself been merged into another one since.")
    remedy = _("Undo that merge first.")


class AlreadyUndone(Refused):
    sentence = _("This merge has been undone already.")


class FactsChangedSince(Refused):
    sentence = _("After the merge somebody changed what the merge had decided: %(fields)s.")
    remedy = _("Set these back to what they were after the merge, then undo it.")

    def __init__(self, names: list[str]) -> None:
        super().__init__(fields=", ".join(names))
        self.names = names


class RowsGoneSince(Refused):
    sentence = _("Something that came with the merged record has been removed since: %(kinds)s.")
    remedy = _("It cannot be given back, so the merge stays. Register the other person anew.")


class OneOutOfSight(Refused):
    sentence = _("Of the two people that an undo would bring back, you may not see both.")
    remedy = _("Ask an agency that works with both, or the agency that registered the other one.")


class SnapshotGone(Refused):
    sentence = _("What the two records were before has been erased.")
    remedy = _("The merge stays.")


def merge_people(
    keep: Graduate,
    gone: Graduate,
    *,
    choices: Mapping[str, str],
    versions: tuple[int, int] | None = None,
    by: User,
    at: datetime,
) -> Merge:
    """Make `keep` stand for both. `choices` names the fields (see `CHOICES`) taken from `gone`: {field: "gone"}.

    Lists are united, rows move, an account moves where `keep` has none; `gone` points to `keep` and is seen no more.
    `versions` are those that the judge was shown. Raises SameRecord, AlreadyMerged, ChangedSinceCompared, CannotMerge.
    """
    if keep.pk == gone.pk:
        raise SameRecord
    with transaction.atomic():
        keep, gone = _held(keep, gone)
        if versions is not None and versions != (keep.version, gone.version):
            raise ChangedSinceCompared
        if obstacles := conflicts(keep, gone):
            raise CannotMerge(obstacles)
        merge = _merged(keep, gone, dict(choices), by=by, at=at)
        _settle_pair(keep, gone, PairState.MERGED, by=by, at=at)
        audit.record("graduate.merged", keep, by=by, at=at, person=keep.pk, gone=str(gone.pk))
        audit.record("graduate.merged_away", gone, by=by, at=at, person=gone.pk, kept=str(keep.pk))
    return merge


def _held(keep: Graduate, gone: Graduate) -> tuple[Graduate, Graduate]:
    """Both rows locked, in one order for everybody, and still standing; raises AlreadyMerged."""
    rows = Graduate.objects.select_for_update().living().filter(pk__in=[keep.pk, gone.pk]).order_by("pk")
    found = {row.pk: row for row in rows}
    if len(found) != 2:
        raise AlreadyMerged
    return found[keep.pk], found[gone.pk]


def _merged(keep: Graduate, gone: Graduate, choices: dict[str, str], *, by: User, at: datetime) -> Merge:
    taken = {name: GONE for name in CHOICES if choices.get(name) == GONE}
    changes = _changes(keep, gone, taken)
    before = {KEPT: columns_of_row(keep), GONE: columns_of_row(gone)}
    moved = _move_rows(keep, gone)
    merge = Merge(kept=keep, gone=gone, choices=taken, by=by, at=at)
    snapshot = {**before, "changes": _plain(changes), "moved": moved}
    merge.sealed_snapshot = crypto.seal(json.dumps(snapshot).encode(), place=merge.place)
    _write(gone, {"merged_into_id": keep.pk, "user_id": None}, gone.version)
    _write(keep, changes, keep.version)
    merge.save(force_insert=True)
    return merge


def _write(row: Graduate, changes: Columns, version: int) -> None:
    """One conditional UPDATE: who lost a race is told, whatever the database thinks of locks."""
    standing = Graduate.objects.living().filter(pk=row.pk, version=version)
    if not standing.update(**changes, version=F("version") + 1):
        raise AlreadyMerged


def _changes(keep: Graduate, gone: Graduate, taken: Mapping[str, str]) -> Columns:
    """The columns of the kept record that become others, by attribute name."""
    wanted = {column: getattr(gone, column) for name in taken for column in _attributes(CHOICES[name])}
    wanted |= {name: list(dict.fromkeys([*getattr(keep, name), *getattr(gone, name)])) for name in UNITED}
    names = {name: wanted.get(name, getattr(keep, name)) for name in ("given_name", "family_name", "name_en")}
    keys = name_keys(names["given_name"], names["family_name"], names["name_en"])
    wanted |= {name: keys[name] for name in DERIVED}
    if gone.user_id:
        wanted[f"{ACCOUNT}_id"] = gone.user_id
    return {name: value for name, value in wanted.items() if value != getattr(keep, name)}


def _attributes(columns: tuple[str, ...]) -> list[str]:
    return [field.attname for field in Graduate._meta.concrete_fields if field.name in columns]


def _move_rows(keep: Graduate, gone: Graduate) -> dict[str, list[str]]:
    """Point the rows of `gone` at `keep`; which ones they were, by table and column."""
    moved = {}
    for model, column, rows in list(moving_rows(keep, gone)):
        keys = list(rows.values_list("pk", flat=True))
        if keys:
            model._default_manager.filter(pk__in=keys).update(**{column: keep})
            moved[f"{model._meta.label_lower}.{column}"] = list(map(str, keys))
    return moved


def columns_of_row(row: models.Model) -> Columns:
    """Every column of a row as plain JSON."""
    return _plain({field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields})


def _plain(columns: Columns) -> Columns:
    plain: Columns = json.loads(json.dumps(columns, default=str))
    return plain


def _typed(columns: Columns) -> Columns:
    """Plain values as the columns of `Graduate` hold them."""
    fields = {field.attname: field for field in Graduate._meta.concrete_fields}
    return {name: fields[name].to_python(value) for name, value in columns.items()}


def _settle_pair(keep: Graduate, gone: Graduate, state: PairState, *, by: User, at: datetime) -> None:
    """The pair follows what was done; raises WrongState if somebody judged the two different."""
    low, high = sorted((keep, gone), key=lambda row: str(row.pk))
    pair, _made = DuplicatePair.objects.get_or_create(
        low=low, high=high, defaults={"score": 0, "reasons": [], "found_at": at}
    )
    advance(pair, state, PAIR_STATES, decided_by=by, decided_at=at)


def undo_merge(merge: Merge, *, by: User, at: datetime) -> Merge:
    """Make two records of one again, each with every column and row it had; only `version` goes on counting.

    What was added since stays with the kept person, and what moved returns as it is now. Raises AlreadyUndone,
    MergedOn, SnapshotGone, RowsGoneSince, OneOutOfSight, and FactsChangedSince for a field that the merge decided and
    somebody changed after it: those cannot be taken apart.
    """
    with transaction.atomic():
        merge = Merge.objects.select_for_update().get(pk=merge.pk)
        if merge.undone_at is not None:
            raise AlreadyUndone
        kept, gone = _both_locked(merge)
        snapshot = _opened(merge)
        _give_rows_back(snapshot["moved"], kept, gone)
        _restore(kept, gone, snapshot)
        _refuse_unseen(kept, gone, by)
        Merge.objects.filter(pk=merge.pk).update(undone_at=at, undone_by=by)
        _settle_pair(kept, gone, PairState.PROPOSED, by=by, at=at)
        audit.record("graduate.unmerged", kept, by=by, at=at, person=kept.pk, other=str(gone.pk))
        audit.record("graduate.unmerged", gone, by=by, at=at, person=gone.pk, other=str(kept.pk))
    merge.refresh_from_db()
    return merge


def _both_locked(merge: Merge) -> tuple[Graduate, Graduate]:
    rows = Graduate.objects.select_for_update().filter(pk__in=[merge.kept_id, merge.gone_id]).order_by("pk")
    found = {row.pk: row for row in rows}
    kept, gone = found[merge.kept_id], found[merge.gone_id]
    if kept.merged_into_id is not None or kept.erased_at is not None:
        raise MergedOn
    return kept, gone


def _opened(merge: Merge) -> dict[str, Any]:
    if not merge.sealed_snapshot:
        raise SnapshotGone
    opened: dict[str, Any] = json.loads(crypto.unseal(merge.sealed_snapshot, place=merge.place))
    return opened


def _give_rows_back(moved: Mapping[str, list[str]], kept: Graduate, gone: Graduate) -> None:
    lost = []
    for table, keys in moved.items():
        label, _dot, column = table.rpartition(".")
        model = apps.get_model(label)
        rows = model._default_manager.filter(pk__in=keys, **{column: kept})
        if rows.update(**{column: gone}) != len(keys):
            lost.append(str(title_of(model)))
    if lost:
        raise RowsGoneSince(kinds=", ".join(lost))


def _restore(kept: Graduate, gone: Graduate, snapshot: dict[str, Any]) -> None:
    """Each column that the merge changed gets its former value, if it still has the one that the merge gave it."""
    changed, before = _typed(snapshot["changes"]), _typed(snapshot[KEPT])
    touched = [name for name in changed if name not in DERIVED and getattr(kept, name) != changed[name]]
    if touched:
        raise FactsChangedSince([_name_of(name) for name in touched])
    values = {name: before[name] for name in changed if name not in DERIVED}
    for name, value in values.items():
        setattr(kept, name, value)
    keys = name_keys(kept.given_name, kept.family_name, kept.name_en)
    Graduate.objects.filter(pk=kept.pk).update(**values, **keys, version=F("version") + 1)
    returned = _typed(snapshot[GONE]) | {"version": gone.version + 1}
    returned.pop("id")
    Graduate.objects.filter(pk=gone.pk).update(**returned)


def follow_merges(*, at: datetime) -> int:
    """Bring rows to the kept record that reached a merged one while it was being merged. Returns how many.

    A chore: on PostgreSQL a referral written in the moment of the merge waits for it and then points at the record
    that is seen no more. What a constraint forbids beside the kept record's rows stays, and the log says so.
    """
    moved = 0
    for row, column in late_rows():
        label, merged = row._meta.label_lower, getattr(row, column)
        try:
            with transaction.atomic():
                kept = merged.merged_into
                rows = type(row)._default_manager.filter(pk=row.pk, **{column: merged})
                moved += rows.update(**{column: kept})
                audit.record(
                    "graduate.row_followed", kept, by=None, at=at, person=kept.pk, row=f"{label}:{row.pk}"
                )
        except IntegrityError:
            logger.warning("%s %s stays with a merged record: the kept one has its like", label, row.pk)
    return moved


def _refuse_unseen(kept: Graduate, gone: Graduate, by: User) -> None:
    """Asked when both are apart again with their rows, which alone tell who sees whom; a refusal takes that back."""
    if Graduate.objects.visible_to(by).filter(pk__in=[kept.pk, gone.pk]).count() < 2:
        raise OneOutOfSight


def _name_of(attribute: str) -> str:
    field = next(one for one in Graduate._meta.concrete_fields if one.attname == attribute)
    return str(field.verbose_name)
