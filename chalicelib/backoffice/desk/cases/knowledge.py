"""The knowledge beside a case: the question is the first query, and what is found can become a source of the answer."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from chalicelib import wiring
from chalicelib.domain import article
from chalicelib.domain.article import NOTHING_FOUND, Article, SearchResult
from chalicelib.domain.case import Level, Source
from chalicelib.errors import Busy
from chalicelib.services.answer_case import MOST_SOURCES
from chalicelib.services.open_case import Opened
from chalicelib.settings import settings

HITS: Final = 8
FIRST_QUERY: Final = 200  # characters: beyond it a question says little that its beginning did not
LEVELS: Final[dict[article.Level, Level]] = {
    article.Level.VLAAMS: Level.FLEMISH,
    article.Level.FEDERAAL: Level.FEDERAL,
    article.Level.EUROPEES: Level.EUROPEAN,
    article.Level.PROVINCIAAL: Level.PROVINCIAL,
    article.Level.LOKAAL: Level.MUNICIPAL,
    article.Level.GEMEENSCHAP: Level.COMMUNITY,
}


def beside(opened: Opened, query: str | None, chosen: Iterable[str]) -> dict[str, Any]:
    """What the page's right pane shows: the query, what it finds, the chosen articles. An index that is away says so."""
    query = first_query(opened) if query is None else query[:300]
    fixed = {"query": query, "themes": tuple(article.THEME_NAMES.items())}
    try:
        return fixed | {"found": search(query), "chosen": articles(chosen), "away": False}
    except Busy:
        return fixed | {"found": NOTHING_FOUND, "chosen": [unread(one) for one in chosen], "away": True}


def unread(article_id: str) -> Article:
    """An article of which only the id is known now, so that no chosen source is lost."""
    return Article(article_id, article_id, "", (), (), (), (), article.Source("", ""), date.min)


def search(query: str) -> SearchResult:
    """Articles for these words, best first. Raises Busy."""
    return wiring.knowledge().search(query, limit=HITS) if query.strip() else NOTHING_FOUND


def first_query(opened: Opened) -> str:
    """The subject and the beginning of the citizen's last message."""
    contacts = opened.whole.contacts
    text = contacts[-1].text if contacts else ""
    return " ".join(f"{opened.case.subject} {text}".split())[:FIRST_QUERY]


def articles(chosen: Iterable[str]) -> list[Article]:
    """The articles with these ids, each once, those that exist. Raises Busy."""
    ids = list(dict.fromkeys(chosen))[: MOST_SOURCES + 1]
    found = (wiring.knowledge().get(one) for one in ids)
    return [one for one in found if one]


def sources(chosen: Iterable[str]) -> tuple[Source, ...]:
    """The same as sources of an answer: title and address come from the index, never from a form."""
    return tuple(Source(one.id, one.title, f"{settings().public_url}/artikel/{one.id}") for one in articles(chosen))


def hints(chosen: Iterable[Article]) -> dict[str, str]:
    """Theme and level of government of the first of these articles, as a form's fields."""
    for one in chosen:
        theme = one.themes[0].value if one.themes else ""
        level = LEVELS[one.levels[0]].value if one.levels else ""
        return {"theme": theme, "level": level}
    return {}
