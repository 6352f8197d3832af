"""The knowledge beside a form: articles are found, and become sources of an answer."""

from collections.abc import Iterable
from typing import Final

from chalicelib import wiring
from chalicelib.domain.article import NOTHING_FOUND, Article, SearchResult
from chalicelib.domain.case import Source
from chalicelib.domain.levels import OF_CASE
from chalicelib.services.answer_case import MOST_SOURCES
from chalicelib.settings import settings

HITS: Final = 8


def search(query: str) -> SearchResult:
    """Articles for these words, best first. Raises Busy."""
    return wiring.knowledge().search(query, limit=HITS) if query.strip() else NOTHING_FOUND


def articles(chosen: Iterable[str]) -> list[Article]:
    """The articles with these ids, each once, those that exist. Raises Busy."""
    found = (wiring.knowledge().get(one) for one in list(dict.fromkeys(chosen))[: MOST_SOURCES + 1])
    return [one for one in found if one]


def sources(chosen: Iterable[str]) -> tuple[Source, ...]:
    """The same as sources of an answer: title and address come from the index, never from a form."""
    return tuple(Source(one.id, one.title, f"{settings().public_url}/artikel/{one.id}") for one in articles(chosen))


def hints(chosen: Iterable[Article]) -> dict[str, str]:
    """Theme and level of government of the first of these articles, as a form's fields."""
    for one in chosen:
        theme = one.themes[0].value if one.themes else ""
        return {"theme": theme, "level": OF_CASE[one.levels[0]].value if one.levels else ""}
    return {}
