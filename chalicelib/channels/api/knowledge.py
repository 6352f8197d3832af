"""Articles for other programs: search, and one whole."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from chalice.app import Blueprint, Response

from chalicelib import web, wiring
from chalicelib.channels.api.operations import Number, Text, operation, whole_number
from chalicelib.channels.api.schema import plain
from chalicelib.domain.article import Article, Hit, Level, Theme
from chalicelib.errors import NotFound, Rejected
from chalicelib.settings import settings

blueprint = Blueprint("app")

LIMIT: Final = Number("How many at the most.", least=1, most=50)
OFFSET: Final = Number("How many to pass over.", least=0, most=1000)
QUERY: Final = Text("Words, or a whole question.", most=300)


@dataclass(frozen=True, slots=True)
class FoundArticle:
    """An article that a search found. `fragment`: the part of it that fits the words best, as plain text."""

    id: str
    title: str
    fragment: str
    levels: tuple[Level, ...]
    themes: tuple[Theme, ...]
    source: str
    administration: str
    updated: date
    url: str


@dataclass(frozen=True, slots=True)
class FoundArticles:
    """A page of articles, best first. `total`: how many fit in all."""

    total: int
    articles: tuple[FoundArticle, ...]


@dataclass(frozen=True, slots=True)
class ArticleSection:
    """A part of an article, as plain text."""

    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class WholeArticle:
    """One article."""

    id: str
    title: str
    summary: str
    sections: tuple[ArticleSection, ...]
    levels: tuple[Level, ...]
    themes: tuple[Theme, ...]
    source: str
    source_url: str
    administration: str
    updated: date
    url: str


@operation(
    blueprint,
    "/articles",
    summary="Search the articles",
    gives=FoundArticles,
    query={"q": QUERY, "level": Level, "theme": Theme, "limit": LIMIT, "offset": OFFSET},
)
def search_articles(request: web.Request) -> Response:
    """Articles by words, best first. Raises Rejected."""
    query, wrong = request.query, {}
    limit = whole_number(query.get("limit"), LIMIT, 10)
    offset = whole_number(query.get("offset"), OFFSET, 0)
    if limit is None:
        wrong["limit"] = "api.field_number"
    if offset is None:
        wrong["offset"] = "api.field_number"
    for name, kind in (("level", Level), ("theme", Theme)):
        if name in query and query[name] not in {one.value for one in kind}:
            wrong[name] = "api.field_choice"
    if len(query.get("q", "")) > QUERY.most:
        wrong["q"] = "api.field_long"
    if wrong or limit is None or offset is None:
        raise Rejected(wrong)
    level = Level(query["level"]) if "level" in query else None
    theme = Theme(query["theme"]) if "theme" in query else None
    found = wiring.knowledge().search(query.get("q", ""), level=level, theme=theme, limit=limit, offset=offset)
    return web.data(plain(FoundArticles(found.total, tuple(_hit(hit) for hit in found.hits))))


@operation(blueprint, "/articles/{article_id}", summary="Read one article", gives=WholeArticle)
def read_article(_request: web.Request, article_id: str) -> Response:
    """One article. Raises NotFound."""
    found = wiring.knowledge().get(article_id)
    if found is None:
        raise NotFound
    return web.data(plain(_whole(found)))


def _hit(hit: Hit) -> FoundArticle:
    fragment = "".join(piece.text for piece in hit.fragment)
    return FoundArticle(
        id=hit.id,
        title=hit.name,
        fragment=fragment,
        levels=hit.levels,
        themes=hit.themes,
        source=hit.source.name,
        administration=hit.administration,
        updated=hit.updated,
        url=_url(hit.id),
    )


def _whole(article: Article) -> WholeArticle:
    return WholeArticle(
        id=article.id,
        title=article.title,
        summary=article.summary,
        sections=tuple(ArticleSection(one.heading, one.text) for one in article.sections),
        levels=article.levels,
        themes=article.themes,
        source=article.source.name,
        source_url=article.source.url,
        administration=article.administration,
        updated=article.updated,
        url=_url(article.id),
    )


def _url(article_id: str) -> str:
    return f"{settings().public_url}/artikel/{article_id}"
