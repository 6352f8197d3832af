"""Somebody sends the form: check what was told, register it, and let a copy go to the sender."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from chalicelib.domain import ids
from chalicelib.domain.contact import Channel, Contact, FileRef, Kind, Requester
from chalicelib.domain.facts import facts_of, faults, person_of
from chalicelib.domain.flags import flags_of, language_of
from chalicelib.domain.form_key import FormKey
from chalicelib.domain.language import DUTCH
from chalicelib.domain.letter import one_line
from chalicelib.domain.outbox import Template
from chalicelib.errors import Rejected, TooMany
from chalicelib.services.register_contact import Desk, Receipt, register_contact

if TYPE_CHECKING:
    from chalicelib.stores.cases import CaseStore
    from chalicelib.stores.limits import Limits
    from chalicelib.stores.scans import ScanStore

FORM: Final = "form"
COPY: Final = "copy"
MOST_MESSAGES: Final = 60  # a day from one network address: a library or a school has one for everybody
MOST_COPIES: Final = 5  # a day to one address, so that nobody can be mailed through us
MOST_COPIES_FROM: Final = 20  # a day from one network address
LONGEST_SUBJECT: Final = 80
LEAST_SUBJECT: Final = 15


@dataclass(frozen=True, slots=True)
class Message:
    """What a form held. `facts`: the fields of facts.LONGEST; `trap`: a field that people do not see; `network`: the
    sender's network address, which is only counted, as a keyed hash."""

    key: FormKey | None
    kind: Kind | None
    requester: Requester | None
    facts: Mapping[str, str]
    files: tuple[FileRef, ...] = ()
    trap: str = ""
    network: str = field(default="", repr=False)
    correlation: str = ""
    channel: Channel = Channel.FORM


def send_message(message: Message, cases: "CaseStore", scans: "ScanStore", limits: "Limits", desk: Desk) -> Receipt:
    """Register a message and its files; the same form sent twice is one case.

    Raises Rejected with every wrong field at once, TooMany, Busy. Where too many copies were sent already the message is
    kept all the same, without a copy.
    """
    refuse_faults(message)  # first: who is quick, and made a mistake, is told the mistake
    return keep_message(message, checked(message.key, message.trap, desk), cases, scans, limits, desk)


def keep_message(
    message: Message, key: FormKey, cases: "CaseStore", scans: "ScanStore", limits: "Limits", desk: Desk
) -> Receipt:
    """The same for a message that was not typed on a screen of ours: the public API's. Raises as send_message does."""
    refuse_faults(message)
    network = ids.citizen_hash(desk.secret, message.network)
    allowed = limits.allow_each(network, desk.at, {FORM: MOST_MESSAGES, COPY: MOST_COPIES_FROM})
    if FORM not in allowed:
        raise TooMany
    contact = contact_of(message, key, desk)
    to = ids.citizen_hash(desk.secret, contact.sender.email)
    tell = Template.COPY if COPY in allowed and limits.allow(COPY, to, desk.at, most=MOST_COPIES) else None
    receipt = register_contact(contact, cases, desk, tell=tell)
    scans.attach(receipt.case, *contact.files)
    return receipt


def refuse_faults(message: Message) -> None:
    """Raises Rejected with every wrong fact at once."""
    wrong = faults(message.kind, message.requester, message.facts)
    if wrong:
        raise Rejected({fact: f"form.error_{fact}_{fault}" for fact, fault in wrong.items()})


def checked(key: FormKey | None, trap: str, desk: Desk) -> FormKey:
    """The key of a form that a person sent. Raises Rejected where it looks like a program, or the form is too old.

    Whoever is taken for a program by mistake sees the form again, filled in, and sends it once more.
    """
    if key is None or key.old(desk.at):
        raise Rejected({"text": "form.error_old"})
    if trap or key.too_quick(desk.at):
        raise Rejected({"text": "form.error_again"})
    return key


def contact_of(message: Message, key: FormKey, desk: Desk) -> Contact:
    """The contact that a faultless message makes; the same one makes the same contact."""
    kind = message.kind or Kind.QUESTION
    facts = facts_of(kind, message.facts)
    text = "\n\n".join(part for part in (facts.get("document", ""), facts["text"]) if part)
    language = language_of(text)
    own = contact_key(key, kind, *(f"{fact}={told}" for fact, told in sorted(facts.items())), *_names(message.files))
    return Contact(
        id=ids.ulid(desk.secret, key.made_at, own),
        key=own,
        channel=message.channel,
        kind=kind,
        received_at=desk.at,
        sender=person_of(message.requester or Requester.CITIZEN, facts),
        subject=subject_of(text),
        text=text,
        language=language or DUTCH,
        flags=flags_of(text, language),
        files=own_files(message.files, own, desk),
        correlation=message.correlation,
    )


def contact_key(key: FormKey, *parts: str) -> str:
    """The key of what a form holds: the form's own, and what was told. Sent again after a change it is another message."""
    return f"form:{key.drawn}:{hashlib.sha256(chr(0).join(parts).encode('utf-8', 'replace')).hexdigest()[:32]}"


def subject_of(text: str) -> str:
    """A line for worklists: the first line that says more than a greeting."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    telling = next((line for line in lines if len(line) >= LEAST_SUBJECT), " ".join(lines))
    return one_line(telling, LONGEST_SUBJECT)


def own_files(files: tuple[FileRef, ...], contact: str, desk: Desk) -> tuple[FileRef, ...]:
    """A contact's files with ids of its own: of a form that is changed and sent again, each contact has the same object."""
    return tuple(
        replace(file, id=ids.ulid(desk.secret, ids.ulid_time(file.id), f"{contact}\x00{file.key}")) for file in files
    )


def _names(files: tuple[FileRef, ...]) -> list[str]:
    return [f"{file.key}={file.name}" for file in files]
