"""A mail came in: read it, find its case, keep it with its files, and decide whether its sender is told so."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from chalicelib.domain import ids
from chalicelib.domain.case_states import Status
from chalicelib.domain.contact import Channel, Contact, Kind, Person
from chalicelib.domain.flags import Flag, flags_of, language_of
from chalicelib.domain.letter import one_line
from chalicelib.domain.mail import Mail, announces_absence
from chalicelib.domain.mime import read_mail
from chalicelib.domain.outbox import State, Template
from chalicelib.errors import NotFound
from chalicelib.services.cut_quotes import Reply, cut_long, cut_quotes
from chalicelib.services.find_case_of_mail import find_case_of_mail, find_notice
from chalicelib.services.find_referral_of_mail import by_the_citizen, find_referral_of_mail
from chalicelib.services.keep_mail_files import keep_mail_files
from chalicelib.services.register_contact import Desk, Receipt, register_contact
from chalicelib.services.take_delivery_event import DeliveryEvent, take_delivery_event
from chalicelib.services.take_department_mail import take_department_mail, thread_of

if TYPE_CHECKING:
    from chalicelib.domain.case import Case
    from chalicelib.stores.cases import CaseStore
    from chalicelib.stores.files import FileStore
    from chalicelib.stores.idempotency import Idempotency
    from chalicelib.stores.limits import Limits
    from chalicelib.stores.outbox import OutboxStore
    from chalicelib.stores.scans import ScanStore


@dataclass(frozen=True, slots=True)
class Arrival:
    """A raw mail in the mail bucket. `at`: when it was put there, the same each time the event comes."""

    key: str
    at: datetime
    correlation: str
    own_domain: str


@dataclass(frozen=True, slots=True)
class Stores:
    """All that a mail touches."""

    raw: "FileStore"
    files: "FileStore"
    cases: "CaseStore"
    outbox: "OutboxStore"
    limits: "Limits"
    scans: "ScanStore"
    idempotency: "Idempotency"


def take_mail(arrival: Arrival, stores: Stores, desk: Desk) -> Receipt:
    """Keep a mail on its case, or on a new one. The same mail twice gives the same receipt and one contact.

    A mail that SES found to be spam, infected or forged never joins a case: it opens one that is kept apart. Raises
    NotFound where the mail is gone (it was erased), Busy where a later try can succeed.
    """
    raw = stores.raw.get(arrival.key)
    mail = read_mail(raw)
    first = _first_seen(arrival, mail, raw, stores.idempotency, desk)
    contact = _contact(mail, first, desk)
    apart = mail.verdicts.apart
    _tell_bounce(mail, first.at, stores, desk)
    receipt = None if apart else _of_department(mail, contact, stores, desk)
    receipt = receipt or _of_citizen(mail, contact, first.own_domain, stores, desk)
    if first.key != arrival.key:
        stores.raw.delete(arrival.key)  # no case knows of this copy, so nothing would ever erase it
    return receipt


def _of_citizen(mail: Mail, contact: Contact, own_domain: str, stores: Stores, desk: Desk) -> Receipt:
    """Keep a mail on the case that it answers, or on a new one, and tell its sender where that is due."""
    apart = mail.verdicts.apart
    found = None if apart else _case_of(mail, stores, desk)
    if found and found.status is Status.MOVED:
        contact, found = _of_moved(contact), None
    if found:
        contact = _as_reply(contact, mail, found, desk)
    contact = keep_mail_files(contact, mail, stores.files)
    tell = _automatic_answer(mail, contact, own_domain, stores.limits, desk) if not found else None
    receipt = register_contact(contact, stores.cases, desk, tell=tell, case=found.id if found else "", apart=apart)
    stores.scans.attach(receipt.case, *contact.files)
    return receipt


def _of_department(mail: Mail, contact: Contact, stores: Stores, desk: Desk) -> Receipt | None:
    """Keep a mail that answers a referral. None: it does not, or the citizen wrote it.

    What a program wrote is kept beside the messages, and nobody waits for it. Of a case that was erased nothing is left to
    join: the mail is a case of its own, without what it repeats, and nobody is answered automatically.
    """
    department = find_referral_of_mail(_threaded(mail), stores.outbox, desk.secret)
    if department is None:
        return None
    reply = _new_only(contact, mail)
    try:
        thread = thread_of(*department, stores.cases)
        if by_the_citizen(mail, thread.file.case, thread.referral, desk.secret):
            return None
        reply = keep_mail_files(reply, mail, stores.files)
        if Flag.AUTOMATIC in reply.flags:
            receipt = register_contact(reply, stores.cases, desk, case=thread.file.case.id)
        else:
            receipt = take_department_mail(reply, thread, stores.cases, desk)
    except NotFound:
        head = stores.cases.find(department[0])
        reply = _of_moved(reply) if head and head.status is Status.MOVED else reply
        reply = keep_mail_files(reply, mail, stores.files)
        receipt = register_contact(reply, stores.cases, desk)
    stores.scans.attach(receipt.case, *reply.files)
    return receipt


def _of_moved(contact: Contact) -> Contact:
    """What answers to a case that moved into the confidential house belongs there too: an agent looks first."""
    return replace(contact, flags=contact.flags | {Flag.INTEGRITY})


def _new_only(contact: Contact, mail: Mail) -> Contact:
    """A department's mail without what it repeats; its original stays one click away."""
    reply = Reply(mail.text) if Flag.AUTOMATIC in mail.flags else cut_quotes(mail.text, mail.subject)
    text, cut = cut_long(reply.new)
    absent = {Flag.AUTOMATIC} if announces_absence(mail.subject) else set()
    flags = mail.flags | absent | {Flag.FROM_DEPARTMENT} | ({Flag.TRUNCATED} if cut else set())
    return replace(contact, text=text, flags=flags)


