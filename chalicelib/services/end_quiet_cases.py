"""End cases on which nothing happened for long, so that they too are erased in time (docs/operators/retention.md)."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from chalicelib.domain.agent import SYSTEM
from chalicelib.domain.case import Case, Change, Outcome, audited
from chalicelib.domain.case_states import WAITS_FOR_US, Action, Status
from chalicelib.domain.worklist import Worklist
from chalicelib.errors import Busy, ChangedMeanwhile
from chalicelib.services.close_case import closed, to_withdraw

if TYPE_CHECKING:
    from chalicelib.stores.cases import CaseStore

# After so long without any change a case of this list has ended so: nobody came back, nobody let it in.
QUIET: Final[dict[Worklist, tuple[timedelta, Outcome]]] = {
    Worklist.WAITING: (timedelta(days=60), Outcome.ANSWERED),
    Worklist.APART: (timedelta(days=30), Outcome.SPAM),
}
A_TIME: Final = 200


def end_quiet_cases(cases: "CaseStore", at: datetime, go_on: Callable[[], bool]) -> int:
    """How many were ended. `go_on`: whether there is time for one more; the next night does the rest, also of what is busy.
    One that somebody changes at this moment is not quiet. Raises Busy where the lists cannot be read."""
    ended = 0
    for which in QUIET:
        for number in _quiet(which, cases, at):
            if not go_on():
                return ended
            ended += _end(number, which, cases, at)
    return ended


def _quiet(which: Worklist, cases: "CaseStore", at: datetime) -> Iterator[str]:
    """Cases that stand in a list as quiet, each once: one that was ended can stand there for a moment more."""
    seen: set[str] = set()
    while True:
        listed = cases.quiet(which, at - QUIET[which][0], limit=A_TIME + len(seen))
        fresh = [case.id for case in listed if case.id not in seen]
        if not fresh:
            return
        seen |= set(fresh)
        yield from fresh


def _end(number: str, which: Worklist, cases: "CaseStore", at: datetime) -> int:
    quiet, outcome = QUIET[which]
    case = cases.head(number)  # the list may be a moment behind
    if not _stands_in(case, which) or case.updated_at > at - quiet:
        return 0
    after, event = audited(closed(case.after(Action.NOTE, at), outcome, at), at, SYSTEM, "closed", {"outcome": outcome})
    try:
        cases.keep(Change(after, (event,), referrals=to_withdraw(case, cases, at)))
    except (ChangedMeanwhile, Busy):
        return 0
    return 1


def _stands_in(case: Case, which: Worklist) -> bool:
    if which is Worklist.APART:
        return case.status in WAITS_FOR_US and bool(case.apart)
    return case.status is Status.ANSWERED
