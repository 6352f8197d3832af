"""The secret links that the sender of a case had before it moved here: each opens the way to the receipt code, once."""

from collections.abc import Sequence
from datetime import datetime

from chalicelib.domain.ids import token_hash
from chalicelib.stores.table import Put, Table


class EarlierLinks:
    def __init__(self, table: Table) -> None:
        self._table = table

    def keep(self, dossier: str, case: str, links: Sequence[tuple[str, datetime]]) -> None:
        """The links of a case, as hashes, each with its end. Twice is once. Raises Busy."""
        for hash_, ends in links:
            ttl = int(ends.timestamp())
            self._table.write(Put({"pk": _partition(hash_), "sk": "#", "dossier": dossier, "case": case, "ttl": ttl}))

    def find(self, token: str, at: datetime) -> tuple[str, str] | None:
        """Dossier and case of a link's token, or None where it leads here no more. Raises Busy."""
        item = self._table.get(_partition(token_hash(token)), "#")
        return (item["dossier"], item["case"]) if item and item["ttl"] > at.timestamp() else None


def _partition(hash_: str) -> str:
    return f"EARLIER#{hash_}"
