"""The mails of a referral: to the department that is asked or told more, and to the citizen who must know where it went."""

from collections.abc import Iterable
from typing import Final

from chalicelib.domain import ids, threads
from chalicelib.domain.case import Case, CaseFile
from chalicelib.domain.contact import Person
from chalicelib.domain.letter import Letter, inert, one_line, quoted
from chalicelib.domain.outbox import Notice, Template
from chalicelib.domain.referral import Author, Entry, Referral, Step
from chalicelib.domain.referral_links import department_link, reply_address
from chalicelib.domain.referral_notices import asked_at_once
from chalicelib.domain.referral_view import sent_elsewhere, shared_with, subject_along, without_sender
from chalicelib.errors import NotFound
from chalicelib.pages.catalogue import t
from chalicelib.pages.letter_parts import greeting, last_word, quote
from chalicelib.pages.letters import Letters
from chalicelib.pages.words import day_words

LONGEST_SUBJECT: Final = 80  # of the question's own subject, within ours


def write_referral_letter(letters: Letters, notice: Notice, file: CaseFile) -> Letter:
    """The letter of a notice about a referral. Raises NotFound where what it is about is gone."""
    if notice.template is Template.REFERRED:
        return _to_citizen(letters, notice, file)
    entry = next((one for one in file.entries if one.id == notice.entry), None)
    referral = next((one for one in file.referrals if entry and one.id == entry.referral), None)
    if entry is None or referral is None:
        raise NotFound(notice.entry)
    subject, parts = _asked(letters, notice, file, referral, entry)
    if notice.template is Template.REFERRAL_MORE:
        subject, parts = _more(letters, notice, file, referral, entry)
    return Letter(
        to=notice.to,
        subject=one_line(subject),
        text="\n\n".join(part for part in parts if part) + "\n",
        reply_to=reply_address(letters.secret, file.case.id, referral.id, letters.address),
        headers=letters.headers(notice, alone=entry.author is Author.SYSTEM),
        sender=t("mail.sender"),
    )


def _asked(letters: Letters, notice: Notice, file: CaseFile, referral: Referral, entry: Entry) -> tuple[str, list[str]]:
    """What the department is asked, first or again."""
    elsewhere = entry == sent_elsewhere(file, referral)
    again = entry.step is Step.SEND_AGAIN and not elsewhere
    due = "mail_refer.referral.due_again" if again else "mail_refer.referral.due"
    parts = [
        t("mail.greeting"),
        t("mail_refer.referral.asks", agent=entry.by or referral.agent_name),
        entry.text if entry.step is Step.SEND_AGAIN else "",
        t("mail_refer.referral.action", action=referral.action),
        t("mail_refer.referral.reason", reason=referral.reason),
        t(due, day=day_words(referral.due_at)),
        *asked_with(file, referral),
        *(_told_before(file, referral, entry) if elsewhere else ()),
        t("mail_refer.referral.ways"),
        *ways_back(letters, notice),
        number_line(file.case),
        t("mail_refer.leave", agent=referral.agent_name),
    ]
    return subject_of("mail_refer.referral.subject", file, referral), parts


def _told_before(file: CaseFile, referral: Referral, entry: Entry) -> list[str]:
    """What citizen and agents told to whom it was sent before: who is asked now had no mail of it."""
    found = []
    for one in file.entries:
        if (one.referral, one.step) == (referral.id, Step.TELL) and one.at <= entry.at:
            found += _said_later(file, referral, one, "referral")
    return found


def _said_later(file: CaseFile, referral: Referral, entry: Entry, room: str = "more") -> list[str]:
    """Words that came after the question, and whose they are."""
    if entry.author is Author.CITIZEN:
        return [t(f"mail_refer.{room}.citizen"), quoted(inert(without_sender(entry.text, file, referral)))]
    return [t(f"mail_refer.{room}.agent", agent=entry.by), entry.text]


