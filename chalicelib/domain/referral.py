"""A referral: another organisation is asked to answer, and everything that can come of it. Standard library only.

What a department says is an Entry; the referral's state follows from the table. Every open state has a clock (`next_at`),
so that nobody waits for ever: a reminder before and after the due date, then a sign to the agent, then to a supervisor.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from chalicelib.domain.contact import FileRef
from chalicelib.errors import NotPossibleNow


class ReferralState(StrEnum):
    """Where a referral stands."""

    SENT = "sent"
    ACCEPTED = "accepted"
    ASKED = "asked"  # the department needs to know more before it can answer
    ANSWERED = "answered"  # through us: an agent passes it on
    ANSWERED_DIRECTLY = "answered_directly"  # the citizen got it from the department, we have a copy
    RETURNED = "returned"  # given back
    FAILED = "failed"  # the mail did not arrive
    WITHDRAWN = "withdrawn"


class Step(StrEnum):
    """What happens to a referral."""

    REFER = "refer"  # the first entry: what was asked
    ACCEPT = "accept"
    ANSWER = "answer"
    ANSWER_DIRECTLY = "answer_directly"
    ASK_CITIZEN = "ask_citizen"
    ASK_AGENT = "ask_agent"
    SAY = "say"  # a reply by mail whose meaning only a person can tell
    TELL = "tell"  # the citizen or an agent tells the department more
    GIVE_BACK = "give_back"
    BOUNCE = "bounce"
    SEND_AGAIN = "send_again"  # to another address, or with a new due date
    REMIND = "remind"
    SIGN = "sign"  # nothing comes: an agent, or a supervisor, must know
    WITHDRAW = "withdraw"


_S, _T = ReferralState, Step
# What is said after the end is never lost: an answer that comes twice, by link and by mail, or after the question was
# given back or withdrawn, is kept and shown; only what makes no sense any more is refused.
REFERRAL_TRANSITIONS: Final[dict[tuple[ReferralState, Step], ReferralState]] = {
    **{
        (state, step): after
        for state in (_S.SENT, _S.ACCEPTED, _S.ASKED, _S.FAILED)
        for step, after in (
            (_T.ACCEPT, _S.ACCEPTED),
            (_T.ANSWER, _S.ANSWERED),
            (_T.ANSWER_DIRECTLY, _S.ANSWERED_DIRECTLY),
            (_T.ASK_CITIZEN, _S.ASKED),
            (_T.ASK_AGENT, _S.ASKED),
            (_T.SAY, _S.ANSWERED),
            (_T.GIVE_BACK, _S.RETURNED),
            (_T.WITHDRAW, _S.WITHDRAWN),
            (_T.SEND_AGAIN, _S.SENT),
        )
    },
    **{
        (state, step): state
        for state in (_S.ANSWERED, _S.ANSWERED_DIRECTLY, _S.RETURNED, _S.WITHDRAWN)
        for step in (_T.SAY, _T.TELL)
    },
    **{
        (state, step): after
        for state in (_S.ANSWERED, _S.ANSWERED_DIRECTLY, _S.RETURNED)
        for step, after in ((_T.ANSWER, _S.ANSWERED), (_T.ANSWER_DIRECTLY, _S.ANSWERED_DIRECTLY))
    },
    (_S.ANSWERED, _T.ASK_CITIZEN): _S.ASKED,
    (_S.ANSWERED, _T.ASK_AGENT): _S.ASKED,
    (_S.ANSWERED, _T.SEND_AGAIN): _S.SENT,  # the answer was not enough
    (_S.RETURNED, _T.SEND_AGAIN): _S.SENT,
    (_S.WITHDRAWN, _T.ANSWER): _S.WITHDRAWN,
    (_S.SENT, _T.TELL): _S.SENT,
    (_S.ACCEPTED, _T.TELL): _S.ACCEPTED,
    (_S.ASKED, _T.TELL): _S.ACCEPTED,  # what was asked is told: the clock runs again
    (_S.FAILED, _T.TELL): _S.FAILED,
    (_S.SENT, _T.REMIND): _S.SENT,
    (_S.ACCEPTED, _T.REMIND): _S.ACCEPTED,
    (_S.ASKED, _T.REMIND): _S.ASKED,
    (_S.SENT, _T.SIGN): _S.SENT,
    (_S.ACCEPTED, _T.SIGN): _S.ACCEPTED,
    (_S.ASKED, _T.SIGN): _S.ASKED,
    (_S.SENT, _T.BOUNCE): _S.FAILED,
    (_S.ACCEPTED, _T.BOUNCE): _S.FAILED,
    (_S.ASKED, _T.BOUNCE): _S.FAILED,
    (_S.FAILED, _T.BOUNCE): _S.FAILED,
}
OPEN: Final = frozenset({_S.SENT, _S.ACCEPTED, _S.ASKED})  # the department is to do something, or waits for an answer
# An agent must look at once; at an answer when nobody else is still to answer.
FOR_US: Final = frozenset({_T.ASK_AGENT, _T.SAY, _T.GIVE_BACK, _T.BOUNCE, _T.SIGN})


class Author(StrEnum):
    """Who says something in a referral."""

    DEPARTMENT = "department"
    AGENT = "agent"
    CITIZEN = "citizen"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing said or done. `id`: derived from what made it, so that it counts once. `by`: a name or an address as shown
    to agents. `better`: a better organisation or address, told when giving back. `original`: key of the raw mail."""

    id: str
    referral: str
    at: datetime
    step: Step
    author: Author
    by: str = ""
    text: str = ""
    better: str = ""
    files: tuple[FileRef, ...] = ()
    original: str = ""


def last_asked(entries: Iterable[Entry], referral: str) -> Entry | None:
    """The last question of a department to the citizen or to an agent."""
    asked = [one for one in entries if one.referral == referral and one.step in (Step.ASK_CITIZEN, Step.ASK_AGENT)]
    return asked[-1] if asked else None


@dataclass(frozen=True, slots=True)
class Referral:
    """A question to one organisation. `id`: "01", "02" ... within its case. `link`: hash of its secret link's token;
    `shared`: ids of the contacts that go along. `closing_days`: the organisation's own, as it had them then.

    `next_at`: when the next clock rings, None where none runs; `rung`: how many have.
    """

    id: str
    case: str
    organisation: str
    name: str
    email: str
    state: ReferralState
    reason: str
    action: str
    agent: str
    agent_name: str
    made_at: datetime
    due_at: datetime
    shared: tuple[str, ...] = ()
    share_sender: bool = False  # whether name and address of the citizen go along
    closing_days: tuple[str, ...] = ()
    link: str = ""
    link_ends: datetime | None = None
    next_at: datetime | None = None
    rung: int = 0

    def after(self, step: Step) -> "Referral":
        """The referral after a step. Raises NotPossibleNow where the table has no such step."""
        state = REFERRAL_TRANSITIONS.get((self.state, step))
        if state is None:
            raise NotPossibleNow(f"{step} in {self.state}")
        return replace(self, state=state, next_at=self.next_at if state in OPEN else None)
