"""What a contact is: somebody asked something through a channel. Standard library only."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final


class Channel(StrEnum):
    """The road by which a contact came in."""

    FORM = "form"
    MAIL = "mail"
    API = "api"
    PHONE = "phone"
    COUNTER = "counter"
    BUS = "bus"
    SMS = "sms"


class Kind(StrEnum):
    """What somebody wants; each kind has its required facts and its clock (clocks.py)."""

    QUESTION = "question"
    SUGGESTION = "suggestion"
    COMPLAINT = "complaint"
    DOCUMENT = "document"


class Requester(StrEnum):
    """In which quality somebody asks."""

    CITIZEN = "citizen"
    COMPANY = "company"
    ASSOCIATION = "association"
    PUBLIC_BODY = "public_body"


class Way(StrEnum):
    """How somebody wants to be answered; the values are the roads of domain/outbox.py."""

    MAIL = "mail"
    SMS = "sms"
    PHONE = "phone"
    LETTER = "letter"


class Scan(StrEnum):
    """What is known of a file's safety."""

    WAITING = "waiting"
    CLEAN = "clean"
    INFECTED = "infected"
    UNREADABLE = "unreadable"  # a password, or a form that the scanner cannot open
    RELEASED = "released"  # by a supervisor, with a reason, for download only


@dataclass(frozen=True, slots=True)
class Person:
    """Who asks, as far as told. `on_behalf_of`: for whom, where it is not for oneself."""

    name: str = ""
    email: str = ""
    phone: str = ""
    postal_code: str = ""
    address: str = ""
    requester: Requester = Requester.CITIZEN
    organisation: str = ""
    on_behalf_of: str = ""
    prefers: Way | None = None


@dataclass(frozen=True, slots=True)
class FileRef:
    """A file of a case. `key` is its place in the files bucket, `name` what a person sees (already made safe).

    `version`: which version of the object was scanned; only that one is ever given to an agent.
    """

    id: str
    key: str
    name: str
    type: str
    size: int
    scan: Scan = Scan.WAITING
    reason: str = ""  # why a supervisor released it
    version: str = ""


# What may follow on what is known of a file. Results come in any order and more than once: a threat is never taken back,
# and a release ends where a scanner says more than the supervisor knew.
SCANS: Final[dict[Scan, frozenset[Scan]]] = {
    Scan.WAITING: frozenset({Scan.CLEAN, Scan.UNREADABLE, Scan.INFECTED, Scan.RELEASED}),
    Scan.CLEAN: frozenset({Scan.UNREADABLE, Scan.INFECTED}),
    Scan.UNREADABLE: frozenset({Scan.INFECTED, Scan.RELEASED}),
    Scan.RELEASED: frozenset({Scan.CLEAN, Scan.INFECTED}),
    Scan.INFECTED: frozenset(),
}
OPENABLE: Final = frozenset({Scan.CLEAN, Scan.RELEASED})


def scan_before(scan: Scan) -> tuple[str, ...]:
    """The states of a file on which this one may follow."""
    return tuple(before.value for before, after in SCANS.items() if scan in after)


@dataclass(frozen=True, slots=True)
class Contact:
    """One contact. `key`: the channel's own id of the message, from which our ids are derived.

    `flags`: names of domain/flags.py Flag (other language, distress, threat, another sender, unreadable ...).
    `original`: key of the raw mail in the mail bucket; `html`: whether that original has an HTML form.
    `files_prefix`: where in the files bucket a form's files arrive, also after the form was sent.
    """

    id: str
    key: str
    channel: Channel
    kind: Kind
    received_at: datetime
    sender: Person
    subject: str
    text: str
    language: str = "nl"
    flags: frozenset[str] = frozenset()
    files: tuple[FileRef, ...] = ()
    original: str = ""
    message_id: str = ""
    quoted: str = ""  # text of a reply that repeats ours, one click away
    correlation: str = ""
