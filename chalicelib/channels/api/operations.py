"""An operation of the API: a route, what it takes and gives, and with that its part of the OpenAPI document."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from chalice.app import Blueprint, Response

from chalicelib import web
from chalicelib.channels.api.schema import Number, Text

BASE: Final = "/api/v1"
KEY_HEADER: Final = "idempotency-key"


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path. `query`: name -> rule; `takes`, `gives`: dataclasses of the bodies."""

    path: str
    method: str
    name: str
    summary: str
    gives: type
    status: int = 200
    takes: type | None = None
    query: Mapping[str, Any] = field(default_factory=dict)
    bearer: bool = False  # needs the contact's token
    keyed: bool = False  # takes an Idempotency-Key
    errors: tuple[int, ...] = ()


OPERATIONS: Final[list[Operation]] = []


def operation(
    blueprint: Blueprint,
    path: str,
    *,
    summary: str,
    gives: type,
    method: str = "GET",
    access: web.Access = web.PUBLIC,
    **more: Any,
) -> Callable[[Callable[..., Response]], Callable[..., Response]]:
    """Declare a view as an operation of the API under BASE; its errors are problem+json."""

    def declare(view: Callable[..., Response]) -> Callable[..., Response]:
        OPERATIONS.append(Operation(BASE + path, method, view.__name__, summary, gives, **more))
        served = web.route(
            blueprint, BASE + path, access=access, methods=(method,), content_types=(web.JSON,), errors=web.problem
        )
        return served(view)

    return declare


def whole_number(text: str | None, rule: Number, otherwise: int) -> int | None:
    """A number of the query within its rule; None where it is none."""
    if text is None:
        return otherwise
    if not (text.isascii() and text.isdigit() and len(text) < 8):
        return None
    return int(text) if rule.least <= int(text) <= rule.most else None


__all__ = ["BASE", "KEY_HEADER", "OPERATIONS", "Number", "Operation", "Text", "operation", "whole_number"]
