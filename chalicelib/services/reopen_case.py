"""An agent opens an ended or answered case again: its clock starts anew."""

from dataclasses import replace
from typing import TYPE_CHECKING

from chalicelib.domain.agent import Agent
from chalicelib.domain.case import Case, Change, audited
from chalicelib.domain.case_states import Action
from chalicelib.domain.clocks import answer_due

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.domain.hours import Calendar
    from chalicelib.stores.cases import CaseStore


def reopen_case(case: Case, agent: Agent, cases: "CaseStore", calendar: "Calendar", at: "datetime") -> None:
    """Put the case back among what waits for us. Raises NotPossibleNow, ChangedMeanwhile."""
    after = replace(
        case.after(Action.REOPEN, at),
        due_at=answer_due(at, case.kind, calendar),
        closed_at=None,
        outcome=None,
        erase_after=None,
    )
    after, event = audited(after, at, agent.id, "reopened")
    cases.keep(Change(after, (event,)))
