"""Frozen dataclasses as items and back, by their type hints. Empty fields take no room."""

from collections.abc import Callable, Hashable
from dataclasses import fields, is_dataclass
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
    pairs = ((field.name, getattr(record, field.name)) for field in fields(record))
    return {name: _plain(value) for name, value in pairs if value not in EMPTY}


def from_item(kind: type[T], item: Item) -> T:
    """The dataclass that to_item made an item of; what is not a field of it is passed over."""
    readers = _readers(kind)  # type: ignore[arg-type]  # a class is hashable, whatever its instances are
    return kind(**{name: readers[name](value) for name, value in item.items() if name in readers})


def _plain(value: Any) -> Any:
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
