"""What a scanner said of a file in the house's bucket before a dossier had it."""

from datetime import datetime, timedelta
from typing import Final

from chalicelib.domain.integrity.uploads import Verdict
from chalicelib.stores.integrity.dossier_items import upload_pk
from chalicelib.stores.table import Delete, Put, Table

KEPT: Final = timedelta(days=30)  # longer than an upload that nothing came of
_SK: Final = "SCAN"


class HouseScans:
    def __init__(self, table: Table) -> None:
        self._table = table

    def keep(self, key: str, verdict: Verdict, now: datetime) -> None:
        """Keep it; a later one takes its place. Raises Busy."""
        ttl = int((now + KEPT).timestamp())
        self._table.write(
            Put({"pk": upload_pk(key), "sk": _SK, "said": verdict.said, "etag": verdict.etag, "ttl": ttl})
        )

    def find(self, key: str) -> Verdict | None:
        """What was said last. Raises Busy."""
        item = self._table.get(upload_pk(key), _SK)
        return Verdict(item["said"], item["etag"]) if item else None

    def forget(self, key: str) -> None:
        """Nobody asks any more."""
        self._table.write(Delete(upload_pk(key), _SK))
