"""A question as both indexes ask it: weighed words, what sheets call them, and pieces of words for errors in typing.

What each ingredient is worth was measured (docs/developers/search.md); tests/bench/search.py measures it again.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from chalicelib.domain.search_words import MOST_LETTERS, MOST_WORDS, grams, telling, words_of
from chalicelib.stores.knowledge_documents import Analysis
from chalicelib.stores.knowledge_stems import stem

PART: Final = 0.3  # of a word's weight: a part of a compound
GRAM: Final = 0.3  # a piece of three letters
OTHER_WORD: Final = 0.35  # what sheets call it, beside what was asked
MOST_RULES: Final = 8


@dataclass(frozen=True, slots=True)
class Term:
    """A token to look for in a field, and how much it counts."""

    field: str
    token: str
    weight: float


@dataclass(frozen=True, slots=True)
class Question:
    """A document fits when it holds a word or part of a word of `fitting`.

    Those that fit are ordered by the sum of `terms` and, of each of `choices` (one rule's alternatives), the best.
    `asked`: forms of words to mark in what was found.
    """

    fitting: frozenset[tuple[str, str]]  # field and token
    terms: tuple[Term, ...]
    choices: tuple[tuple[tuple[Term, ...], ...], ...]
    asked: frozenset[str]


def question_of(text: str, analysis: Analysis) -> Question | None:
    """Read a question; None where nothing in it says what it is about."""
    words = [analysis.meant(word) for word in words_of(text[:MOST_LETTERS])[:MOST_WORDS]]
    said = telling(words)
    others = [
        [phrase for phrase in alternatives if not set(phrase) <= set(said)]
        for alternatives in analysis.rules.for_words(words, stem)[:MOST_RULES]
    ]
    if not said and not any(others):
        return None
    terms = _terms(said, 1, analysis)
    choices = tuple(
        tuple(_terms(phrase, OTHER_WORD, analysis) for phrase in alternatives)
        for alternatives in others
        if alternatives
    )
    other = {word for alternatives in others for phrase in alternatives for word in phrase}
    all_terms = (terms, *(phrase for alternatives in choices for phrase in alternatives))
    return Question(
        fitting=frozenset((t.field, t.token) for some in all_terms for t in some if t.field != "grams"),
        terms=terms,
        choices=choices,
        asked=frozenset(form for word in (*said, *other) for form in analysis.forms(word)),
    )


def _terms(words: Iterable[str], weight: float, analysis: Analysis) -> tuple[Term, ...]:
    """Words, their parts and their pieces; what stands twice counts twice."""
    counts: Counter[tuple[str, str]] = Counter()
    for word in words:
        counts["words", stem(word)] += 1
        counts.update(("parts", part) for part in analysis.parts(word))
        counts.update(("grams", gram) for gram in grams(word))
    shares = {"words": weight, "parts": weight * PART, "grams": weight * GRAM}
    return tuple(Term(field, token, count * shares[field]) for (field, token), count in counts.items())
