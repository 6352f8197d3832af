"""The mails to a citizen in which a department speaks: its answer, and what it needs to know."""

from typing import Final

from chalicelib.domain import threads
from chalicelib.domain.case import Case, CaseFile
from chalicelib.domain.contact import Channel
from chalicelib.domain.letter import Letter, greets, one_line, takes_leave
from chalicelib.domain.outbox import Notice, Template
from chalicelib.domain.referral import Entry
from chalicelib.errors import NotFound
from chalicelib.pages.catalogue import t
from chalicelib.pages.letter_parts import greeting, last_word
from chalicelib.pages.letters import Letters

LONGEST_SUBJECT: Final = 80


def write_department_letter(letters: Letters, notice: Notice, file: CaseFile) -> Letter:
    """The letter of a notice. A reply to it is the citizen's own, and goes on to the department. Raises NotFound where
    what it is about is gone."""
    entry = next((one for one in file.entries if one.id == notice.entry), None)
    referral = next((one for one in file.referrals if entry and one.id == entry.referral), None)
    if entry is None or referral is None:
        raise NotFound(notice.entry)
    said = _asks if notice.template is Template.DEPARTMENT_ASKS else _answers
    parts = said(letters, notice, file.case, entry, referral.name)
    return Letter(
        to=notice.to,
        subject=_subject(notice, file.case),
        text="\n\n".join(part for part in parts if part) + "\n",
        reply_to=threads.reply_address(letters.secret, file.case.id, letters.address),
        headers=letters.headers(notice, last_word(file)),
        sender=t("mail.sender"),
    )


def _answers(letters: Letters, notice: Notice, case: Case, entry: Entry, name: str) -> list[str]:
    return [
        greeting(case.sender.name),
        t("mail_department.answer.who", name=name),
        entry.text,
        t("mail_department.answer.files", n=len(entry.files)) if entry.files else "",
        "" if takes_leave(entry.text) else t("mail_department.signed", by=entry.by),
        t("mail_department.answer.not_helped"),
        letters.reach(case, notice.link),
        t("mail.leave"),
    ]


def _asks(letters: Letters, notice: Notice, case: Case, entry: Entry, name: str) -> list[str]:
    return [
        "" if greets(entry.text) else greeting(case.sender.name),
        t("mail_department.asks.who", name=name),
        entry.text,
        t("mail_department.asks.how", name=name),
        letters.reach(case, notice.link),
        t("mail.leave"),
    ]


def _subject(notice: Notice, case: Case) -> str:
    about = one_line(case.subject, LONGEST_SUBJECT)
    if case.channel is Channel.MAIL and about:
        return one_line(about if about.lower().startswith("re:") else f"Re: {about}")
    asks = notice.template is Template.DEPARTMENT_ASKS
    return one_line(t("mail_department.asks.subject" if asks else "mail_department.answer.subject", subject=about))
