"""An agent looked at a mail that was kept apart, and lets it into the worklist."""

from dataclasses import replace
from typing import TYPE_CHECKING

from chalicelib.domain.agent import Agent
from chalicelib.domain.case import Case, Change, audited
from chalicelib.domain.case_states import Action
from chalicelib.errors import NotPossibleNow

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.stores.cases import CaseStore


def let_in_case(case: Case, agent: Agent, cases: "CaseStore", at: "datetime") -> None:
    """Its clock is the one of its receipt: that we kept it apart is not the sender's fault.

    Raises NotPossibleNow where it is not apart, ChangedMeanwhile.
    """
    if not case.apart:
        raise NotPossibleNow(case.id)
    after, event = audited(
        replace(case.after(Action.NOTE, at), apart=""), at, agent.id, "let_in", {"apart": case.apart}
    )
    cases.keep(Change(after, (event,)))
