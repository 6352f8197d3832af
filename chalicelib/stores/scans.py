"""What scanners say of files. A result may come before or after the case that has the file: both orders end alike.

Under SCAN#<hash of the key> stand the result (`#`) and every place of the file (`AT#<case>#<id>`). Whoever writes one of
them reads the other afterwards, consistently: so at least one of two that run at the same time sees both.
"""

import hashlib
from datetime import datetime, timedelta
from typing import Final

from chalicelib.domain.contact import FileRef, Scan, scan_before
from chalicelib.errors import NotPossibleNow
from chalicelib.stores.case_items import partition
from chalicelib.stores.table import ABSENT, ConditionFailed, Delete, Put, Table, Update
from chalicelib.stores.values import Item

KEPT: Final = timedelta(days=30)  # a result that no case asked for
RESULT: Final = "#"
PLACE: Final = "AT#"


class ScanStore:
    def __init__(self, table: Table) -> None:
        self._table = table

    def attach(self, case: str, *files: FileRef) -> None:
        """After these files were registered with a case: let their results, earlier or later ones, reach it. Twice is
        once. Raises Busy."""
        for file in files:
            self._table.write(Put({"pk": _partition(file.key), "sk": _place(case, file.id)}))
            result = self._table.get(_partition(file.key), RESULT)
            if result:
                self._apply(case, file.id, file.key, result)

    def keep(self, key: str, scan: Scan, version: str, now: datetime) -> None:
        """Keep a scanner's result of an object, and tell every case that has it. Twice is once. Raises Busy."""
        change = {"scan": scan.value, "version": version, "ttl": int((now + KEPT).timestamp())}
        for before in (ABSENT, (*scan_before(scan), scan.value)):
            try:
                self._table.update(Update(_partition(key), RESULT, change=change, must={"scan": before}))
                break
            except ConditionFailed:
                continue  # it is there already: in the second round, unless what is known is stronger
        result = self._table.get(_partition(key), RESULT) or {}
        for case, file in self.places(key):
            self._apply(case, file, key, result)

    def places(self, key: str) -> tuple[tuple[str, str], ...]:
        """Case and id of every place that the file has."""
        rows = self._table.query(_partition(key), begins=PLACE)
        return tuple(_case_and_file(item["sk"]) for item in rows.items)

    def release(self, case: str, file: FileRef, reason: str) -> None:
        """Keep that a supervisor released a file of a case. Raises NotPossibleNow where a scanner said otherwise."""
        change = {"scan": Scan.RELEASED.value, "reason": reason}
        must = {"key": file.key, "scan": scan_before(Scan.RELEASED)}
        try:
            self._table.update(Update(partition(case), f"F#{file.id}", change=change, must=must))
        except ConditionFailed as failed:
            raise NotPossibleNow(case) from failed

    def forget(self, case: str, key: str) -> bool:
        """A case no longer has the file; whether any other still does."""
        places = self.places(key)
        for holder, file in places:
            if holder == case:
                self._table.write(Delete(_partition(key), _place(case, file)))
        return any(holder != case for holder, _ in places)

    def forget_result(self, key: str) -> None:
        """Nothing is known of an object that is no more. Raises Busy."""
        self._table.write(Delete(_partition(key), RESULT))

    def _apply(self, case: str, file: str, key: str, result: Item) -> None:
        scan = Scan(result["scan"])
        change = {"scan": scan.value, "version": result["version"]}
        try:
            must = {"key": key, "scan": scan_before(scan)}
            self._table.update(Update(partition(case), f"F#{file}", change=change, must=must))
        except ConditionFailed:
            return  # known already, known worse, or erased


def _place(case: str, file: str) -> str:
    return f"{PLACE}{case}#{file}"


def _case_and_file(place: str) -> tuple[str, str]:
    case, _, file = place.removeprefix(PLACE).partition("#")
    return case, file


def _partition(key: str) -> str:
    return f"SCAN#{hashlib.sha256(key.encode()).hexdigest()[:32]}"
