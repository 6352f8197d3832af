"""Parts of long SMS messages that wait for each other. They leave by themselves after two days."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from chalicelib.domain.sms_arrival import Arrival
from chalicelib.stores.records import from_item, stamp, to_item
from chalicelib.stores.table import ABSENT, Below, ConditionFailed, Delete, Put, Table, Update

KEPT: Final = timedelta(days=2)
GROUP: Final = "PART#"


@dataclass(frozen=True, slots=True)
class Group:
    """The parts of one message that are here, in order. `closed`: ids of those that it was made of, once it was."""

    parts: tuple[Arrival, ...]
    closed: tuple[str, ...] = ()


class SmsParts:
    def __init__(self, table: Table) -> None:
        self._table = table

    def group(self, who: str, name: str, first: str, at: datetime, lasts: timedelta) -> str:
        """The open group of this name, begun by the part `first` where there is none."""
        update = Update(
            talk_partition(who),
            GROUP + name,
            change={"group": first, "until": stamp(at + lasts), "ttl": _ttl(at)},
            must={"until": Below(stamp(at))},
        )
        try:
            return str(self._table.update(update)["group"])
        except ConditionFailed:
            item = self._table.get(talk_partition(who), GROUP + name)
            return str(item["group"]) if item else first

    def end(self, who: str, name: str, at: datetime) -> None:
        """Nothing is added to the open group of this name any more."""
        self._table.update(Update(talk_partition(who), GROUP + name, change={"until": stamp(at)}))

    def hold(self, group: str, place: str, part: Arrival) -> None:
        """Keep a part; the same twice is once. `place`: by which the parts of a group are in order."""
        item = {"pk": _partition(group), "sk": f"P#{place}", "ttl": _ttl(part.at), **to_item(part)}
        try:
            self._table.write(Put(item, {"pk": ABSENT}))
        except ConditionFailed:
            return

    def of(self, group: str) -> Group:
        """What is here of a group."""
        items = self._table.query(_partition(group)).items
        closed: list[str] = next((item["ids"] for item in items if item["sk"] == "#"), [])
        return Group(tuple(from_item(Arrival, item) for item in items if item["sk"] != "#"), tuple(closed))

    def close(self, group: str, ids: tuple[str, ...], at: datetime) -> tuple[str, ...]:
        """Decide of which parts the message is made, once for all; gives what was decided, now or before."""
        try:
            item = {"pk": _partition(group), "sk": "#", "ids": list(ids), "ttl": _ttl(at)}
            self._table.write(Put(item, {"pk": ABSENT}))
        except ConditionFailed:
            return self.of(group).closed
        return ids

    def forget(self, who: str, message: str) -> frozenset[str]:
        """The parts of which a message was made, and what leads to them, go; gives their ids. Raises Busy."""
        gone = self._drop(
            message, message
        )  # a group is named by its first part, also where its own name is taken again
        for name in self._table.query(talk_partition(who), begins=GROUP).items:
            if dropped := self._drop(str(name["group"]), message) or gone & {name["group"]}:
                gone |= dropped
                self._table.write(Delete(name["pk"], name["sk"]))
        return gone

    def _drop(self, group: str, message: str) -> frozenset[str]:
        items = self._table.query(_partition(group)).items
        ids = frozenset(str(item["id"]) for item in items if "id" in item)
        if message not in ids:
            return frozenset()
        for item in items:
            self._table.write(Delete(item["pk"], item["sk"]))
        return ids


def talk_partition(who: str) -> str:
    """Where it stands what is known of who writes (stores/conversations.py): groups beside the case, for one query."""
    return f"SMSTALK#{who}"


def _partition(group: str) -> str:
    return f"SMSGROUP#{group}"


def _ttl(at: datetime) -> int:
    return int((at + KEPT).timestamp())
