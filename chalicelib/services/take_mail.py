"""A mail came in: read it, find its case, keep it with its files, and decide whether its sender is told so."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from chalicelib.domain import ids
from chalicelib.domain.case_states import Status
from chalicelib.domain.contact import Contact
from chalicelib.domain.flags import Flag
from chalicelib.domain.mail import Mail
from chalicelib.domain.mime import read_mail
from chalicelib.domain.outbox import State, Template
from chalicelib.errors import NotFound
from chalicelib.services.find_case_of_mail import find_case_of_mail, find_notice
from chalicelib.services.find_referral_of_mail import by_the_citizen, find_referral_of_mail
from chalicelib.services.keep_mail_files import keep_mail_files
from chalicelib.services.know_mail_again import Arrival, first_seen
from chalicelib.services.register_contact import Desk, Receipt, register_contact
from chalicelib.services.take_delivery_event import DeliveryEvent, take_delivery_event
from chalicelib.services.take_department_mail import take_department_mail, thread_of
from chalicelib.services.translate_mail import as_addition, as_answer, as_candidate, translate_mail

if TYPE_CHECKING:
    from chalicelib.domain.case import Case
    from chalicelib.stores.cases import CaseStore
    from chalicelib.stores.files import FileStore
    from chalicelib.stores.idempotency import Idempotency
    from chalicelib.stores.limits import Limits
    from chalicelib.stores.outbox import OutboxStore
    from chalicelib.stores.scans import ScanStore


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
    first = first_seen(arrival, mail, raw, stores.idempotency, desk.at)
    contact = translate_mail(mail, first, desk.secret)
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
        contact, found = as_candidate(contact), None
    if found:
        contact = as_addition(contact, mail, found, desk.secret)
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
    reply = as_answer(contact, mail)
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
        reply = as_candidate(reply) if head and head.status is Status.MOVED else reply
        reply = keep_mail_files(reply, mail, stores.files)
        receipt = register_contact(reply, stores.cases, desk)
    stores.scans.attach(receipt.case, *reply.files)
    return receipt


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
