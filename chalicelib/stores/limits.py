"""Counters of a day, so that nobody is mailed or asked too often. Who it is stands there as a keyed hash only."""

from datetime import UTC, datetime, timedelta
from typing import Final

from chalicelib.stores.table import ABSENT, Below, ConditionFailed, Put, Table, Update

KEPT: Final = timedelta(days=2)


class Limits:
    def __init__(self, table: Table) -> None:
        self._table = table

    def allow(self, purpose: str, who: str, now: datetime, *, most: int) -> bool:
        """Count one more for `who` today (UTC), and say whether it is within `most`."""
        update = Update(
            f"LIMIT#{purpose}#{who}",
            now.astimezone(UTC).strftime("%Y-%m-%d"),
            change={"ttl": int((now + KEPT).timestamp())},
            add={"used": 1},
            must={"used": Below(most)},
        )
        try:
            self._table.update(update)
        except ConditionFailed:
            return False
        return True

    def claim(self, purpose: str, who: str, by: str, now: datetime) -> bool:
        """Whether `by` is the first to do this for `who` today (UTC); asking again gives the same. Raises Busy."""
        key = {"pk": f"LIMIT#{purpose}#{who}", "sk": now.astimezone(UTC).strftime("%Y-%m-%d")}
        try:
            self._table.write(Put({**key, "by": by, "ttl": int((now + KEPT).timestamp())}, {"pk": ABSENT}))
        except ConditionFailed:
            found = self._table.get(key["pk"], key["sk"])
            return bool(found and found["by"] == by)
        return True
