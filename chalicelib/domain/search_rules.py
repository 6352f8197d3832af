"""What people say, and what the sheets call it: the rules that editors keep in everyday_words.txt. Standard library only.

One rule a line, alternatives between commas: `poetsvrouw, hulp in huis => poetshulp, gezinszorg`. A question that holds
one of the left sides (all its words, LONGEST_GAP others between them at most) is also asked with the right side.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from chalicelib.domain.search_words import Stem, telling, words_of

LONGEST_GAP = 2
ARROW = "=>"
Phrase = tuple[str, ...]


class WrongRule(ValueError):
    """A line that is no rule; the message gives its number and what it says."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Rules as they are looked up: by the stem of a left side's first word. `stems`: of all words of left sides."""

    lines: tuple[str, ...]
    stems: frozenset[str]
    by_first: dict[str, list[tuple[Phrase, tuple[Phrase, ...]]]] = field(compare=False, repr=False)

    def for_words(self, words: Sequence[str], stem: Stem) -> list[tuple[Phrase, ...]]:
        """For each rule that fits these words: what else to ask, as alternatives of one or more words."""
        stems = [stem(word) for word in words]
        found: dict[tuple[Phrase, ...], None] = {}
        for place, first in enumerate(stems):
            for left, right in self.by_first.get(first, ()):
                if right not in found and _stands_at(stems, place, left):
                    found[right] = None
        return list(found)


def read_rules(lines: Iterable[str], stem: Stem) -> Rules:
    """Read rules; empty lines and those that begin with "#" say nothing. Raises WrongRule."""
    kept: list[str] = []
    by_first: dict[str, list[tuple[Phrase, tuple[Phrase, ...]]]] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        left, arrow, right = line.partition(ARROW)
        said = [phrase for text in left.split(",") if (phrase := tuple(stem(word) for word in words_of(text)))]
        meant = tuple(phrase for text in right.split(",") if (phrase := tuple(telling(words_of(text)))))
        if not (arrow and said and meant):
            raise WrongRule(f"line {number}: {line.strip()!r} (expected: what people say {ARROW} what sheets call it)")
        kept.append(line.strip())
        for phrase in said:
            by_first.setdefault(phrase[0], []).append((phrase, meant))
    stems = frozenset(word for pairs in by_first.values() for left, _ in pairs for word in left)
    return Rules(tuple(kept), stems, by_first)


def _stands_at(stems: Sequence[str], place: int, phrase: Phrase) -> bool:
    """Whether all words of a phrase stand around a place, in any order: verbs move about in Dutch."""
    reach = len(phrase) - 1 + LONGEST_GAP
    return set(phrase).issubset(stems[max(0, place - reach) : place + reach + 1])
