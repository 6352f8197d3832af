"""Parts that letters share: whom they greet, what they quote, which message they are about."""

from typing import Final

from chalicelib.domain.case import Answer, Case, CaseFile
from chalicelib.domain.contact import Channel, Contact, Kind
from chalicelib.domain.flags import Flag
from chalicelib.domain.letter import inert, one_line, quoted, says
from chalicelib.domain.outbox import Notice, Template
from chalicelib.pages.catalogue import t
from chalicelib.pages.words import day_words, day_year

LONGEST_NAME: Final = 60
LONGEST_QUOTE: Final = 20_000  # of the citizen's own message; what is longer is shortened, and says so


def contact_of(notice: Notice, file: CaseFile) -> Contact | None:
    """The contact that a letter is about: its own or, for an answer, the last one before it."""
    if notice.template is Template.ANSWER:
        at = next((one.at for one in file.answers if one.id == notice.entry), file.case.updated_at)
        theirs = (one for one in reversed(file.contacts) if Flag.FROM_DEPARTMENT not in one.flags)
        return next((one for one in theirs if one.received_at <= at), None)
    return next((one for one in file.contacts if one.id == notice.entry), None)


def last_word(file: CaseFile) -> Contact | None:
    """The citizen's last message: mail programs put a letter that names it below it. What a department's mailbox sent by
    itself is none, and no letter to the citizen names that."""
    return next((one for one in reversed(file.contacts) if Flag.FROM_DEPARTMENT not in one.flags), None)


def sources(answer: Answer) -> str:
    """The articles that an answer leans on, as the letter lists them."""
    if not answer.sources:
        return ""
    lines = [f"- {source.title}\n  {source.url}" if source.url else f"- {source.title}" for source in answer.sources]
    return "\n".join([t("mail.answer.sources"), *lines])


def promise(thanks: str, case: Case) -> str:
    """Thanks, and by when we answer; a complaint and a request for a document have a second term, by law."""
    said = [thanks]
    if case.due_at:
        said.append(t("mail.answered_by", day=day_words(case.due_at)))
    if case.end_due_at and case.kind in (Kind.COMPLAINT, Kind.DOCUMENT):
        said.append(t(f"mail.ended_by.{case.kind}", day=day_year(case.end_due_at)))
    return "\n".join(said)


def greeting(name: str) -> str:
    """The first line of a letter to somebody, whose name may be anything."""
    named = one_line(inert(name), LONGEST_NAME)
    return t("mail.greeting_name", name=named) if named else t("mail.greeting")


def quote(contact: Contact) -> str:
    """What somebody wrote, quoted, with no address in it that can be clicked."""
    text = contact.text[:LONGEST_QUOTE]
    told = says(text, contact.subject)  # the subject of a form is a line of its text
    lines = [quoted(inert(text if told else f"{contact.subject}\n\n{text}"))]
    return "\n".join([*lines, t("mail.shortened")] if len(contact.text) > LONGEST_QUOTE else lines)


def earlier(contact: Contact | None) -> str:
    """The citizen's own message, quoted below an answer; nothing where he wrote none (a call) or has it before him (SMS)."""
    if contact is None or contact.channel not in (Channel.MAIL, Channel.FORM, Channel.API):
        return ""
    return f"{t('mail.answer.you_wrote', day=day_words(contact.received_at))}\n{quote(contact)}"


def reply_to(subject: str) -> str:
    """The subject of a reply to a mail with this subject."""
    plain = one_line(subject)
    return plain if plain.lower().startswith("re:") else f"Re: {plain}".strip()
