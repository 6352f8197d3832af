"""The portal: search first, then every road in. All of it works without script."""

from enum import StrEnum
from typing import Final, TypeVar

from chalice.app import Blueprint, Response

from chalicelib import web, wiring
from chalicelib.domain.entrances import LIFE_EVENTS, OFTEN_ASKED, entrances
from chalicelib.errors import NotFound, TooMany
from chalicelib.settings import settings

blueprint = Blueprint("app")

PER_PAGE: Final = 10
MOST_PAGES: Final = 100
MOST_RATINGS: Final = 50  # a day from one address
LONGEST_QUERY: Final = 200
T = TypeVar("T", bound=StrEnum)


@web.route(blueprint, "/", access=web.PUBLIC)
def home(_request: web.Request) -> Response:
    """The first page: search, then the roads in with whether each is open now."""
    return web.page(
        "portal/home.html",
        at=wiring.now(),
        entrances=entrances(settings().sms_number),
        life_events=LIFE_EVENTS,
        often_asked=OFTEN_ASKED,
    )


@web.route(blueprint, "/zoeken", access=web.PUBLIC)
def search(request: web.Request) -> Response:
    """Results of a search, by level and theme where asked."""
    from chalicelib.domain.article import Level, Theme

    asked = request.query.get("q", "")[:LONGEST_QUERY].strip()
    level = _one_of(Level, request.query.get("niveau", ""))
    theme = _one_of(Theme, request.query.get("thema", ""))
    number = _page_number(request.query.get("p", ""))
    result = wiring.knowledge().search(asked, level=level, theme=theme, limit=PER_PAGE, offset=(number - 1) * PER_PAGE)
    return web.page(
        "portal/results.html",
        at=wiring.now(),
        asked=asked,
        level=level,
        theme=theme,
        number=number,
        pages=min(-(-result.total // PER_PAGE), MOST_PAGES),
        result=result,
        first=(number - 1) * PER_PAGE + 1,
    )


@web.route(blueprint, "/zoeken/voorstellen", access=web.PUBLIC)
def suggest(request: web.Request) -> Response:
    """Articles to offer while somebody types."""
    typed = request.query.get("q", "")[:LONGEST_QUERY]
    found = wiring.knowledge().suggest(typed) if typed.strip() else ()
    return web.data([{"title": one.title, "href": f"/artikel/{one.id}"} for one in found])


@web.route(blueprint, "/artikel/{article_id}", access=web.PUBLIC)
def article(request: web.Request, article_id: str) -> Response:
    """One article. Raises NotFound."""
    found = wiring.knowledge().get(article_id)
    if found is None:
        raise NotFound
    thanks = request.query.get("dank", "")
    return web.page("portal/article.html", at=wiring.now(), article=found, thanks=thanks)


@web.route(blueprint, "/artikel/{article_id}/nuttig", access=web.PUBLIC, methods=("POST",))
def rate(request: web.Request, article_id: str) -> Response:
    """Count whether an article helped; after a "no" the page asks what was wrong."""
    from chalicelib.domain.ids import citizen_hash
    from chalicelib.services.rate_article import rate_article

    at = wiring.now()
    who = citizen_hash(wiring.secret(), request.address)
    if not wiring.limits().allow("useful", who, at, most=MOST_RATINGS):
        raise TooMany
    said = request.form.get("said", "")
    rate_article(article_id, said, at.date(), wiring.knowledge(), wiring.feedback())
    thanks = "nee" if said == "no" else "ja"
    return web.redirect(f"/artikel/{article_id}?dank={thanks}#nuttig")


def _one_of(kind: type[T], text: str) -> T | None:
    """The member that an address names; an unknown one filters nothing."""
    try:
        return kind(text)
    except ValueError:
        return None


def _page_number(text: str) -> int:
    return min(max(int(text), 1), MOST_PAGES) if text.isascii() and text.isdigit() and len(text) < 5 else 1
