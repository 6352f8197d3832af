"""What a department sees of a referral, and what it can do with it. Standard library only.

Only what an agent chose to pass on, and what was said in this referral: nothing of other referrals, answers or notes.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from chalicelib.domain.case import CaseFile
from chalicelib.domain.contact import OPENABLE, FileRef
from chalicelib.domain.referral import REFERRAL_TRANSITIONS, Author, Entry, Referral, Step

# In the order of the page; the first one is what we hope for.
CHOICES: Final = (Step.ANSWER, Step.ANSWER_DIRECTLY, Step.ASK_CITIZEN, Step.ASK_AGENT, Step.GIVE_BACK)
TO_CITIZEN: Final = frozenset({Step.ANSWER_DIRECTLY, Step.ASK_CITIZEN})
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


def told_along(file: CaseFile, referral: Referral) -> tuple[Told, ...]:
    """The messages that go along, in order of time; a mail's quotations do not."""
    states = {one.id: one for one in file.files}
    return tuple(
        Told(one.received_at, one.subject, one.text, tuple(states.get(ref.id, ref) for ref in one.files))
        for one in file.contacts
        if one.id in referral.shared
    )


def spoken_in(file: CaseFile, referral: Referral) -> tuple[Spoken, ...]:
    """What department, citizen and agents said since, in order of time."""
    states = {one.id: one for one in file.files}
    return tuple(
        _spoken(one, states) for one in file.entries if one.referral == referral.id and one.step not in NOT_TOLD
    )


def file_for_department(file: CaseFile, referral: Referral, wanted: str) -> FileRef | None:
    """A file that goes along or was sent in this referral, where it can be opened without harm; else None."""
    seen = [ref for one in told_along(file, referral) for ref in one.files]
    seen += [ref for one in spoken_in(file, referral) for ref in one.files]
    return next((ref for ref in seen if ref.id == wanted and ref.scan in OPENABLE), None)


def choices(referral: Referral, *, reached: bool) -> tuple[Step, ...]:
    """What a department can do now, beside accepting. `reached`: whether we can send the citizen anything."""
    possible = (one for one in CHOICES if (referral.state, one) in REFERRAL_TRANSITIONS)
    return tuple(one for one in possible if reached or one not in TO_CITIZEN)


def can_accept(referral: Referral) -> bool:
    """Whether nobody has said yet that the question is in good hands."""
    after = REFERRAL_TRANSITIONS.get((referral.state, Step.ACCEPT))
    return after is not None and after is not referral.state


def _spoken(entry: Entry, states: dict[str, FileRef]) -> Spoken:
    by = "" if entry.author is Author.CITIZEN else entry.by
    files = tuple(states.get(ref.id, ref) for ref in entry.files)
    return Spoken(entry.at, entry.step, entry.author, by, entry.text, entry.better, files)
