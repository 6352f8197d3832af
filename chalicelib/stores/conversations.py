"""Which case a conversation by SMS belongs to, and who wants no SMS. Who it is stands there as a keyed hash only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from chalicelib.errors import Busy
from chalicelib.stores.records import moment, stamp
from chalicelib.stores.sms_parts import GROUP, talk_partition
from chalicelib.stores.table import ABSENT, Below, ConditionFailed, Delete, Put, Table, Update
from chalicelib.stores.values import Item

LASTS: Final = timedelta(days=14)  # after the last message of either side
LEASE: Final = timedelta(minutes=1)
KEPT: Final = timedelta(days=2)
STOP: Final = "STOP"


@dataclass(frozen=True, slots=True)
class Talk:
    """What is known of who writes. `case`: that is talked about; `groups`: of parts of long messages that may still grow,
    by their names, each with its end."""

    case: str = ""
    stopped: bool = False
    groups: Mapping[str, tuple[str, datetime]] = field(default_factory=dict)


class Conversations:
    def __init__(self, table: Table) -> None:
        self._table = table

    def look(self, who: str, at: datetime) -> Talk:
        """All of it, in one query."""
        items = {item["sk"]: item for item in self._table.query(talk_partition(who)).items}
        talk = items.get("#", {})
        case = str(talk["case"]) if "case" in talk and moment(talk["until"]) > at else ""
        groups = {
            name.removeprefix(GROUP): (str(item["group"]), moment(item["until"]))
            for name, item in items.items()
            if name.startswith(GROUP)
        }
        return Talk(case, _wants_none(items.get(STOP)), groups)

    def begin(self, who: str, message: str, at: datetime) -> None:
        """Only one of several first messages may open a case; raises Busy for the others, which then find it."""
        update = Update(
            talk_partition(who),
            "#",
            change={"opener": message, "until": stamp(at + LEASE), "ttl": _ttl(at + KEPT)},
            drop=("case",),
            must={"until": Below(stamp(at))},
        )
        try:
            self._table.update(update)
        except ConditionFailed:
            item = self._table.get(talk_partition(who), "#") or {}
            if item.get("opener") != message or "case" in item:
                raise Busy("another message opens the case") from None

    def goes_on(self, who: str, case: str, at: datetime) -> None:
        """Something was said about this case."""
        change = {"case": case, "until": stamp(at + LASTS), "ttl": _ttl(at + LASTS + KEPT)}
        self._table.update(Update(talk_partition(who), "#", change=change))

    def forget(self, who: str, case: str) -> None:
        """This case is talked about no more; another one that is stays. Raises Busy."""
        try:
            self._table.write(Delete(talk_partition(who), "#", {"case": case}))
        except ConditionFailed:
            return

    def stop(self, who: str, at: datetime) -> None:
        """No SMS any more, until this one says otherwise. `at`: when it was said; what was said later stays."""
        self._wish(who, at, {"stopped": True})

    def start(self, who: str, at: datetime) -> None:
        """SMS again. `at`: when it was said; what was said later stays."""
        self._wish(who, at, {"stopped": False, "ttl": _ttl(at + KEPT)})

    def _wish(self, who: str, at: datetime, said: Item) -> None:
        item = {"pk": talk_partition(who), "sk": STOP, "at": stamp(at), **said}
        try:
            self._table.write(Put(item, {"at": Below(stamp(at))}))
        except ConditionFailed:
            return  # an SMS that came again, or late

    def stopped(self, who: str) -> bool:
        """Whether this one wants no SMS."""
        return _wants_none(self._table.get(talk_partition(who), STOP))

    def claim_word(self, message: str, at: datetime) -> bool:
        """Whether a word that steers is obeyed for the first time."""
        item = {"pk": f"SMSWORD#{message}", "sk": "#", "ttl": _ttl(at + KEPT)}
        try:
            self._table.write(Put(item, {"pk": ABSENT}))
        except ConditionFailed:
            return False
        return True

    def release_word(self, message: str) -> None:
        """It could not be answered: the next try may."""
        self._table.write(Delete(f"SMSWORD#{message}", "#"))


def _wants_none(wish: Item | None) -> bool:
    return bool(wish and wish["stopped"])


def _ttl(at: datetime) -> int:
    return int(at.timestamp())
