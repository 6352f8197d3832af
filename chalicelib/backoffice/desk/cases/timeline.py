"""What happened on a case, as the page tells it: messages with their files and mails, and the audit trail in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from chalicelib.domain.agent import CITIZEN, DEPARTMENT, SYSTEM
from chalicelib.domain.audit import AuditEvent, first_break
from chalicelib.domain.case import Answer, CaseFile, Note
from chalicelib.domain.contact import Contact, FileRef
from chalicelib.domain.outbox import Notice
from chalicelib.domain.ways import other_roads
from chalicelib.errors import NotFound
from chalicelib.pages import UnknownMessage, t
from chalicelib.services.open_case import Opened


@dataclass(frozen=True, slots=True)
class Entry:
    """One message of a case. `kind`: contact, answer or note, which says what `what` is; `case`: the one that holds it."""

    kind: str
    at: datetime
    what: Contact | Answer | Note
    case: str
    files: tuple[FileRef, ...] = ()
    notices: tuple[Notice, ...] = ()
    new: bool = False
    other_roads: Mapping[str, str] = field(default_factory=dict)  # of an answer that did not arrive


@dataclass(frozen=True, slots=True)
class Step:
    """One audit event in words."""

    seq: int
    at: datetime
    who: str
    what: str
    new: bool = False


@dataclass(frozen=True, slots=True)
class Trail:
    """The audit trail; `broken_at`: seq of the first event that was changed, 0 where the chain holds."""

    steps: tuple[Step, ...]
    broken_at: int = 0


def entries(opened: Opened, changes: frozenset[str] = frozenset()) -> tuple[Entry, ...]:
    """Messages in order of time; `changes`: ids of those that somebody who typed meanwhile did not see."""
    file = opened.whole
    found = [
        Entry(
            "contact",
            one.received_at,
            one,
            opened.holder(one.id),
            tuple(newest(ref, file.files) for ref in one.files),
            tuple(notice for notice in file.notices if notice.entry == one.id),
            one.id in changes,
        )
        for one in file.contacts
    ]
    found += [
        Entry(
            "answer",
            one.at,
            one,
            opened.holder(one.id),
            tuple(newest(ref, file.files) for ref in one.files),
            notices=tuple(notice for notice in file.notices if notice.entry == one.id),
            new=one.id in changes,
            other_roads=other_roads(file.case, (notice for notice in file.notices if notice.entry == one.id)),
        )
        for one in file.answers
    ]
    found += [Entry("note", one.at, one, opened.holder(one.id), new=one.id in changes) for one in file.notes]
    return tuple(sorted(found, key=lambda entry: (entry.at, entry.what.id)))


def newest(ref: FileRef, files: Iterable[FileRef]) -> FileRef:
    """A file with the scan state that is known last."""
    return next((one for one in files if one.id == ref.id), ref)


def loose_files(file: CaseFile) -> tuple[FileRef, ...]:
    """Files that no message brought along: those of a form that arrived after it."""
    brought = {ref.id for contact in file.contacts for ref in contact.files}
    brought |= {ref.id for entry in file.entries for ref in entry.files}
    return tuple(one for one in file.files if one.id not in brought)


def loose_notices(file: CaseFile) -> tuple[Notice, ...]:
    """Mails that tell of no message and of no step of a referral: a fresh link."""
    told = {one.id for one in file.contacts} | {one.id for one in file.answers} | {one.id for one in file.entries}
    return tuple(one for one in file.notices if one.entry not in told)


def since(file: CaseFile, seen: int) -> frozenset[str]:
    """Ids of the messages that were added after the audit event with this seq."""
    later = [event for event in file.audit if event.seq > seen]
    return frozenset(value for event in later for value in event.detail.values())


def trail(file: CaseFile, names: dict[str, str], seen: int | None = None) -> Trail:
    """The audit trail in words, checked; `names`: of agents by id; after `seen` the steps are new to the reader."""
    steps = tuple(
        Step(one.seq, one.at, _who(one, names), _what(one), seen is not None and one.seq > seen) for one in file.audit
    )
    broken = first_break(file.audit)
    if broken is None and (not file.audit or file.audit[-1].hash != file.case.audit_head):
        broken = len(file.audit) + 1
    return Trail(steps, broken or 0)


def names_of(file: CaseFile) -> dict[str, str]:
    """Names of the agents that left one on the case, by id."""
    found = {one.author: one.author_name for one in file.answers}
    found |= {one.author: one.author_name for one in file.notes}
    found |= {one.agent: one.agent_name for one in file.referrals}
    if file.case.owner:
        found[file.case.owner] = file.case.owner_name
    return found


def contact_of(opened: Opened, contact: str) -> Contact:
    """One contact of a case; raises NotFound."""
    for one in opened.whole.contacts:
        if one.id == contact:
            return one
    raise NotFound(contact)


def file_of(opened: Opened, file: str) -> FileRef:
    """One file of a case; raises NotFound."""
    for one in opened.whole.files:
        if one.id == file:
            return one
    raise NotFound(file)


def _who(event: AuditEvent, names: dict[str, str]) -> str:
    if event.actor in (CITIZEN, DEPARTMENT, SYSTEM):
        return t(f"desk_case.actor.{event.actor}")
    return names.get(event.actor, event.actor)


def _what(event: AuditEvent) -> str:
    try:
        return t(f"desk_case.audit.{event.what}")
    except UnknownMessage:  # an event of a newer room: its code says enough
        return event.what
