"""A new receipt code for a reporter who lost the one before and proved who it is: shown once, to be told or printed."""

from chalice.app import Blueprint, Response

from chalicelib import integrity_wiring as wiring
from chalicelib import web
from chalicelib.backoffice.investigation import access
from chalicelib.backoffice.investigation.dossier_show import View, gone, investigator, show
from chalicelib.errors import NotAllowed, NotFound, NotPossibleNow

blueprint = Blueprint("app")


@access.route(blueprint, "/onderzoek/dossier/{dossier}/code", methods=("POST",))
def new_receipt_code(request: web.Request, dossier: str) -> Response:
    """Give it, within the hour after a colleague agreed. The answer to the form shows it, and no address ever does."""
    from chalicelib.services.integrity.give_new_code import give_new_code

    try:
        code = give_new_code(dossier, investigator(request), wiring.dossiers(), wiring.house())
    except NotFound:
        return gone(request)
    except (NotAllowed, NotPossibleNow):
        return show(request, dossier, View(status=409, refused=True))
    return access.room_page(request, "onderzoek/dossier_code.html", dossier=dossier, words=code.words)
