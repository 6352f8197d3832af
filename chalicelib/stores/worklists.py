"""The worklists, page by page, with only those cases that an agent asked for.

A list is one index partition in the order of due times. A filter is put to the rows as they are read: a page costs one
query, and MOST_QUERIES where hardly any row fits.
"""

import re
from collections.abc import Callable
from typing import Final

from chalicelib.domain.case import Case
from chalicelib.domain.worklist import BY_DUE_TIME, Worklist
from chalicelib.stores.case_items import HEAD, partition
from chalicelib.stores.records import from_item
from chalicelib.stores.table import KEYS, Table
from chalicelib.stores.values import Item

BATCH: Final = 60
MOST_QUERIES: Final = 5
_MARK: Final = re.compile(r"[0-9T:.Z-]{27}#[0-9]{11}")


class Worklists:
    """Reading only; cases.CaseStore writes them."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def page(
        self,
        which: Worklist,
        fits: Callable[[Case], bool],
        *,
        limit: int,
        owner: str = "",
        after: str = "",
        backwards: bool = False,
    ) -> tuple[tuple[Case, ...], str]:
        """Cases of a list that fit, `owner`'s only where named, and the mark after which the next page begins ("" at the
        end). Most pressing first (lists of what needs nothing now: latest first), or `backwards`.

        A page may be short, even empty, with a mark: what fits stands further on.
        """
        index, name = ("owner", f"OWNER#{owner}#{which}") if owner else ("work", f"WORK#{which}")
        latest = (which not in BY_DUE_TIME) != backwards
        start = _start(index, name, after)
        found: list[Case] = []
        mark = after
        for _ in range(MOST_QUERIES):
            rows = self._table.query(name, index=index, newest_first=latest, limit=BATCH, start=start)
            for item in rows.items:
                case = from_item(Case, item)
                if not fits(case):
                    continue
                if len(found) == limit:
                    return tuple(found), mark
                found.append(case)
                mark = item[KEYS[index][1]]
            if rows.next is None:
                return tuple(found), ""
            start = rows.next
            mark = start[KEYS[index][1]]
        return tuple(found), mark


def _start(index: str, name: str, mark: str) -> Item | None:
    """The key that a mark stands for; a mark that is none is the beginning."""
    if not _MARK.fullmatch(mark):
        return None
    hash_name, range_name = KEYS[index]
    return {"pk": partition(mark.partition("#")[2]), "sk": HEAD, hash_name: name, range_name: mark}
