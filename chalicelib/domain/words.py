"""Words of a contact, so that an agent finds a case by what was said. Standard library only."""

import re
import unicodedata
from typing import Final

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
