"""An agent answers: the answer, its sources and the mail are kept in one transaction; for some seconds it can be undone."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from chalicelib.domain import ids
from chalicelib.domain.agent import Agent
from chalicelib.domain.case import Action, Answer, Before, Case, Change, Level, Outcome, Source, audited
from chalicelib.domain.contact import Kind
from chalicelib.domain.outbox import Notice, State, Template
from chalicelib.errors import ChangedMeanwhile, NotPossibleNow, Rejected

if TYPE_CHECKING:
    from chalicelib.stores.cases import CaseStore

UNDO: Final = timedelta(seconds=10)
LONGEST: Final = 20_000
# Kept after the end, so that who comes back is known; then erased by itself (docs/operators/retention.md).
RETENTION: Final = {
    Kind.QUESTION: timedelta(days=365),
    Kind.SUGGESTION: timedelta(days=365),
    Kind.COMPLAINT: timedelta(days=3 * 365),
    Kind.DOCUMENT: timedelta(days=3 * 365),
}


@dataclass(frozen=True, slots=True)
class Draft:
    """What an agent wrote. `version`: of the case that she saw; with `outcome` the answer also closes the case."""

    version: int
    text: str
    sources: tuple[Source, ...] = ()
    theme: str = ""
    level: Level | None = None
    outcome: Outcome | None = None


def answer_case(
    case: Case, draft: Draft, agent: Agent, cases: "CaseStore", secret: bytes, at: datetime, correlation: str = ""
) -> Answer:
    """Keep the answer and queue its mail. Raises Rejected, ChangedMeanwhile, NotPossibleNow, AlreadyKept."""
    _check(case, draft)
    before = Before(
        case.status, case.due_at, case.answered_at, case.closed_at, case.outcome, case.owner, case.owner_name
    )
    answer = Answer(
        id=ids.ulid(secret, at, f"{case.id}\x00{draft.version}"),
        at=at,
        author=agent.id,
        author_name=agent.name,
        text=draft.text.strip(),
        sources=draft.sources,
        before=before,
    )
    after = _registered(case.after(Action.ANSWER, at), draft, agent, at)
    if draft.outcome:
        after = closed(after, draft.outcome, at)
    after, event = audited(after, at, agent.id, "answered", {"answer": answer.id})
    cases.keep(Change(after, (event,), answers=(answer,), notices=(_mail(case, answer, correlation),)))
    return answer


def take_back(case: Case, answer_id: str, agent: Agent, cases: "CaseStore", at: datetime) -> None:
    """Undo an answer that was not sent yet, as if it had not been given. Raises NotPossibleNow where it is too late."""
    file = cases.open(case.id)
    answer = next((one for one in file.answers if one.id == answer_id), None)
    notice = next((one for one in file.notices if one.entry == answer_id), None)
    if not answer or not answer.before or not notice or notice.state is not State.QUEUED or at >= notice.not_before:
        raise NotPossibleNow(case.id)
    after = _restored(file.case.after(Action.TAKE_BACK, at), answer.before)
    after, event = audited(after, at, agent.id, "answer_taken_back", {"answer": answer.id})
    cases.keep(Change(after, (event,), answer_gone=answer, notice_gone=notice))


def closed(case: Case, outcome: Outcome, at: datetime) -> Case:
    """The case at its end, with the day on which it is erased. Raises NotPossibleNow."""
    ended = case.after(Action.CLOSE, at)
    return replace(
        ended,
        version=case.version,  # part of a change that counted already
        outcome=outcome,
        closed_at=at,
        due_at=None,
        snoozed_until=None,
        erase_after=at + RETENTION[case.kind],
    )


def _restored(case: Case, before: Before) -> Case:
    return replace(
        case,
        status=before.status,
        due_at=before.due_at,
        answered_at=before.answered_at,
        closed_at=before.closed_at,
        outcome=before.outcome,
        owner=before.owner,
        owner_name=before.owner_name,
        erase_after=None,
    )


def _check(case: Case, draft: Draft) -> None:
    if draft.version != case.version:
        raise ChangedMeanwhile(case.id)
    if not draft.text.strip():
        raise Rejected({"text": "desk.error_answer_missing"})
    if len(draft.text) > LONGEST:
        raise Rejected({"text": "desk.error_answer_long"})
    if not case.sender.email:
        raise Rejected({"text": "desk.error_no_address"})


def _registered(case: Case, draft: Draft, agent: Agent, at: datetime) -> Case:
    return replace(
        case,
        answered_at=at,
        due_at=None,
        snoozed_until=None,
        owner=case.owner or agent.id,
        owner_name=case.owner_name or agent.name,
        theme=draft.theme or case.theme,
        level=draft.level or case.level,
        reference_told=True,
    )


def _mail(case: Case, answer: Answer, correlation: str) -> Notice:
    return Notice(
        id=f"{answer.id}-{Template.ANSWER}",
        case=case.id,
        entry=answer.id,
        template=Template.ANSWER,
        to=case.sender.email,
        not_before=answer.at + UNDO,
        correlation=correlation,
    )
