"""A mail that came before is known again: a server that got no answer sends it once more."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from chalicelib.domain.mail import Mail

if TYPE_CHECKING:
    from chalicelib.stores.idempotency import Idempotency


@dataclass(frozen=True, slots=True)
class Arrival:
    """A raw mail in the mail bucket. `at`: when it was put there, the same each time the event comes."""

    key: str
    at: datetime
    correlation: str
    own_domain: str


def first_seen(arrival: Arrival, mail: Mail, raw: bytes, seen: "Idempotency", at: datetime) -> Arrival:
    """The arrival by which the same mail came before, if it did; else this one. Raises Busy.

    Its sender's id alone does not make it the same: some programs give all mails one id.
    """
    if not mail.message_id:
        return arrival
    same = seen_key(mail, raw)
    seen.keep(same, b"", {"key": arrival.key, "at": arrival.at.isoformat()}, at)
    before = seen.earlier(same, b"") or {"key": arrival.key, "at": arrival.at.isoformat()}
    return replace(arrival, key=before["key"], at=datetime.fromisoformat(before["at"]))


def seen_key(mail: Mail, raw: bytes) -> str:
    """Under which key it is remembered that this mail came."""
    body = raw.partition(b"\n\r\n" if b"\n\r\n" in raw else b"\n\n")[2]
    same = hashlib.sha256(f"{mail.message_id}\x00{mail.sender.email}\x00".encode("utf-8", "replace") + body).hexdigest()
    return f"mail:{same}"
