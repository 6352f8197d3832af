"""Where a case stands, what can be done to it, and what comes of that: one table. Standard library only."""

from enum import StrEnum
from typing import Final


class Status(StrEnum):
    """Where a case stands."""

    NEW = "new"
    REOPENED = "reopened"
    REFERRED = "referred"  # another organisation is asked; nothing waits for us
    ANSWERED = "answered"
    CLOSED = "closed"
    MERGED = "merged"
    ERASED = "erased"
    MOVED = "moved"  # into the confidential house: nobody outside it opens it any more


class Action(StrEnum):
    """What can be done to a case."""

    ADD = "add"  # the citizen says more, or is not satisfied
    NOTE = "note"  # an agent notes, claims, snoozes, releases a file, reads ...: the state stays
    ANSWER = "answer"
    TAKE_BACK = "take_back"  # an answer, within seconds
    REFER = "refer"
    DEPARTMENT = "department"  # a department says something that an agent must see, or stays silent too long
    DEPARTMENT_ANSWERS = "department_answers"  # the citizen, directly
    CLOSE = "close"
    REOPEN = "reopen"
    MERGE = "merge"
    ERASE = "erase"
    MOVE = "move"  # it is a matter of integrity


TRANSITIONS: Final[dict[tuple[Status, Action], Status]] = {
    (Status.NEW, Action.ADD): Status.NEW,
    (Status.NEW, Action.NOTE): Status.NEW,
    (Status.NEW, Action.ANSWER): Status.ANSWERED,
    (Status.NEW, Action.CLOSE): Status.CLOSED,
    (Status.NEW, Action.MERGE): Status.MERGED,
    (Status.NEW, Action.ERASE): Status.ERASED,
    (Status.REOPENED, Action.ADD): Status.REOPENED,
    (Status.REOPENED, Action.NOTE): Status.REOPENED,
    (Status.REOPENED, Action.ANSWER): Status.ANSWERED,
    (Status.REOPENED, Action.CLOSE): Status.CLOSED,
    (Status.REOPENED, Action.MERGE): Status.MERGED,
    (Status.REOPENED, Action.ERASE): Status.ERASED,
    (Status.NEW, Action.REFER): Status.REFERRED,
    (Status.NEW, Action.DEPARTMENT): Status.REOPENED,
    (Status.NEW, Action.DEPARTMENT_ANSWERS): Status.NEW,
    (Status.REOPENED, Action.REFER): Status.REFERRED,
    (Status.REOPENED, Action.DEPARTMENT): Status.REOPENED,
    (Status.REOPENED, Action.DEPARTMENT_ANSWERS): Status.REOPENED,
    (Status.REFERRED, Action.ADD): Status.REFERRED,  # it goes on to the department
    (Status.REFERRED, Action.NOTE): Status.REFERRED,
    (Status.REFERRED, Action.ANSWER): Status.ANSWERED,
    (Status.REFERRED, Action.REFER): Status.REFERRED,
    (Status.REFERRED, Action.DEPARTMENT): Status.REOPENED,
    (Status.REFERRED, Action.DEPARTMENT_ANSWERS): Status.ANSWERED,
    (Status.REFERRED, Action.CLOSE): Status.CLOSED,
    (Status.REFERRED, Action.REOPEN): Status.REOPENED,
    (Status.REFERRED, Action.ERASE): Status.ERASED,
    (Status.ANSWERED, Action.REFER): Status.REFERRED,
    (Status.ANSWERED, Action.DEPARTMENT): Status.REOPENED,
    (Status.ANSWERED, Action.DEPARTMENT_ANSWERS): Status.ANSWERED,
    (Status.CLOSED, Action.DEPARTMENT): Status.REOPENED,
    (Status.CLOSED, Action.DEPARTMENT_ANSWERS): Status.CLOSED,
    (Status.ANSWERED, Action.ADD): Status.REOPENED,
    (Status.ANSWERED, Action.NOTE): Status.ANSWERED,
    (Status.ANSWERED, Action.ANSWER): Status.ANSWERED,
    (Status.ANSWERED, Action.TAKE_BACK): Status.REOPENED,  # or what it was before, NEW or REFERRED
    (Status.ANSWERED, Action.CLOSE): Status.CLOSED,
    (Status.ANSWERED, Action.REOPEN): Status.REOPENED,
    (Status.ANSWERED, Action.MERGE): Status.MERGED,
    (Status.ANSWERED, Action.ERASE): Status.ERASED,
    (Status.CLOSED, Action.ADD): Status.REOPENED,
    (Status.CLOSED, Action.NOTE): Status.CLOSED,
    (Status.CLOSED, Action.TAKE_BACK): Status.REOPENED,  # of an answer that closed it
    (Status.CLOSED, Action.REOPEN): Status.REOPENED,
    (Status.CLOSED, Action.ERASE): Status.ERASED,
    (Status.MERGED, Action.NOTE): Status.MERGED,
    (Status.MERGED, Action.ERASE): Status.ERASED,
    **{(status, Action.MOVE): Status.MOVED for status in Status if status not in (Status.ERASED, Status.MOVED)},
}
WAITS_FOR_US: Final = frozenset({Status.NEW, Status.REOPENED})
ENDED: Final = frozenset({Status.CLOSED, Status.MERGED, Status.ERASED, Status.MOVED})
GONE: Final = frozenset({Status.ERASED, Status.MOVED})  # nothing of it can be read or added to
