"""The left pane: the most pressing cases, beside whatever an agent is doing."""

from datetime import datetime
from typing import Final

from chalicelib import wiring
from chalicelib.domain.case import Case
from chalicelib.domain.session import Session
from chalicelib.domain.worklist import Worklist

SHOWN: Final = 30


def pane(_session: Session, _at: datetime) -> tuple[Case, ...]:
    """Cases that wait for us, most pressing first. One query."""
    return wiring.cases().worklist(Worklist.TODO, limit=SHOWN).cases
