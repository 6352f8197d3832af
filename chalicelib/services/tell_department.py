"""A department is told more: by an agent, or because the citizen added something to a question that was referred."""

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from chalicelib.domain.agent import Agent
from chalicelib.domain.case import CaseFile, Change
from chalicelib.domain.case_states import Status
from chalicelib.domain.contact import Contact
from chalicelib.domain.flags import Flag
from chalicelib.domain.outbox import Notice, Template
from chalicelib.domain.referral import OPEN, Author, Entry, Referral, Step
from chalicelib.domain.referral_notices import department_notice
from chalicelib.domain.referral_view import without_sender
from chalicelib.errors import NotPossibleNow, Rejected
from chalicelib.services.register_contact import Desk
from chalicelib.services.step_referral import Said, due_of, entry_of, referral_of, step_referral, stepped, with_signs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chalicelib.stores.cases import CaseStore

LONGEST: Final = 10_000
# No word for a department: programs' mails, words that steer, and what came from another address, until an agent looked.
STAYS_HERE: Final = frozenset({Flag.AUTOMATIC, Flag.STEERS, Flag.OTHER_SENDER, Flag.FROM_DEPARTMENT})
LONGEST_PASSED_ON: Final = 50_000  # of a message that the citizen adds; the rest is on the page of the case


def tell_department(
    file: CaseFile,
    referral: str,
    text: str,
    agent: Agent,
    cases: "CaseStore",
    desk: Desk,
    along: "Sequence[Contact]" = (),
) -> None:
    """Let the department of an open referral know something. `along`: messages of the citizen that go with it.

    Raises Rejected, NotFound, NotPossibleNow, ChangedMeanwhile, AlreadyKept.
    """
    text = text.strip()
    if not text:
        raise Rejected({f"tell-{referral}": "desk_refer.error_tell_missing"})
    if len(text) > LONGEST:
        raise Rejected({f"tell-{referral}": "desk_refer.error_tell_long"})
    before = referral_of(file, referral)
    if before.state not in OPEN:
        raise NotPossibleNow(referral)
    whole = "\n\n".join([text, *(without_sender(one.text, file, before) for one in along)])
    desk = replace(desk, actor=agent.id)
    said = Said(Step.TELL, Author.AGENT, f"tell:{file.case.version}", agent.name, whole)
    first, *rest = step_referral(file, referral, said, desk)
    entry = replace(first.entries[0], files=tuple(ref for one in along for ref in one.files))
    more, after = Template.REFERRAL_MORE, first.referrals[0]
    notice = department_notice(after, entry, file.entries, desk.secret, desk.at, template=more)
    cases.keep(replace(first, entries=(entry,), notices=(notice,)), *rest)


def pass_on(change: Change, contact: Contact, file: CaseFile, desk: Desk) -> Change:
    """A change that adds a contact, with word of it to every department that is still to do something.

    `file`: the case as it was read for the change.
    """
    told = [_told(one, contact, file, desk) for one in file.referrals if one.state in OPEN]
    if not told or contact.flags & STAYS_HERE:
        return change
    referrals, entries, notices = zip(*told, strict=True)
    case = with_signs(change.case, referrals)
    case = replace(case, due_at=due_of(referrals)) if case.status is Status.REFERRED else case
    return replace(change, case=case, referrals=referrals, entries=entries, notices=(*change.notices, *notices))


def not_told(file: CaseFile, referral: Referral) -> tuple[str, ...]:
    """Ids of what the citizen added while the department of a referral had nothing to do, so that it went to nobody."""
    told = {one.text for one in file.entries if one.referral == referral.id and one.author is Author.CITIZEN}
    later = (one for one in file.contacts if one.received_at > referral.made_at and not one.flags & STAYS_HERE)
    return tuple(one.id for one in later if one.id not in referral.shared and one.text[:LONGEST_PASSED_ON] not in told)


def _told(before: Referral, contact: Contact, file: CaseFile, desk: Desk) -> tuple[Referral, Entry, Notice]:
    said = Said(Step.TELL, Author.CITIZEN, f"contact:{contact.id}:{before.id}", text=contact.text[:LONGEST_PASSED_ON])
    entry = replace(entry_of(file.case.id, before, said, desk), files=contact.files)
    after = stepped(before, Step.TELL, desk)
    more = Template.REFERRAL_MORE
    notice = department_notice(after, entry, file.entries, desk.secret, desk.at, contact.correlation, more)
    return after, entry, notice
