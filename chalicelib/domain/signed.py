"""Values that a browser keeps and that only we can make. Standard library only."""

import hmac
from datetime import datetime
from typing import Final

from chalicelib.domain.ids import digest

MAC: Final = 32


def signed(secret: bytes, purpose: str, parts: tuple[str, ...], until: datetime) -> str:
    """The parts (without dots), the end of their time, and a code that only we can compute, one per purpose."""
    body = ".".join((*parts, str(int(until.timestamp()))))
    return f"{body}.{_code(secret, purpose, body)}"


def read_signed(secret: bytes, purpose: str, value: str, at: datetime) -> tuple[str, ...] | None:
    """The parts, or None where the value was not made by us for this purpose, or its time is over."""
    body, _, code = value.rpartition(".")
    if not value.isascii() or not hmac.compare_digest(code, _code(secret, purpose, body)):
        return None
    *parts, until = body.split(".")
    return tuple(parts) if at.timestamp() < int(until) else None


def _code(secret: bytes, purpose: str, body: str) -> str:
    return digest(secret, purpose, body).hex()[:MAC]
