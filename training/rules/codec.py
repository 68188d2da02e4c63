"""Frozen dataclasses to JSON values and back, strictly: a stored rule set must mean what it meant."""

import types
import typing
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

T = TypeVar("T")


class RuleSetUnreadable(ValueError):
    """Stored rules that do not fit the shape of a rule set; carries where and what was found."""


def encode(value: Any) -> Any:
    """A dataclass as a dict, a tuple as a list, a date as ISO text; enums as their value."""
    if is_dataclass(value):
        return {field.name: encode(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [encode(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, StrEnum) else value


def decode(shape: type[T], data: Any) -> T:
    """The dataclass `shape` from what `encode` gave; raises RuleSetUnreadable for any other key or type."""
    return typing.cast(T, _decode(shape, data, shape.__name__))


def _decode(shape: Any, data: Any, where: str) -> Any:
    if typing.get_origin(shape) is types.UnionType:
        return _decode_optional(shape, data, where)
    if typing.get_origin(shape) is tuple:
        _expect(isinstance(data, list), where, data)
        item_shape = typing.get_args(shape)[0]
        return tuple(_decode(item_shape, item, f"{where}[{n}]") for n, item in enumerate(data))
    if is_dataclass(shape):
        return _decode_dataclass(typing.cast(type, shape), data, where)
    if shape is date or issubclass(shape, StrEnum):
        return _decode_text(shape, data, where)
    _expect(type(data) is shape, where, data)
    return data


def _decode_optional(shape: Any, data: Any, where: str) -> Any:
    if data is None:
        return None
    inner = next(part for part in typing.get_args(shape) if part is not type(None))
    return _decode(inner, data, where)


def _decode_dataclass(shape: type, data: Any, where: str) -> Any:
    """What was stored before a value existed has that value's default: a version means what it always meant."""
    hints = typing.get_type_hints(shape)
    _expect(isinstance(data, dict) and _needed(shape) <= set(data) <= set(hints), where, data)
    return shape(**{name: _decode(hints[name], data[name], f"{where}.{name}") for name in data})


def _needed(shape: type) -> set[str]:
    known: tuple[Field[Any], ...] = fields(shape)
    return {field.name for field in known if field.default is MISSING}


def _decode_text(shape: Any, data: Any, where: str) -> Any:
    _expect(isinstance(data, str), where, data)
    try:
        return date.fromisoformat(data) if shape is date else shape(data)
    except ValueError as error:
        raise RuleSetUnreadable(f"{where}: {data!r}") from error


def _expect(fits: bool, where: str, data: Any) -> None:
    if not fits:
        raise RuleSetUnreadable(f"{where}: {data!r}")
