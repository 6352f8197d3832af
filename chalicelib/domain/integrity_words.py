"""Why a contact may be a matter of integrity: the words in it that say so. Standard library only.

The phrases stand in `wordlists/integrity.txt`; domain/flags.py puts the sign on a contact, this says what it stands on.
"""

from typing import Final

from chalicelib.domain.flags import READ_LETTERS, Flag
from chalicelib.domain.phrases import phrases, said_in, words_of

MOST: Final = 5  # that are shown


def telling_words(*texts: str) -> tuple[str, ...]:
    """The words of these texts that make it a candidate, in small letters and without accents; MOST at most."""
    rules = phrases(Flag.INTEGRITY.value)
    found = (said for text in texts for said in said_in(words_of(text[:READ_LETTERS]), rules))
    return tuple(dict.fromkeys(found))[:MOST]
