"""The key of one form on one screen: from it come the ids of what is sent, so that a form sent twice is one message.

It also tells when the form was made: what comes back sooner than anybody can read was filled in by a program, and a key
does not live for ever. Standard library only.
"""

import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from chalicelib.domain.ids import digest

QUICKEST: Final = timedelta(seconds=3)
LIVES: Final = timedelta(hours=24)  # WCAG 2.2, 2.2.1: a limit over 20 hours needs no way to extend it
MAC: Final = 24


@dataclass(frozen=True, slots=True)
class FormKey:
    """`drawn`: what makes the form unlike any other; `made_at`: when it was shown."""

    drawn: str
    made_at: datetime

    def old(self, at: datetime) -> bool:
        """Whether the form is too old to be sent: it is shown once more, with all that was typed."""
        return at - self.made_at > LIVES

    def too_quick(self, at: datetime) -> bool:
        """Whether the form came back sooner than a person can send it."""
        return at - self.made_at < QUICKEST

    def prefix(self, secret: bytes) -> str:
        """Where the form's files lie: nobody can compute it of what he sees, and it says nothing."""
        return f"form/{digest(secret, 'form-files', self.drawn).hex()[:32]}/"


def write_key(secret: bytes, at: datetime, drawn: str) -> str:
    """A key for the hidden field. `drawn`: hexadecimal, 16 characters or more of chance."""
    body = f"{int(at.timestamp() * 1000):x}.{drawn}"
    return f"{body}.{_code(secret, body)}"


def read_key(secret: bytes, text: str) -> FormKey | None:
    """The key in a hidden field, or None where it was not made by us."""
    body, _, code = text.rpartition(".")
    if not text.isascii() or not hmac.compare_digest(code, _code(secret, body)):
        return None
    moment, _, drawn = body.partition(".")
    return FormKey(drawn, datetime.fromtimestamp(int(moment, 16) / 1000, UTC))


def _code(secret: bytes, body: str) -> str:
    return digest(secret, "form", body).hex()[:MAC]
