"""Counters of a day, so that nobody is mailed or asked too often. Who it is stands there as a keyed hash only."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Final

from chalicelib.stores.table import ABSENT, Below, ConditionFailed, Delete, Put, Table, Update

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

    def allow_each(self, who: str, now: datetime, most: Mapping[str, int]) -> frozenset[str]:
        """Count one more for `who` today of each purpose of `most` that is within its limit, and give these.

        While none is over, that is one write. The later purposes are counted only while the first is within its limit.
        """
        purposes = tuple(most)
        for tried in (purposes, *(purposes[:end] for end in range(len(purposes) - 1, 0, -1))):
            update = Update(
                f"LIMIT#{'+'.join(purposes)}#{who}",
                now.astimezone(UTC).strftime("%Y-%m-%d"),
                change={"ttl": int((now + KEPT).timestamp())},
                add=dict.fromkeys(tried, 1),
                must={purpose: Below(most[purpose]) for purpose in tried},
            )
            try:
                self._table.update(update)
            except ConditionFailed:
                continue
            return frozenset(tried)
        return frozenset()

    def claim(self, purpose: str, who: str, by: str, now: datetime) -> bool:
        """Whether `by` is the first to do this for `who` today (UTC); asking again gives the same. Raises Busy."""
        key = {"pk": f"LIMIT#{purpose}#{who}", "sk": now.astimezone(UTC).strftime("%Y-%m-%d")}
        try:
            self._table.write(Put({**key, "by": by, "ttl": int((now + KEPT).timestamp())}, {"pk": ABSENT}))
        except ConditionFailed:
            found = self._table.get(key["pk"], key["sk"])
            return bool(found and found["by"] == by)
        return True

    def forget(self, purpose: str, who: str, days: Iterable[date]) -> None:
        """Nothing was counted or claimed for `who` on these days. Raises Busy."""
        for day in days:
            self._table.write(Delete(f"LIMIT#{purpose}#{who}", day.isoformat()))
