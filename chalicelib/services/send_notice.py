"""Send a notice: claim it, write it, give it to the mail service or the SMS gateway, and keep what came of it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from chalicelib.domain.agent import SYSTEM
from chalicelib.domain.case import CaseFile, Change, audited
from chalicelib.domain.flags import Flag
from chalicelib.domain.hours import Calendar
from chalicelib.domain.letter import Letter
from chalicelib.domain.outbox import MOST_ATTEMPTS, SMS, Notice
from chalicelib.errors import Busy, ChangedMeanwhile, MailRefused, NotFound, SmsRefused
from chalicelib.services.fail_referral import TO_DEPARTMENT, fail_referral
from chalicelib.services.open_case import living_case, open_case
from chalicelib.services.take_delivery_event import AWAITED, TRIES, troubled

if TYPE_CHECKING:
    from chalicelib.stores.cases import CaseStore
    from chalicelib.stores.mailer import Mailer
    from chalicelib.stores.outbox import OutboxStore


@dataclass(frozen=True, slots=True)
class Post:
    """What sending needs. `write` makes the letter of a notice, with its case; `by_sms` sends one as an SMS and gives the
    gateway's id."""

    outbox: "OutboxStore"
    cases: "CaseStore"
    mailer: "Mailer"
    write: Callable[[Notice, CaseFile], Letter]
    by_sms: Callable[[Notice, CaseFile], str]
    calendar: Calendar


def send_notice(case: str, notice: str, post: Post, at: datetime) -> Notice | None:
    """Send it once, as far as that can be known; the notice with the id that the service gave, or without one where it
    will never take it (its case shows that). None: it was sent, taken back or erased before.

    Raises Busy, and whatever breaks in writing it; after the last try the notice is given up, which its case shows.
    """
    claimed = post.outbox.claim(case, notice, at)
    if claimed is None:
        return None
    try:
        message_id = _sent(claimed, post)
    except NotFound:
        return None  # the case was erased
    except (MailRefused, SmsRefused) as error:
        post.outbox.give_up(claimed, at, str(error))
        _lost(claimed, post, at)
        return claimed
    except Exception:
        _failed(claimed, post, at)
        raise
    post.outbox.sent(claimed, message_id, at)
    return replace(claimed, message_id=message_id)


def _sent(notice: Notice, post: Post) -> str:
    file = open_case(notice.case, post.cases).whole
    if notice.by == SMS:
        return post.by_sms(notice, file)
    return post.mailer.send(post.write(notice, file), tags={"case": notice.case, "notice": notice.id})


def _lost(notice: Notice, post: Post, at: datetime) -> None:
    """The citizen has no answer, or the department no question: the case waits for us again."""
    if notice.template not in (AWAITED | TO_DEPARTMENT):
        return None
    for _ in range(TRIES):
        try:
            if notice.template in TO_DEPARTMENT:
                fail_referral(notice, post.cases, post.calendar, at)
                return None
            case = living_case(notice.case, post.cases)
            after = troubled(case, Flag.BOUNCED, lost=True, calendar=post.calendar, at=at)
            after, event = audited(after, at, SYSTEM, f"{notice.by}_refused", {"notice": notice.id})
            return post.cases.keep(Change(after, (event,)))
        except ChangedMeanwhile:
            continue
        except NotFound:
            return None
    raise Busy("the case changes all the time")


def _failed(notice: Notice, post: Post, at: datetime) -> None:
    if notice.attempts >= MOST_ATTEMPTS:
        post.outbox.give_up(notice, at, "tries")
        if notice.template in TO_DEPARTMENT:
            _lost(notice, post, at)
    else:
        post.outbox.give_back(notice, at)
