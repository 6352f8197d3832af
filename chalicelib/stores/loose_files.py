"""Where files may have been left that no message came for: the folders of forms, by the day of the offer."""

from datetime import date, datetime, timedelta
from typing import Final

from chalicelib.stores.table import Delete, Put, Table

KEPT: Final = timedelta(days=60)


class LooseFiles:
    def __init__(self, table: Table) -> None:
        self._table = table

    def note(self, prefix: str, now: datetime) -> None:
        """Files may come under this prefix. Twice a day is once."""
        ttl = int((now + KEPT).timestamp())
        self._table.write(Put({"pk": _partition(now.date()), "sk": prefix, "ttl": ttl}))

    def of_day(self, day: date, *, limit: int) -> tuple[str, ...]:
        """Prefixes of that day, as many as `limit`."""
        return tuple(item["sk"] for item in self._table.query(_partition(day), limit=limit).items)

    def done(self, prefix: str, day: date) -> None:
        """It was looked after."""
        self._table.write(Delete(_partition(day), prefix))


def _partition(day: date) -> str:
    return f"LOOSE#{day.isoformat()}"
