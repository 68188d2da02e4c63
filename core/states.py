"""State tables: state -> the states that may follow. One service per transition, named by its verb."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models

from core.refusals import WrongState

StateTable = Mapping[Any, Iterable[Any]]


def advance(
    row: models.Model, wanted: Any, table: StateTable, *, field: str = "state", **changes: Any
) -> None:
    """Move `row` to `wanted` if the table allows it, in one conditional UPDATE that a race cannot pass twice.

    `changes` are further columns written with it. Raises `WrongState` if the table or the row's present state
    says no.
    """
    before = [state for state, following in table.items() if wanted in following]
    columns = {field: wanted, **changes}
    moved = type(row)._default_manager.filter(pk=row.pk, **{f"{field}__in": before}).update(**columns)
    if not moved:
        row.refresh_from_db(fields=[field])
        raise WrongState(now=_label(row, field, getattr(row, field)), wanted=_label(row, field, wanted))
    for name, value in columns.items():
        setattr(row, name, value)


def _label(row: models.Model, field: str, value: Any) -> str:
    choices = dict(getattr(row._meta.get_field(field), "flatchoices", []))
    return str(choices.get(value, value))


def unreachable(table: StateTable, start: Any) -> set[Any]:
    """States that no chain of transitions from `start` reaches (a test keeps this empty for every table)."""
    seen, todo = {start}, [start]
    while todo:
        for state in table.get(todo.pop(), ()):
            if state not in seen:
                seen.add(state)
                todo.append(state)
    return {state for state in table if state not in seen}
