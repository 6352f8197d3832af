"""A mail to a department did not arrive: the referral waits for nobody any more, and its case is a task of ours again."""

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from chalicelib.domain.agent import SYSTEM
from chalicelib.domain.case_states import Status
from chalicelib.domain.outbox import Notice, Template
from chalicelib.domain.referral import Author, Step
from chalicelib.errors import AlreadyKept, NotFound, NotPossibleNow
from chalicelib.services.open_case import living_case
from chalicelib.services.register_contact import Desk
from chalicelib.services.step_referral import Said, referral_of, step_referral

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.domain.hours import Calendar
    from chalicelib.stores.cases import CaseStore

TO_DEPARTMENT: Final = frozenset({Template.REFERRAL, Template.REFERRAL_MORE, Template.REFERRAL_REMINDER})
# Of a bounce that is not for good these say that the mail is not there; the others may be the notice of an absence
# (Amazon SES, "Bounce types": Transient/General).
NOT_THERE: Final = frozenset({"MailboxFull", "MessageTooLarge", "ContentRejected", "AttachmentRejected"})


def fail_referral(
    notice: Notice, cases: "CaseStore", calendar: "Calendar", at: "datetime", told: Notice | None = None
) -> bool:
    """Keep that the mail of a notice did not arrive, in one transaction with `told`: what the mail service said of it.

    False, with nothing kept, where that changes nothing: the referral went to another address since, is answered, or was
    erased. Raises ChangedMeanwhile where case or notice changed: once more, on what is there now; Busy.
    """
    desk = Desk(b"", calendar, at, SYSTEM)  # the id of this entry opens nothing: it need not be secret
    try:
        file = cases.open(notice.case)
        referral = referral_of(file, referral_of_notice(notice))
        if referral.email != notice.to:
            return False
        said = Said(Step.BOUNCE, Author.SYSTEM, f"bounce:{notice.id}", by=notice.to)
        living = living_case(notice.case, cases) if file.case.status is Status.MERGED else None
        first, *others = step_referral(file, referral.id, said, desk, living)
        cases.keep(replace(first, notice_told=told), *others)
    except (NotFound, NotPossibleNow, AlreadyKept):
        return False
    return True


def referral_of_notice(notice: Notice) -> str:
    """The referral that a mail is about: the ids of entries begin with it."""
    return notice.entry.partition("-")[0]
