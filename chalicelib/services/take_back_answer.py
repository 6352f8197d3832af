"""An agent takes an answer back within seconds: what it did to the case is undone, what colleagues did is not."""

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from chalicelib.domain import ids
from chalicelib.domain.agent import Agent
from chalicelib.domain.case import Answer, Before, Case, CaseFile, Change, audited
from chalicelib.domain.case_states import Action, Status
from chalicelib.domain.outbox import State
from chalicelib.domain.referral import OPEN, Referral
from chalicelib.domain.referral_clocks import wound
from chalicelib.domain.ways import by_hand
from chalicelib.errors import ChangedMeanwhile, NotPossibleNow
from chalicelib.services.answer_case import UNDO

if TYPE_CHECKING:
    from chalicelib.stores.cases import CaseStore

# Audit events of what colleagues can do within those seconds, and what taking back an answer then leaves as it is.
CHANGES_OWNER: Final = frozenset({"claimed", "given_back"})
CHANGES_SUBJECT: Final = frozenset({"closed"})


def take_back(case: Case, answer_id: str, agent: Agent, cases: "CaseStore", at: datetime) -> Answer:
    """Undo an answer that was not sent yet, as if it had not been given. Raises NotPossibleNow where it is too late.

    Only the last answer: what a colleague's later one found is not to be put back over it. What colleagues did with the
    case meanwhile stays, too.
    """
    file = cases.open(case.id)
    answer = next((one for one in file.answers[-1:] if one.id == answer_id), None)
    notice = next((one for one in file.notices if one.entry == answer_id), None)
    if not answer or not answer.before or at >= answer.at + UNDO:
        raise NotPossibleNow(case.id)
    if not answer.by_phone and (not notice or notice.state not in (State.QUEUED, State.TO_DO)):
        raise NotPossibleNow(case.id)
    told = ids.token_hash(notice.link) if notice and notice.link else ""
    after = _restored(file.case.after(Action.TAKE_BACK, at), answer.before, _done_since(file, answer))
    if after.status is Status.REFERRED and not after.open_referrals:
        after = replace(after, status=Status.REOPENED)  # who was asked was so no more by then: nobody would look
    left = by_hand(one for one in file.notices if one.entry != answer_id)
    after = replace(after, links=tuple(link for link in after.links if link.hash != told), by_hand=left)
    after, event = audited(after, at, agent.id, "answer_taken_back", {"answer": answer.id})
    try:
        cases.keep(Change(after, (event,), answer_gone=answer, notice_gone=notice, referrals=_asked_still(file, at)))
    except ChangedMeanwhile as error:  # the sender has it now, or somebody else changed the case
        raise NotPossibleNow(case.id) from error
    return answer


def _asked_still(file: CaseFile, at: datetime) -> tuple[Referral, ...]:
    """Where the answer ended the case, what others are asked was to be withdrawn: their clocks run as before."""
    if file.case.status is not Status.CLOSED:
        return ()
    return tuple(wound(one, at) for one in file.referrals if one.state in OPEN)


def _done_since(file: CaseFile, answer: Answer) -> frozenset[str]:
    """What was done with a case after an answer: names of audit events."""
    given = next((one.seq for one in file.audit if one.detail.get("answer") == answer.id), 0)
    return frozenset(one.what for one in file.audit if one.seq > given)


def _restored(case: Case, before: Before, since: frozenset[str]) -> Case:
    after = replace(
        case,
        status=before.status,
        due_at=before.due_at,
        answered_at=before.answered_at,
        closed_at=before.closed_at,
        outcome=before.outcome,
        snoozed_until=before.snoozed_until,
        reference_told=before.reference_told,
        erase_after=None,
    )
    if not since & CHANGES_OWNER:
        after = replace(after, owner=before.owner, owner_name=before.owner_name)
    return after if since & CHANGES_SUBJECT else replace(after, theme=before.theme, level=before.level)
