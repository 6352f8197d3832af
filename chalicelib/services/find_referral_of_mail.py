"""To which referral a mail belongs: told by ids and addresses that only we can have made, whoever sends it."""

from typing import TYPE_CHECKING

from chalicelib.domain.ids import citizen_hash
from chalicelib.domain.referral_links import referral_of_address
from chalicelib.domain.threads import notices_of_own_ids
from chalicelib.services.fail_referral import TO_DEPARTMENT, referral_of_notice
from chalicelib.services.find_case_of_mail import find_notice

if TYPE_CHECKING:
    from chalicelib.domain.case import Case
    from chalicelib.domain.mail import Mail
    from chalicelib.domain.referral import Referral
    from chalicelib.stores.outbox import OutboxStore


def find_referral_of_mail(mail: "Mail", outbox: "OutboxStore", secret: bytes) -> tuple[str, str] | None:
    """Case and referral, or None where the mail answers none of our mails to a department. Raises Busy.

    As with citizens the mail that is answered tells more than the address by which it comes.
    """
    answered = find_notice(mail.answers, outbox)
    if answered:
        return (answered.case, referral_of_notice(answered)) if answered.template in TO_DEPARTMENT else None
    for case, notice in notices_of_own_ids(secret, mail.answers):
        if notice.endswith(tuple(f"-{template}" for template in TO_DEPARTMENT)):
            return case, notice.partition("-")[0]
        return None
    return next((found for one in mail.to if (found := referral_of_address(secret, one))), None)


def by_the_citizen(mail: "Mail", case: "Case", referral: "Referral", secret: bytes) -> bool:
    """Whether the citizen answers a mail to the department, which was sent on to him: that is a word of his own."""
    theirs = citizen_hash(secret, mail.sender.email)
    return theirs == case.citizen and theirs != citizen_hash(secret, referral.email)
