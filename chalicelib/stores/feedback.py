"""Whether articles helped: counters per article and month, and nothing about who said so."""

from datetime import date
from typing import Protocol

from chalicelib.stores.table import Table, Update


class FeedbackStore(Protocol):
    """Counting what readers say of an article."""

    def count(self, article_id: str, said: str, day: date) -> None:
        """Count one more reader who said this (`yes`, `no`, or a reason). Raises Busy."""


class FeedbackTable:
    """The counters in the one table: FEEDBACK#<article>, one item a month."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def count(self, article_id: str, said: str, day: date) -> None:
        self._table.update(Update(f"FEEDBACK#{article_id}", f"{day:%Y-%m}", add={said: 1}))
