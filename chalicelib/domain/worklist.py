"""The lists in which cases stand."""

from enum import StrEnum


class Worklist(StrEnum):
    """The lists that an agent looks at."""

    TODO = "todo"
    SNOOZED = "snoozed"
    WAITING = "waiting"  # answered: the citizen may come back
    ENDED = "ended"
    APART = "apart"  # spam, virus, failed DMARC: never thrown away
