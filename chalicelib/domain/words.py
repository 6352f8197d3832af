"""Words of a contact, so that an agent finds a case by what was said. Standard library only."""

import re
import unicodedata
from typing import Final

from chalicelib.domain.contact import Contact
from chalicelib.domain.phones import is_number, same_number

MOST: Final = 40
_WORD = re.compile(r"[a-z0-9]{3,30}")
_COMMON: Final = frozenset(
    "aan als ben bij dag dan dat der deze dit doe doen door een gaan geen goede graag haar had heb hebben heeft het hem hen "
    "hier hij hoe hun ik iets ben is kan kunnen maar mag meer mevrouw met mijn mijnheer moet naar niet nog omdat ons onze ook "
    "over reeds uit uw van veel voor vraag waar waarom wanneer wat wel welke werd wij wil worden wordt zal zich zijn zij zou "
    "bedankt beste geachte groeten vriendelijke alvast hallo hoi dank".split()
)


def words_of(*texts: str) -> tuple[str, ...]:
    """Distinct words of three letters and more, folded (é is e), without the commonest; the first MOST of them."""
    folded = unicodedata.normalize("NFKD", " ".join(texts).lower())
    plain = "".join(character for character in folded if not unicodedata.combining(character))
    found = dict.fromkeys(word for word in _WORD.findall(plain) if word not in _COMMON)
    return tuple(found)[:MOST]


def findable(contact: Contact) -> tuple[str, ...]:
    """All by which a case is found because of a contact: who sent it (name, organisation, address, number), its words."""
    sender = contact.sender
    who = (*words_of(sender.name, sender.organisation), *addresses_of(f"{sender.email} {sender.phone}"))
    return tuple(dict.fromkeys((*who, *words_of(contact.subject, contact.text))))


def asked_for(query: str) -> tuple[str, ...]:
    """What an agent looks for, in the same form: an address or a number, else words."""
    return addresses_of(query) or words_of(query)


def addresses_of(text: str) -> tuple[str, ...]:
    """E-mail addresses in a text, in small letters, and the number that the rest of it is."""
    mails = [part.lower() for part in text.split() if "@" in part]
    rest = same_number(" ".join(part for part in text.split() if "@" not in part))
    return (*mails, rest) if is_number(rest) else tuple(mails)
