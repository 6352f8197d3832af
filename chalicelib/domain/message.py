"""What one function leaves another on a queue: ids, never a person's data. Standard library only."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Message:
    """`body`: names and ids; `delay`: whole seconds until somebody may receive it."""

    body: Mapping[str, str]
    delay: int = 0


def notice_message(case: str, notice: str, correlation: str, delay: int = 0) -> Message:
    """Send this notice. `correlation`: of the request that began it, for the log."""
    return Message({"case": case, "notice": notice, "correlation": correlation}, delay)


def contact_message(case: str, contact: str, correlation: str) -> Message:
    """Make this contact findable by its words."""
    return Message({"case": case, "contact": contact, "correlation": correlation})
