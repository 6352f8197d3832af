"""Who is logged in at the desk, and for how long. Standard library only."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from chalicelib.domain.agent import Agent

# A working day at most, and an hour without doing anything (OWASP Session Management Cheat Sheet: both ends).
LONGEST: Final = timedelta(hours=10)
IDLE: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Session:
    """`id`: a hash, fit to be shown to no one but harmless in the table; `csrf`: what every form must send back;
    `framed`: it belongs to a desk that another site frames."""

    id: str
    agent: Agent
    csrf: str
    framed: bool


def ends_at(began: datetime, used: datetime, idle: timedelta = IDLE) -> datetime:
    """When a session ends that began and was last used at these moments."""
    return min(began + LONGEST, used + idle)
