"""The house itself asks an investigator for a second factor, and only then begins a session."""

from datetime import datetime
from math import ceil
from typing import TYPE_CHECKING

from chalicelib.domain.agent import Agent, Role
from chalicelib.domain.integrity.access import Investigator
from chalicelib.errors import Rejected, TooMany

if TYPE_CHECKING:
    from chalicelib.domain.session import Session
    from chalicelib.stores.integrity.investigators import Investigators
    from chalicelib.stores.sessions import Sessions


def second_factor(who: str, code: str, investigators: "Investigators", at: datetime) -> Investigator:
    """The investigator whose code this is. A wrong code, one that was used and somebody who is no investigator (any more)
    all get the same answer. Raises Rejected, TooMany, Busy."""
    wait = investigators.begin_try(who, at)
    if wait:
        raise TooMany(ceil(wait.total_seconds()))
    digits = "".join(sign for sign in code if sign.isdecimal() and sign.isascii())
    found = investigators.find(who) if investigators.check(who, digits, at) else None
    if found is None:
        raise Rejected({"code": "onderzoek.error_code"})
    return found


def begin_session(token: str, csrf: str, investigator: Investigator, sessions: "Sessions", at: datetime) -> "Session":
    """Begin the session of an investigator who gave both factors; `token`: what the browser's cookie will hold."""
    agent = Agent(investigator.id, investigator.name, frozenset({Role.INVESTIGATOR}))
    return sessions.begin(token, csrf, agent, at, framed=False)
