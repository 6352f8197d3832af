"""Words of a contact, so that an agent finds a case by what was said. Standard library only."""

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Final

from chalicelib.domain.contact import Contact
from chalicelib.domain.phones import is_number, same_number
from chalicelib.domain.search_words import silent_words

MOST: Final = 40  # of a contact: each is an item of the table
_WORD = re.compile(r"[a-z0-9]{3,30}")


def words_of(*texts: str) -> tuple[str, ...]:
    """Distinct words of three letters and more, folded (é is e)."""
    folded = unicodedata.normalize("NFKD", " ".join(texts).lower())
    plain = "".join(character for character in folded if not unicodedata.combining(character))
    return tuple(dict.fromkeys(_WORD.findall(plain)))


def telling(words: tuple[str, ...]) -> tuple[str, ...]:
    """Those that say what a letter is about."""
    return tuple(word for word in words if word not in common_words())


@cache
def common_words() -> frozenset[str]:
    """What people write whatever they write about: letter_words.txt, and what the search of the knowledge passes over."""
    lines = Path(__file__).with_name("letter_words.txt").read_text(encoding="utf-8").splitlines()
    return silent_words() | {word for line in lines if not line.startswith("#") for word in line.split()}


def findable(contact: Contact) -> tuple[str, ...]:
    """All by which a case is found because of a contact: who sent it (name, organisation, address, number), and the first
    MOST words that say what it is about. A name is a name, whatever it means."""
    sender = contact.sender
    who = (
        *words_of(sender.name, sender.organisation)[:MOST],
        *addresses_of(f"{sender.email} {sender.phone}"),
    )
    return tuple(dict.fromkeys((*who, *telling(words_of(contact.subject, contact.text))[:MOST])))


def asked_for(query: str) -> tuple[str, ...]:
    """What an agent looks for, in the same form: an address or a number, else the words that tell something. Where none
    does it may be a name."""
    words = words_of(query)
    return addresses_of(query) or telling(words) or words


def addresses_of(text: str) -> tuple[str, ...]:
    """E-mail addresses in a text, in small letters, and the number that the rest of it is."""
    mails = [part.lower() for part in text.split() if "@" in part]
    rest = same_number(" ".join(part for part in text.split() if "@" not in part))
    return (*mails, rest) if is_number(rest) else tuple(mails)
