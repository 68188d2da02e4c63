"""Entries as JSON and back: how checked rows rest, sealed, between preview and confirmation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from agencies.models import Agency, Place
from core.dates import PartialDate
from enrollment.entries import BarrierEntry, GuardianEntry, PersonEntry

PLAIN = {str, int, bool}
FIELDS = tuple(field.name for field in fields(PersonEntry))


def freeze(entry: PersonEntry) -> dict[str, Any]:
    """Every field as plain JSON: rows as their keys, dates in ISO form."""
    return {name: frozen(getattr(entry, name)) for name in FIELDS}


def frozen(value: Any) -> Any:
    """One value as plain JSON."""
    if value is None or type(value) in PLAIN:
        return value
    if isinstance(value, (Agency, Place)):
        return value.pk
    if isinstance(value, tuple):
        return [frozen(part) for part in value]
    if isinstance(value, BarrierEntry):
        return [value.kind, value.holds, frozen(value.seen_on)]
    if isinstance(value, GuardianEntry):
        return {part.name: frozen(getattr(value, part.name)) for part in fields(GuardianEntry)}
    return str(value) if isinstance(value, (PartialDate, date)) else value


def thaw(name: str, value: Any, agencies: Mapping[int, Agency]) -> Any:
    """One field of a frozen entry as the entry holds it. Places are fetched by key where they are written."""
    if value is None:
        return None
    match name:
        case "birth":
            return PartialDate.from_iso(value)
        case "school":
            return agencies[value]
        case "place":
            return Place(pk=value)
        case "reasons" | "interests" | "aptitudes":
            return tuple(value)
        case "barriers":
            return tuple(
                BarrierEntry(kind, holds, day and date.fromisoformat(day)) for kind, holds, day in value
            )
        case "guardian":
            days = {part: value[part] and date.fromisoformat(value[part]) for part in _CONSENTS}
            return GuardianEntry(**value | days)
    return value


_CONSENTS = ("consent_training_on", "consent_data_on")


def thaw_all(frozen: Mapping[str, Any], agencies: Mapping[int, Agency]) -> dict[str, Any]:
    """Several fields, as keyword arguments of PersonEntry or of `dataclasses.replace`."""
    return {name: thaw(name, value, agencies) for name, value in frozen.items()}
