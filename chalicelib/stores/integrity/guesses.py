"""Counters of tries at receipt codes. Who and which locator stand there as keyed hashes only."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from chalicelib.domain.integrity.guesses import Kind, Tries, next_try
from chalicelib.errors import TooMany
from chalicelib.stores.records import moment, stamp
from chalicelib.stores.table import ABSENT, ConditionFailed, Table, Update
from chalicelib.stores.values import Item

KEPT: Final = timedelta(days=2)
ATTEMPTS: Final = 5  # at counting, where several try at once


@dataclass(frozen=True, slots=True)
class Claim:
    """A try that was counted. `before`: how the counter stood."""

    pk: str
    before: Tries | None
    after: Tries


class Guesses:
    """Count a try before it is judged; forgive it where it was right."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def claim(self, kind: Kind, who: str, now: datetime) -> Claim:
        """Count one more try. Raises TooMany with the seconds to wait, and counts nothing then; Busy.

        Of those who try at once one is counted, and the others come after it.
        """
        pk = f"GUESS#{kind.name}#{who}"
        for _ in range(ATTEMPTS):
            before = _tries(self._table.get(pk, "#"))
            if before and (seconds := before.wait(now)):
                raise TooMany(seconds)
            claim = Claim(pk, before, next_try(before, kind, now))
            if self._set(pk, before, claim.after, now):
                return claim
        raise TooMany(1)

    def forgive(self, claim: Claim, now: datetime) -> None:
        """Forget a try; where another one was counted meanwhile, it stays."""
        before = claim.before or Tries(0, now, now)
        self._set(claim.pk, claim.after, before, now)

    def _set(self, pk: str, was: Tries | None, now_is: Tries, now: datetime) -> bool:
        change = {"count": now_is.count, "last": stamp(now_is.last), "until": stamp(now_is.until)}
        must = {"count": was.count, "last": stamp(was.last)} if was else {"count": ABSENT}
        update = Update(pk, "#", change={**change, "ttl": int((now + KEPT).timestamp())}, must=must)
        try:
            self._table.update(update)
        except ConditionFailed:
            return False
        return True


def _tries(item: Item | None) -> Tries | None:
    return Tries(int(item["count"]), moment(item["last"]), moment(item["until"])) if item else None
