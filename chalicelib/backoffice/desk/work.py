"""The worklist."""

from chalice.app import Blueprint, Response

from chalicelib import web
from chalicelib.backoffice.desk import access

blueprint = Blueprint("app")


@access.route(blueprint, "/desk")
def worklist(request: web.Request) -> Response:
    """The worklist of an agent."""
    return access.desk_page(request, "desk/worklist.html", here="/desk")
