"""Dataclasses as plain JSON and back, so that what was signed or agreed can be read again years later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")


def freeze(value: Any) -> Any:
    """A dataclass, or a tuple of them, as mappings, lists, texts and numbers."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: freeze(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple | list):
        return [freeze(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value


def thaw(kind: type[T], data: Any) -> T:
    """What was frozen as this kind; a sequence comes back as a tuple. What a later version of the kind no longer has
    is left out.

    Raises TypeError or ValueError when the data cannot be one.
    """
    return cast(T, _thaw(kind, data))


def _thaw(kind: Any, data: Any) -> Any:
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        return None if data is None else _thaw(_not_none(kind), data)
    if origin is tuple:
        return _tuple(get_args(kind), data)
    if origin is Sequence:
        return tuple(_thaw(get_args(kind)[0], item) for item in data)
    if origin is Literal or not isinstance(kind, type):
        return data
    if is_dataclass(kind):
        return _dataclass(kind, data)
    if issubclass(kind, datetime | date):
        return kind.fromisoformat(data)
    return kind(data) if issubclass(kind, Enum | Decimal) else data


def _not_none(kind: Any) -> Any:
    (held,) = (one for one in get_args(kind) if one is not NoneType)
    return held


def _tuple(kinds: tuple[Any, ...], data: Any) -> tuple[Any, ...]:
    if kinds[-1] is Ellipsis:
        return tuple(_thaw(kinds[0], item) for item in data)
    return tuple(_thaw(kind, item) for kind, item in zip(kinds, data, strict=True))


def _dataclass(kind: type[Any], data: Mapping[str, Any]) -> Any:
    hints = get_type_hints(kind)
    return kind(**{name: _thaw(hints[name], value) for name, value in data.items() if name in hints})
