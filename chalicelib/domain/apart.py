"""Why a mail is kept apart, in a list of its own that agents can open. Standard library only."""

from enum import StrEnum


class Apart(StrEnum):
    """The verdict of the mail service that keeps a mail out of the worklist."""

    SPAM = "spam"
    VIRUS = "virus"
    DMARC = "dmarc"  # the sender's own domain says that this mail is not from it
