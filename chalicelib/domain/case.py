"""A case: what was asked, who has it, and what was answered. Standard library only."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from chalicelib.domain.audit import START, AuditEvent, next_event
from chalicelib.domain.case_states import TRANSITIONS, Action, Status
from chalicelib.domain.contact import Channel, Contact, FileRef, Kind, Person
from chalicelib.domain.outbox import Notice
from chalicelib.domain.referral import Entry, Referral
from chalicelib.errors import NotPossibleNow


class Level(StrEnum):
    """The level of government that a question is about."""

    FLEMISH = "flemish"
    FEDERAL = "federal"
    EUROPEAN = "european"
    PROVINCIAL = "provincial"
    MUNICIPAL = "municipal"
    COMMUNITY = "community"


class Outcome(StrEnum):
    """How a case ended."""

    ANSWERED = "answered"
    INFORMED = "informed"  # told where to go
    NO_ANSWER_NEEDED = "no_answer_needed"
    SPAM = "spam"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Link:
    """A secret link to a case: kept as a hash, expiring; taken off the case it is revoked."""

    hash: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Case:
    """The head of a case, as small as a worklist needs. `version` counts every change: two agents never overwrite.

    `citizen`: keyed hash of the sender's address. `theme`: subject, a code of the knowledge's themes. `links`: its secret
    links. `merged_from`: cases that were merged into this one; they keep their own entries and go when this one goes
    (services/open_case.py shows all as one). `audit_head`: hash of the last audit event; `audit_seq`: how many there are.
    `open_referrals`: ids of the referrals of which a department still has to do something. `owes_departments`: it waits for
    us for nothing but the question, or the silence, of a department.
    `by_hand`: by which roads an answer waits for an agent's hand (domain/outbox.py BY_HAND).
    `dossier`: number of the confidential dossier that it moved into.
    `apart`: why a mail is kept out of the worklist (domain/apart.py) until an agent lets it in.
    """

    id: str
    key: str
    status: Status
    kind: Kind
    channel: Channel
    subject: str
    sender: Person
    citizen: str
    opened_at: datetime
    updated_at: datetime
    due_at: datetime | None
    end_due_at: datetime | None = None
    version: int = 1
    owner: str = ""
    owner_name: str = ""
    snoozed_until: datetime | None = None
    language: str = "nl"
    flags: frozenset[str] = frozenset()
    level: Level | None = None
    theme: str = ""
    outcome: Outcome | None = None
    answered_at: datetime | None = None
    closed_at: datetime | None = None
    merged_into: str = ""
    merged_from: tuple[str, ...] = ()
    split_from: str = ""
    erase_after: datetime | None = None
    reference_told: bool = False
    apart: str = ""
    links: tuple["Link", ...] = ()
    open_referrals: tuple[str, ...] = ()
    owes_departments: bool = False
    by_hand: tuple[str, ...] = ()
    dossier: str = ""
    audit_seq: int = 0
    audit_head: str = START

    def after(self, action: Action, at: datetime) -> "Case":
        """The case in the state that the action leads to. Raises NotPossibleNow where the table has no such step."""
        status = TRANSITIONS.get((self.status, action))
        if status is None:
            raise NotPossibleNow(f"{action} in {self.status}")
        owes = self.owes_departments and action is Action.NOTE  # all else is work of our own
        return replace(self, status=status, updated_at=at, version=self.version + 1, owes_departments=owes)


@dataclass(frozen=True, slots=True)
class Source:
    """An article that an answer leans on."""

    id: str
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What an agent wrote to the citizen. `before`: the case's head before it, so that it can be taken back whole; `files`:
    of a department, passed on with it."""

    id: str
    at: datetime
    author: str
    author_name: str
    text: str
    sources: tuple[Source, ...] = ()
    by_phone: bool = False  # given by voice, in the contact itself: nothing is sent
    before: "Before | None" = None
    files: tuple[FileRef, ...] = ()


@dataclass(frozen=True, slots=True)
class Before:
    """What taking back an answer restores."""

    status: Status
    due_at: datetime | None = None
    answered_at: datetime | None = None
    closed_at: datetime | None = None
    outcome: Outcome | None = None
    owner: str = ""
    owner_name: str = ""
    theme: str = ""
    level: Level | None = None
    snoozed_until: datetime | None = None
    reference_told: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """What agents tell each other; never shown to the citizen."""

    id: str
    at: datetime
    author: str
    author_name: str
    text: str


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case with all that hangs on it, each list in order of time."""

    case: Case
    contacts: tuple[Contact, ...] = ()
    answers: tuple[Answer, ...] = ()
    notes: tuple[Note, ...] = ()
    files: tuple[FileRef, ...] = ()  # also those of the contacts, with the newest scan state
    notices: tuple[Notice, ...] = ()
    referrals: tuple[Referral, ...] = ()
    entries: tuple[Entry, ...] = ()  # what was said in its referrals
    audit: tuple[AuditEvent, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """What one transaction keeps: the case as it becomes, what is added, what must be sent, what goes away.

    `case.version` is one more than the version that was read (1: a new case); the store refuses it otherwise.
    """

    case: Case
    events: tuple[AuditEvent, ...]
    contacts: tuple[Contact, ...] = ()
    answers: tuple[Answer, ...] = ()
    notes: tuple[Note, ...] = ()
    files: tuple[FileRef, ...] = ()
    notices: tuple[Notice, ...] = ()
    referrals: tuple[Referral, ...] = ()  # as they become: new or changed
    entries: tuple[Entry, ...] = ()
    answer_gone: Answer | None = None  # taken back, with its notice that was not sent yet
    notice_gone: Notice | None = None
    notice_told: Notice | None = None  # what the mail service said of a sent one; refused where more is known already


def audited(
    case: Case, at: datetime, actor: str, what: str, detail: dict[str, str] | None = None
) -> tuple[Case, AuditEvent]:
    """The case with one more audit event in its chain, and that event."""
    event = next_event(case.id, case.audit_seq + 1, case.audit_head, at, actor, what, detail)
    return replace(case, audit_seq=event.seq, audit_head=event.hash), event
