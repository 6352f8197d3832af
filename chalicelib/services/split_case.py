"""An agent takes a question out of a contact that asks several: it becomes a case of its own."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from chalicelib.domain import ids
from chalicelib.domain.agent import Agent
from chalicelib.domain.case import Case, Change, audited
from chalicelib.domain.case_states import Action
from chalicelib.domain.contact import Contact, Kind
from chalicelib.domain.flags import flags_of
from chalicelib.errors import ChangedMeanwhile, Rejected
from chalicelib.services.register_contact import Desk, new_case

if TYPE_CHECKING:
    from chalicelib.stores.cases import CaseStore

LONGEST_SUBJECT: Final = 150
LONGEST: Final = 20_000
TRIES: Final = 10


@dataclass(frozen=True, slots=True)
class Part:
    """The question that is taken out: its words are the citizen's own, cut from the contact by the agent. `version`: of
    the case that she saw."""

    version: int
    subject: str
    text: str
    kind: Kind


def split_case(case: Case, contact: Contact, part: Part, agent: Agent, cases: "CaseStore", desk: Desk) -> str:
    """Open a case for the part, for the same sender and with the same time of receipt; give its id.

    The contact itself stays whole where it is. Files and the original mail stay there too: the new case names the old one.
    The same part of the same agent twice is one case. Raises Rejected with every wrong field, NotPossibleNow,
    ChangedMeanwhile.
    """
    _check(part)
    contact = _part_of(case, contact, part, agent, desk)
    old, event = audited(case.after(Action.NOTE, desk.at), desk.at, agent.id, "split", {"contact": contact.id})
    for attempt in range(TRIES):
        new = replace(new_case(contact, desk, attempt), split_from=case.id, links=(), citizen=case.citizen)
        found = cases.find(new.id)
        if found and found.key == new.key:
            return found.id
        if found:
            continue  # another case has this number
        if part.version != case.version:
            break
        detail = {"case": case.id, "contact": contact.id, "kind": part.kind}
        new, opened = audited(new, desk.at, agent.id, "split_from", detail)
        cases.keep(Change(old, (event,)), Change(new, (opened,), contacts=(contact,)))
        return new.id
    raise ChangedMeanwhile(case.id)


def _part_of(case: Case, contact: Contact, part: Part, agent: Agent, desk: Desk) -> Contact:
    said = "\x00".join((case.id, contact.id, str(part.version), agent.id, part.subject, part.text))
    key = ids.digest(desk.secret, "split", said).hex()
    return Contact(
        id=ids.ulid(desk.secret, contact.received_at, key),
        key=key,
        channel=contact.channel,
        kind=part.kind,
        received_at=contact.received_at,
        sender=case.sender,
        subject=part.subject.strip(),
        text=part.text.strip(),
        language=contact.language,
        flags=flags_of(part.text),
        correlation=contact.correlation,
    )


def _check(part: Part) -> None:
    wrong = {}
    if not part.subject.strip():
        wrong["subject"] = "desk_case.error_subject_missing"
    elif len(part.subject) > LONGEST_SUBJECT:
        wrong["subject"] = "desk_case.error_subject_long"
    if not part.text.strip():
        wrong["part"] = "desk_case.error_part_missing"
    elif len(part.text) > LONGEST:
        wrong["part"] = "desk_case.error_part_long"
    if wrong:
        raise Rejected(wrong)
