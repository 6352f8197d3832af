"""What must be sent: a notice is kept in the same transaction as its reason, and sent afterwards, at least once."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final


class Template(StrEnum):
    """Which mail: its subject and text are in the catalogue under mail.<template>_..."""

    COPY = "copy"  # of a message sent by form or programme, to its sender
    RECEIVED = "received"  # the one automatic answer to a mail
    ANSWER = "answer"  # an agent's answer
    REFERRAL = "referral"  # to a department: please answer this
    REFERRAL_MORE = "referral_more"  # to a department: the citizen, or an agent, tells more
    REFERRAL_REMINDER = "referral_reminder"
    REFERRED = "referred"  # to the citizen: who is asked, and what happens next
    DEPARTMENT_ASKS = "department_asks"  # to the citizen: the department needs to know something
    ASKED_REMINDER = "asked_reminder"  # to the citizen: the department still waits for what it asked
    DEPARTMENT_ANSWER = "department_answer"  # to the citizen: the department's own answer
    NEW_LINK = "new_link"  # a fresh secret link, asked for by the sender
    SMS_CLOSED = "sms_closed"  # to who sends an SMS while 1700 is closed: when it will be read


class State(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    BOUNCED = "bounced"
    COMPLAINED = "complained"
    FAILED = "failed"  # set aside: an operator sends it again
    TO_DO = "to_do"  # no machine can: an agent calls back, or prints and posts


# SES tells in any order and more than once; what is known for certain is never taken back by a later, weaker event.
TRANSITIONS: Final[dict[State, frozenset[State]]] = {
    State.QUEUED: frozenset({State.SENDING, State.FAILED}),
    State.SENDING: frozenset({State.QUEUED, State.SENT, State.FAILED}),
    State.SENT: frozenset({State.DELIVERED, State.BOUNCED, State.COMPLAINED}),
    State.DELIVERED: frozenset({State.BOUNCED, State.COMPLAINED}),
    State.BOUNCED: frozenset({State.COMPLAINED}),
    State.COMPLAINED: frozenset(),
    State.FAILED: frozenset({State.QUEUED, State.SENDING}),
    State.TO_DO: frozenset({State.SENT, State.FAILED}),
}
MAIL: Final = "mail"
SMS: Final = "sms"
PHONE: Final = "phone"
LETTER: Final = "letter"
BY_HAND: Final = frozenset({PHONE, LETTER})
LOST: Final = frozenset({State.BOUNCED, State.COMPLAINED, State.FAILED})
LEASE: Final = timedelta(minutes=1)  # longer than a sender can live (its timeout is 29 s)
ROUND: Final = 5  # tries of the queue before it sets a message aside (maxReceiveCount in infra/resources.yaml)
MOST_ATTEMPTS: Final = 5 * ROUND


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to send. `entry`: id of the contact or answer that it is about; `link`: the secret link's token, kept
    only until it was sent. `not_before`: an answer can be taken back until then."""

    id: str
    case: str
    entry: str
    template: Template
    to: str
    not_before: datetime
    state: State = State.QUEUED
    link: str = ""
    correlation: str = ""
    attempts: int = 0
    message_id: str = ""
    state_at: datetime | None = None
    detail: str = ""  # of a bounce: its kind, never an address
    by: str = MAIL  # the road; `to` is what it leads to: an address, a number


def wait_before(attempt: int) -> timedelta:
    """How long after so many attempts until the sweeper begins a new round, beside the tries of the queue.

    Half an hour in the first round, then 1, 2, 4 ... hours: SES can be away for a night and every mail still goes out.
    """
    return timedelta(minutes=30 * 2 ** min(attempt // ROUND, MOST_ATTEMPTS // ROUND))
