"""Sessions of agents, in the one table. A cookie's token stands there as a hash; items go away by their ttl."""

from datetime import datetime, timedelta
from typing import Final

from chalicelib.domain.agent import Agent, Role
from chalicelib.domain.ids import token_hash
from chalicelib.domain.session import IDLE, Session, ends_at
from chalicelib.stores.records import moment, stamp
from chalicelib.stores.table import ConditionFailed, Delete, Put, Table, Update
from chalicelib.stores.values import Item

TOUCH_EVERY: Final = timedelta(minutes=5)  # a session's end slides; writing that at every click would buy nothing


class Sessions:
    """Begin, find, end."""

    def __init__(self, table: Table, idle: timedelta = IDLE) -> None:
        self._table, self._idle = table, idle

    def begin(self, token: str, csrf: str, agent: Agent, now: datetime, *, framed: bool) -> Session:
        """Keep a session under the token that the browser's cookie holds."""
        session = Session(token_hash(token), agent, csrf, framed)
        ends = ends_at(now, now, self._idle)
        item = {
            "pk": _partition(session.id),
            "sk": "#",
            "agent": agent.id,
            "name": agent.name,
            "roles": sorted(agent.roles),
            "csrf": csrf,
            "framed": framed,
            "began": stamp(now),
            "used": stamp(now),
            "ttl": int(ends.timestamp()),
        }
        self._table.write(Put(item))
        return session

    def find(self, token: str, now: datetime) -> Session | None:
        """The session of a cookie's token, its end moved on; None where it has ended or never was."""
        item = self._table.get(_partition(token_hash(token)), "#")
        if item is None or now >= ends_at(moment(item["began"]), moment(item["used"]), self._idle):
            return None
        if now - moment(item["used"]) >= TOUCH_EVERY:
            self._touch(item, now)
        return _session(item)

    def end(self, session: Session) -> None:
        """Log out. Twice is once."""
        self._table.write(Delete(_partition(session.id), "#"))

    def _touch(self, item: Item, now: datetime) -> None:
        ends = ends_at(moment(item["began"]), now, self._idle)
        change = {"used": stamp(now), "ttl": int(ends.timestamp())}
        try:
            self._table.update(Update(item["pk"], "#", change=change, must={"csrf": item["csrf"]}))
        except ConditionFailed:
            return  # logged out meanwhile, elsewhere: that stays so


def _partition(session: str) -> str:
    return f"SESSION#{session}"


def _session(item: Item) -> Session:
    agent = Agent(item["agent"], item["name"], frozenset(Role(role) for role in item["roles"]))
    return Session(item["pk"].partition("#")[2], agent, item["csrf"], item["framed"])
