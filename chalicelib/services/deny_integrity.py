"""An agent looked at a case with words that suggest a matter of integrity, and says that it is none."""

from dataclasses import replace
from typing import TYPE_CHECKING

from chalicelib.domain.agent import Agent
from chalicelib.domain.case import Case, Change, audited
from chalicelib.domain.case_states import Action
from chalicelib.domain.flags import Flag
from chalicelib.errors import AlreadyKept

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.stores.cases import CaseStore


def deny_integrity(case: Case, agent: Agent, cases: "CaseStore", at: "datetime") -> None:
    """The sign goes; what is added later may bring it again. Raises AlreadyKept where there is none, ChangedMeanwhile."""
    if Flag.INTEGRITY not in case.flags:
        raise AlreadyKept(case.id)
    after = replace(case.after(Action.NOTE, at), flags=case.flags - {Flag.INTEGRITY})
    after, event = audited(after, at, agent.id, "integrity_denied")
    cases.keep(Change(after, (event,)))
