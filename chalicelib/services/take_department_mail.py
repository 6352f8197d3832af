"""A department replies to the mail of a referral, from whichever address: kept in the referral, never as the citizen's."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from chalicelib.domain.agent import DEPARTMENT
from chalicelib.domain.case_states import Status
from chalicelib.domain.contact import Contact
from chalicelib.domain.letter import one_line
from chalicelib.domain.referral import Author, Referral, Step
from chalicelib.errors import AlreadyKept, Busy, ChangedMeanwhile
from chalicelib.services.open_case import living_case
from chalicelib.services.register_contact import Receipt
from chalicelib.services.step_referral import Said, entry_of, referral_of, step_referral

if TYPE_CHECKING:
    from chalicelib.domain.case import CaseFile
    from chalicelib.services.register_contact import Desk
    from chalicelib.stores.cases import CaseStore

TRIES: Final = 10


@dataclass(frozen=True, slots=True)
class Thread:
    """A referral as it was found for a mail."""

    file: "CaseFile"
    referral: Referral


def thread_of(case: str, referral: str, cases: "CaseStore") -> Thread:
    """Raises NotFound where the case was erased."""
    file = cases.open(case)
    return Thread(file, referral_of(file, referral))


def take_department_mail(reply: Contact, thread: Thread, cases: "CaseStore", desk: "Desk") -> Receipt:
    """Keep what a department wrote: an agent must read it to know what it means. The same mail twice is once.

    `reply`: the mail, with new text only. After an answer, after giving back and after a withdrawal it is kept as well. The
    receipt names the entry in place of a contact. Raises NotFound where the case was erased meanwhile, Busy.
    """
    desk = replace(desk, actor=DEPARTMENT)
    case, number = thread.file.case.id, thread.referral.id
    said = Said(
        step=Step.SAY,
        author=Author.DEPARTMENT,
        key=reply.key,
        by=_by(reply),
        text=reply.text,
        files=reply.files,
        original=reply.original,
    )
    entry = entry_of(case, thread.referral, said, desk).id
    for _ in range(TRIES):
        file = cases.open(case)
        referral_of(file, number)
        living = living_case(case, cases) if file.case.status is Status.MERGED else None
        try:
            cases.keep(*step_referral(file, number, said, desk, living))
        except AlreadyKept:
            return Receipt(case, entry, "", repeated=True)
        except ChangedMeanwhile:
            continue
        return Receipt(case, entry, "")
    raise Busy("the case changes all the time")


def _by(reply: Contact) -> str:
    name = one_line(reply.sender.name, 100)
    return f"{name} <{reply.sender.email}>" if name else reply.sender.email
