"""What somebody who asked may see of an own question. Standard library only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from chalicelib.domain.case import Answer, CaseFile, Source
from chalicelib.domain.contact import OPENABLE, Contact, FileRef
from chalicelib.domain.flags import Flag
from chalicelib.domain.outbox import State, Template
from chalicelib.domain.referral import OPEN, Entry, Step
from chalicelib.domain.referral_view import TO_CITIZEN

NOT_MINE: Final = frozenset({Flag.OTHER_SENDER, Flag.FROM_DEPARTMENT})


@dataclass(frozen=True, slots=True)
class Said:
    """One message, as it is shown: `ours` where it is an answer; `by`: the department that wrote it, where it asks or
    answers itself (`asks`)."""

    at: datetime
    text: str
    ours: bool = False
    subject: str = ""
    sources: tuple[Source, ...] = ()
    files: tuple[FileRef, ...] = ()
    by: str = ""
    asks: bool = False


def said_in(file: CaseFile, at: datetime, entries: Iterable[Entry] = ()) -> tuple[Said, ...]:
    """The messages of a case in order of time, as its sender may see them. `entries`: of its referrals, of which it shows
    what a department says to the sender himself.

    Not an answer that can still be taken back, and not what came from another address than the sender's own.
    """
    states = {one.id: one for one in file.files}
    held = {one.entry for one in file.notices if one.state in (State.QUEUED, State.TO_DO) and at < one.not_before}
    mine = (_of_contact(one, states) for one in file.contacts if not one.flags & NOT_MINE)
    ours = (_of_answer(one, states) for one in file.answers if one.id not in held)
    theirs = (_of_entry(one, states) for one in entries if one.step in TO_CITIZEN)
    return tuple(sorted((*mine, *ours, *theirs), key=lambda one: one.at))


def file_for_sender(file: CaseFile, entries: Iterable[Entry], wanted: str) -> FileRef | None:
    """A file that a department sent with its answer, or that was passed on with ours, where it can be opened without harm;
    else None."""
    sent = {ref.id for one in entries if one.step in TO_CITIZEN for ref in one.files}
    sent |= {ref.id for one in file.answers for ref in one.files}
    return next((one for one in file.files if one.id == wanted and one.id in sent and one.scan in OPENABLE), None)


def asked_now(file: CaseFile) -> tuple[str, ...]:
    """Names of the organisations that are asked and still to answer."""
    return tuple(one.name for one in file.referrals if one.state in OPEN)


def copy_sent(file: CaseFile) -> bool:
    """Whether a copy of the first message goes to its sender."""
    return any(one.template is Template.COPY for one in file.notices)


def _of_contact(contact: Contact, states: dict[str, FileRef]) -> Said:
    files = tuple(states.get(one.id, one) for one in contact.files)
    return Said(contact.received_at, contact.text, subject=contact.subject, files=files)


def _of_entry(entry: Entry, states: dict[str, FileRef]) -> Said:
    files = tuple(states.get(one.id, one) for one in entry.files)
    return Said(entry.at, entry.text, ours=True, files=files, by=entry.by, asks=entry.step is Step.ASK_CITIZEN)


def _of_answer(answer: Answer, states: dict[str, FileRef]) -> Said:
    files = tuple(states.get(one.id, one) for one in answer.files)
    return Said(answer.at, answer.text, ours=True, sources=answer.sources, files=files)
