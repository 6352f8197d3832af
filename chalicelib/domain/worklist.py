"""The lists in which cases stand."""

from enum import StrEnum
from typing import Final


class Worklist(StrEnum):
    """The lists that an agent looks at."""

    TODO = "todo"
    SNOOZED = "snoozed"
    REFERRED = "referred"  # another organisation is asked
    WAITING = "waiting"  # answered: the citizen may come back
    ENDED = "ended"
    APART = "apart"  # spam, virus, failed DMARC: never thrown away


BY_DUE_TIME: Final = frozenset({Worklist.TODO, Worklist.SNOOZED, Worklist.REFERRED})  # the others: latest first
