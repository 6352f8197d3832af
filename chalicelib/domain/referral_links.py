"""How a department reaches a referral without an account: a secret link, and a reply address. Standard library only.

Both are made for one referral, never for a person: forwarding the mail within the department keeps working.
"""

import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from chalicelib.domain.ids import digest, link_token, token_hash
from chalicelib.domain.referral import Entry, Referral, Step
from chalicelib.domain.signed import read_signed, signed

OPEN: Final = "/doorverwijzing/openen"
FIELD: Final = "sleutel"  # of the query, and of the form that the page posts
HELD: Final = timedelta(hours=2)  # anew at every page
LINK_LIVES: Final = timedelta(days=180)
LOCAL: Final = "dienst"  # of the reply address
PURPOSE: Final = "referral"
MOST_TURNS: Final = 50  # nobody sends one question more often than that
_ADDRESS: Final = re.compile(LOCAL + r"\+([0-9]{11})-([0-9]{2,3})-([0-9a-f]{16})@")


@dataclass(frozen=True, slots=True)
class Holder:
    """Who came by a link of this referral: `link` is the link's hash, so that a revoked link ends this too."""

    case: str
    referral: str
    link: str

    @property
    def place(self) -> str:
        """How addresses and cookies name the referral: somebody may have several open side by side."""
        return f"{self.case}-{self.referral}"


def department_link(public_url: str, token: str) -> str:
    """The address in the mail: a page with one button."""
    return f"{public_url}{OPEN}?{FIELD}={token}"


def new_token(secret: bytes, case: str, referral: str, turn: str) -> str:
    """The token of a referral's link: `case.referral.random`. Another `turn` (of turn_of) gives another link, with
    which the former one is revoked."""
    return link_token(secret, f"{case}.{referral}", turn)


def turn_of(entries: Iterable[Entry], referral: str) -> str:
    """Which turn the link of a referral is at: how often it was sent to a department. So every later mail about it bears
    the same link, which is kept nowhere."""
    return str(sum(one.referral == referral and one.step in (Step.REFER, Step.SEND_AGAIN) for one in entries))


def referral_of_token(token: str) -> tuple[str, str]:
    """The case and the referral that a token names; whether the token is good, only the referral tells."""
    case, _, rest = token.partition(".")
    return case, rest.partition(".")[0]


def was_ours(secret: bytes, token: str) -> bool:
    """Whether we made this token, for whichever turn: also one that opens nothing any more."""
    case, referral = referral_of_token(token)
    turns = (new_token(secret, case, referral, str(turn)) for turn in range(1, MOST_TURNS + 1))
    return token.isascii() and any(hmac.compare_digest(one, token) for one in turns)


def holder_of_token(referral: Referral, token: str, at: datetime) -> Holder | None:
    """Who presents a token, or None where it does not open the referral."""
    link = token_hash(token)
    return Holder(referral.case, referral.id, link) if opens(referral, link, at) else None


def opens(referral: Referral, link: str, at: datetime) -> bool:
    """Whether a link (its hash) opens the referral now: it is its link, and its time is not over."""
    good = bool(referral.link) and hmac.compare_digest(referral.link, link)
    return good and referral.link_ends is not None and at < referral.link_ends


def cookie_of(secret: bytes, holder: Holder, at: datetime) -> str:
    """What the browser keeps until its time is over."""
    return signed(secret, PURPOSE, (holder.case, holder.referral, holder.link), at + HELD)


def holder_of_cookie(secret: bytes, value: str, at: datetime) -> Holder | None:
    """Who holds this cookie, or None where it was not made by us or its time is over."""
    parts = read_signed(secret, PURPOSE, value, at)
    return Holder(*parts) if parts else None


def reply_address(secret: bytes, case: str, referral: str, public_address: str) -> str:
    """The address to which a department replies: dienst+<case>-<referral>-<code>@domain."""
    return f"{LOCAL}+{case}-{referral}-{_code(secret, case, referral)}@{public_address.rpartition('@')[2]}"


def referral_of_address(secret: bytes, address: str) -> tuple[str, str] | None:
    """The case and referral of a department's reply address, or None where it was not made by us."""
    found = _ADDRESS.match(address.strip().lower())
    if found is None:
        return None
    case, referral, code = found.groups()
    return (case, referral) if hmac.compare_digest(code, _code(secret, case, referral)) else None


def _code(secret: bytes, case: str, referral: str) -> str:
    return digest(secret, "referral-reply", f"{case}-{referral}").hex()[:16]
