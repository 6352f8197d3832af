"""What an agent said at once: a case from its first word to its end, or the end of one that was there."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from chalicelib.domain import ids
from chalicelib.domain.agent import Agent
from chalicelib.domain.case import Answer, Case, Change, Source, audited
from chalicelib.domain.case_states import WAITS_FOR_US, Action, Status
from chalicelib.domain.contact import Contact
from chalicelib.domain.outbox import Template
from chalicelib.errors import AlreadyKept, Busy, ChangedMeanwhile, Rejected
from chalicelib.services.answer_case import LONGEST, Draft, answer_case
from chalicelib.services.close_case import Ending, closed, complete
from chalicelib.services.register_contact import TRIES, Desk, Receipt, new_case, notices_for, register_contact

if TYPE_CHECKING:
    from chalicelib.stores.cases import CaseStore

# Where a case stands that somebody added to and that was not answered since.
OPEN: Final = WAITS_FOR_US | {Status.REFERRED}


@dataclass(frozen=True, slots=True)
class Said:
    """What the agent answered at once, and how the case ended by it."""

    text: str
    ending: Ending
    sources: tuple[Source, ...] = ()


def wrong_answer(said: Said) -> dict[str, str]:
    """Every wrong field with the key of its message."""
    wrong = {}
    if not said.text.strip():
        wrong["answer"] = "desk.wrong.answer_missing"
    elif len(said.text) > LONGEST:
        wrong["answer"] = "desk.wrong.answer_long"
    try:
        complete(said.ending)
    except Rejected as error:
        wrong |= {name: f"desk.wrong.{name}_missing" for name in error.fields}
    return wrong


def answer_known(
    contact: Contact, said: Said, agent: Agent, cases: "CaseStore", desk: Desk, tell: Template | None, known: str
) -> Receipt:
    """Keep a contact of a case that is there, and end that with the answer. The same twice is answered once. Raises Busy."""
    receipt = register_contact(contact, cases, desk, tell=tell, case=known)
    for _ in range(TRIES):
        case = cases.head(receipt.case)
        if case.status not in OPEN:  # answered: by an earlier try, or by a colleague meanwhile
            return receipt
        try:
            answer_case(case, _draft(case, said), agent, cases, desk.secret, desk.at, contact.correlation)
        except ChangedMeanwhile:
            continue
        return receipt
    raise Busy("the case changes all the time")


def answer_at_once(
    contact: Contact, said: Said, agent: Agent, cases: "CaseStore", desk: Desk, tell: Template | None
) -> Receipt:
    """Keep a contact, its answer and the end of its case in one transaction. The same twice is once. Raises Busy."""
    for attempt in range(TRIES):
        change = _whole(contact, said, agent, desk, tell, attempt)
        receipt = Receipt(change.case.id, contact.id, ids.link_token(desk.secret, change.case.id, contact.key))
        try:
            cases.keep(change)
        except AlreadyKept:
            return replace(receipt, repeated=True)
        except ChangedMeanwhile:
            continue  # another case has this number
        return receipt
    raise Busy("no number is free")


def _whole(contact: Contact, said: Said, agent: Agent, desk: Desk, tell: Template | None, attempt: int) -> Change:
    """A case from its first word to its end."""
    case = new_case(contact, desk, attempt)
    answer = _answer(case, said, agent, desk)
    detail = {"contact": contact.id, "channel": contact.channel, "kind": contact.kind}
    case, opened = audited(replace(case, reference_told=tell is not None), desk.at, desk.actor, "opened", detail)
    answered = replace(
        case.after(Action.ANSWER, desk.at),
        version=case.version,
        answered_at=desk.at,
        owner=agent.id,
        owner_name=agent.name,
        theme=said.ending.theme,
        level=said.ending.level,
    )
    ended = closed(answered, complete(said.ending), desk.at)
    ended, event = audited(ended, desk.at, agent.id, "answered", {"answer": answer.id})
    return Change(
        ended, (opened, event), contacts=(contact,), answers=(answer,), notices=notices_for(case, contact, desk, tell)
    )


def _answer(case: Case, said: Said, agent: Agent, desk: Desk) -> Answer:
    return Answer(
        id=ids.ulid(desk.secret, desk.at, f"{case.id}\x00at once"),
        at=desk.at,
        author=agent.id,
        author_name=agent.name,
        text=said.text.strip(),
        sources=said.sources,
        by_phone=True,
    )


def _draft(case: Case, said: Said) -> Draft:
    ending = said.ending
    return Draft(case.version, said.text, said.sources, ending.theme, ending.level, ending.outcome, by_phone=True)
