"""Logins under way, and codes that a pop-up hands to a frame: each can be taken once, and soon goes away."""

from datetime import datetime

from chalicelib.domain.agent import Agent, Role
from chalicelib.domain.ids import token_hash
from chalicelib.domain.login import HANDOFF_LIVES, LOGIN_LIVES, Login
from chalicelib.stores.records import from_item, moment, stamp, to_item
from chalicelib.stores.table import ConditionFailed, Delete, Put, Table
from chalicelib.stores.values import Item


class Logins:
    """Keys are hashes of the secret that the browser brings back."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def keep(self, state: str, login: Login, now: datetime) -> None:
        """Remember a login under its state."""
        ends = now + LOGIN_LIVES
        head = {"pk": f"LOGIN#{token_hash(state)}", "sk": "#", "ends": stamp(ends), "ttl": int(ends.timestamp())}
        self._table.write(Put({**to_item(login), **head}))

    def take(self, state: str, now: datetime) -> Login | None:
        """The login of this state, once; None where there is none or its time is over."""
        item = self._take(f"LOGIN#{token_hash(state)}", now)
        return from_item(Login, item) if item else None

    def hand_off(self, code: str, agent: Agent, challenge: str, now: datetime) -> None:
        """Keep who logged in for the frame that knows the challenge's verifier."""
        ends = now + HANDOFF_LIVES
        item = {
            "pk": f"HANDOFF#{token_hash(code)}",
            "sk": "#",
            "agent": agent.id,
            "name": agent.name,
            "roles": sorted(agent.roles),
            "challenge": challenge,
            "ends": stamp(ends),
            "ttl": int(ends.timestamp()),
        }
        self._table.write(Put(item))

    def redeem(self, code: str, now: datetime) -> tuple[Agent, str] | None:
        """Who logged in and the challenge to hold the verifier against, once; None where the code is not good."""
        item = self._take(f"HANDOFF#{token_hash(code)}", now)
        if item is None:
            return None
        return Agent(item["agent"], item["name"], frozenset(Role(role) for role in item["roles"])), item["challenge"]

    def _take(self, pk: str, now: datetime) -> Item | None:
        item = self._table.get(pk, "#")
        if item is None:
            return None
        try:
            self._table.write(Delete(pk, "#", {"ends": item["ends"]}))
        except ConditionFailed:
            return None  # somebody else was first
        return item if now < moment(item["ends"]) else None
