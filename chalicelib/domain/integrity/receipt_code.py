"""The receipt code of a dossier: eight plain words that can be read aloud. Standard library only.

Three words find the dossier (the locator), five prove who holds the code (the secret: 45 bits, kept as a slow hash, and
guessing is slowed). The words are short, common, and no two of them differ by a single letter, so that one slip of the
pen still leads to the word that was meant.
"""

import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from chalicelib.domain.ids import digest

LOCATOR: Final = 3  # words
SECRET: Final = 5
LONGEST: Final = 400  # characters of what somebody types


@dataclass(frozen=True, slots=True)
class Code:
    """A receipt code: words with spaces between."""

    locator: str
    secret: str

    @property
    def words(self) -> tuple[str, ...]:
        """All of its words, in order."""
        return (*self.locator.split(), *self.secret.split())

    def __str__(self) -> str:
        return " ".join(self.words)

    def __repr__(self) -> str:
        return "Code(...)"  # a code in a log opens a dossier


@cache
def words() -> tuple[str, ...]:
    """The list of words, in order of the alphabet."""
    return tuple(Path(__file__).with_name("receipt_words.txt").read_text(encoding="utf-8").split())


def new_code(secret: bytes, key: str) -> Code:
    """The code of what was sent with a key: the same again gives the same. `secret`: the house's own."""
    return Code(_drawn(secret, "receipt-locator", key, LOCATOR), _drawn(secret, "receipt-secret", key, SECRET))


def read_code(text: str) -> Code | None:
    """The code in what somebody typed or was told: capitals, accents, commas, dashes and one wrong letter in a word do not
    matter. None where there are not eight words."""
    typed = [_meant(word) for word in words_in(text)]
    if len(typed) != LOCATOR + SECRET:
        return None
    return Code(" ".join(typed[:LOCATOR]), " ".join(typed[LOCATOR:]))


def words_in(text: str) -> list[str]:
    """The words of what somebody typed, in small letters without accents."""
    plain = unicodedata.normalize("NFKD", text[:LONGEST].casefold())
    return "".join(letter if letter.isalpha() else " " for letter in plain if not unicodedata.combining(letter)).split()


def strange_words(code: Code) -> tuple[str, ...]:
    """Words that are in no code. To say so tells nobody anything: the list is for everybody to read."""
    return tuple(word for word in code.words if word not in words())


def _drawn(secret: bytes, purpose: str, key: str, count: int) -> str:
    number, found = int.from_bytes(digest(secret, purpose, key)), []
    for _ in range(count):
        number, place = divmod(number, len(words()))
        found.append(words()[place])
    return " ".join(found)


def _meant(word: str) -> str:
    """The word of the list that was meant, or what was typed where none is near, or more than one."""
    if word in words():
        return word
    near = [one for one in words() if _differ_by_one(one, word)]
    return near[0] if len(near) == 1 else word


def _differ_by_one(one: str, other: str) -> bool:
    """Whether one letter was replaced, left out or added."""
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1:
        return False
    same = next((place for place, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    return short[same + (len(short) == len(long)) :] == long[same + 1 :]
