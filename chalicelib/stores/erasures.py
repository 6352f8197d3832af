"""Which cases must be erased when: a line for each in one partition, in order of time, written with the case's end.

A line only points: whether the case is still to be erased, its head says. So a case that was opened again leaves a line
that leads to nothing.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from chalicelib.stores.records import stamp
from chalicelib.stores.table import Delete, Table
from chalicelib.stores.values import Item

LINES: Final = "ERASE"
AFTER: Final = "~"  # sorts behind the case that follows a moment


@dataclass(frozen=True, slots=True)
class Erasure:
    """One line: `key` is its place."""

    key: str
    case: str


class Erasures:
    def __init__(self, table: Table) -> None:
        self._table = table

    def due(self, now: datetime, *, limit: int) -> tuple[Erasure, ...]:
        """Lines whose time has come, the oldest first. Raises Busy."""
        rows = self._table.query(LINES, between=("", stamp(now) + AFTER), limit=limit)
        return tuple(Erasure(item["sk"], item["case"]) for item in rows.items)

    def done(self, erasure: Erasure) -> None:
        """The line goes. Raises Busy."""
        self._table.write(Delete(LINES, erasure.key))

    def drop(self, case: str, at: datetime) -> None:
        """A case need not be erased on that day: it is gone. Raises Busy."""
        self._table.write(Delete(LINES, f"{stamp(at)}#{case}"))


def erasure_item(case: str, at: datetime) -> Item:
    """The line of a case that is to be erased at `at`."""
    return {"pk": LINES, "sk": f"{stamp(at)}#{case}", "case": case}
