"""The clocks of a case, per kind, as one table.

A first answer: within 2 working days for all written contacts (the service's own standard). A complaint: handled within
45 days of its receipt (Bestuursdecreet art. II.81). A request for a document: decided within 20 days, which can become 40
(Bestuursdecreet art. II.43).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from chalicelib.domain.contact import Kind
from chalicelib.domain.hours import Calendar, due_after_working_days


@dataclass(frozen=True, slots=True)
class Clock:
    """`answer`: working days to the first answer; `end`: calendar days to the end; `extended`: those after extension."""

    answer: int = 2
    end: int | None = None
    extended: int | None = None


CLOCKS: Final[dict[Kind, Clock]] = {
    Kind.QUESTION: Clock(),
    Kind.SUGGESTION: Clock(),
    Kind.COMPLAINT: Clock(end=45),
    Kind.DOCUMENT: Clock(end=20, extended=40),
}
SOON: Final = timedelta(hours=4)
ESCALATE_AFTER: Final = timedelta(days=1)


class Urgency(StrEnum):
    """How a due time stands now; ESCALATED: late by more than a day, a supervisor looks."""

    CALM = "calm"
    SOON = "soon"
    LATE = "late"
    ESCALATED = "escalated"


def answer_due(since: datetime, kind: Kind, calendar: Calendar) -> datetime:
    """When what was asked at `since` must be answered."""
    return due_after_working_days(since, CLOCKS[kind].answer, calendar)


def end_due(since: datetime, kind: Kind, *, extended: bool = False) -> datetime | None:
    """When a case of this kind must be at its end by law, or None where no law says."""
    clock = CLOCKS[kind]
    days = clock.extended if extended else clock.end
    return since + timedelta(days=days) if days else None


def urgency(due: datetime | None, now: datetime) -> Urgency:
    """How pressing a case is."""
    if due is None or now < due - SOON:
        return Urgency.CALM
    if now < due:
        return Urgency.SOON
    return Urgency.LATE if now < due + ESCALATE_AFTER else Urgency.ESCALATED
