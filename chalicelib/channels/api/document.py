"""The OpenAPI 3.1 document, made of the operations that are declared."""

import re
from typing import Any, Final

from chalicelib.channels.api.operations import OPERATIONS, Operation
from chalicelib.channels.api.schema import DRAFT, Number, schema_of

PROBLEM: Final[dict[str, Any]] = {
    "type": "object",
    "description": "What went wrong (RFC 9457).",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string", "format": "uri", "description": "Names the kind of mistake; its page explains it."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "detail"],
                "properties": {"field": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
    },
}
MEANING: Final = {
    400: "The request cannot be read.",
    401: "A token is needed.",
    404: "There is no such thing.",
    409: "The state of the contact does not allow this now.",
    410: "The token is wrong or has expired.",
    413: "The body is too large.",
    415: "The body is not JSON.",
    422: "Fields are missing or wrong; each is named. Or the key came back with another body.",
    429: "Too many from one sender.",
    503: "Too busy: try again later; nothing was kept.",
}


def document(url: str) -> dict[str, Any]:
    """The whole document; `url`: the public address of the front door."""
    named: dict[str, Any] = {"Problem": PROBLEM}
    paths: dict[str, Any] = {}
    for one in OPERATIONS:
        paths.setdefault(one.path, {})[one.method.lower()] = _operation(one, named)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "1700: questions to any government",
            "version": "1",
            "description": "Ask a question, follow it, and search the answers that are known already.",
        },
        "jsonSchemaDialect": DRAFT,
        "servers": [{"url": url}],
        "paths": paths,
        "components": {
            "schemas": dict(sorted(named.items())),
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "description": "The token given with a contact."}
            },
        },
    }


def _operation(one: Operation, named: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "operationId": one.name,
        "summary": one.summary,
        "parameters": _parameters(one),
        "security": [{"token": []}] if one.bearer else [],
        "responses": {
            str(one.status): {"description": "Done.", "content": _json(schema_of(one.gives, named))},
            **{str(status): _problem(status) for status in sorted(_statuses(one))},
        },
    }
    if one.takes:
        found["requestBody"] = {"required": True, "content": _json(schema_of(one.takes, named))}
    return found


def _parameters(one: Operation) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,80}$"}}
        for name in re.findall(r"{(\w+)}", one.path)
    ]
    for name, rule in one.query.items():
        kind = int if isinstance(rule, Number) else rule if isinstance(rule, type) else str
        schema = _plain_choice(rule) if isinstance(rule, type) else schema_of(kind, {}) | _rule(rule)
        found.append({"name": name, "in": "query", "required": False, "schema": schema})
    if one.keyed:
        about = "The same key again gives the same answer, for 7 days; with another body it is refused."
        schema = {"type": "string", "minLength": 8, "maxLength": 100, "pattern": "^[A-Za-z0-9_-]{8,100}$"}
        found.append(
            {"name": "Idempotency-Key", "in": "header", "required": True, "description": about, "schema": schema}
        )
    return found


def _rule(rule: Any) -> dict[str, Any]:
    if isinstance(rule, Number):
        return {"minimum": rule.least, "maximum": rule.most, "description": rule.about}
    return {"maxLength": rule.most, "description": rule.about}


def _plain_choice(kind: Any) -> dict[str, Any]:
    return {"type": "string", "enum": [one.value for one in kind]}


def _statuses(one: Operation) -> set[int]:
    found = {503, *one.errors}
    found |= {422} if one.takes or one.query or one.keyed else set()
    found |= {400, 415} if one.takes else set()
    found |= {401, 410} if one.bearer else set()
    return found | ({404} if "{" in one.path else set())


def _problem(status: int) -> dict[str, Any]:
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {"description": MEANING[status], "content": content}


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}
