"""In which language somebody writes: told by its commonest words (`wordlists/languages.txt`), without a model."""

from functools import cache
from typing import Final

from chalicelib.domain.phrases import FOLDER, words_of

DUTCH: Final = "nl"
OTHER: Final = "other"
UNKNOWN: Final = ""
READ_WORDS: Final = 400  # enough to tell; a long text costs no more
_LEAST_LETTERS: Final = 8
_LEAST_HITS: Final = 2.0  # what is said in fewer words is not judged
_CLEAR_LEAD: Final = 1.2
_LONG: Final = 30  # words: so long a text has common words, if it is in a language of the list
_LEAST_SHARE: Final = 0.05
_LATIN_ENDS: Final = 0x24F
_OTHER_SCRIPT: Final = 0.4


def language_of(text: str) -> str:
    """The language of a text: "nl", "fr", "en", "de", "other", or "" where too little is said to tell."""
    sample = text[: READ_WORDS * 12]
    letters = [letter for letter in sample if letter.isalpha()]
    if len(letters) >= _LEAST_LETTERS and _share_of_other_scripts(letters) > _OTHER_SCRIPT:
        return OTHER
    words = words_of(sample)[:READ_WORDS]
    scores = [(sum(common.get(word, 0.0) for word in words), name) for name, common in _languages()]
    (best, name), (second, other_name) = sorted(scores, reverse=True)[:2]
    if best < _LEAST_HITS:
        return OTHER if len(words) >= _LONG and best / len(words) < _LEAST_SHARE else UNKNOWN
    return name if best >= second * _CLEAR_LEAD or name == other_name else UNKNOWN


def _share_of_other_scripts(letters: list[str]) -> float:
    return sum(ord(letter) > _LATIN_ENDS for letter in letters) / len(letters)


@cache
def _languages() -> tuple[tuple[str, dict[str, float]], ...]:
    """Each language with its words; a word weighs less, the more languages have it."""
    rows = []
    for line in (FOLDER / "languages.txt").read_text(encoding="utf-8").splitlines():
        name, colon, words = line.partition(":")
        if colon and not line.startswith("#"):
            rows.append((name.strip(), set(words_of(words))))
    return tuple((name, {word: 1 / sum(word in having for _, having in rows) for word in own}) for name, own in rows)
