"""An agent brought an answer by hand: she called back, or posted the letter; or it did not work."""

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from chalicelib.domain.agent import Agent
from chalicelib.domain.case import Case, Change, audited
from chalicelib.domain.case_states import WAITS_FOR_US, Action
from chalicelib.domain.flags import Flag
from chalicelib.domain.outbox import State
from chalicelib.domain.ways import by_hand
from chalicelib.errors import NotPossibleNow
from chalicelib.services.open_case import open_case
from chalicelib.services.take_delivery_event import troubled

if TYPE_CHECKING:
    from chalicelib.domain.hours import Calendar
    from chalicelib.stores.cases import CaseStore


def bring_answer(
    case: Case, notice: str, reached: bool, agent: Agent, cases: "CaseStore", calendar: "Calendar", at: datetime
) -> None:
    """Tick it off, or keep that the citizen was not reached: then the case waits for us again.

    Raises NotPossibleNow where there is no such task any more, ChangedMeanwhile.
    """
    notices = open_case(case.id, cases).whole.notices
    task = next((one for one in notices if one.id == notice and one.state is State.TO_DO), None)
    if task is None:
        raise NotPossibleNow(notice)
    told = replace(task, state=State.SENT if reached else State.FAILED, state_at=at)
    after = (
        case.after(Action.NOTE, at) if reached else troubled(case, Flag.BOUNCED, lost=True, calendar=calendar, at=at)
    )
    left = by_hand(one for one in notices if one.id != notice)
    if not left and after.status not in WAITS_FOR_US:
        after = replace(after, due_at=None)
    after = replace(after, by_hand=left)
    what = "answer_brought" if reached else "answer_not_brought"
    after, event = audited(after, at, agent.id, what, {"notice": notice, "by": task.by})
    cases.keep(Change(after, (event,), notice_told=told))
