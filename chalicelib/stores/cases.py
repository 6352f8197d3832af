"""Cases in the table (design: one partition per case; docs/developers/data.md draws it).

A change is one transaction, refused where somebody else changed the case meanwhile. A case page is one query, a worklist
is one query, a citizen is one query; nothing scans.
"""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.case import Case, CaseFile, Change
from chalicelib.domain.case_states import Status
from chalicelib.domain.contact import Contact
from chalicelib.domain.ids import is_case_id
from chalicelib.domain.referral import Referral
from chalicelib.domain.worklist import BY_DUE_TIME, Worklist
from chalicelib.errors import AlreadyKept, ChangedMeanwhile, ContactPointError, NotFound
from chalicelib.stores.case_items import (
    CLOCKS,
    HEAD,
    case_file,
    change_writes,
    counted,
    led_to_by,
    partition,
)
from chalicelib.stores.records import from_item, stamp
from chalicelib.stores.table import ConditionFailed, Delete, Table
from chalicelib.stores.values import Item


@dataclass(frozen=True, slots=True)
class CasePage:
    """Some cases of a list, and the mark with which the next page is asked for."""

    cases: tuple[Case, ...]
    next: Item | None = None


class CaseStore:
    """All that is known of cases."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def find(self, case: str) -> Case | None:
        """The head of a case. What is no number of a case, as an address or a link may say, is none."""
        item = self._table.get(partition(case), HEAD) if is_case_id(case) else None
        return from_item(Case, item) if item else None

    def head(self, case: str) -> Case:
        """The head of a case; raises NotFound."""
        found = self.find(case)
        if found is None:
            raise NotFound(case)
        return found

    def contact(self, case: str, contact: str) -> Contact | None:
        """One contact of a case."""
        item = self._table.get(partition(case), f"C#{contact}")
        return from_item(Contact, item) if item else None

    def quiet(self, which: Worklist, before: datetime, *, limit: int) -> tuple[Case, ...]:
        """Cases of a list that is in order of the last change, unchanged since `before`, the longest first."""
        rows = self._table.query(f"WORK#{which}", index="work", between=("", stamp(before)), limit=limit)
        return tuple(from_item(Case, item) for item in rows.items)

    def open(self, case: str) -> CaseFile:
        """A case with all that hangs on it; raises NotFound, also for one that moved into the confidential house."""
        file = self.open_moved(case)
        if file.case.status is Status.MOVED:
            raise NotFound(case)
        return file

    def open_moved(self, case: str) -> CaseFile:
        """The same, also of one that moves: for the confidential house alone. Raises NotFound."""
        if not is_case_id(case):
            raise NotFound(case)
        return case_file(self._table.query(partition(case)).items)

    def keep(self, *changes: Change) -> None:
        """One transaction, of several cases too. Raises AlreadyKept (an entry is there), ChangedMeanwhile, Busy."""
        parts = [change_writes(change) for change in changes]
        try:
            self._table.write(*(write for part in parts for write in part))
        except ConditionFailed as failed:
            raise self._meaning(changes, [len(part) for part in parts], failed.at) from failed

    def _meaning(self, changes: tuple[Change, ...], sizes: list[int], failed: tuple[int, ...]) -> ContactPointError:
        first = 0
        for change, size in zip(changes, sizes, strict=True):
            entries = range(first + 1, first + 1 + counted(change))
            if any(first <= place < first + size for place in failed):
                now = self.find(change.case.id)
                if now and (set(entries) & set(failed) or (change.case.version == 1 and now.key == change.case.key)):
                    return AlreadyKept(now.id)
            first += size
        return ChangedMeanwhile(changes[0].case.id)

    def worklist(self, which: Worklist, *, limit: int, start: Item | None = None, owner: str = "") -> CasePage:
        """Cases of a list, most pressing first (other lists: latest first); of one owner where named."""
        latest = which not in BY_DUE_TIME
        index, name = ("owner", f"OWNER#{owner}#{which}") if owner else ("work", f"WORK#{which}")
        rows = self._table.query(name, index=index, newest_first=latest, limit=limit, start=start)
        return CasePage(tuple(from_item(Case, item) for item in rows.items), rows.next)

    def awake(self, now: datetime, *, limit: int) -> tuple[Case, ...]:
        """Snoozed cases whose time has come."""
        rows = self._table.query(f"WORK#{Worklist.SNOOZED}", index="work", between=("", stamp(now)), limit=limit)
        return tuple(from_item(Case, item) for item in rows.items)

    def of_citizen(self, citizen: str, *, limit: int) -> tuple[Case, ...]:
        """The cases of one sender, latest first."""
        rows = self._table.query(f"CITIZEN#{citizen}", index="lookup", newest_first=True, limit=limit)
        return tuple(from_item(Case, item) for item in rows.items)

    def ringing(self, now: datetime, *, limit: int) -> tuple[Referral, ...]:
        """Referrals whose clock has run out, the longest ago first."""
        rows = self._table.query(CLOCKS, index="lookup", between=("", stamp(now)), limit=limit)
        return tuple(from_item(Referral, item) for item in rows.items)

    def purge(self, case: str, *, trail: bool = False) -> None:
        """Delete all of a case but its head and its audit trail, and what elsewhere leads to it; `trail`: that too. Can be
        called again."""
        for item in self._table.query(partition(case)).items:
            if item["sk"] == HEAD or (item["sk"].startswith("A#") and not trail):
                continue
            for pk, sk in led_to_by(item):
                self._table.write(Delete(pk, sk))
            self._table.write(Delete(item["pk"], item["sk"]))
