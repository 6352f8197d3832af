"""Results of operations by the key that their sender chose, for seven days (data.md: ids that cannot be derived)."""

import hashlib
import json
from datetime import datetime, timedelta
from typing import Any, Final

from chalicelib.errors import KeyReused
from chalicelib.stores.table import ABSENT, ConditionFailed, Delete, Put, Table
from chalicelib.stores.values import Item

KEPT: Final = timedelta(days=7)


class Idempotency:
    def __init__(self, table: Table) -> None:
        self._table = table

    def earlier(self, key: str, body: bytes) -> Any | None:
        """The result of the same call before, or None; raises KeyReused where the key came with another body."""
        item = self._table.get(_partition(key), "#")
        if item is None:
            return None
        if item["body"] != hashlib.sha256(body).hexdigest():
            raise KeyReused()
        return json.loads(item["result"])

    def first(self, key: str, body: bytes, result: Any, now: datetime) -> Any:
        """The result of the first call with this key: this one's, where there was none before. One write in most cases.

        Raises KeyReused where that was of another body.
        """
        try:
            self._table.write(Put(_item(key, body, result, now), {"pk": ABSENT}))
        except ConditionFailed:
            return self.earlier(key, body)
        return result

    def keep(self, key: str, body: bytes, result: Any, now: datetime) -> None:
        """Remember a result; one that is there already stays. Raises KeyReused where that was of another body."""
        self.first(key, body, result, now)

    def forget(self, key: str) -> None:
        """As if nothing had come with this key. Raises Busy."""
        self._table.write(Delete(_partition(key), "#"))


def _item(key: str, body: bytes, result: Any, now: datetime) -> Item:
    return {
        "pk": _partition(key),
        "sk": "#",
        "body": hashlib.sha256(body).hexdigest(),
        "result": json.dumps(result),
        "ttl": int((now + KEPT).timestamp()),
    }


def _partition(key: str) -> str:
    return f"IDEM#{hashlib.sha256(key.encode()).hexdigest()}"
