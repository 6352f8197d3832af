"""Python values as DynamoDB's and back: a few types, without the Decimals of boto3."""

from typing import Any

Item = dict[str, Any]


def to_dynamo(value: Any) -> dict[str, Any]:
    """str, bool, int, float, bytes, None, list/tuple and dict; raises TypeError for anything else."""
    match value:
        case str():
            return {"S": value}
        case bool():
            return {"BOOL": value}
        case int() | float():
            return {"N": repr(value)}
        case bytes():
            return {"B": value}
        case None:
            return {"NULL": True}
        case list() | tuple():
            return {"L": [to_dynamo(one) for one in value]}
        case dict():
            return {"M": {name: to_dynamo(one) for name, one in value.items()}}
    raise TypeError(f"{type(value).__name__} has no place in an item")


def from_dynamo(value: dict[str, Any]) -> Any:
    """The inverse of to_dynamo (a tuple comes back as a list)."""
    ((kind, raw),) = value.items()
    if kind == "N":
        return float(raw) if any(mark in raw for mark in ".eE") else int(raw)
    if kind == "L":
        return [from_dynamo(one) for one in raw]
    if kind == "M":
        return item_from_dynamo(raw)
    return None if kind == "NULL" else raw


def item_to_dynamo(item: Item) -> dict[str, Any]:
    return {name: to_dynamo(value) for name, value in item.items()}


def item_from_dynamo(item: dict[str, Any]) -> Item:
    return {name: from_dynamo(value) for name, value in item.items()}
