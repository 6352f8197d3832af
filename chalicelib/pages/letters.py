"""The mails that 1700 sends: what each template says, and the headers by which a reply finds its case."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from chalicelib.domain import ids, threads
from chalicelib.domain.case import Answer, Case, CaseFile
from chalicelib.domain.contact import Channel, Contact, Kind
from chalicelib.domain.flags import Flag
from chalicelib.domain.letter import Letter, greets, inert, one_line, quoted, says, takes_leave
from chalicelib.domain.links import question_link
from chalicelib.domain.outbox import Notice, Template
from chalicelib.errors import NotFound
from chalicelib.pages.catalogue import t
from chalicelib.pages.words import day_words, day_year

LONGEST_NAME: Final = 60
LONGEST_QUOTE: Final = 20_000  # of the citizen's own message; what is longer is shortened, and says so
# RFC 3834: other programs must not answer these, and say so to Exchange in its own words.
AUTOMATIC: Final[Mapping[Template, str]] = {
    Template.COPY: "auto-generated",
    Template.RECEIVED: "auto-replied",
    Template.NEW_LINK: "auto-generated",
    Template.REFERRED: "auto-generated",
    Template.REFERRAL_REMINDER: "auto-generated",
    Template.ASKED_REMINDER: "auto-generated",
}
BY_DEPARTMENT: Final = frozenset({Template.DEPARTMENT_ASKS, Template.DEPARTMENT_ANSWER})
REFERRALS: Final = frozenset({Template.REFERRAL, Template.REFERRAL_MORE, Template.REFERRED})
REMINDERS: Final = frozenset({Template.REFERRAL_REMINDER, Template.ASKED_REMINDER})


@dataclass(frozen=True, slots=True)
class Letters:
    """Writes letters. `address`: the public one; `domain`: of our own ids."""

    public_url: str
    address: str
    domain: str
    secret: bytes

    def write(self, notice: Notice, file: CaseFile) -> Letter:
        """The letter of a notice. Raises NotFound where what it is about is gone."""
        if own := _own_writer(notice.template):
            return own(self, notice, file)
        case, contact = file.case, contact_of(notice, file)
        subject, parts = self._said(notice, file, contact)
        return Letter(
            to=notice.to,
            subject=one_line(subject),
            text="\n\n".join(part for part in parts if part) + "\n",
            reply_to=threads.reply_address(self.secret, case.id, self.address),
            headers=self.headers(notice, contact),
            sender=t("mail.sender"),
        )

    def _said(self, notice: Notice, file: CaseFile, contact: Contact | None) -> tuple[str, list[str]]:
        if notice.template is Template.ANSWER:
            answer = next((one for one in file.answers if one.id == notice.entry), None)
            if answer is None:
                raise NotFound(notice.entry)
            return self._answer(file.case, answer, contact, notice.link)
        if notice.template is Template.NEW_LINK:
            return self._new_link(file.case, notice.link)
        if contact is None:
            raise NotFound(notice.entry)
        said = self._copy if notice.template is Template.COPY else self._received
        return said(file.case, contact, notice.link)

    def _copy(self, case: Case, contact: Contact, link: str) -> tuple[str, list[str]]:
        parts = [
            t("mail.greeting"),
            _promise(t("mail.copy.thanks"), case),
            self.reach(case, link),
            t("mail.copy.text_follows"),
            quote(contact),
            t("mail.copy.not_you"),
            t("mail.leave"),
        ]
        return t("mail.copy.subject", reference=ids.shown_reference(case.id)), parts

    def _received(self, case: Case, contact: Contact, link: str) -> tuple[str, list[str]]:
        parts = [
            t("mail.greeting"),
            _promise(t("mail.received.thanks"), case),
            self.reach(case, link),
            t("mail.received.automatic"),
            t("mail.leave"),
        ]
        return _reply_to(contact.subject), parts

    def _answer(self, case: Case, answer: Answer, contact: Contact | None, link: str) -> tuple[str, list[str]]:
        parts = [
            "" if greets(answer.text) else greeting(case.sender.name),
            answer.text,
            t("mail.answer.files", n=len(answer.files)) if answer.files else "",
            sources(answer),
            t("mail.answer.not_helped"),
            self.reach(case, link),
            "" if takes_leave(answer.text) else t("mail.answer.leave", author=answer.author_name),
            _earlier(contact),
        ]
        subject = case.subject or t("mail.answer.subject")
        return (_reply_to(subject) if case.channel is Channel.MAIL else t("mail.answer.about", subject=subject)), parts

    def _new_link(self, case: Case, link: str) -> tuple[str, list[str]]:
        parts = [
            t("mail.greeting"),
            t("mail.new_link.asked"),
            self.reach(case, link),
            t("mail.new_link.not_you"),
            t("mail.leave"),
        ]
        return t("mail.new_link.subject"), parts

    def reach(self, case: Case, link: str) -> str:
        """The case's number and, where there is one, its secret link."""
        number = t("mail.number", reference=ids.shown_reference(case.id))
        return f"{number}\n\n{t('mail.link', link=question_link(self.public_url, link))}" if link else number

    def headers(self, notice: Notice, contact: Contact | None = None, *, alone: bool = False) -> dict[str, str]:
        """By which a reply finds its case; `contact`: the message of somebody to which this replies; `alone`: no person
        had this one sent."""
        own = threads.own_id(self.secret, notice.case, notice.id, self.domain)
        theirs = one_line(contact.message_id, 400) if contact else ""
        headers = {"References": f"{theirs} {own}".strip(), threads.NOTICE_HEADER: own}
        if theirs:
            headers["In-Reply-To"] = theirs
        kind = AUTOMATIC.get(notice.template, "auto-generated" if alone else "")
        if kind:
            # "All" keeps bounces away too (MS-OXCMAIL): where somebody waits, we must know that a mail did not arrive.
            suppress = "OOF, AutoReply" if notice.template in (REFERRALS | REMINDERS) else "All"
            headers |= {"Auto-Submitted": kind, "X-Auto-Response-Suppress": suppress}
        return headers


def _own_writer(template: Template) -> "Callable[[Letters, Notice, CaseFile], Letter] | None":
    """Who writes the letters of a room of their own: imported only where one is sent."""
    if template in REFERRALS:
        from chalicelib.pages.referral_letters import write_referral_letter

        return write_referral_letter
    if template in REMINDERS:
        from chalicelib.pages.reminder_letters import write_reminder

        return write_reminder
    if template in BY_DEPARTMENT:
        from chalicelib.pages.department_letters import write_department_letter

        return write_department_letter
    return None


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


def _promise(thanks: str, case: Case) -> str:
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


def _earlier(contact: Contact | None) -> str:
    if contact is None or contact.channel not in (Channel.MAIL, Channel.FORM, Channel.API):
        return ""
    return f"{t('mail.answer.you_wrote', day=day_words(contact.received_at))}\n{quote(contact)}"


def _reply_to(subject: str) -> str:
    plain = one_line(subject)
    return plain if plain.lower().startswith("re:") else f"Re: {plain}".strip()
