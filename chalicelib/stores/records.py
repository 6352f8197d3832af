"""Frozen dataclasses as items and back, by their type hints. Empty fields take no room, where they come back by themselves."""

from collections.abc import Callable, Hashable
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Final, TypeVar, Union, get_args, get_origin, get_type_hints
from zlib import compress, decompress

from chalicelib.stores.values import Item

LONG: Final = 2_000  # characters; from here on compressing saves write units
EMPTY: Final[tuple[Any, ...]] = (None, "", (), frozenset())
T = TypeVar("T")


def stamp(at: datetime) -> str:
    """A moment as text that sorts: UTC, microseconds."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def moment(text: str) -> datetime:
    """The inverse of stamp."""
    return datetime.fromisoformat(text)


def to_item(record: Any) -> Item:
    """A dataclass as plain values; texts beyond LONG characters compressed."""
    item = {}
    for field in _fields(type(record)):  # type: ignore[arg-type]  # a class is hashable
        value = getattr(record, field.name)
        if value or not (value in EMPTY and _restored(field, value)):
            item[field.name] = _plain(value)
    return item


def from_item(kind: type[T], item: Item) -> T:
    """The dataclass that to_item made an item of; what is not a field of it is passed over."""
    readers = _readers(kind)  # type: ignore[arg-type]  # a class is hashable, whatever its instances are
    told = {name: readers[name](value) for name, value in item.items() if name in readers}
    return kind(**{**_blanks(kind), **told})  # type: ignore[arg-type]


@cache
def _fields(kind: Hashable) -> "tuple[Field[Any], ...]":
    return fields(kind)  # type: ignore[arg-type]


def _plain(value: Any) -> Any:
    if type(value) is str and len(value) <= LONG:  # most are
        return value
    match value:
        case StrEnum():
            return value.value
        case str() if len(value) > LONG:
            return compress(value.encode("utf-8", "surrogatepass"))
        case datetime():
            return stamp(value)
        case tuple():
            return [_plain(one) for one in value]
        case frozenset():
            return sorted(value)
    return to_item(value) if is_dataclass(value) else value


def _restored(field: "Field[Any]", value: Any) -> bool:
    """Whether an empty value comes back by itself: it is the field's default, or the field has none."""
    return field.default is MISSING or bool(field.default == value)


@cache
def _blanks(kind: Hashable) -> dict[str, Any]:
    """What stands in a field without a default when it was empty."""
    hints = get_type_hints(kind)
    required = [one.name for one in fields(kind) if one.default is MISSING]  # type: ignore[arg-type]
    return {name: _blank(hints[name]) for name in required if _can_be_empty(hints[name])}


def _can_be_empty(hint: Any) -> bool:
    return hint is str or get_origin(hint) in (tuple, frozenset) or NoneType in get_args(hint)


def _blank(hint: Any) -> Any:
    origin = get_origin(hint)
    if origin in (tuple, frozenset):
        return origin()
    return "" if hint is str else None


@cache
def _readers(kind: Hashable) -> dict[str, Callable[[Any], Any]]:
    return {name: _reader(hint) for name, hint in get_type_hints(kind).items()}


def _reader(hint: Any) -> Callable[[Any], Any]:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        (inner,) = (_reader(one) for one in arguments if one is not NoneType)
        return inner
    if origin is tuple:
        one = _reader(arguments[0])
        return lambda value: tuple(one(part) for part in value)
    if origin is frozenset:
        return frozenset
    if hint is str:
        return _text
    if hint is datetime:
        return moment
    if is_dataclass(hint):
        kind: type = hint  # type: ignore[assignment]  # a hint is a class, never an instance
        return lambda value: from_item(kind, value)
    return hint if isinstance(hint, type) and issubclass(hint, StrEnum) else lambda value: value


def _text(value: str | bytes) -> str:
    return value if isinstance(value, str) else decompress(value).decode("utf-8", "surrogatepass")
