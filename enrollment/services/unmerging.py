"""Two records that were merged become two again, if that was wrong."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import F

from agencies.models import User
from core import audit, crypto
from enrollment.enums import PairState
from enrollment.models import Graduate, Merge
from enrollment.queries.merging import DERIVED, title_of
from enrollment.services.merge_refusals import (
    AlreadyUndone,
    FactsChangedSince,
    MergedOn,
    OneOutOfSight,
    RowsGoneSince,
    SnapshotGone,
)
from enrollment.services.merging import GONE, KEPT, Columns, settle_pair
from enrollment.services.people import name_keys


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
        settle_pair(kept, gone, PairState.PROPOSED, by=by, at=at)
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


def _typed(columns: Columns) -> Columns:
    """Plain values as the columns of `Graduate` hold them."""
    fields = {field.attname: field for field in Graduate._meta.concrete_fields}
    return {name: fields[name].to_python(value) for name, value in columns.items()}


def _refuse_unseen(kept: Graduate, gone: Graduate, by: User) -> None:
    """Asked when both are apart again with their rows, which alone tell who sees whom; a refusal takes that back."""
    if Graduate.objects.visible_to(by).filter(pk__in=[kept.pk, gone.pk]).count() < 2:
        raise OneOutOfSight


def _name_of(attribute: str) -> str:
    field = next(one for one in Graduate._meta.concrete_fields if one.attname == attribute)
    return str(field.verbose_name)
