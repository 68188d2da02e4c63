"""Two records judged to be one person become one; `unmerging` makes them two again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import F

from agencies.models import User
from core import audit, crypto
from core.states import advance
from enrollment.enums import PairState
from enrollment.models import DuplicatePair, Graduate, Merge
from enrollment.queries.merging import (
    ACCOUNT,
    CHOICES,
    DERIVED,
    UNITED,
    conflicts,
    moving_rows,
)
from enrollment.services.merge_refusals import AlreadyMerged, CannotMerge, ChangedSinceCompared, SameRecord
from enrollment.services.people import name_keys
from enrollment.states import PAIR_STATES

KEPT, GONE = "kept", "gone"
Columns = dict[str, Any]


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
        settle_pair(keep, gone, PairState.MERGED, by=by, at=at)
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


def settle_pair(keep: Graduate, gone: Graduate, state: PairState, *, by: User, at: datetime) -> None:
    """The pair follows what was done; raises WrongState if somebody judged the two different."""
    low, high = sorted((keep, gone), key=lambda row: str(row.pk))
    pair, _made = DuplicatePair.objects.get_or_create(
        low=low, high=high, defaults={"score": 0, "reasons": [], "found_at": at}
    )
    advance(pair, state, PAIR_STATES, decided_by=by, decided_at=at)
