"""The outbox: notices of the cases' partitions, claimed by a lease, and the ids under which SES knows them."""

from dataclasses import replace
from datetime import datetime

from chalicelib.domain.outbox import LEASE, TRANSITIONS, Notice, State, wait_before
from chalicelib.stores.cases import OUT_SHARDS, notice_item, partition
from chalicelib.stores.records import from_item, stamp
from chalicelib.stores.table import Below, ConditionFailed, Put, Table, Update


class OutboxStore:
    """Claim, mark, and find again."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def claim(self, case: str, notice: str, now: datetime) -> Notice | None:
        """The notice, ours until the lease ends; None where it is sent, taken back, or somebody else is at it."""
        update = Update(
            partition(case),
            f"O#{notice}",
            change={"state": State.SENDING.value, "lease_until": stamp(now + LEASE)},
            add={"attempts": 1},
            must={
                "state": (State.QUEUED.value, State.SENDING.value, State.FAILED.value),
                "lease_until": Below(stamp(now)),
            },
        )
        try:
            return from_item(Notice, self._table.update(update))
        except ConditionFailed:
            return None

    def sent(self, notice: Notice, message_id: str, at: datetime) -> None:
        """Mark it sent, forget its link's token, and keep under which id SES knows it."""
        done = replace(notice, state=State.SENT, message_id=message_id, state_at=at, link="")
        self._table.write(
            Put(notice_item(done), {"state": State.SENDING.value}),
            Put({"pk": f"MAILID#{message_id}", "sk": "#", "case": notice.case, "notice": notice.id}),
        )

    def give_back(self, notice: Notice, now: datetime) -> None:
        """A try failed: the sweeper hands it over again after a while, unless the queue does so before."""
        queued = replace(notice, state=State.QUEUED, not_before=now + wait_before(notice.attempts))
        self._table.write(Put(notice_item(queued), {"state": State.SENDING.value}))

    def give_up(self, notice: Notice, now: datetime, detail: str) -> None:
        """No more tries by itself: shown on its case, and to an operator."""
        failed = replace(notice, state=State.FAILED, state_at=now, detail=detail)
        self._table.write(Put(notice_item(failed), {"state": State.SENDING.value}))

    def due(self, now: datetime, *, limit: int) -> list[Notice]:
        """Notices that should have been sent by now: what the stream missed."""
        found: list[Notice] = []
        for shard in range(OUT_SHARDS):
            rows = self._table.query(f"OUT#{shard}", index="lookup", between=("", stamp(now)), limit=limit)
            found += [from_item(Notice, item) for item in rows.items]
        return found

    def by_message_id(self, message_id: str) -> Notice | None:
        """The notice that SES knows under this id (without brackets and domain)."""
        pointer = self._table.get(f"MAILID#{message_id}", "#")
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
