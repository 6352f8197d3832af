"""An agent merges a case into another: both are the same question of the same person."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from chalicelib.domain.agent import Agent
from chalicelib.domain.case import Case, Change, audited
from chalicelib.domain.case_states import ENDED, WAITS_FOR_US, Action, Status
from chalicelib.domain.clocks import answer_due
from chalicelib.errors import NotPossibleNow, Rejected

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.domain.hours import Calendar
    from chalicelib.stores.cases import CaseStore

MOST_MERGED: Final = 20  # each costs a query when the case is opened


@dataclass(frozen=True, slots=True)
class Merge:
    """`gone` goes up in `stays`. `same_person`: an agent looked where the two senders' addresses differ, because the
    secret links of the one then lead to the other."""

    gone: Case
    stays: Case
    same_person: bool = False


def merge_cases(merge: Merge, agent: Agent, cases: "CaseStore", calendar: "Calendar", at: "datetime") -> None:
    """Both change in one transaction; the entries of the one that goes up stay where they are, and are shown with the other.

    Raises Rejected where the senders differ and nobody looked, NotPossibleNow, ChangedMeanwhile.
    """
    gone, stays = merge.gone, merge.stays
    _check(merge)
    goes = replace(
        gone.after(Action.MERGE, at),
        merged_into=stays.id,
        due_at=None,
        snoozed_until=None,
        merged_from=(),
        by_hand=(),
        erase_after=None,  # it goes with the case that stays
    )
    goes, gone_event = audited(goes, at, agent.id, "merged_into", {"case": stays.id})
    after, stays_event = audited(_joined(gone, stays, calendar, at), at, agent.id, "merged_from", {"case": gone.id})
    cases.keep(Change(after, (stays_event,)), Change(goes, (gone_event,)))


def _joined(gone: Case, stays: Case, calendar: "Calendar", at: "datetime") -> Case:
    """What stays has the earlier of both terms, and waits for us again where what goes up did."""
    waits = gone.status in WAITS_FOR_US and stays.status not in WAITS_FOR_US
    back = (
        Action.REOPEN if stays.status is Status.REFERRED else Action.ADD
    )  # no department has the other one's question
    after = stays.after(back if waits else Action.NOTE, at)
    due = [one.due_at for one in (gone, stays) if one.due_at]
    return replace(
        after,
        due_at=min(due, default=answer_due(at, stays.kind, calendar)) if after.status in WAITS_FOR_US else stays.due_at,
        end_due_at=min((one.end_due_at for one in (gone, stays) if one.end_due_at), default=None),
        snoozed_until=None if waits else stays.snoozed_until,
        flags=stays.flags | gone.flags,
        owes_departments=after.owes_departments and gone.status not in WAITS_FOR_US,
        by_hand=tuple(sorted({*stays.by_hand, *gone.by_hand})),
        merged_from=(*stays.merged_from, gone.id, *gone.merged_from),
        answered_at=stays.answered_at or gone.answered_at,
    )


def _check(merge: Merge) -> None:
    gone, stays = merge.gone, merge.stays
    if gone.id == stays.id:
        raise Rejected({"into": "desk_case.error_merge_itself"})
    if stays.status in ENDED or gone.apart or stays.apart or gone.open_referrals:
        raise NotPossibleNow(stays.id)
    if len(stays.merged_from) + len(gone.merged_from) >= MOST_MERGED:
        raise NotPossibleNow(stays.id)
    if (not gone.citizen or gone.citizen != stays.citizen) and not merge.same_person:
        raise Rejected({"same_person": "desk_case.error_merge_other_sender"})
