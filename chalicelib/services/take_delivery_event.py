"""It is told what became of a mail, or of an SMS: kept on the notice and, where it did not arrive, on its case."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from chalicelib.domain.agent import SYSTEM
from chalicelib.domain.case import Case, Change, audited
from chalicelib.domain.case_states import WAITS_FOR_US, Action, Status
from chalicelib.domain.clocks import answer_due
from chalicelib.domain.flags import Flag
from chalicelib.domain.outbox import TRANSITIONS, Notice, State, Template
from chalicelib.errors import Busy, ChangedMeanwhile, NotFound
from chalicelib.services.fail_referral import NOT_THERE, TO_DEPARTMENT, fail_referral
from chalicelib.services.open_case import living_case

if TYPE_CHECKING:
    from chalicelib.domain.hours import Calendar
    from chalicelib.stores.cases import CaseStore
    from chalicelib.stores.outbox import OutboxStore

TRIES: Final = 5
OURS_BY_THEN: Final = timedelta(minutes=5)  # until our own record of a mail is there, an event can be quicker
TROUBLE: Final = {State.BOUNCED: Flag.BOUNCED, State.COMPLAINED: Flag.COMPLAINED}
AWAITED: Final = frozenset({Template.ANSWER, Template.DEPARTMENT_ANSWER, Template.DEPARTMENT_ASKS})  # by the citizen


@dataclass(frozen=True, slots=True)
class DeliveryEvent:
    """`detail`: the service's own codes, never an address. `permanent`: another try to this address never helps."""

    message_id: str
    state: State
    at: datetime
    detail: str = ""
    permanent: bool = True


class Taken(StrEnum):
    KEPT = "kept"
    KNOWN = "known"  # it came before, or something stronger did
    UNKNOWN = "unknown"  # no mail of ours, or one of a case that was erased


@dataclass(frozen=True, slots=True)
class Told:
    taken: Taken
    notice: Notice | None = None


def take_delivery_event(
    event: DeliveryEvent, outbox: "OutboxStore", cases: "CaseStore", calendar: "Calendar", at: datetime
) -> Told:
    """Keep one event; the same twice, and in any order, ends the same. Raises Busy where it must come again.

    A mail that came back is a flag on its case. Was it an answer, for good, then the case waits for us again: the citizen
    has no answer. One to a department is a step of its referral.
    """
    for _ in range(TRIES):
        notice = outbox.by_message_id(event.message_id)
        if notice is None:
            if at - event.at < OURS_BY_THEN:
                raise Busy("quicker than our own record")
            return Told(Taken.UNKNOWN)
        if event.state not in TRANSITIONS[notice.state]:
            return Told(Taken.KNOWN, notice)
        try:
            return Told(Taken.KEPT if _kept(event, notice, outbox, cases, calendar, at) else Taken.KNOWN, notice)
        except ChangedMeanwhile:
            continue
    raise Busy("the case changes all the time")


def _kept(
    event: DeliveryEvent, notice: Notice, outbox: "OutboxStore", cases: "CaseStore", calendar: "Calendar", at: datetime
) -> bool:
    told = replace(notice, state=event.state, state_at=event.at, detail=event.detail)
    to_citizen = notice.template not in TO_DEPARTMENT
    if not to_citizen and _gone(event) and fail_referral(notice, cases, calendar, at, told):
        return True
    case = _living(notice.case, cases) if event.state in TROUBLE and to_citizen else None
    if case is None:
        return outbox.told(notice, event.state, event.at, event.detail) is not None
    lost = event.state is State.BOUNCED and event.permanent and notice.template in AWAITED
    after = troubled(case, TROUBLE[event.state], lost=lost, calendar=calendar, at=at)
    detail = {"notice": notice.id, "detail": event.detail}
    after, audit = audited(after, at, SYSTEM, f"{notice.by}_{event.state}", detail)
    cases.keep(Change(after, (audit,), notice_told=told))
    return True


def _gone(event: DeliveryEvent) -> bool:
    """Whether the mail is not with whom it was for."""
    return event.state is State.BOUNCED and (event.permanent or event.detail.rpartition("/")[2] in NOT_THERE)


def troubled(case: Case, flag: Flag, *, lost: bool, calendar: "Calendar", at: datetime) -> Case:
    """The case with a sign of what became of our message; `lost`: it was an answer, and it will never arrive."""
    again = lost and case.status in (Status.ANSWERED, Status.CLOSED, Status.REFERRED)
    after = case.after(Action.REOPEN if again else Action.NOTE, at)
    after = replace(after, flags=case.flags | {flag})
    if again:
        due = answer_due(at, case.kind, calendar)
        after = replace(after, due_at=due, closed_at=None, outcome=None, erase_after=None)
    return replace(after, snoozed_until=None) if after.status in WAITS_FOR_US else after


def _living(case: str, cases: "CaseStore") -> Case | None:
    try:
        return living_case(case, cases)
    except NotFound:
        return None
