"""Which organisations a question may belong to, and why: signs that add up. Standard library only."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final


class Why(StrEnum):
    """Why an organisation is suggested; its sentence is in the catalogue under desk_refer.why.<code>."""

    ARTICLE = "article"  # it stands behind an article that was consulted
    MUNICIPALITY = "municipality"  # where the sender lives
    WORDS = "words"  # the question names it
    SUBJECT = "subject"  # level of government and theme of the case


@dataclass(frozen=True, slots=True)
class Reason:
    """`what`: the article's title, the municipality's name, the words, or the code of the theme."""

    why: Why
    what: str


# How much a sign weighs. A word weighs as much as it tells: one that many organisations share tells little.
WEIGHTS: Final = {Why.ARTICLE: 6.0, Why.WORDS: 5.0, Why.MUNICIPALITY: 4.0, Why.SUBJECT: 1.5}
COMMON: Final = 40  # organisations that share a word which says nothing any more
SHORTEST: Final = 5  # letters of a word without its ending
BEGINS_COMPOUND: Final = 7
ENDINGS: Final = ("en", "n", "s", "e")
OTHER_LEVEL: Final = 0.4  # what is left of an organisation's weight where the case is of another level


def without_ending(word: str) -> str:
    """As far as a word and its plural begin alike: belastingen gives belasting."""
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST:
            return word.removesuffix(ending)
    return word


def same_word(asked: str, found: str) -> bool:
    """Whether a word of a question is one of a name, in another form too; a long one may also begin a compound, as
    belasting does belastingdienst, where a short one would only look alike (nieuw and Nieuwpoort)."""
    begin = without_ending(asked)
    return begin == without_ending(found) or (len(begin) >= BEGINS_COMPOUND and found.startswith(begin))


@dataclass(slots=True)
class Signs:
    """Signs for organisations, by their codes, as they are found."""

    _found: dict[str, dict[Why, float]] = field(default_factory=lambda: defaultdict(dict))
    _told: dict[tuple[str, Why], list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, codes: Iterable[str], why: Why, what: str, share: float = 1.0) -> None:
        """One sign for each of these; of several of a kind the weights add up to no more than twice the kind's."""
        for code in codes:
            weight = self._found[code].get(why, 0.0) + WEIGHTS[why] * share
            self._found[code][why] = min(weight, 2 * WEIGHTS[why])
            if what not in self._told[code, why]:
                self._told[code, why].append(what)

    def add_word(self, word: str, found: Iterable[tuple[str, str, str]]) -> None:
        """A word of the question, and what bears it: a word of a name, the whole name, the organisation's code. Who is
        called just that, as a municipality is, counts in full."""
        same = [(code, name == other) for other, name, code in found if same_word(word, other)]
        whole = {code for code, is_whole in same if is_whole}
        others = {code for code, _ in same} - whole
        self.add(whole, Why.WORDS, word)
        if len(others) <= COMMON:
            self.add(others, Why.WORDS, word, 1 / (1 + len(others) / 10))

    def ranked(self) -> tuple[tuple[str, float, Reason], ...]:
        """Codes with their weight and their strongest reason, the heaviest first."""
        return tuple(
            sorted(
                ((code, sum(signs.values()), self._reason(code, signs)) for code, signs in self._found.items()),
                key=lambda one: (-one[1], one[0]),
            )
        )

    def _reason(self, code: str, signs: dict[Why, float]) -> Reason:
        why = max(signs, key=signs.__getitem__)
        return Reason(why, ", ".join(self._told[code, why]))