def asked_with(file: CaseFile, referral: Referral) -> list[str]:
    """What goes along: the chosen messages, who asks where that was chosen, and that there are files."""
    shared = shared_with(file, referral)
    files = sum(len(one.files) for one in shared)
    return [
        t("mail_refer.referral.question") if shared else t("mail_refer.referral.no_question"),
        *(f"{t('mail_refer.referral.written', day=day_words(one.received_at))}\n{quote(one)}" for one in shared),
        t("mail_refer.referral.files", n=files) if files else "",
        t("mail_refer.referral.sender", sender=_sender(file.case.sender))
        if referral.share_sender
        else t("mail_refer.referral.no_sender"),
    ]


def _more(letters: Letters, notice: Notice, file: CaseFile, referral: Referral, entry: Entry) -> tuple[str, list[str]]:
    """What came after: from the citizen, from an agent, or that nothing is needed any more."""
    leave = t("mail_refer.leave", agent=entry.by or referral.agent_name)
    subject = subject_of("mail_refer.more.subject", file, referral)
    if entry.step is Step.WITHDRAW:
        why = t("mail_refer.more.why", text=entry.text) if entry.text else ""
        return subject, [t("mail.greeting"), t("mail_refer.more.withdrawn"), why, number_line(file.case), leave]
    leave = t("mail.leave") if entry.author is Author.CITIZEN else leave
    said = _said_later(file, referral, entry)
    files = t("mail_refer.referral.files", n=len(entry.files)) if entry.files else ""
    return subject, [t("mail.greeting"), *said, files, *ways_back(letters, notice), number_line(file.case), leave]


def ways_back(letters: Letters, notice: Notice) -> list[str]:
    """How a department answers: by a reply, or on the page behind the notice's link."""
    link = department_link(letters.public_url, notice.link)
    return [t("mail_refer.reply"), t("mail_refer.page", link=link)]


def _to_citizen(letters: Letters, notice: Notice, file: CaseFile) -> Letter:
    """To whom the question went, and what happens next."""
    case, at_once = file.case, asked_at_once(notice, file)
    names = ", ".join(one.name for one in at_once)
    due = max(one.due_at for one in at_once)
    parts = [
        greeting(case.sender.name),
        t("mail_refer.referred", n=len(at_once), names=names),
        t("mail_refer.referred.next", day=day_words(due)),
        t(f"mail_refer.referred.{_passed_on(file, at_once)}"),
        t("mail_refer.referred.add"),
        letters.reach(case, notice.link),
        t("mail.answer.leave", author=at_once[0].agent_name),
    ]
    return Letter(
        to=notice.to,
        subject=one_line(t("mail_refer.referred.subject", reference=ids.shown_reference(case.id))),
        text="\n\n".join(parts) + "\n",
        reply_to=threads.reply_address(letters.secret, case.id, letters.address),
        headers=letters.headers(notice, last_word(file)),
        sender=t("mail.sender"),
    )


def _passed_on(file: CaseFile, asked: Iterable[Referral]) -> str:
    """What these organisations know of the citizen; a file can tell who it is, whatever was chosen."""
    if any(one.share_sender for one in asked):
        return "shared"
    return "files_shared" if any(contact.files for one in asked for contact in shared_with(file, one)) else "not_shared"


def subject_of(key: str, file: CaseFile, referral: Referral) -> str:
    """The subject of a mail to a department: of what goes along, and of nothing else."""
    about = one_line(inert(subject_along(file, referral)), LONGEST_SUBJECT) or t("mail_refer.no_subject")
    return t(key, subject=about, reference=ids.shown_reference(file.case.id))


def number_line(case: Case) -> str:
    """Our number of the question, for who calls about it."""
    return t("mail_refer.number", reference=ids.shown_reference(case.id))


def _sender(sender: Person) -> str:
    """Who asks, a line a fact."""
    facts = (sender.name, sender.organisation, sender.email, sender.phone, f"{sender.address} {sender.postal_code}")
    return "\n".join(one_line(fact) for fact in facts if fact.strip())
