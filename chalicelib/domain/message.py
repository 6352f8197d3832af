"""What one function leaves another on a queue: ids, never a person's data. Standard library only."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Message:
    """`body`: names and ids; `delay`: whole seconds until somebody may receive it."""

    body: Mapping[str, str]
    delay: int = 0


def notice_message(case: str, notice: str, delay: int = 0) -> Message:
    """Send this notice."""
    return Message({"case": case, "notice": notice}, delay)


def contact_message(case: str, contact: str) -> Message:
    """Make this contact findable by its words."""
    return Message({"case": case, "contact": contact})
