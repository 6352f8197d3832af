"""The referrals of a case as its page tells them: every step with its files and mails, the clock in words, what can be done."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from chalicelib import wiring
from chalicelib.backoffice.desk.cases.timeline import newest
from chalicelib.domain.case import Case, CaseFile
from chalicelib.domain.case_states import TRANSITIONS, Action
from chalicelib.domain.contact import OPENABLE, FileRef
from chalicelib.domain.hours import BRUSSELS
from chalicelib.domain.organisation import DUE_DAYS, Organisation
from chalicelib.domain.outbox import Notice
from chalicelib.domain.referral import OPEN, REFERRAL_TRANSITIONS, Author, Entry, Referral, ReferralState, Step
from chalicelib.domain.referral_clocks import bell_of, due_date
from chalicelib.pages import t
from chalicelib.pages.words import day_words
from chalicelib.services.follow_organisation import Fate, fate_of
from chalicelib.services.open_case import Opened

ANSWERS: Final = frozenset({Step.ANSWER, Step.SAY})


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was said or done."""

    entry: Entry
    files: tuple[FileRef, ...]
    notices: tuple[Notice, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A referral. `case`: the one that holds it; `own`: whether that is the case of the page, where alone it can be acted
    on; `bell`: what happens when nothing does; `phone`: of the organisation; `fate`: what became of it since;
    `answer`: id of the entry with its last answer through us; `can`: names of steps; `next_due`: the day until which it
    would be in time if it was sent again now."""

    referral: Referral
    case: str
    own: bool
    lines: tuple[Line, ...]
    bell: str
    phone: str
    fate: Fate | None
    answer: str
    can: frozenset[str]
    next_due: str


def referrals(opened: Opened, at: datetime) -> tuple[Told, ...]:
    """All referrals, those of merged cases too, the oldest first. Raises Busy."""
    found = [
        _told(one, part, own=part.case.id == opened.case.id, at=at) for part in opened.parts for one in part.referrals
    ]
    return tuple(sorted(found, key=lambda one: (one.referral.made_at, one.referral.id)))


def answers_joined(file: CaseFile, chosen: str) -> str:
    """The text of one answer of a department (id of its entry), or of the last answers of all of them under their names."""
    if chosen != "all":
        return next((one.text for one in file.entries if one.id == chosen and one.step in ANSWERS), "")
    found = [(one.name, answer.text) for one in file.referrals if (answer := last_answer(one, file.entries))]
    if len(found) < 2:
        return "".join(text for _, text in found)
    return "\n\n".join(f"{t('desk_refer.case.joined', name=name)}\n{text}" for name, text in found)


def answer_files(opened: Opened, chosen: str = "") -> tuple[FileRef, ...]:
    """Files that departments sent with their answers and that can be passed on; `chosen`: of one answer, or "all" as
    answers_joined has it."""
    last = {answer.id for one in opened.whole.referrals if (answer := last_answer(one, opened.whole.entries))}
    wanted = [one for one in opened.entries if one.step in ANSWERS and one.author is Author.DEPARTMENT]
    if chosen:
        wanted = [one for one in wanted if one.id == chosen or (chosen == "all" and one.id in last)]
    files = [newest(ref, opened.whole.files) for one in wanted for ref in one.files]
    return tuple(one for one in files if one.scan in OPENABLE)


def last_answer(referral: Referral, entries: Iterable[Entry]) -> Entry | None:
    """What its department answered last, through us."""
    if referral.state is not ReferralState.ANSWERED:
        return None
    said = [one for one in entries if one.referral == referral.id and one.author is Author.DEPARTMENT and one.text]
    return next((one for one in reversed(said) if one.step in ANSWERS), None)


def _told(referral: Referral, part: CaseFile, *, own: bool, at: datetime) -> Told:
    entries = [one for one in part.entries if one.referral == referral.id]
    answer = last_answer(referral, entries)
    organisation = wiring.organisations().get(referral.organisation) if own else None
    return Told(
        referral,
        part.case.id,
        own,
        tuple(_line(one, part) for one in entries),
        _bell(referral),
        organisation.phone if organisation else "",
        fate_of(referral, organisation, wiring.organisations(), at) if organisation else None,
        answer.id if answer and own else "",
        _possible(referral, part.case) if own else frozenset(),
        _next_due(referral, organisation, at),
    )


def _line(entry: Entry, part: CaseFile) -> Line:
    files = tuple(newest(ref, part.files) for ref in entry.files)
    return Line(entry, files, tuple(one for one in part.notices if one.entry == entry.id))


def _bell(referral: Referral) -> str:
    if referral.next_at is None or referral.state not in OPEN:
        return ""
    return t(f"desk_refer.bell.{bell_of(referral)}", day=day_words(referral.next_at))


def _next_due(referral: Referral, organisation: Organisation | None, at: datetime) -> str:
    if referral.state in OPEN and referral.due_at > at:
        due = referral.due_at
    else:
        due = due_date(at, organisation.due_days if organisation else DUE_DAYS, referral.closing_days)
    return due.astimezone(BRUSSELS).date().isoformat()


def _possible(referral: Referral, case: Case) -> frozenset[str]:
    steps = {step for step in (Step.WITHDRAW, Step.SEND_AGAIN) if (referral.state, step) in REFERRAL_TRANSITIONS}
    if (case.status, Action.REFER) not in TRANSITIONS:
        steps.discard(Step.SEND_AGAIN)
    return frozenset({step.value for step in steps} | ({Step.TELL.value} if referral.state in OPEN else set()))
