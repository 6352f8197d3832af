"""An agent ends a case: with its subject, the level of government that it was about, and how it ended."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from chalicelib.domain.agent import Agent
from chalicelib.domain.case import Case, Change, Level, Outcome, audited
from chalicelib.domain.case_states import Action
from chalicelib.domain.contact import Kind
from chalicelib.domain.referral import OPEN, Referral
from chalicelib.errors import Rejected

if TYPE_CHECKING:
    from chalicelib.stores.cases import CaseStore

# Kept after the end, so that who comes back is known; then erased by itself (docs/operators/retention.md).
RETENTION: Final = {
    Kind.QUESTION: timedelta(days=365),
    Kind.SUGGESTION: timedelta(days=365),
    Kind.COMPLAINT: timedelta(days=3 * 365),
    Kind.DOCUMENT: timedelta(days=3 * 365),
}
# What was no question for any government has neither subject nor level.
WITHOUT_SUBJECT: Final = frozenset({Outcome.SPAM, Outcome.WITHDRAWN, Outcome.NO_ANSWER_NEEDED})


@dataclass(frozen=True, slots=True)
class Ending:
    """What an agent says of a case's end."""

    outcome: Outcome | None
    theme: str = ""
    level: Level | None = None


def close_case(case: Case, ending: Ending, agent: Agent, cases: "CaseStore", at: datetime) -> None:
    """End the case as it was read. Raises Rejected with every missing field, NotPossibleNow, ChangedMeanwhile."""
    outcome = complete(ending)
    if outcome is Outcome.ANSWERED and not case.answered_at:
        raise Rejected({"outcome": "desk_case.error_not_answered"})
    after = closed(replace(case.after(Action.NOTE, at), theme=ending.theme, level=ending.level), outcome, at)
    after, event = audited(after, at, agent.id, "closed", {"outcome": outcome})
    cases.keep(Change(after, (event,), referrals=to_withdraw(case, cases, at)))


def to_withdraw(case: Case, cases: "CaseStore", at: datetime) -> tuple[Referral, ...]:
    """What is still asked for a case that ends: its clock rings at that moment, withdraws it and tells the department
    (services/ring_clock.py), so that nobody works for nothing."""
    if not case.open_referrals:
        return ()
    return tuple(replace(one, next_at=at) for one in cases.open(case.id).referrals if one.state in OPEN)


def complete(ending: Ending) -> Outcome:
    """The outcome of an ending that lacks nothing. Raises Rejected with every missing field."""
    if ending.outcome is None:
        raise Rejected({"outcome": "desk_case.error_outcome_missing"})
    missing = {}
    if ending.outcome not in WITHOUT_SUBJECT:
        if not ending.theme:
            missing["theme"] = "desk_case.error_theme_missing"
        if not ending.level:
            missing["level"] = "desk_case.error_level_missing"
    if missing:
        raise Rejected(missing)
    return ending.outcome


def closed(case: Case, outcome: Outcome, at: datetime) -> Case:
    """The case at its end, with the day on which it is erased; its version was counted before. Raises NotPossibleNow."""
    return replace(
        case.after(Action.CLOSE, at),
        version=case.version,
        outcome=outcome,
        closed_at=at,
        due_at=None,
        snoozed_until=None,
        erase_after=at + RETENTION[case.kind],
    )
