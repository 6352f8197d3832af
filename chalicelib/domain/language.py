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
    if not sample.isascii() and _share_of_other_scripts(sample) > _OTHER_SCRIPT:
        return OTHER
    words = words_of(sample)[:READ_WORDS]
    (best, name), (second, other_name) = sorted(_scores(words), reverse=True)[:2]
    if best < _LEAST_HITS:
        return OTHER if len(words) >= _LONG and best / len(words) < _LEAST_SHARE else UNKNOWN
    return name if best >= second * _CLEAR_LEAD or name == other_name else UNKNOWN


def _share_of_other_scripts(sample: str) -> float:
    letters = [letter for letter in sample if letter.isalpha()]
    if len(letters) < _LEAST_LETTERS:
        return 0.0
    return sum(ord(letter) > _LATIN_ENDS for letter in letters) / len(letters)


def _scores(words: list[str]) -> list[tuple[float, str]]:
    """How much of each language is in these words. A word weighs less, the more languages have it."""
    names, having = _languages()
    scores = dict.fromkeys(names, 0.0)
    for word in words:
        languages = having.get(word, ())
        for name in languages:
            scores[name] += 1 / len(languages)
    return [(score, name) for name, score in scores.items()]


@cache
def _languages() -> tuple[tuple[str, ...], dict[str, tuple[str, ...]]]:
    """The languages of the list, and for each word those that have it."""
    names: list[str] = []
    having: dict[str, tuple[str, ...]] = {}
    for line in (FOLDER / "languages.txt").read_text(encoding="utf-8").splitlines():
        name, colon, words = line.partition(":")
        if colon and not line.startswith("#"):
            names.append(name.strip())
            for word in set(words_of(words)):
                having[word] = (*having.get(word, ()), name.strip())
    return tuple(names), having
