"""What a mail is as a contact: on its own, as an addition to a case, as a department's answer."""

from dataclasses import replace
from typing import TYPE_CHECKING

from chalicelib.domain import ids
from chalicelib.domain.contact import Channel, Contact, Kind, Person
from chalicelib.domain.flags import Flag, flags_of, language_of
from chalicelib.domain.letter import one_line
from chalicelib.domain.mail import Mail, announces_absence
from chalicelib.services.cut_quotes import Reply, cut_long, cut_quotes

if TYPE_CHECKING:
    from chalicelib.domain.case import Case
    from chalicelib.services.know_mail_again import Arrival


def translate_mail(mail: Mail, arrival: "Arrival", secret: bytes) -> Contact:
    """The contact that a mail makes by itself. The same arrival gives the same ids."""
    key = f"mail:{arrival.key.rpartition('/')[2]}"
    subject = one_line(mail.subject) or one_line(mail.text, 80) or "…"
    text, cut = cut_long(mail.text)
    return Contact(
        id=ids.ulid(secret, arrival.at, key),
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


def as_addition(contact: Contact, mail: Mail, case: "Case", secret: bytes) -> Contact:
    """What it adds to its case: new text only; and a sign where somebody else than the case's own sender wrote it."""
    reply = _reply(mail)
    (new, cut), (quoted, cut_too) = cut_long(reply.new), cut_long(reply.quoted)
    flags = mail.flags | flags_of(reply.new) | ({Flag.TRUNCATED} if cut or cut_too else set())
    if not mail.report and ids.citizen_hash(secret, mail.sender.email) != case.citizen:
        flags |= {Flag.OTHER_SENDER}
    return replace(contact, text=new, quoted=quoted, flags=flags, language=language_of(reply.new) or case.language)


def as_answer(contact: Contact, mail: Mail) -> Contact:
    """A department's mail without what it repeats; its original stays one click away."""
    text, cut = cut_long(_reply(mail).new)
    absent = {Flag.AUTOMATIC} if announces_absence(mail.subject) else set()
    flags = mail.flags | absent | {Flag.FROM_DEPARTMENT} | ({Flag.TRUNCATED} if cut else set())
    return replace(contact, text=text, flags=flags)


def as_candidate(contact: Contact) -> Contact:
    """What answers to a case that moved into the confidential house belongs there too: an agent looks first."""
    return replace(contact, flags=contact.flags | {Flag.INTEGRITY})


def _reply(mail: Mail) -> Reply:
    """What is new in it and what it repeats; what a program wrote repeats nothing that it could be told by."""
    return Reply(mail.text) if Flag.AUTOMATIC in mail.flags else cut_quotes(mail.text, mail.subject)
