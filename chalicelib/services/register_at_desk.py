"""An agent registers a contact that she took by telephone, at the counter or in the bus, also one answered at once."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from chalicelib.domain import ids
from chalicelib.domain.agent import Agent
from chalicelib.domain.case import Answer, Case, Change, Source, audited
from chalicelib.domain.case_states import WAITS_FOR_US, Action
from chalicelib.domain.contact import Channel, Contact, Kind, Person, Requester
from chalicelib.domain.facts import OF_ONE_KIND, Fault, faults
from chalicelib.domain.flags import flags_of, language_of
from chalicelib.domain.language import DUTCH
from chalicelib.domain.letter import one_line
from chalicelib.domain.outbox import Template
from chalicelib.errors import AlreadyKept, Busy, ChangedMeanwhile, Rejected
from chalicelib.services.answer_case import LONGEST, Draft, answer_case
from chalicelib.services.close_case import Ending, closed, complete
from chalicelib.services.register_contact import TRIES, Desk, Receipt, new_case, notices_for, register_contact

if TYPE_CHECKING:
    from chalicelib.stores.cases import CaseStore

CHANNELS: Final = (Channel.PHONE, Channel.COUNTER, Channel.BUS)
LONGEST_SUBJECT: Final = 120
OLDEST: Final = timedelta(days=30)  # a bus that was without a network for a while
_MAY_LACK: Final = frozenset({"name", "email"})  # who calls need not say who he is, unless he complains


@dataclass(frozen=True, slots=True)
class Said:
    """What the agent answered at once, and how the case ended by it."""

    text: str
    ending: Ending
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """What the agent's form held. `key`: of the form, so that one sent twice is one contact; `made_at`: when it was shown;
    `facts`: the fields of domain/facts.py; `case`: the case that it belongs to, as it was typed; `copy`: send the citizen
    a copy by mail."""

    key: str
    made_at: datetime
    channel: Channel | None
    kind: Kind | None
    requester: Requester | None
    facts: Mapping[str, str]
    received_at: datetime
    subject: str = ""
    case: str = ""
    copy: bool = False
    said: Said | None = None
    correlation: str = ""


def register_at_desk(taken: Taken, agent: Agent, cases: "CaseStore", desk: Desk) -> Receipt:
    """Keep the contact and, where it was answered at once, its answer and the end of its case in the same transaction.

    Raises Rejected with every wrong field, NotFound, Busy.
    """
    known = _known(taken, cases)
    wrong = wrong_facts(taken, desk.at)
    if taken.case.strip() and not known:
        wrong["case"] = "desk.error.case_unknown"
    if wrong:
        raise Rejected(wrong)
    desk = replace(desk, actor=agent.id)
    contact = contact_of(taken, desk)
    tell = Template.COPY if taken.copy else None
    if taken.said is None:
        return register_contact(contact, cases, desk, tell=tell, case=known)
    if known:
        receipt = register_contact(contact, cases, desk, tell=tell, case=known)
        case = cases.head(receipt.case)
        if case.status in WAITS_FOR_US:  # also where an earlier try ended between the two
            answer_case(case, _draft(case, taken.said), agent, cases, desk.secret, desk.at, taken.correlation)
        return receipt
    return _answered_at_once(contact, taken.said, agent, cases, desk, tell)


def wrong_facts(taken: Taken, at: datetime) -> dict[str, str]:
    """Every wrong field with the key of its message."""
    found = faults(taken.kind, taken.requester, taken.facts)
    optional = _MAY_LACK if taken.kind is not Kind.COMPLAINT else {"email"}
    wrong = {
        fact: f"desk.wrong.{fact}_{fault}"
        for fact, fault in found.items()
        if not (fault is Fault.MISSING and fact in optional)
    }
    if taken.channel not in CHANNELS:
        wrong["channel"] = "desk.wrong.channel_missing"
    if len(taken.subject) > LONGEST_SUBJECT:
        wrong["subject"] = "desk.wrong.subject_long"
    if not at - OLDEST <= taken.received_at <= at + timedelta(minutes=5):
        wrong["moment"] = "desk.wrong.moment_wrong"
    if taken.copy and not taken.facts.get("email"):
        wrong["email"] = "desk.wrong.email_for_copy"
    return wrong | (_wrong_answer(taken.said) if taken.said else {})


def contact_of(taken: Taken, desk: Desk) -> Contact:
    """The contact that a faultless form makes."""
    kind = taken.kind or Kind.QUESTION
    facts = {fact: told for fact, told in taken.facts.items() if OF_ONE_KIND.get(fact, kind) is kind}
    text = "\n\n".join(part for part in (facts.get("document", ""), facts["text"]) if part)
    return Contact(
        id=ids.ulid(desk.secret, taken.made_at, taken.key),
        key=taken.key,
        channel=taken.channel or Channel.PHONE,
        kind=kind,
        received_at=taken.received_at,
        sender=_sender(taken.requester or Requester.CITIZEN, facts),
        subject=one_line(taken.subject or text, LONGEST_SUBJECT),
        text=text,
        language=language_of(text) or DUTCH,
        flags=flags_of(text),
        correlation=taken.correlation,
    )


def _answered_at_once(
    contact: Contact, said: Said, agent: Agent, cases: "CaseStore", desk: Desk, tell: Template | None
) -> Receipt:
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


def _wrong_answer(said: Said) -> dict[str, str]:
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


def _known(taken: Taken, cases: "CaseStore") -> str:
    """The id of the case that was named, or "" where none was or there is no such case."""
    number = ids.read_reference(taken.case) if taken.case.strip() else None
    return number if number and cases.find(number) else ""


def _sender(requester: Requester, facts: Mapping[str, str]) -> Person:
    told = {fact: facts.get(fact, "") for fact in ("name", "email", "phone", "postal_code", "address", "on_behalf_of")}
    organisation = facts.get("organisation", "") if requester is not Requester.CITIZEN else ""
    return Person(requester=requester, organisation=organisation, **told)
