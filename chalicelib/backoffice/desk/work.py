"""The worklist."""

from chalice.app import Blueprint, Response

from chalicelib import web
from chalicelib.errors import NotFound

blueprint = Blueprint("app")


@web.route(blueprint, "/desk", access=web.PUBLIC)
def worklist(_request: web.Request) -> Response:
    """The worklist of an agent."""
    return web.error_page(NotFound())
