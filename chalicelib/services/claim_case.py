"""An agent takes a case for herself, or gives it back to everybody."""

from dataclasses import replace
from typing import TYPE_CHECKING

from chalicelib.domain.agent import Agent
from chalicelib.domain.case import Case, Change, audited
from chalicelib.domain.case_states import Action
from chalicelib.errors import NotPossibleNow

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.stores.cases import CaseStore


def claim_case(case: Case, agent: Agent, cases: "CaseStore", at: "datetime", *, take_over: bool = False) -> None:
    """Make the agent the owner of the case as it was read; nothing happens where she is that already.

    A colleague's case is taken only with `take_over`. Raises NotPossibleNow, ChangedMeanwhile.
    """
    if case.owner == agent.id:
        return
    if case.owner and not take_over:
        raise NotPossibleNow(case.id)
    detail = {"from": case.owner} if case.owner else {}
    after = replace(case.after(Action.NOTE, at), owner=agent.id, owner_name=agent.name)
    after, event = audited(after, at, agent.id, "claimed", detail)
    cases.keep(Change(after, (event,)))


def give_back_case(case: Case, agent: Agent, cases: "CaseStore", at: "datetime") -> None:
    """Nobody has the case any more; nothing happens where nobody had it. Raises NotPossibleNow for a colleague's case,
    ChangedMeanwhile."""
    if not case.owner:
        return
    if case.owner != agent.id:
        raise NotPossibleNow(case.id)
    after, event = audited(replace(case.after(Action.NOTE, at), owner="", owner_name=""), at, agent.id, "given_back")
    cases.keep(Change(after, (event,)))
