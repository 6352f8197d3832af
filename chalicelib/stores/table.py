"""The one table, as the stores see it: get, query, update, and writes that happen all or not at all.

Two implementations: dynamo_table.DynamoTable (botocore) and fake_table.FakeTable (memory); one contract test runs over
both, over moto and over the local engine.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from chalicelib.errors import ContactPointError
from chalicelib.stores.values import Item

KEYS: Final = {
    "": ("pk", "sk"),
    "work": ("gsi1pk", "gsi1sk"),
    "lookup": ("gsi2pk", "gsi2sk"),
    "owner": ("gsi3pk", "gsi3sk"),
}
ABSENT: Final = None


@dataclass(frozen=True, slots=True)
class Below:
    """In a condition: the attribute is absent or smaller than this."""

    value: str | int


# What must hold for a write: attribute -> its value, ABSENT, a tuple of allowed values, or Below(...).
Must = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Put:
    item: Item
    must: Must = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Delete:
    pk: str
    sk: str
    must: Must = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Update:
    """`change`: attribute -> new value; `drop`: attributes to remove; `add`: attribute -> number to add."""

    pk: str
    sk: str
    change: Mapping[str, Any] = field(default_factory=dict)
    drop: tuple[str, ...] = ()
    add: Mapping[str, int] = field(default_factory=dict)
    must: Must = field(default_factory=dict)


Write = Put | Delete | Update


class ConditionFailed(ContactPointError):
    """What must hold did not; `at`: places of those writes in the call. Stores turn it into what it means."""

    def __init__(self, at: tuple[int, ...]) -> None:
        super().__init__(f"conditions {at}")
        self.at = at


@dataclass(frozen=True, slots=True)
class Rows:
    """Items of a query, and where the next page begins (None: there is none)."""

    items: list[Item]
    next: Item | None = None


class Table(Protocol):
    """Raises ConditionFailed, and Busy where a later try can succeed."""

    def get(self, pk: str, sk: str) -> Item | None: ...

    def query(
        self,
        pk: str,
        *,
        index: str = "",
        begins: str = "",
        between: tuple[str, str] | None = None,
        newest_first: bool = False,
        limit: int | None = None,
        start: Item | None = None,
    ) -> Rows: ...

    def update(self, update: Update) -> Item: ...

    def write(self, *writes: Write) -> None: ...

    def put_all(self, items: Sequence[Item]) -> None: ...
