"""The outbox: notices of the cases' partitions, claimed by a lease, and the ids under which SES knows them."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from chalicelib.domain.outbox import LEASE, TRANSITIONS, Notice, State, wait_before
from chalicelib.errors import Busy
from chalicelib.stores.case_items import OUT_SHARDS, notice_item, out_shard, partition
from chalicelib.stores.records import from_item, stamp
from chalicelib.stores.table import Below, ConditionFailed, Put, Table, Update

OPEN: Final = (State.QUEUED.value, State.SENDING.value, State.FAILED.value)


class OutboxStore:
    """Claim, mark, and find again."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def claim(self, case: str, notice: str, now: datetime) -> Notice | None:
        """The notice, ours until the lease ends; None where it is sent or taken back.

        Raises Busy where somebody else has it, or where its time has not come: it can still be taken back.
        """
        update = Update(
            partition(case),
            f"O#{notice}",
            change={"state": State.SENDING.value, "lease_until": stamp(now + LEASE)},
            add={"attempts": 1},
            must={"state": OPEN, "lease_until": Below(stamp(now)), "not_before": Below(_after(now))},
        )
        try:
            return from_item(Notice, self._table.update(update))
        except ConditionFailed:
            item = self._table.get(partition(case), f"O#{notice}")
            if item and item["state"] in OPEN:
                raise Busy("not yet, or in other hands") from None
            return None

    def sent(self, notice: Notice, message_id: str, at: datetime) -> None:
        """Mark it sent, forget its link's token, and keep under which id SES knows it.

        Where two senders sent it (the one that was slower than its lease), both ids lead to it.
        """
        done = replace(notice, state=State.SENT, message_id=message_id, state_at=at, link="")
        pointer = Put({"pk": _pointer(message_id), "sk": "#", "case": notice.case, "notice": notice.id})
        try:
            self._table.write(Put(notice_item(done), {"state": State.SENDING.value}), pointer)
        except ConditionFailed:
            self._table.write(pointer)

    def give_back(self, notice: Notice, now: datetime) -> None:
        """A try failed: the queue tries again, and the sweeper after that."""
        queued = {"state": State.QUEUED.value, **_order(notice, now + wait_before(notice.attempts))}
        self._change(notice, queued, drop=("lease_until",), before=State.SENDING)

    def give_up(self, notice: Notice, now: datetime, detail: str) -> None:
        """No more tries by itself: shown on its case, and to an operator."""
        failed = {"state": State.FAILED.value, "state_at": stamp(now), "detail": detail}
        self._change(notice, failed, drop=("lease_until", "gsi2pk", "gsi2sk"), before=State.SENDING)

    def handed_over(self, notice: Notice, again: datetime) -> None:
        """It is on the queue once more; the sweeper looks at it again at `again`."""
        self._change(notice, _order(notice, again), before=notice.state)

    def due(self, now: datetime, *, limit: int) -> list[Notice]:
        """Notices that should have been sent by now: what the stream missed, and what failed some time ago."""
        found: list[Notice] = []
        for shard in range(OUT_SHARDS):
            rows = self._table.query(f"OUT#{shard}", index="lookup", between=("", stamp(now)), limit=limit)
            found += [from_item(Notice, item) for item in rows.items]
        return found

    def by_message_id(self, message_id: str) -> Notice | None:
        """The notice that SES knows under this id (without brackets and domain)."""
        pointer = self._table.get(_pointer(message_id), "#")
        item = self._table.get(partition(pointer["case"]), f"O#{pointer['notice']}") if pointer else None
        return from_item(Notice, item) if item else None

    def told(self, notice: Notice, state: State, at: datetime, detail: str = "") -> Notice | None:
        """Keep what SES said of a sent notice; None where it was known, or something stronger was."""
        allowed = tuple(before.value for before, after in TRANSITIONS.items() if state in after)
        change = {"state": state.value, "state_at": stamp(at), "detail": detail}
        update = Update(partition(notice.case), f"O#{notice.id}", change=change, must={"state": allowed})
        try:
            return from_item(Notice, self._table.update(update))
        except ConditionFailed:
            return None

    def _change(self, notice: Notice, change: dict[str, str], *, before: State, drop: tuple[str, ...] = ()) -> None:
        must = {"state": before.value}
        update = Update(partition(notice.case), f"O#{notice.id}", change=change, drop=drop, must=must)
        try:
            self._table.update(update)
        except ConditionFailed:
            return  # sent, taken back or erased meanwhile: nothing is left to say of it


def _pointer(message_id: str) -> str:
    return f"MAILID#{message_id}"


def _order(notice: Notice, at: datetime) -> dict[str, str]:
    """The notice's place in the sweeper's index."""
    return {"gsi2pk": out_shard(notice.id), "gsi2sk": f"{stamp(at)}#{notice.id}"}


def _after(now: datetime) -> str:
    """The first stamp after this moment."""
    return stamp(now) + "~"
