"""Dataclasses as JSON: read with every mistake told at once, written, and described as JSON Schema (2020-12).

A field of a body is `Annotated[str, Text(...)]`, an enum, a dataclass, a tuple of one of these, or one of these or None.
"""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from types import NoneType, UnionType
from typing import Annotated, Any, Final, TypeVar, Union, get_args, get_origin, get_type_hints

from chalicelib.errors import Rejected

T = TypeVar("T")
DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"


@dataclass(frozen=True, slots=True)
class Text:
    """What a text may be. `about`: what it is; `most`, `least`: characters; `pattern`: as in JSON Schema."""

    about: str
    most: int = 0
    least: int = 0
    format: str = ""
    pattern: str = ""
    example: str = ""


@dataclass(frozen=True, slots=True)
class Number:
    """What a whole number may be."""

    about: str
    least: int = 0
    most: int = 0


def read(kind: type[T], value: Any) -> T:
    """A JSON value as a dataclass. Raises Rejected with the path of every wrong field and the key of its message."""
    wrong: dict[str, str] = {}
    found = _read(kind, value, "", wrong)
    if wrong:
        raise Rejected(wrong)
    return found  # type: ignore[no-any-return]  # _read gives what the hint says, or fills `wrong`


def plain(value: Any) -> Any:
    """A dataclass as JSON values; what is None or empty by default is written too, so that every field is there."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [plain(one) for one in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value.value if isinstance(value, StrEnum) else value


def schema_of(hint: Any, named: dict[str, Any]) -> dict[str, Any]:
    """The schema of a type hint; dataclasses and enums go into `named` and are referred to."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return schema_of(arguments[0], named) | _limits(arguments[1])
    if origin in (Union, UnionType):
        choices = [schema_of(one, named) for one in arguments if one is not NoneType]
        return {"anyOf": [*choices, {"type": "null"}]}
    if origin is tuple:
        return {"type": "array", "items": schema_of(arguments[0], named)}
    if is_dataclass(hint) or (isinstance(hint, type) and issubclass(hint, StrEnum)):
        name = hint.__name__  # type: ignore[union-attr]  # a class
        if name not in named:
            named[name] = {}
            named[name] = _object(hint, named) if is_dataclass(hint) else _choice(hint)
        return {"$ref": f"#/components/schemas/{name}"}
    simple: dict[Any, dict[str, Any]] = {
        str: {"type": "string"},
        bool: {"type": "boolean"},
        int: {"type": "integer"},
        datetime: {"type": "string", "format": "date-time"},
        date: {"type": "string", "format": "date"},
    }
    return dict(simple[hint])


def _object(kind: Any, named: dict[str, Any]) -> dict[str, Any]:
    hints = get_type_hints(kind, include_extras=True)
    required = [field.name for field in fields(kind) if field.default is MISSING]
    found: dict[str, Any] = {
        "type": "object",
        "description": (kind.__doc__ or "").strip().split("\n\n")[0],
        "properties": {name: schema_of(hint, named) for name, hint in hints.items()},
        "additionalProperties": False,
    }
    return found | ({"required": required} if required else {})


def _choice(kind: Any) -> dict[str, Any]:
    return {"type": "string", "description": kind.__doc__ or "", "enum": [one.value for one in kind]}


def _limits(rule: Text | Number) -> dict[str, Any]:
    if isinstance(rule, Number):
        pairs: dict[str, Any] = {"description": rule.about, "minimum": rule.least, "maximum": rule.most}
        return pairs
    pairs = {
        "description": rule.about,
        "minLength": rule.least,
        "maxLength": rule.most,
        "format": rule.format,
        "pattern": rule.pattern,
    }
    return {name: value for name, value in pairs.items() if value} | (
        {"examples": [rule.example]} if rule.example else {}
    )


def _read(hint: Any, value: Any, path: str, wrong: dict[str, str]) -> Any:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _read_text(arguments[1], value, path, wrong)
    if origin in (Union, UnionType):
        inner = next(one for one in arguments if one is not NoneType)
        return None if value is None else _read(inner, value, path, wrong)
    if origin is tuple:
        if not isinstance(value, list):
            return _refuse(wrong, path, "api.field_list")
        return tuple(_read(arguments[0], one, f"{path}.{n}", wrong) for n, one in enumerate(value))
    if is_dataclass(hint):
        return _read_object(hint, value, path, wrong)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        if isinstance(value, str) and value in {one.value for one in hint}:
            return hint(value)
        return _refuse(wrong, path, "api.field_choice")
    return value if isinstance(value, hint) else _refuse(wrong, path, "api.field_type")


def _read_object(kind: Any, value: Any, path: str, wrong: dict[str, str]) -> Any:
    if not isinstance(value, Mapping):
        return _refuse(wrong, path or "body", "api.field_object")
    hints = get_type_hints(kind, include_extras=True)
    for name in value.keys() - hints.keys():
        _refuse(wrong, _at(path, str(name)[:50]), "api.field_unknown")
    found = {}
    for field in fields(kind):
        if field.name in value:
            found[field.name] = _read(hints[field.name], value[field.name], _at(path, field.name), wrong)
        elif field.default is MISSING:
            _refuse(wrong, _at(path, field.name), "api.field_missing")
    return None if wrong else kind(**found)


def _read_text(rule: Text, value: Any, path: str, wrong: dict[str, str]) -> Any:
    import re

    if not isinstance(value, str):
        return _refuse(wrong, path, "api.field_text")
    if len(value.strip()) < rule.least:
        return _refuse(wrong, path, "api.field_short")
    if rule.most and len(value) > rule.most:
        return _refuse(wrong, path, "api.field_long")
    if rule.pattern and not re.search(rule.pattern, value):
        return _refuse(wrong, path, "api.field_form")
    return value


def _at(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _refuse(wrong: dict[str, str], path: str, key: str) -> None:
    wrong[path] = key
