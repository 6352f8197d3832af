"""Erase the cases whose day has passed, and count what is left past it."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Final

from chalicelib.domain.agent import SYSTEM
from chalicelib.errors import Busy
from chalicelib.services.erase_case import Shelves, erase_case

if TYPE_CHECKING:
    from chalicelib.stores.cases import CaseStore
    from chalicelib.stores.erasures import Erasures

A_TIME: Final = 50
COUNTED: Final = 1_000


def retain_cases(shelves: Shelves, erasures: "Erasures", at: datetime, go_on: Callable[[], bool]) -> int:
    """How many cases were erased. `go_on`: whether there is time for one more. What cannot be erased now, because
    something is busy, stays for the next time."""
    erased, passed_over = 0, set[str]()
    while True:
        lines = [one for one in erasures.due(at, limit=A_TIME + len(passed_over)) if one.key not in passed_over]
        if not lines:
            return erased
        for line in lines:
            if not go_on():
                return erased
            try:
                erased += _erase(line.case, shelves, at)
                erasures.done(line)
            except Busy:
                passed_over.add(line.key)


def past_retention(cases: "CaseStore", erasures: "Erasures", at: datetime) -> int:
    """How many cases are past their day and still there (COUNTED at most): the proof that retention works is a zero."""
    return sum(is_past(line.case, cases, at) for line in erasures.due(at, limit=COUNTED))


def is_past(case: str, cases: "CaseStore", at: datetime) -> bool:
    """Whether the case should be gone by now; one that was opened again should not."""
    found = cases.find(case)
    return bool(found and found.erase_after and found.erase_after <= at)


def _erase(case: str, shelves: Shelves, at: datetime) -> int:
    if not is_past(case, shelves.cases, at):
        return 0
    erase_case(case, shelves, SYSTEM, "retention", at)
    return 1
