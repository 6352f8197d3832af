"""Snoozed cases whose day has come wait for us again."""

from datetime import datetime
from typing import TYPE_CHECKING, Final

from chalicelib.domain.agent import SYSTEM
from chalicelib.errors import ChangedMeanwhile
from chalicelib.services.snooze_case import wake_case

if TYPE_CHECKING:
    from chalicelib.stores.cases import CaseStore

A_TIME: Final = 100


def wake_cases(cases: "CaseStore", at: datetime) -> int:
    """How many woke. One that somebody changes at this moment wakes next time. Raises Busy."""
    woken = 0
    for listed in cases.awake(at, limit=A_TIME):
        case = cases.head(listed.id)  # the list may be a moment behind
        if case.snoozed_until and case.snoozed_until <= at:
            try:
                wake_case(case, SYSTEM, cases, at)
            except ChangedMeanwhile:
                continue
            woken += 1
    return woken
