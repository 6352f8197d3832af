"""Secret links to a case, and what a browser holds after it traded one. Standard library only.

A link is in nobody's log: the page that it opens acts on nothing, and trades the token by POST for a cookie that ends
soon (architecture: secret links instead of accounts).
"""

import hmac
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from chalicelib.domain.case import Case, Link
from chalicelib.domain.ids import token_hash
from chalicelib.domain.signed import read_signed, signed

OPEN: Final = "/vraag/openen"
FIELD: Final = "sleutel"  # of the query, and of the form that the page posts
HELD: Final = timedelta(hours=2)  # anew at every page
PURPOSE: Final = "question"
LIVES: Final = timedelta(days=180)
MOST: Final = 10  # of one case


@dataclass(frozen=True, slots=True)
class Holder:
    """Who came by a link of this case: `link` is the link's hash, so that a revoked link ends this too."""

    case: str
    link: str


def question_link(public_url: str, token: str) -> str:
    """The address that a citizen gets by mail: a page with one button. `token`: of ids.link_token."""
    return f"{public_url}{OPEN}?{FIELD}={token}"


def with_link(case: Case, token: str, at: datetime) -> Case:
    """The case with one more secret link: those that ended go, and of too many the oldest."""
    living = tuple(one for one in case.links if one.expires_at > at)
    return replace(case, links=(*living[1 - MOST :], Link(token_hash(token), at + LIVES)))


def case_of_token(token: str) -> str:
    """The case that a token names; whether the token is good, only the case's own links tell."""
    return token.partition(".")[0]


def opens(case: Case, link: str, at: datetime) -> bool:
    """Whether a link (its hash) opens the case now: it is there, and its time is not over."""
    return any(hmac.compare_digest(one.hash, link) and at < one.expires_at for one in case.links)


def holder_of_token(case: Case, token: str, at: datetime) -> Holder | None:
    """Who presents a token, or None where it does not open the case."""
    link = token_hash(token)
    return Holder(case.id, link) if opens(case, link, at) else None


def cookie_of(secret: bytes, holder: Holder, at: datetime) -> str:
    """What the browser keeps until its time is over."""
    return signed(secret, PURPOSE, (holder.case, holder.link), at + HELD)


def holder_of_cookie(secret: bytes, value: str, at: datetime) -> Holder | None:
    """Who holds this cookie, or None where it was not made by us or its time is over."""
    parts = read_signed(secret, PURPOSE, value, at)
    return Holder(*parts) if parts else None
