"""An agent answers: the answer, its sources and the mail are kept in one transaction; for some seconds it can be undone."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from chalicelib.domain import ids
from chalicelib.domain.agent import Agent
from chalicelib.domain.case import Answer, Before, Case, Change, Level, Outcome, Source, audited
from chalicelib.domain.case_states import Action
from chalicelib.domain.contact import FileRef
from chalicelib.domain.links import with_link
from chalicelib.domain.outbox import BY_HAND, MAIL, SMS, Notice, State, Template
from chalicelib.domain.referral import Referral
from chalicelib.domain.ways import roads_to
from chalicelib.errors import ChangedMeanwhile, NotPossibleNow, Rejected
from chalicelib.services.close_case import Ending, closed, complete, to_withdraw

if TYPE_CHECKING:
    from chalicelib.stores.cases import CaseStore

UNDO: Final = timedelta(seconds=10)
LONGEST: Final = 20_000
MOST_SOURCES: Final = 20


@dataclass(frozen=True, slots=True)
class Draft:
    """What an agent wrote. `version`: of the case that she saw; with `outcome` the answer also closes the case;
    `by_phone`: she said it, nothing is sent; `by`: the road that she chose (domain/outbox.py), else the citizen's first;
    `files`: of a department, which the citizen opens by the link."""

    version: int
    text: str
    sources: tuple[Source, ...] = ()
    theme: str = ""
    level: Level | None = None
    outcome: Outcome | None = None
    by_phone: bool = False
    by: str = ""
    files: tuple[FileRef, ...] = ()


def answer_case(
    case: Case, draft: Draft, agent: Agent, cases: "CaseStore", secret: bytes, at: datetime, correlation: str = ""
) -> Answer:
    """Keep the answer and queue its mail or SMS. What is kept apart is let in before: else the citizen's next message would
    stay out of the worklist too. Raises Rejected, ChangedMeanwhile, NotPossibleNow, AlreadyKept."""
    check_draft(case, draft)
    if case.apart:
        raise NotPossibleNow(case.id)
    answer = answer_of(case, draft, agent, secret, at)
    after = _answered(case.after(Action.ANSWER, at), draft, agent, at)
    notices: tuple[Notice, ...] = ()
    if not draft.by_phone:
        token = ids.link_token(secret, case.id, answer.id)
        notices = (notice_of(case, answer, token, correlation, draft.by),)
        after = told_by(after, notices[0], token, case.due_at or at)
    ended: tuple[Referral, ...] = ()
    if draft.outcome:
        after = replace(closed(after, draft.outcome, at), due_at=after.due_at)
        ended = to_withdraw(case, cases, at + UNDO)
    after, event = audited(after, at, agent.id, "answered", {"answer": answer.id})
    cases.keep(Change(after, (event,), answers=(answer,), notices=notices, referrals=ended))
    return answer


def told_by(case: Case, notice: Notice, token: str, due: datetime) -> Case:
    """The case whose answer goes out by this notice: with its secret link or, where an agent brings it, as a task that is
    due at that moment."""
    if notice.by in BY_HAND:
        return replace(case, by_hand=tuple(sorted({*case.by_hand, notice.by})), due_at=due, reference_told=True)
    told = case.reference_told or notice.by != SMS  # an SMS has no room for it
    return with_link(replace(case, reference_told=told), token, case.updated_at)


def check_draft(case: Case, draft: Draft) -> None:
    """Raises ChangedMeanwhile, or Rejected with every wrong field: also for a preview."""
    if draft.version != case.version:
        raise ChangedMeanwhile(case.id)
    wrong = {}
    if not draft.text.strip():
        wrong["text"] = "desk_case.error_answer_missing"
    elif len(draft.text) > LONGEST:
        wrong["text"] = "desk_case.error_answer_long"
    elif not draft.by_phone and not _reached(case, draft):
        wrong["text"] = "desk_case.error_no_address"
    if len(draft.sources) > MOST_SOURCES:
        wrong["sources"] = "desk_case.error_many_sources"
    if draft.outcome:
        wrong |= _missing(case, draft)
    if wrong:
        raise Rejected(wrong)


def _reached(case: Case, draft: Draft) -> bool:
    roads = roads_to(case)
    return draft.by in roads if draft.by else bool(roads)


def is_answer_of(answer: Answer, case: str, draft: Draft, agent: Agent, secret: bytes) -> bool:
    """Whether an answer was made of this very draft: a form that came twice."""
    same = answer.author == agent.id and answer.text == draft.text.strip()
    return same and answer.id == _answer_id(case, draft, agent, secret, answer.at)


def _missing(case: Case, draft: Draft) -> dict[str, str]:
    try:
        complete(Ending(draft.outcome, draft.theme or case.theme, draft.level or case.level))
    except Rejected as error:
        return error.fields
    return {}


def answer_of(case: Case, draft: Draft, agent: Agent, secret: bytes, at: datetime) -> Answer:
    """The answer that a draft becomes when it is given at this moment."""
    return Answer(
        id=_answer_id(case.id, draft, agent, secret, at),
        at=at,
        author=agent.id,
        author_name=agent.name,
        text=draft.text.strip(),
        sources=draft.sources,
        by_phone=draft.by_phone,
        before=_before(case),
        files=draft.files,
    )


def _answer_id(case: str, draft: Draft, agent: Agent, secret: bytes, at: datetime) -> str:
    """The same answer of the same agent has the same id; two who answer in the same moment have two."""
    return ids.ulid(secret, at, f"{case}\x00{draft.version}\x00{agent.id}\x00{draft.text.strip()}")


def _before(case: Case) -> Before:
    return Before(
        case.status,
        case.due_at,
        case.answered_at,
        case.closed_at,
        case.outcome,
        case.owner,
        case.owner_name,
        case.theme,
        case.level,
        case.snoozed_until,
        case.reference_told,
    )


def _answered(case: Case, draft: Draft, agent: Agent, at: datetime) -> Case:
    return replace(
        case,
        answered_at=at,
        due_at=case.due_at if case.by_hand else None,
        snoozed_until=None,
        owner=case.owner or agent.id,
        owner_name=case.owner_name or agent.name,
        theme=draft.theme or case.theme,
        level=draft.level or case.level,
    )


def notice_of(case: Case, answer: Answer, token: str, correlation: str, by: str = "", turn: str = "") -> Notice:
    """The mail or SMS of an answer: it leaves when it can no longer be taken back. `token`: of the case's secret link;
    `by`: its road, without it the citizen's first; `turn`: what makes it another notice of the same answer."""
    roads = roads_to(case)
    by = by or next(iter(roads), MAIL)
    hand = by in BY_HAND
    return Notice(
        id=f"{answer.id}-{Template.ANSWER}" + (f"-{turn}" if turn else ""),
        case=case.id,
        entry=answer.id,
        template=Template.ANSWER,
        to=roads.get(by, ""),
        not_before=answer.at + UNDO,
        state=State.TO_DO if hand else State.QUEUED,
        link="" if hand else token,
        correlation=correlation,
        by=by,
    )
