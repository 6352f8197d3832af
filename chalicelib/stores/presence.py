"""Who has which case open now: a mark per case and agent that goes away by itself, and is no part of the case."""

from datetime import datetime, timedelta
from typing import Final

from chalicelib.domain.agent import Agent
from chalicelib.stores.records import moment, stamp
from chalicelib.stores.table import Delete, Put, Table

COUNTS_FOR: Final = timedelta(minutes=3)  # a page that stays open says so again before


class Presence:
    def __init__(self, table: Table) -> None:
        self._table = table

    def here(self, case: str, agent: Agent, now: datetime) -> tuple[str, ...]:
        """Say that the agent has the case open, and give the names of the others who have."""
        self._table.write(
            Put(
                {
                    "pk": _partition(case),
                    "sk": agent.id,
                    "name": agent.name,
                    "seen": stamp(now),
                    "ttl": int((now + COUNTS_FOR).timestamp()),
                }
            )
        )
        items = self._table.query(_partition(case)).items
        since = now - COUNTS_FOR
        return tuple(item["name"] for item in items if item["sk"] != agent.id and moment(item["seen"]) > since)

    def gone(self, case: str, agent: Agent) -> None:
        """The agent closed it."""
        self._table.write(Delete(_partition(case), agent.id))

    def forget(self, case: str) -> None:
        """Nobody has it open. Raises Busy."""
        for item in self._table.query(_partition(case)).items:
            self._table.write(Delete(item["pk"], item["sk"]))


def _partition(case: str) -> str:
    return f"PRESENCE#{case}"