def _first_seen(arrival: Arrival, mail: Mail, raw: bytes, seen: "Idempotency", desk: Desk) -> Arrival:
    """The arrival by which the same mail came before, if it did: a server that got no answer sends it once more.

    Its sender's id alone does not make it the same: some programs give all mails one id.
    """
    if not mail.message_id:
        return arrival
    same = seen_key(mail, raw)
    seen.keep(same, b"", {"key": arrival.key, "at": arrival.at.isoformat()}, desk.at)
    before = seen.earlier(same, b"") or {"key": arrival.key, "at": arrival.at.isoformat()}
    return replace(arrival, key=before["key"], at=datetime.fromisoformat(before["at"]))


def seen_key(mail: Mail, raw: bytes) -> str:
    """Under which key it is remembered that this mail came."""
    body = raw.partition(b"\n\r\n" if b"\n\r\n" in raw else b"\n\n")[2]
    same = hashlib.sha256(f"{mail.message_id}\x00{mail.sender.email}\x00".encode("utf-8", "replace") + body).hexdigest()
    return f"mail:{same}"


def _contact(mail: Mail, arrival: Arrival, desk: Desk) -> Contact:
    key = f"mail:{arrival.key.rpartition('/')[2]}"
    subject = one_line(mail.subject) or one_line(mail.text, 80) or "…"
    text, cut = cut_long(mail.text)
    return Contact(
        id=ids.ulid(desk.secret, arrival.at, key),
        key=key,
        channel=Channel.MAIL,
        kind=Kind.QUESTION,
        received_at=arrival.at,
        sender=Person(name=mail.sender.name, email=mail.sender.email),
        subject=subject,
        text=text,
        language=language_of(mail.text) or "nl",
        flags=mail.flags | flags_of(f"{mail.subject}\n{mail.text}") | ({Flag.TRUNCATED} if cut else set()),
        original=arrival.key,
        message_id=mail.message_id[:500],
        correlation=arrival.correlation,
    )


def _as_reply(contact: Contact, mail: Mail, case: "Case", desk: Desk) -> Contact:
    """What it adds to its case: new text only; and a sign where somebody else than the case's own sender wrote it."""
    reply = Reply(mail.text) if Flag.AUTOMATIC in mail.flags else cut_quotes(mail.text, mail.subject)
    (new, cut), (quoted, cut_too) = cut_long(reply.new), cut_long(reply.quoted)
    flags = mail.flags | flags_of(reply.new) | ({Flag.TRUNCATED} if cut or cut_too else set())
    if not mail.report and ids.citizen_hash(desk.secret, mail.sender.email) != case.citizen:
        flags |= {Flag.OTHER_SENDER}
    return replace(contact, text=new, quoted=quoted, flags=flags, language=language_of(reply.new) or case.language)


def _case_of(mail: Mail, stores: Stores, desk: Desk) -> "Case | None":
    return find_case_of_mail(_threaded(mail), stores.cases, stores.outbox, desk.secret)


def _threaded(mail: Mail) -> Mail:
    """A report tells of a mail of ours that came back, and whose ids it holds."""
    return replace(mail, headers={**mail.headers, "references": mail.report.ids}) if mail.report else mail


def _tell_bounce(mail: Mail, at: datetime, stores: Stores, desk: Desk) -> None:
    """A bounce or complaint that comes as a mail is kept like one that SES tells."""
    report = mail.report
    notice = find_notice(report.ids, stores.outbox) if report and (report.failed or report.complaint) else None
    if report and notice:
        state = State.COMPLAINED if report.complaint else State.BOUNCED
        event = DeliveryEvent(notice.message_id, state, at, report.status, permanent=report.status.startswith("5"))
        take_delivery_event(event, stores.outbox, stores.cases, desk.calendar, desk.at)


def _automatic_answer(mail: Mail, contact: Contact, domain: str, limits: "Limits", desk: Desk) -> Template | None:
    """One a day to a person; the number of a later mail goes out with the first answer that a person writes."""
    if not mail.answerable(domain):
        return None
    who = ids.citizen_hash(desk.secret, contact.sender.email)
    return Template.RECEIVED if limits.claim("automatic-answer", who, contact.key, desk.at) else None
