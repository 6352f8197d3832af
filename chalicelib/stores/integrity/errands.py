"""What must be done outside the table: claimed by a lease, and found again where a queue lost it."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from chalicelib.domain.integrity.change import Errand
from chalicelib.stores.integrity.dossier_items import ERRANDS, errand_item, partition
from chalicelib.stores.records import from_item, stamp
from chalicelib.stores.table import Below, ConditionFailed, Put, Table, Update

LEASE: Final = timedelta(seconds=90)  # longer than the function that runs errands can live (a minute)
MOST_ATTEMPTS: Final = 12


class Errands:
    """Claim, end, and find again."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def claim(self, dossier: str, errand: str, now: datetime) -> Errand | None:
        """The errand, ours until the lease ends; None where it is done, given up or gone, or another has it. Should that one
        die of it, whoever sweeps finds it at the end of the lease. Raises Busy."""
        ends = stamp(now + LEASE)
        update = Update(
            partition(dossier),
            f"X#{errand}",
            change={"lease_until": ends, "not_before": ends, "gsi2sk": f"{ends}#{errand}"},
            add={"attempts": 1},
            must={"state": "queued", "lease_until": Below(stamp(now))},
        )
        try:
            return from_item(Errand, self._table.update(update))
        except ConditionFailed:
            return None

    def done(self, errand: Errand, now: datetime, detail: str = "") -> None:
        """Mark it done."""
        self._put(replace(errand, state="sent", state_at=now, detail=detail))

    def failed(self, errand: Errand, now: datetime, detail: str) -> None:
        """A try failed: again later, twice as long each time; after the last it is given up, which its dossier shows."""
        if errand.attempts >= MOST_ATTEMPTS:
            self.give_up(errand, now, detail)
        else:
            self._put(replace(errand, not_before=now + timedelta(seconds=30 * 2**errand.attempts), detail=detail))

    def give_up(self, errand: Errand, now: datetime, detail: str) -> None:
        """No further try can succeed; its dossier shows that."""
        self._put(replace(errand, state="failed", state_at=now, detail=detail))

    def handed_over(self, errand: Errand, until: datetime) -> None:
        """It is on the queue once more: not looked for again before `until`."""
        update = Update(
            partition(errand.dossier),
            f"X#{errand.id}",
            change={"not_before": stamp(until), "gsi2sk": f"{stamp(until)}#{errand.id}"},
            must={"state": "queued"},
        )
        try:
            self._table.update(update)
        except ConditionFailed:
            return  # done meanwhile

    def due(self, now: datetime, *, limit: int) -> tuple[Errand, ...]:
        """Errands that should have been done by now."""
        rows = self._table.query(ERRANDS, index="lookup", between=("", stamp(now)), limit=limit)
        return tuple(from_item(Errand, item) for item in rows.items)

    def _put(self, errand: Errand) -> None:
        try:
            self._table.write(Put(errand_item(errand), {"id": errand.id}))
        except ConditionFailed:
            return  # erased meanwhile
