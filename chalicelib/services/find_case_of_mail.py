"""To which case a mail belongs: told by ids and addresses that only we can have made, or by the case's own sender."""

import re
from typing import TYPE_CHECKING, Final

from chalicelib.domain.case_states import Status
from chalicelib.domain.ids import citizen_hash, read_reference
from chalicelib.domain.threads import case_of_address, case_of_own_ids

if TYPE_CHECKING:
    from chalicelib.domain.case import Case
    from chalicelib.domain.mail import Mail
    from chalicelib.domain.outbox import Notice
    from chalicelib.stores.cases import CaseStore
    from chalicelib.stores.outbox import OutboxStore

MOST_IDS: Final = 10
# SES gives every mail an id of its own in place of ours (API reference, SendEmail: MessageId).
_SES_ID: Final = re.compile(r"<([0-9a-z-]{20,100})@(?:[a-z0-9-]+\.)?amazonses\.com>", re.IGNORECASE)
_REFERENCE: Final = re.compile(r"1700[ -]?\d{2}[ -]?\d{4}[ -]?\d{4}[ -]?\d\b")


def find_case_of_mail(mail: "Mail", cases: "CaseStore", outbox: "OutboxStore", secret: bytes) -> "Case | None":
    """The case, as it is now (merged, closed ...), or None for a first mail. The surest sign counts. Raises Busy.

    What answers to a case that was erased is a first mail: nothing is known any more of who asked, or what. Of one that
    moved into the confidential house only its head is there.
    """
    answered = find_notice(mail.answers, outbox)
    number = answered.case if answered else case_of_own_ids(secret, mail.answers)
    number = number or next((case for one in mail.to if (case := case_of_address(secret, one))), None)
    if number:
        found = cases.find(number)
        return found if found and found.status is not Status.ERASED else None
    return _by_subject(mail, cases, secret)


def find_notice(ids: str, outbox: "OutboxStore") -> "Notice | None":
    """The mail of ours that SES knows by one of these ids, the last one first: that is what was answered."""
    found = list(dict.fromkeys(_SES_ID.findall(ids)))
    return next((notice for one in found[-MOST_IDS:][::-1] if (notice := outbox.by_message_id(one.lower()))), None)


def _by_subject(mail: "Mail", cases: "CaseStore", secret: bytes) -> "Case | None":
    """A number can be guessed or overheard: in a subject it counts only from the case's own sender."""
    named = _REFERENCE.search(mail.subject)
    number = read_reference(named[0]) if named else None
    case = cases.find(number) if number else None
    return case if case and case.citizen and case.citizen == citizen_hash(secret, mail.sender.email) else None
