"""An investigator logs in: a password at the identity provider opens nothing; the house itself asks for a second factor."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from chalicelib.domain.agent import Agent, Role
from chalicelib.domain.integrity.access import Investigator
from chalicelib.domain.signed import read_signed, signed
from chalicelib.errors import NotLoggedIn, Rejected, TooMany

if TYPE_CHECKING:
    from chalicelib.stores.integrity.investigators import Investigators
    from chalicelib.stores.limits import Limits
    from chalicelib.stores.sessions import Sessions

HALF_WAY: Final = timedelta(minutes=10)  # between password and second factor
PURPOSE: Final = "second-factor"
MOST_TRIES: Final = 60  # a day; three codes of a million are right at a time


def half_way(secret: bytes, who: str, then: str, at: datetime) -> str:
    """What a browser holds whose password was right: it opens the page of the second factor, and nothing else."""
    return signed(secret, PURPOSE, (who, then), at + HALF_WAY)


def who_is_half_way(secret: bytes, value: str, at: datetime) -> tuple[str, str] | None:
    """Who gave a password, and where the browser wants to go; None where it was not made by us or is over."""
    parts = read_signed(secret, PURPOSE, value, at)
    return (parts[0], parts[1]) if parts else None


def second_factor(who: str, code: str, investigators: "Investigators", limits: "Limits", at: datetime) -> Investigator:
    """The investigator whose code this is. A wrong code, one that was used and somebody who is no investigator (any more)
    all get the same answer. Raises Rejected, TooMany, Busy."""
    if not limits.allow(PURPOSE, who, at, most=MOST_TRIES):
        raise TooMany
    digits = "".join(sign for sign in code if sign.isdecimal() and sign.isascii())
    found = investigators.find(who) if investigators.check(who, digits, at) else None
    if found is None:
        raise Rejected({"code": "onderzoek.error_code"})
    return found


def begin_session(
    token: str, csrf: str, investigator: Investigator, half: str, sessions: "Sessions", at: datetime
) -> None:
    """Begin the session of an investigator who gave both factors. Raises NotLoggedIn where they were of two people."""
    if half != investigator.id:
        raise NotLoggedIn
    agent = Agent(investigator.id, investigator.name, frozenset({Role.INVESTIGATOR}))
    sessions.begin(token, csrf, agent, at, framed=False)
