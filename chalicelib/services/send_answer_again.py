"""An answer did not arrive by one road: the same answer goes again by another."""

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from chalicelib.domain import ids
from chalicelib.domain.agent import Agent
from chalicelib.domain.case import Case, Change, audited
from chalicelib.domain.case_states import TRANSITIONS, Action
from chalicelib.domain.flags import Flag
from chalicelib.domain.ways import other_roads
from chalicelib.errors import NotPossibleNow
from chalicelib.services.answer_case import notice_of, told_by
from chalicelib.services.open_case import open_case

if TYPE_CHECKING:
    from chalicelib.stores.cases import CaseStore


def send_answer_again(
    case: Case,
    answer: str,
    by: str,
    agent: Agent,
    cases: "CaseStore",
    secret: bytes,
    at: datetime,
    correlation: str = "",
) -> None:
    """Queue it by that road (domain/outbox.py); the case is answered again.

    Raises NotPossibleNow where the answer is on its way or arrived, or there is no such road; ChangedMeanwhile.
    """
    opened = open_case(case.id, cases)
    given = next((one for one in opened.whole.answers if one.id == answer), None)
    roads = other_roads(case, (one for one in opened.whole.notices if one.entry == answer))
    if given is None or by not in roads:
        raise NotPossibleNow(answer)
    token = ids.link_token(secret, case.id, f"{answer}-{by}")
    notice = replace(notice_of(case, given, token, correlation, by, turn=by), case=opened.holder(answer))
    again = (case.status, Action.ANSWER) in TRANSITIONS  # one that ended stays so
    after = case.after(Action.ANSWER if again else Action.NOTE, at)
    after = replace(after, flags=case.flags - {Flag.BOUNCED, Flag.COMPLAINED}, snoozed_until=None, due_at=None)
    after = told_by(replace(after, answered_at=at if again else case.answered_at), notice, token, case.due_at or at)
    after, event = audited(after, at, agent.id, "answer_sent_again", {"answer": answer, "by": by})
    cases.keep(Change(after, (event,), notices=(notice,)))
