"""Words as the search sees them: folded, stemmed, compounds in parts, in pieces of three letters. Standard library only.

The same functions read the articles and the questions, so that both indexes find alike.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

Stem = Callable[[str], str]

MOST_LETTERS: Final = 300  # of a question
MOST_WORDS: Final = 40
MOST_REMEMBERED: Final = 100_000  # words, in a process that lives for hours
LONGEST_WORD: Final = 60  # longer ones are addresses and keys, not words
_WORD: Final = re.compile(r"[a-z0-9]+")
_WORD_AS_WRITTEN: Final = re.compile(r"[^\W_]+")
_LINKS: Final = ("", "s", "en", "e")  # what binds the parts of a Dutch compound
_SHORTEST_PART: Final = 4
_LONGEST_PART: Final = 12
_PADDING: Final = "_"


def fold(text: str) -> str:
    """Without capitals and accents: "Één café" gives "een cafe"."""
    plain = unicodedata.normalize("NFKD", text.lower())
    return plain if plain.isascii() else "".join(letter for letter in plain if not unicodedata.combining(letter))


def words_of(text: str) -> list[str]:
    """All words of a text, folded, in order."""
    return [word for word in _WORD.findall(fold(text)) if len(word) <= LONGEST_WORD]


def places_of(text: str) -> Iterator[tuple[int, int, str]]:
    """Begin, end and folded form of each word of a text as it is written; of a word that tells nothing the form is ""."""
    for match in _WORD_AS_WRITTEN.finditer(text):
        yield match.start(), match.end(), _telling_form(match.group())


@lru_cache(maxsize=50_000)
def _telling_form(written: str) -> str:
    word = fold(written)
    return "" if word in silent_words() else word


def telling(words: Iterable[str]) -> list[str]:
    """The words that say what a text is about: without articles, pronouns and the words that make it a question."""
    silent = silent_words()
    return [word for word in words if word not in silent]


@cache
def silent_words() -> frozenset[str]:
    """The words of silent_words.txt."""
    lines = Path(__file__).with_name("silent_words.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in words_of(line))


def grams(word: str) -> list[str]:
    """Pieces of three letters, the ends of the word marked: "vuil" gives _vu, vui, uil, il_."""
    marked = f"{_PADDING}{word}{_PADDING}"
    return [marked[place : place + 3] for place in range(len(marked) - 2)]


def one_error(wrong: str, right: str) -> bool:
    """Whether one letter more, less or other, or two that changed places, make the one of the other."""
    if abs(len(wrong) - len(right)) > 1 or wrong == right:
        return False
    begin = 0
    while begin < min(len(wrong), len(right)) and wrong[begin] == right[begin]:
        begin += 1
    one, other = wrong[begin:], right[begin:]
    swapped = one[1::-1] == other[:2] and one[2:] == other[2:]
    return swapped or one[1:] == other[1:] or one[1:] == other or one == other[1:]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words that articles are made of, and in how many articles each stands: what compounds are split by."""

    counts: Mapping[str, int]
    _memory: dict[str, tuple[str, ...]] = field(default_factory=dict, compare=False, repr=False)

    @staticmethod
    def of(texts: Iterable[str]) -> "Vocabulary":
        """Words of letters alone, of a part's length, that stand in two texts or more."""
        counts = Counter(word for text in texts for word in set(words_of(text)))
        return Vocabulary({word: count for word, count in counts.items() if count > 1 and _may_be_part(word)})

    def parts(self, word: str) -> tuple[str, ...]:
        """The two words that a compound is made of, or nothing: huurwaarborg gives huur and waarborg."""
        if len(word) < 2 * _SHORTEST_PART:
            return ()
        if word not in self._memory:
            if len(self._memory) > MOST_REMEMBERED:
                self._memory.clear()
            self._memory[word] = self._split(word)
        return self._memory[word]

    def _split(self, word: str) -> tuple[str, ...]:
        best = 0
        found: tuple[str, ...] = ()
        for place in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1):
            head, rest = word[:place], word[place:]
            if head not in self.counts:
                continue
            for link in _LINKS:
                tail = rest.removeprefix(link)
                if rest.startswith(link) and tail in self.counts:
                    worth = min(self.counts[head], self.counts[tail])
                    if worth > best:
                        best, found = worth, (head, tail)
        return found


def _may_be_part(word: str) -> bool:
    return _SHORTEST_PART <= len(word) <= _LONGEST_PART and word.isalpha() and word not in _ENDINGS


# Endings, which are no words of their own though some texts write them so.
_ENDINGS: Final = (
    frozenset("heid lijk lijke ingen baar bare loos achtig schap eren ende elen ering".split()) | silent_words()
)
