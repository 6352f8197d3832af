"""The public API: contacts and articles for other programs."""

from chalice.app import Blueprint, Response

from chalicelib import web

blueprint = Blueprint("app")


@web.route(blueprint, "/api/v1/health", access=web.PUBLIC, errors=web.problem)
def health(_request: web.Request) -> Response:
    """Whether the functions answer."""
    return web.data({"status": "ok"})
