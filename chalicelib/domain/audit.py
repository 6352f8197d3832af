"""The audit trail of a case: events that are only added, each bearing the hash of the one before."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

START = "0" * 64


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """Who did what when. `detail` holds ids and codes; `hash` covers all other fields and `previous`."""

    case: str
    seq: int
    at: datetime
    actor: str
    what: str
    detail: Mapping[str, str]
    previous: str
    hash: str


def next_event(
    case: str, seq: int, previous: str, at: datetime, actor: str, what: str, detail: Mapping[str, str] | None = None
) -> AuditEvent:
    """The event that follows the one whose hash is `previous` (START for the first, seq 1)."""
    detail = dict(detail or {})
    return AuditEvent(
        case, seq, at, actor, what, detail, previous, hash_of(case, seq, previous, at, actor, what, detail)
    )


def hash_of(case: str, seq: int, previous: str, at: datetime, actor: str, what: str, detail: Mapping[str, str]) -> str:
    body = [case, seq, previous, at.isoformat(), actor, what, sorted(detail.items())]
    return hashlib.sha256(json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def first_break(events: Iterable[AuditEvent]) -> int | None:
    """The seq of the first event that was changed, left out or put in, or None where the chain holds."""
    previous, expected = START, 1
    for event in events:
        body = (event.case, event.seq, event.previous, event.at, event.actor, event.what, event.detail)
        if event.seq != expected or event.previous != previous or event.hash != hash_of(*body):
            return expected
        previous, expected = event.hash, expected + 1
    return None
