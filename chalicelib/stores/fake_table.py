"""The table in memory: the same behaviour without DynamoDB, for tests of everything that stands on a table."""

import copy
from collections.abc import Sequence
from threading import Lock
from typing import Any

from chalicelib.stores.table import ABSENT, KEYS, Below, ConditionFailed, Delete, Must, Put, Rows, Update, Write
from chalicelib.stores.values import Item, item_from_dynamo, item_to_dynamo

MOST_PK, MOST_SK = 2048, 1024  # bytes of a key


class FakeTable:
    """Implements stores.table.Table; `calls` counts requests by operation."""

    def __init__(self) -> None:
        self.items: dict[tuple[str, str], Item] = {}
        self.calls: list[str] = []
        self._lock = Lock()

    def get(self, pk: str, sk: str) -> Item | None:
        self.calls.append("get")
        _refuse_long(pk, sk)
        return copy.deepcopy(self.items.get((pk, sk)))

    def query(
        self,
        pk: str,
        *,
        index: str = "",
        begins: str = "",
        between: tuple[str, str] | None = None,
        newest_first: bool = False,
        limit: int | None = None,
        start: Item | None = None,
    ) -> Rows:
        self.calls.append("query")
        _refuse_long(pk, begins)
        hash_name, range_name = KEYS[index]

        def place(item: Item) -> tuple[str, str, str]:
            return item[range_name], item["pk"], item["sk"]

        found = [item for item in self.items.values() if item.get(hash_name) == pk and range_name in item]
        low, high = between or ("", "\U0010ffff")
        found = [item for item in found if item[range_name].startswith(begins) and low <= item[range_name] <= high]
        found.sort(key=place, reverse=newest_first)
        if start:
            after = place(start)
            found = [item for item in found if (place(item) < after if newest_first else place(item) > after)]
        page = copy.deepcopy(found[:limit])
        names = {"pk", "sk", hash_name, range_name}
        more = limit is not None and len(found) > limit
        return Rows(page, {name: page[-1][name] for name in names} if more else None)

    def update(self, update: Update) -> Item:
        self.calls.append("update")
        with self._lock:
            self._check((update,))
            self._apply(update)
            return copy.deepcopy(self.items[update.pk, update.sk])

    def write(self, *writes: Write) -> None:
        self.calls.append("write" if len(writes) == 1 else "transact")
        keys = [_key(one) for one in writes]
        if len(set(keys)) < len(keys):
            raise ValueError("DynamoDB refuses a transaction with two writes to one item")
        with self._lock:
            self._check(writes)
            for one in writes:
                self._apply(one)

    def put_all(self, items: Sequence[Item]) -> None:
        self.calls.append("batch")
        with self._lock:
            for item in items:
                self._apply(Put(item))

    def _check(self, writes: tuple[Write, ...]) -> None:
        failed = [n for n, one in enumerate(writes) if not _holds(one.must, self.items.get(_key(one), {}))]
        if failed:
            raise ConditionFailed(tuple(failed))

    def _apply(self, write: Write) -> None:
        key = _key(write)
        _refuse_long(*key)
        if isinstance(write, Delete):
            self.items.pop(key, None)
            return
        if isinstance(write, Put):
            item = write.item
        else:
            item = {"pk": write.pk, "sk": write.sk} | self.items.get(key, {}) | dict(write.change)
            item |= {name: item.get(name, 0) + number for name, number in write.add.items()}
            item = {name: value for name, value in item.items() if name not in write.drop}
        self.items[key] = item_from_dynamo(item_to_dynamo(item))


def _refuse_long(pk: str, sk: str) -> None:
    if len(pk.encode()) > MOST_PK or len(sk.encode()) > MOST_SK:
        raise ValueError("DynamoDB refuses so long a key")


def _key(write: Write) -> tuple[str, str]:
    return (write.item["pk"], write.item["sk"]) if isinstance(write, Put) else (write.pk, write.sk)


def _holds(must: Must, item: Item) -> bool:
    return all(_fits(wanted, name in item, item.get(name)) for name, wanted in must.items())


def _fits(wanted: Any, present: bool, value: Any) -> bool:
    if wanted is ABSENT:
        return not present
    if isinstance(wanted, Below):
        return not present or value < wanted.value
    return present and (value in wanted if isinstance(wanted, tuple) else value == wanted)
