"""Send a notice: claim it, write its letter, give it to the mail service, and keep what came of it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from chalicelib.domain.case import CaseFile
from chalicelib.domain.letter import Letter
from chalicelib.domain.outbox import MOST_ATTEMPTS, Notice
from chalicelib.errors import MailRefused, NotFound

if TYPE_CHECKING:
    from chalicelib.stores.cases import CaseStore
    from chalicelib.stores.mailer import Mailer
    from chalicelib.stores.outbox import OutboxStore


@dataclass(frozen=True, slots=True)
class Post:
    """What sending needs. `write` makes the letter of a notice, with its case."""

    outbox: "OutboxStore"
    cases: "CaseStore"
    mailer: "Mailer"
    write: Callable[[Notice, CaseFile], Letter]


def send_notice(case: str, notice: str, post: Post, at: datetime) -> Notice | None:
    """Send it once, as far as that can be known; the notice with the id that the mail service gave, or without one where
    it will never take the mail (its case shows that). None: it was sent, taken back or erased before.

    Raises Busy, and whatever breaks in writing it; after the last try the notice is given up, which its case shows.
    """
    claimed = post.outbox.claim(case, notice, at)
    if claimed is None:
        return None
    try:
        message_id = _sent(claimed, post)
    except NotFound:
        return None  # the case was erased
    except MailRefused as error:
        post.outbox.give_up(claimed, at, str(error))
        return claimed
    except Exception:
        _failed(claimed, post, at)
        raise
    post.outbox.sent(claimed, message_id, at)
    return replace(claimed, message_id=message_id)


def _sent(notice: Notice, post: Post) -> str:
    letter = post.write(notice, post.cases.open(notice.case))
    return post.mailer.send(letter, tags={"case": notice.case, "notice": notice.id})


def _failed(notice: Notice, post: Post, at: datetime) -> None:
    if notice.attempts >= MOST_ATTEMPTS:
        post.outbox.give_up(notice, at, "tries")
    else:
        post.outbox.give_back(notice, at)
