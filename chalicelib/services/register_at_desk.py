"""An agent registers a contact that she took by telephone, at the counter or in the bus, also one answered at once."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from chalicelib.domain import ids
from chalicelib.domain.agent import Agent
from chalicelib.domain.case import Case
from chalicelib.domain.case_states import Status
from chalicelib.domain.contact import Channel, Contact, Kind, Requester
from chalicelib.domain.facts import OF_WAY, Fault, facts_of, faults, person_of
from chalicelib.domain.flags import flags_of, language_of
from chalicelib.domain.language import DUTCH
from chalicelib.domain.letter import one_line
from chalicelib.domain.outbox import Template
from chalicelib.errors import Rejected
from chalicelib.services.answer_at_once import Said, answer_at_once, answer_known, wrong_answer
from chalicelib.services.register_contact import Desk, Receipt, register_contact

if TYPE_CHECKING:
    from chalicelib.stores.cases import CaseStore

CHANNELS: Final = (Channel.PHONE, Channel.COUNTER, Channel.BUS)
LONGEST_SUBJECT: Final = 120
OLDEST: Final = timedelta(days=30)  # a bus that was without a network for a while
_MAY_LACK: Final = frozenset({"name", "email"})  # who calls need not say who he is, unless he complains


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
    elif known and known.status is Status.MOVED:
        wrong["case"] = "desk.error.case_moved"
    elif known and known.apart:
        wrong["case"] = "desk.error.case_apart"
    if wrong:
        raise Rejected(wrong)
    desk = replace(desk, actor=agent.id)
    contact = contact_of(taken, desk)
    tell, number = Template.COPY if taken.copy else None, known.id if known else ""
    if taken.said is None:
        return register_contact(contact, cases, desk, tell=tell, case=number)
    if number:
        return answer_known(contact, taken.said, agent, cases, desk, tell, number)
    return answer_at_once(contact, taken.said, agent, cases, desk, tell)


def wrong_facts(taken: Taken, at: datetime) -> dict[str, str]:
    """Every wrong field with the key of its message."""
    found = faults(taken.kind, taken.requester, taken.facts)
    optional = _MAY_LACK if taken.kind is not Kind.COMPLAINT else {"email"}
    optional = optional - {OF_WAY.get(taken.facts.get("prefers", ""), "")}
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
    return wrong | (wrong_answer(taken.said) if taken.said else {})


def contact_of(taken: Taken, desk: Desk) -> Contact:
    """The contact that a faultless form makes."""
    kind = taken.kind or Kind.QUESTION
    facts = facts_of(kind, taken.facts)
    text = "\n\n".join(part for part in (facts.get("document", ""), facts["text"]) if part)
    return Contact(
        id=ids.ulid(desk.secret, taken.made_at, taken.key),
        key=taken.key,
        channel=taken.channel or Channel.PHONE,
        kind=kind,
        received_at=taken.received_at,
        sender=person_of(taken.requester or Requester.CITIZEN, facts),
        subject=one_line(taken.subject or text, LONGEST_SUBJECT),
        text=text,
        language=language_of(text) or DUTCH,
        flags=flags_of(text),
        correlation=taken.correlation,
    )


def _known(taken: Taken, cases: "CaseStore") -> Case | None:
    """The case that was named, None where none was or there is no such case."""
    number = ids.read_reference(taken.case) if taken.case.strip() else None
    return cases.find(number) if number else None
