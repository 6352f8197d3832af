"""An agent extends the legal term of a request for a document, once, with a reason (Bestuursdecreet art. II.43)."""

from dataclasses import replace
from typing import TYPE_CHECKING

from chalicelib.domain.agent import Agent
from chalicelib.domain.case import Case, Change, audited
from chalicelib.domain.case_states import ENDED, Action
from chalicelib.domain.clocks import end_due
from chalicelib.errors import NotPossibleNow, Rejected
from chalicelib.services.note_case import new_note

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.stores.cases import CaseStore


def can_extend(case: Case) -> bool:
    """Whether the case has a longer term that it does not have yet."""
    longer = end_due(case.opened_at, case.kind, extended=True)
    return case.status not in ENDED and bool(longer and case.end_due_at and case.end_due_at < longer)


def extend_case(case: Case, reason: str, agent: Agent, cases: "CaseStore", secret: bytes, at: "datetime") -> None:
    """Give the case its longer term, counted from its receipt; the reason is kept as a note.

    Raises Rejected without a reason, NotPossibleNow where no longer term exists, the term passed or was extended already,
    ChangedMeanwhile.
    """
    if not can_extend(case) or (case.end_due_at and case.end_due_at < at):
        raise NotPossibleNow(case.id)
    if not reason.strip():
        raise Rejected({"reason": "desk_case.error_reason_missing"})
    note = new_note(case, reason, agent, secret, at)
    after = replace(case.after(Action.NOTE, at), end_due_at=end_due(case.opened_at, case.kind, extended=True))
    after, event = audited(after, at, agent.id, "term_extended", {"note": note.id})
    cases.keep(Change(after, (event,), notes=(note,)))
