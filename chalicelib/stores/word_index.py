"""Which cases hold which words: an inverted index in the table. Words stand there as keyed hashes."""

from datetime import datetime
from typing import Final

from chalicelib.domain.ids import digest
from chalicelib.stores.case_items import partition
from chalicelib.stores.records import stamp
from chalicelib.stores.table import Put, Table

NEWEST: Final = 200  # cases looked at per word: finding costs the same in a large table


class WordIndex:
    def __init__(self, table: Table, secret: bytes) -> None:
        self._table, self._secret = table, secret

    def keep(self, case: str, contact: str, at: datetime, words: tuple[str, ...]) -> None:
        """Make a case findable by these words of one of its contacts. Twice is once."""
        place, keys = f"{stamp(at)}#{case}", [self._partition(word) for word in words]
        self._table.write(Put({"pk": partition(case), "sk": f"W#{contact}", "place": place, "words": keys}))
        self._table.put_all([{"pk": key, "sk": place, "case": case} for key in keys])

    def cases_with(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """Ids of the cases that hold all of these words, latest first, among the NEWEST of each word."""
        found: list[dict[str, str]] = []
        for word in words:
            rows = self._table.query(self._partition(word), newest_first=True, limit=NEWEST)
            found.append({item["case"]: item["sk"] for item in rows.items})
        if not found:
            return ()
        shared = set.intersection(*(set(one) for one in found))
        return tuple(sorted(shared, key=lambda case: found[0][case], reverse=True))

    def _partition(self, word: str) -> str:
        return f"WORD#{digest(self._secret, 'word', word).hex()[:24]}"
