"""What the stores ask, as the arguments of DynamoDB's operations: keys, expressions and conditions."""

from typing import Any

from chalicelib.stores.table import ABSENT, KEYS, Below, Must, Put, Update, Write
from chalicelib.stores.values import item_to_dynamo, to_dynamo


def single(write: Write) -> tuple[str, dict[str, Any]]:
    """The operation that makes one write, and its arguments."""
    if isinstance(write, Update):
        return "update_item", update_of(write)
    names: dict[str, str] = {}
    values: dict[str, Any] = {}
    condition = _condition(write.must, names, values)
    if isinstance(write, Put):
        return "put_item", {"Item": item_to_dynamo(write.item), **_expression(condition, names, values)}
    key = item_to_dynamo({"pk": write.pk, "sk": write.sk})
    return "delete_item", {"Key": key, **_expression(condition, names, values)}


def query_of(pk: str, index: str, begins: str, between: tuple[str, str] | None) -> dict[str, Any]:
    """The arguments of Query that say which items: of a partition of the table or of an index, by their sort key."""
    hash_name, range_name = KEYS[index]
    names, values = {"#h": hash_name}, {":h": to_dynamo(pk)}
    wanted = "#h = :h"
    if begins:
        wanted += " AND begins_with(#r, :a)"
        names["#r"], values[":a"] = range_name, to_dynamo(begins)
    elif between and not between[0]:  # from the beginning: DynamoDB refuses an empty key
        wanted += " AND #r <= :b"
        names["#r"], values[":b"] = range_name, to_dynamo(between[1])
    elif between:
        wanted += " AND #r BETWEEN :a AND :b"
        names["#r"], values[":a"], values[":b"] = range_name, to_dynamo(between[0]), to_dynamo(between[1])
    told = {
        "KeyConditionExpression": wanted,
        "ExpressionAttributeNames": names,
        "ExpressionAttributeValues": values,
    }
    return told | ({"IndexName": index} if index else {"ConsistentRead": True})


def update_of(update: Update) -> dict[str, Any]:
    """The arguments of UpdateItem."""
    names: dict[str, str] = {}
    values: dict[str, Any] = {}
    clauses: dict[str, list[str]] = {"SET": [], "REMOVE": [], "ADD": []}
    for place, (name, value) in enumerate(update.change.items()):
        names[f"#s{place}"], values[f":s{place}"] = name, to_dynamo(value)
        clauses["SET"].append(f"#s{place} = :s{place}")
    for place, name in enumerate(update.drop):
        names[f"#d{place}"] = name
        clauses["REMOVE"].append(f"#d{place}")
    for place, (name, number) in enumerate(update.add.items()):
        names[f"#a{place}"], values[f":a{place}"] = name, to_dynamo(number)
        clauses["ADD"].append(f"#a{place} :a{place}")
    condition = _condition(update.must, names, values)
    expression = " ".join(f"{verb} {', '.join(parts)}" for verb, parts in clauses.items() if parts)
    key = item_to_dynamo({"pk": update.pk, "sk": update.sk})
    return {"Key": key, "UpdateExpression": expression, **_expression(condition, names, values)}


def _condition(must: Must, names: dict[str, str], values: dict[str, Any]) -> str:
    parts = []
    for place, (name, wanted) in enumerate(must.items()):
        names[f"#m{place}"] = name
        if wanted is ABSENT:
            parts.append(f"attribute_not_exists(#m{place})")
            continue
        choices = wanted if isinstance(wanted, tuple) else (wanted,)
        marks = [f":m{place}x{number}" for number in range(len(choices))]
        for mark, choice in zip(marks, choices, strict=True):
            values[mark] = to_dynamo(choice.value if isinstance(choice, Below) else choice)
        if isinstance(wanted, Below):
            parts.append(f"(attribute_not_exists(#m{place}) OR #m{place} < {marks[0]})")
        else:
            parts.append(f"#m{place} IN ({', '.join(marks)})")
    return " AND ".join(parts)


def _expression(condition: str, names: dict[str, str], values: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if condition:
        found["ConditionExpression"] = condition
    if names:
        found["ExpressionAttributeNames"] = names
    if values:
        found["ExpressionAttributeValues"] = values
    return found
