"""What a result shows: kept as JSON beside a document, and marked with the words of the question when it is found."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any, Final

from chalicelib.domain.article import Article, Hit, Level, Piece, Source, Suggestion, Theme, Variant
from chalicelib.domain.search_words import places_of, telling, words_of

LONGEST_PASSAGE: Final = 240
MOST_PASSAGES: Final = 8
_SENTENCE: Final = re.compile(r"(?<=[.!?:;])\s+|\n+")

Forms = Callable[[str], Iterable[str]]  # of a word: its stem, and the stems of its parts


def shown_of(
    article: Article, others: Sequence[Article], levels: Sequence[Level], themes: Sequence[Theme], forms: Forms
) -> str:
    """JSON of what a result shows; each passage stands beside the forms of its words, so that finding one is quick."""
    texts = [article.summary, *(section.text for section in article.sections)]
    passages = list(dict.fromkeys(passage for text in texts for passage in _passages(text)))[:MOST_PASSAGES]
    return json.dumps(
        {
            "id": article.id,
            "title": article.title,
            "levels": [level.value for level in levels],
            "themes": [theme.value for theme in themes],
            "source": [article.source.name, article.source.url],
            "updated": article.updated.isoformat(),
            "by": article.administration,
            "variants": [[other.id, other.administration] for other in others],
            "passages": [[passage, " ".join(_forms_in(passage, forms))] for passage in passages],
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def hit_of(shown: str, asked: frozenset[str], forms: Forms, score: float) -> Hit:
    """A result of what shown_of made, with the words marked of which a form is asked for."""
    kept: dict[str, Any] = json.loads(shown)
    return Hit(
        id=kept["id"],
        title=marked(kept["title"], asked, forms),
        fragment=marked(_best(kept["passages"], asked), asked, forms),
        levels=tuple(Level(level) for level in kept["levels"]),
        themes=tuple(Theme(theme) for theme in kept["themes"]),
        source=Source(*kept["source"]),
        updated=date.fromisoformat(kept["updated"]),
        administration=kept["by"],
        variants=tuple(Variant(*variant) for variant in kept["variants"]),
        score=round(score, 4),
    )


def suggestions_of(shown: Iterable[str], typed: str, limit: int) -> tuple[Suggestion, ...]:
    """The best of what was found: titles that begin as typed, then those with all words, the shortest first."""
    begun, words = " ".join(words_of(typed)), words_of(typed)

    def rank(one: Suggestion) -> tuple[bool, bool, int, str]:
        title = words_of(one.title)
        complete = all(any(word.startswith(part) for word in title) for part in words)
        return not " ".join(title).startswith(begun), not complete, len(one.title), one.title

    found = [Suggestion(kept["id"], kept["title"]) for kept in map(json.loads, shown)]
    return tuple(sorted(found, key=rank)[:limit])


def marked(text: str, asked: frozenset[str], forms: Forms) -> tuple[Piece, ...]:
    """The text in pieces, those marked that are asked for."""
    pieces: list[Piece] = []
    end = 0
    for begin, stop, word in places_of(text):
        if word and not asked.isdisjoint(forms(word)):
            if begin > end:
                pieces.append(Piece(text[end:begin]))
            pieces.append(Piece(text[begin:stop], marked=True))
            end = stop
    if end < len(text):
        pieces.append(Piece(text[end:]))
    return tuple(pieces)


def _best(passages: Sequence[Sequence[str]], asked: frozenset[str]) -> str:
    """The passage that holds most of what was asked; of equals the first."""
    held = [len(asked.intersection(forms.split())) for _, forms in passages]
    return passages[held.index(max(held))][0] if passages else ""


def _forms_in(passage: str, forms: Forms) -> Iterator[str]:
    yield from dict.fromkeys(form for word in telling(words_of(passage)) for form in forms(word))


def _passages(text: str) -> Iterator[str]:
    """Runs of whole sentences up to LONGEST_PASSAGE letters; a longer sentence is cut between words."""
    run = ""
    for sentence in _SENTENCE.split(text):
        for part in _cut(sentence.strip()):
            if run and len(run) + len(part) >= LONGEST_PASSAGE:
                yield run
                run = ""
            run = f"{run} {part}".strip()
    if run:
        yield run


def _cut(sentence: str) -> Iterator[str]:
    while len(sentence) > LONGEST_PASSAGE:
        end = sentence.rfind(" ", 0, LONGEST_PASSAGE)
        end = end if end > 0 else LONGEST_PASSAGE
        yield sentence[:end]
        sentence = sentence[end:].strip()
    if sentence:
        yield sentence
