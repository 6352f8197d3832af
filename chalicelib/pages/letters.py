"""The mails that 1700 sends: what each template says, and the headers by which a reply finds its case."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from chalicelib.domain import ids, threads
from chalicelib.domain.case import Answer, Case, CaseFile
from chalicelib.domain.contact import Channel, Contact
from chalicelib.domain.letter import Letter, greets, one_line, takes_leave
from chalicelib.domain.links import question_link
from chalicelib.domain.outbox import Notice, Template
from chalicelib.errors import NotFound
from chalicelib.pages.catalogue import t
from chalicelib.pages.letter_parts import contact_of, earlier, greeting, promise, quote, reply_to, sources

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
            promise(t("mail.copy.thanks"), case),
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
            promise(t("mail.received.thanks"), case),
            self.reach(case, link),
            t("mail.received.automatic"),
            t("mail.leave"),
        ]
        return reply_to(contact.subject), parts

    def _answer(self, case: Case, answer: Answer, contact: Contact | None, link: str) -> tuple[str, list[str]]:
        parts = [
            "" if greets(answer.text) else greeting(case.sender.name),
            answer.text,
            t("mail.answer.files", n=len(answer.files)) if answer.files else "",
            sources(answer),
            t("mail.answer.not_helped"),
            self.reach(case, link),
            "" if takes_leave(answer.text) else t("mail.answer.leave", author=answer.author_name),
            earlier(contact),
        ]
        subject = case.subject or t("mail.answer.subject")
        return (reply_to(subject) if case.channel is Channel.MAIL else t("mail.answer.about", subject=subject)), parts

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
