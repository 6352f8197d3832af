"""Reminders of a referral: to the department that does not answer, and to the citizen for whose answer it waits."""

from chalicelib.domain import ids, threads
from chalicelib.domain.case import CaseFile
from chalicelib.domain.letter import Letter, inert, one_line, quoted
from chalicelib.domain.outbox import Notice, Template
from chalicelib.domain.referral import Entry, Referral, last_asked
from chalicelib.domain.referral_links import reply_address
from chalicelib.errors import NotFound
from chalicelib.pages.catalogue import t
from chalicelib.pages.letter_parts import greeting, last_word
from chalicelib.pages.letters import Letters
from chalicelib.pages.referral_letters import asked_with, number_line, subject_of, ways_back
from chalicelib.pages.words import day_words


def write_reminder(letters: Letters, notice: Notice, file: CaseFile) -> Letter:
    """The letter of a reminder. Raises NotFound where what it is about is gone."""
    entry = next((one for one in file.entries if one.id == notice.entry), None)
    referral = next((one for one in file.referrals if entry and one.id == entry.referral), None)
    if entry is None or referral is None:
        raise NotFound(notice.entry)
    if notice.template is Template.ASKED_REMINDER:
        return _to_citizen(letters, notice, file, referral)
    return _to_department(letters, notice, file, referral, entry)


def _to_department(letters: Letters, notice: Notice, file: CaseFile, referral: Referral, entry: Entry) -> Letter:
    """What was asked, again: who reads the reminder need not look for the first mail."""
    when = "before" if entry.at < referral.due_at else "after"
    days = {"day": day_words(referral.made_at), "due": day_words(referral.due_at)}
    parts = [
        t("mail.greeting"),
        t(f"mail_remind.department.{when}", **days),
        t("mail_remind.department.crossed"),
        t("mail_refer.referral.action", action=referral.action),
        *asked_with(file, referral),
        t("mail_remind.department.cannot"),
        *ways_back(letters, notice),
        number_line(file.case),
        t("mail_refer.leave", agent=referral.agent_name),
    ]
    return Letter(
        to=notice.to,
        subject=one_line(subject_of("mail_remind.department.subject", file, referral)),
        text="\n\n".join(part for part in parts if part) + "\n",
        reply_to=reply_address(letters.secret, file.case.id, referral.id, letters.address),
        headers=letters.headers(notice),
        sender=t("mail.sender"),
    )


def _to_citizen(letters: Letters, notice: Notice, file: CaseFile, referral: Referral) -> Letter:
    """The department's question, again."""
    case, asked = file.case, last_asked(file.entries, referral.id)
    if asked is None:
        raise NotFound(notice.entry)
    parts = [
        greeting(case.sender.name),
        t("mail_remind.citizen.asked", name=referral.name, day=day_words(asked.at)),
        quoted(inert(asked.text)),
        t("mail_remind.citizen.answer"),
        letters.reach(case, notice.link),
        t("mail.leave"),
    ]
    return Letter(
        to=notice.to,
        subject=one_line(t("mail_remind.citizen.subject", reference=ids.shown_reference(case.id))),
        text="\n\n".join(parts) + "\n",
        reply_to=threads.reply_address(letters.secret, case.id, letters.address),
        headers=letters.headers(notice, last_word(file)),
        sender=t("mail.sender"),
    )
