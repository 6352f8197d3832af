"""The portal: search, articles, and every road in."""

from chalice.app import Blueprint, Response

from chalicelib import web, wiring
from chalicelib.errors import NotFound

blueprint = Blueprint("app")


@web.route(blueprint, "/", access=web.PUBLIC)
def home(_request: web.Request) -> Response:
    """The first page."""
    return web.page("error.html", slug=NotFound.slug, at=wiring.now())
