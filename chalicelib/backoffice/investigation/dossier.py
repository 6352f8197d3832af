"""The page of a dossier."""

from chalice.app import Blueprint, Response

from chalicelib import web
from chalicelib.backoffice.investigation import access
from chalicelib.backoffice.investigation.dossier_show import gone, show
from chalicelib.errors import NotFound

blueprint = Blueprint("app")


@access.route(blueprint, "/onderzoek/dossier/{dossier}")
def dossier_page(request: web.Request, dossier: str) -> Response:
    """What was reported, how it stands, what can be done now, and all that happened. That somebody looked is kept."""
    try:
        return show(request, dossier)
    except NotFound:
        return gone(request)


@access.route(blueprint, "/onderzoek/doorgegeven")
def dossier_moved(request: web.Request) -> Response:
    """A dossier went to another service: here it cannot be opened any more."""
    return access.room_page(request, "onderzoek/dossier_moved.html")
