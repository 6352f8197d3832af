"""Send a notice: claim it, write it, give it to the mail service or the SMS gateway, and keep what came of it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from chalicelib.domain.case import CaseFile
from chalicelib.domain.letter import Letter
from chalicelib.domain.outbox import MOST_ATTEMPTS, SMS, Notice
from chalicelib.errors import MailRefused, NotFound, SmsRefused

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
        return claimed
    except Exception:
        _failed(claimed, post, at)
        raise
    post.outbox.sent(claimed, message_id, at)
    return replace(claimed, message_id=message_id)


def _sent(notice: Notice, post: Post) -> str:
    file = post.cases.open(notice.case)
    if notice.by == SMS:
        return post.by_sms(notice, file)
    return post.mailer.send(post.write(notice, file), tags={"case": notice.case, "notice": notice.id})


def _failed(notice: Notice, post: Post, at: datetime) -> None:
    if notice.attempts >= MOST_ATTEMPTS:
        post.outbox.give_up(notice, at, "tries")
    else:
        post.outbox.give_back(notice, at)
