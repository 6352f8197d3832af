"""Where a dossier stands, what can be done to it by whom, and what comes of that: one table. Standard library only.

The state machine of infra/integrity, the pages, the tests and the documentation all read it. A phase in which a person must
act waits for that person; the others the machine leaves by itself.
"""

from enum import StrEnum
from typing import Final


class Phase(StrEnum):
    """Where a dossier stands."""

    REGISTERED = "registered"
    ACKNOWLEDGED = "acknowledged"  # the reporter knows that we have it
    FORWARDED = "forwarded"  # the competent service is to accept it, or to give it back
    RETURNED = "returned"  # with a reason: another service must be found
    CHECKING = "checking"  # accepted: are there grounds
    CHECK_ASKED = "check_asked"  # the reporter is asked something, and the check waits
    INVESTIGATING = "investigating"  # founded
    INVESTIGATION_ASKED = "investigation_asked"
    CONCLUDED = "concluded"  # the reporter is to be told what came of it
    FED_BACK = "fed_back"
    CLOSED = "closed"
    ERASED = "erased"


class Act(StrEnum):
    """What can be done to a dossier."""

    ACKNOWLEDGE = "acknowledge"
    FORWARD = "forward"
    ACCEPT = "accept"
    GIVE_BACK = "give_back"
    SEND_ON = "send_on"  # after a check: another service is competent
    ASK = "ask"
    TELL = "tell"  # the reporter says more, or answers
    GO_ON = "go_on"  # without what was asked
    FIND_GROUNDS = "find_grounds"
    FIND_NO_GROUNDS = "find_no_grounds"
    CONCLUDE = "conclude"
    FEED_BACK = "feed_back"
    WITHDRAW = "withdraw"
    CLOSE = "close"
    EXTEND = "extend"  # the term for feedback, from three to six months, with reasons
    NOTE = "note"  # notes, tasks, findings, measures, evidence, correspondence: the phase stays
    ERASE = "erase"


class Actor(StrEnum):
    """Who does something."""

    REPORTER = "reporter"
    SERVICE = "service"  # an investigator of the competent service
    MACHINE = "machine"
    DESK = "desk"  # who registers it for the reporter


_P, _A = Phase, Act
WAITS_FOR_SERVICE: Final = frozenset({_P.FORWARDED, _P.CHECKING, _P.INVESTIGATING, _P.CONCLUDED})
WAITS_FOR_REPORTER: Final = frozenset({_P.CHECK_ASKED, _P.INVESTIGATION_ASKED})
WAITS_FOR_PEOPLE: Final = WAITS_FOR_SERVICE | WAITS_FOR_REPORTER
# What the machine does by itself, and the phase in which it does it.
BY_MACHINE: Final[dict[Phase, Act]] = {
    _P.REGISTERED: _A.ACKNOWLEDGE,
    _P.ACKNOWLEDGED: _A.FORWARD,
    _P.RETURNED: _A.FORWARD,
    _P.FED_BACK: _A.CLOSE,
}
ENDED: Final = frozenset({_P.CLOSED, _P.ERASED})
OPEN: Final = frozenset(Phase) - ENDED

PHASES: Final[dict[tuple[Phase, Act], Phase]] = {
    (_P.REGISTERED, _A.ACKNOWLEDGE): _P.ACKNOWLEDGED,
    (_P.ACKNOWLEDGED, _A.FORWARD): _P.FORWARDED,
    (_P.RETURNED, _A.FORWARD): _P.FORWARDED,
    (_P.FORWARDED, _A.ACCEPT): _P.CHECKING,
    (_P.FORWARDED, _A.GIVE_BACK): _P.RETURNED,
    (_P.CHECKING, _A.SEND_ON): _P.RETURNED,
    (_P.CHECKING, _A.ASK): _P.CHECK_ASKED,
    (_P.CHECK_ASKED, _A.TELL): _P.CHECKING,
    (_P.CHECK_ASKED, _A.GO_ON): _P.CHECKING,
    (_P.CHECKING, _A.FIND_GROUNDS): _P.INVESTIGATING,
    (_P.CHECKING, _A.FIND_NO_GROUNDS): _P.CONCLUDED,
    (_P.INVESTIGATING, _A.ASK): _P.INVESTIGATION_ASKED,
    (_P.INVESTIGATION_ASKED, _A.TELL): _P.INVESTIGATING,
    (_P.INVESTIGATION_ASKED, _A.GO_ON): _P.INVESTIGATING,
    (_P.INVESTIGATING, _A.CONCLUDE): _P.CONCLUDED,
    (_P.CONCLUDED, _A.FEED_BACK): _P.FED_BACK,
    (_P.FED_BACK, _A.CLOSE): _P.CLOSED,
    (_P.CLOSED, _A.TELL): _P.CLOSED,  # what a reporter says after the end is kept and shown
    (_P.CLOSED, _A.NOTE): _P.CLOSED,
    (_P.CLOSED, _A.ERASE): _P.ERASED,
    **{(phase, _A.TELL): phase for phase in OPEN - WAITS_FOR_REPORTER},
    **{(phase, _A.NOTE): phase for phase in OPEN},
    **{(phase, _A.EXTEND): phase for phase in WAITS_FOR_PEOPLE},
    **{(phase, _A.WITHDRAW): _P.FED_BACK for phase in OPEN - {_P.FED_BACK}},
}
# Who may do what. The machine acts by the table above; the desk only hands in.
MAY: Final[dict[Actor, frozenset[Act]]] = {
    Actor.REPORTER: frozenset({_A.TELL, _A.NOTE, _A.WITHDRAW}),  # a note: own data that were corrected
    Actor.SERVICE: frozenset(
        {
            _A.ACCEPT,
            _A.GIVE_BACK,
            _A.SEND_ON,
            _A.ASK,
            _A.GO_ON,
            _A.FIND_GROUNDS,
            _A.FIND_NO_GROUNDS,
            _A.CONCLUDE,
            _A.FEED_BACK,
            _A.EXTEND,
            _A.NOTE,
        }
    ),
    Actor.MACHINE: frozenset({*BY_MACHINE.values(), _A.GO_ON, _A.NOTE, _A.ERASE}),
    Actor.DESK: frozenset(),
}
