"""What the tables hold of a person: each app declares its own in `holdings.py`, and the models say which there are.

A table speaks of a person if a chain of foreign keys leads from it to the person's row, or if it has a `person_id`.
A table that speaks of people and is declared nowhere is an error: nothing new is forgotten in a copy or an erasure.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, reduce
from importlib import import_module
from importlib.util import find_spec
from operator import or_
from typing import Any, Final

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model, Q, QuerySet
from django.db.models.fields.reverse_related import ForeignObjectRel

DELETED: Final = "deleted"


@dataclass(frozen=True)
class Holding:
    """How one table is treated. `title` names it for people; `fate` says what an erasure does, in a sentence.

    erased: `DELETED`, or the values that take the place of what speaks of the person ({} where nothing does).
    kept: columns with free words that stay, each with the reason. left_out: why a copy does not contain the table.
    files: binary columns that a copy holds as files, with their endings.
    """

    title: Any
    erased: str | Mapping[str, Any]
    fate: Any
    kept: Mapping[str, str] = field(default_factory=dict)
    left_out: str = ""
    files: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Table:
    """A table that speaks of people, the paths that lead from it to them, and how far away it is."""

    model: type[Model]
    paths: tuple[str, ...]
    depth: int

    @property
    def label(self) -> str:
        return self.model._meta.label_lower

    def rows_of(self, people: Collection[Any]) -> QuerySet[Any]:
        """Its rows about these people, each once."""
        condition = reduce(or_, (Q(**{f"{path}__in": people}) for path in self.paths))
        keys = self.model._base_manager.filter(condition).values("pk")
        return self.model._base_manager.filter(pk__in=keys).order_by("pk")


def tables_about(root: type[Model]) -> list[Table]:
    """Every table that speaks of a row of `root`, the farthest first: the order in which rows can be deleted."""
    found: dict[type[Model], Table] = {}
    near: list[tuple[type[Model], str]] = [(root, "")]
    depth = 0
    while near:
        depth += 1
        ahead: dict[type[Model], list[str]] = {}
        for model, path in near:
            for name, speaker in _speakers(model):
                if speaker is not root and speaker not in found:
                    ahead.setdefault(speaker, []).append(f"{name}__{path}" if path else name)
        found |= {model: Table(model, tuple(paths), depth) for model, paths in ahead.items()}
        near = [(model, path) for model, paths in ahead.items() for path in paths]
    loose = [model for model in apps.get_models() if model not in found and _has_person(model)]
    found |= {model: Table(model, ("person_id",), depth) for model in loose}
    return sorted(found.values(), key=lambda table: (-table.depth, table.label))


def _speakers(model: type[Model]) -> Iterator[tuple[str, type[Model]]]:
    """(name of the foreign key, the table that has it), for every table that points to `model`."""
    for relation in model._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel) and (relation.one_to_many or relation.one_to_one):
            yield relation.field.name, relation.related_model


def _has_person(model: type[Model]) -> bool:
    return any(column.attname == "person_id" for column in model._meta.concrete_fields)


@cache
def declared() -> dict[str, Holding]:
    """Label -> holding, from the `HOLDINGS` of every app's `holdings.py`."""
    found: dict[str, Holding] = {}
    for app in apps.get_app_configs():
        if find_spec(f"{app.name}.holdings") and app.name != "core":
            found |= import_module(f"{app.name}.holdings").HOLDINGS
    return found


def holding_of(table: Table) -> Holding:
    """Raises ImproperlyConfigured for a table that nobody thought of."""
    try:
        return declared()[table.label]
    except KeyError as unknown:
        raise ImproperlyConfigured(
            f"{table.label} speaks of people; declare it in its app's holdings.py"
        ) from unknown
