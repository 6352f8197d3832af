"""What an agent must notice about a contact before reading it. Every written channel asks here.

The phrases stand in `wordlists/distress.txt`, `threat.txt` and `integrity.txt`: editors change them, no code.
"""

from enum import StrEnum
from typing import Final

from chalicelib.domain.language import DUTCH, UNKNOWN, language_of
from chalicelib.domain.phrases import found_in, phrases, words_of

__all__ = ["Flag", "flags_of", "language_of"]

READ_LETTERS: Final = 50_000  # of a text; beyond it nobody writes, programs do


class Flag(StrEnum):
    """A sign on a contact; each has its text in the catalogue of the desk (`desk.flag.<value>`)."""

    # what is said
    OTHER_LANGUAGE = "other_language"
    DISTRESS = "distress"
    THREAT = "threat"
    INTEGRITY = "integrity"  # perhaps a matter for the confidential house: an agent looks before anybody else does
    # who says it
    OTHER_SENDER = "other_sender"  # a reply from another address than the case's own
    FROM_DEPARTMENT = "from_department"  # by the thread of a referral's mail: nothing of the citizen's
    SENDER_UNPROVEN = "sender_unproven"  # neither SPF nor DKIM nor DMARC vouches for the sender's address
    SEVERAL_SENDERS = "several_senders"
    NO_SENDER = "no_sender"  # nobody to answer to
    # how it came
    AUTOMATIC = "automatic"
    UNREADABLE = "unreadable"  # kept whole, to be opened as a file
    ENCRYPTED = "encrypted"
    SIGNED_UNCHECKED = "signed_unchecked"
    TRUNCATED = "truncated"  # the original holds more than is shown
    EMPTY = "empty"
    PART_MISSING = "part_missing"  # of a long SMS, and it did not come within a minute
    LANDLINE = "landline"  # an SMS from a number that gets none
    STOPPED = "stopped"  # wants no SMS any more
    STEERS = "steers"  # a word that steers (STOP, INFO), no question
    # what became of our mail to its sender
    BOUNCED = "bounced"
    COMPLAINED = "complained"
    # what became of a referral
    SILENT = "silent"  # its department does not answer
    ESCALATED = "escalated"  # nor after an agent was told: a supervisor must act


SAID: Final = (Flag.DISTRESS, Flag.THREAT, Flag.INTEGRITY)  # each by its list of phrases


def flags_of(text: str, language: str | None = None) -> frozenset[Flag]:
    """The signs in what somebody wrote: another language than Dutch, distress, a threat, a matter of integrity.

    `language`: what language_of said of the text, where that was asked before.
    """
    words = words_of(text[:READ_LETTERS])
    found = {flag for flag in SAID if found_in(words, phrases(flag.value))}
    if (language_of(text) if language is None else language) not in (DUTCH, UNKNOWN):
        found.add(Flag.OTHER_LANGUAGE)
    return frozenset(found)
