"""What a department sees of a referral, and what it can do with it. Standard library only.

Only what an agent chose to pass on, and what was said in this referral: nothing of other referrals, answers or notes.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from chalicelib.domain.case import CaseFile
from chalicelib.domain.contact import OPENABLE, Contact, FileRef, Person
from chalicelib.domain.flags import Flag
from chalicelib.domain.nameless import nameless
from chalicelib.domain.outbox import Template
from chalicelib.domain.referral import OPEN, REFERRAL_TRANSITIONS, Author, Entry, Referral, Step

# In the order of the page; the first one is what we hope for.
CHOICES: Final = (Step.ANSWER, Step.ANSWER_DIRECTLY, Step.ASK_CITIZEN, Step.ASK_AGENT, Step.GIVE_BACK)
TO_CITIZEN: Final = frozenset({Step.ANSWER_DIRECTLY, Step.ASK_CITIZEN})
LONGEST: Final = 20_000  # characters of a text, of who else is better asked, of a name
LONGEST_BETTER: Final = 300
LONGEST_NAME: Final = 100
NOT_TOLD: Final = frozenset({Step.REFER, Step.REMIND, Step.SIGN, Step.BOUNCE})  # on the page already, or our own affair


@dataclass(frozen=True, slots=True)
class Told:
    """A message of the citizen that goes along."""

    at: datetime
    subject: str
    text: str
    files: tuple[FileRef, ...] = ()


@dataclass(frozen=True, slots=True)
class Spoken:
    """What was said in the referral. `by`: a name or address of the department or of an agent; never of a citizen."""

    at: datetime
    step: Step
    author: Author
    by: str
    text: str
    better: str
    files: tuple[FileRef, ...] = ()


def shared_with(file: CaseFile, referral: Referral) -> tuple[Contact, ...]:
    """The contacts that go along, in order of time; without who the citizen is where that does not go along."""
    return tuple(_as_shared(one, file, referral) for one in file.contacts if one.id in referral.shared)


def subject_along(file: CaseFile, referral: Referral) -> str:
    """What the question is about, as the department may know it: the case's own subject is that of its first message,
    which need not go along."""
    return next((one.subject for one in shared_with(file, referral) if one.subject), "")


def without_sender(text: str, file: CaseFile, referral: Referral) -> str:
    """Words of the citizen for the department of a referral."""
    return text if referral.share_sender else nameless(text, dict.fromkeys([file.case.sender, *_senders(file)]))


def told_along(file: CaseFile, referral: Referral) -> tuple[Told, ...]:
    """The messages that go along; a mail's quotations do not."""
    states = {one.id: one for one in file.files}
    return tuple(
        Told(
            one.received_at,
            one.subject,
            one.text,
            tuple(_named(states.get(ref.id, ref), ref.name) for ref in one.files),
        )
        for one in shared_with(file, referral)
    )


def spoken_in(file: CaseFile, referral: Referral) -> tuple[Spoken, ...]:
    """What department, citizen and agents said since, in order of time; not what others said to us in confidence, to whom
    it was sent before."""
    states = {one.id: one for one in file.files}
    said = [one for one in file.entries if one.referral == referral.id]
    anew = said.index(moved) if (moved := sent_elsewhere(file, referral)) else 0
    said = [one for place, one in enumerate(said) if place >= anew or one.author is not Author.DEPARTMENT]
    said = [one for one in said if one.step not in NOT_TOLD]
    return tuple(_spoken(one, states, file, referral) for one in said)


def sent_elsewhere(file: CaseFile, referral: Referral) -> Entry | None:
    """The entry by which a referral was last sent to another address than before."""
    to = {one.entry: one.to for one in file.notices if one.template is Template.REFERRAL}
    moved, last = None, ""
    for one in file.entries:
        if one.referral == referral.id and one.step in (Step.REFER, Step.SEND_AGAIN):
            address = (to.get(one.id) or one.better).casefold()
            moved, last = one if last and address != last else moved, address
    return moved


def file_for_department(file: CaseFile, referral: Referral, wanted: str) -> FileRef | None:
    """A file that goes along or was sent in this referral, where it can be opened without harm; else None."""
    seen = [ref for one in told_along(file, referral) for ref in one.files]
    seen += [ref for one in spoken_in(file, referral) for ref in one.files]
    return next((ref for ref in seen if ref.id == wanted and ref.scan in OPENABLE), None)


def choices(referral: Referral, *, reached: bool, merged: bool = False) -> tuple[Step, ...]:
    """What a department can do now, beside accepting. `reached`: whether we can send the citizen anything; `merged`: the
    case went up in another one, where nothing is asked any more in this referral."""
    possible = (one for one in CHOICES if (referral.state, one) in REFERRAL_TRANSITIONS)
    possible = (one for one in possible if not (merged and REFERRAL_TRANSITIONS[referral.state, one] in OPEN))
    return tuple(one for one in possible if reached or one not in TO_CITIZEN)


def can_accept(referral: Referral, *, merged: bool = False) -> bool:
    """Whether nobody has said yet that the question is in good hands."""
    after = None if merged else REFERRAL_TRANSITIONS.get((referral.state, Step.ACCEPT))
    return after is not None and after is not referral.state


def _spoken(entry: Entry, states: dict[str, FileRef], file: CaseFile, referral: Referral) -> Spoken:
    by, text, files = entry.by, entry.text, tuple(states.get(ref.id, ref) for ref in entry.files)
    if entry.author is Author.CITIZEN:
        by, text = "", without_sender(text, file, referral)
    if entry.author is not Author.DEPARTMENT:
        files = tuple(_named(one, without_sender(one.name, file, referral)) for one in files)
    return Spoken(entry.at, entry.step, entry.author, by, text, entry.better, files)


def _as_shared(contact: Contact, file: CaseFile, referral: Referral) -> Contact:
    subject, text = (without_sender(one, file, referral) for one in (contact.subject, contact.text))
    files = tuple(_named(one, without_sender(one.name, file, referral)) for one in contact.files)
    return replace(contact, subject=subject, text=text, files=files)


def _named(file: FileRef, name: str) -> FileRef:
    return replace(file, name=name)


def _senders(file: CaseFile) -> Iterator[Person]:
    return (one.sender for one in file.contacts if Flag.FROM_DEPARTMENT not in one.flags)
