"""An agent puts a case off until a day, or takes it up again earlier; a citizen who says more wakes it too."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from chalicelib.domain.agent import Agent
from chalicelib.domain.case import Case, Change, audited
from chalicelib.domain.case_states import WAITS_FOR_US, Action
from chalicelib.domain.hours import BRUSSELS, Calendar
from chalicelib.errors import NotPossibleNow, Rejected

if TYPE_CHECKING:
    from chalicelib.stores.cases import CaseStore

LONGEST: Final = timedelta(days=60)


def snooze_case(case: Case, until: datetime, agent: Agent, cases: "CaseStore", at: datetime) -> None:
    """Put off the case as it was read; its clocks go on. Raises Rejected, NotPossibleNow, ChangedMeanwhile."""
    if not at < until <= at + LONGEST:
        raise Rejected({"until": "desk.error.until_range"})
    if case.status not in WAITS_FOR_US or case.apart:
        raise NotPossibleNow(case.id)
    after = replace(case.after(Action.NOTE, at), snoozed_until=until)
    after, event = audited(after, at, agent.id, "snoozed", {"until": until.isoformat()})
    cases.keep(Change(after, (event,)))


def wake_case(case: Case, actor: str, cases: "CaseStore", at: datetime) -> None:
    """Take up a case again before its day, or because the day has come. Nothing happens where it is awake.

    `actor`: an agent's id, or SYSTEM. Raises ChangedMeanwhile.
    """
    if not case.snoozed_until:
        return
    after, event = audited(replace(case.after(Action.NOTE, at), snoozed_until=None), at, actor, "woken")
    cases.keep(Change(after, (event,)))


def until_of(day: str, calendar: Calendar) -> datetime:
    """The opening of 1700 on a day that somebody chose (2026-11-30). Raises Rejected where it is no day."""
    try:
        chosen = date.fromisoformat(day)
    except ValueError as error:
        raise Rejected({"until": "desk.error.until_missing"}) from error
    return datetime.combine(chosen, calendar.opens, BRUSSELS)
