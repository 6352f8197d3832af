"""Delete my data: asked once on a page, then done."""

from chalice.app import Blueprint, Response

from chalicelib import web, wiring
from chalicelib.channels.own_question.access import COOKIE, HOLDER, closed
from chalicelib.domain.agent import CITIZEN
from chalicelib.domain.ids import shown_reference

blueprint = Blueprint("app")


@web.route(blueprint, "/vraag/wissen", access=HOLDER, errors=closed)
def ask_erase(request: web.Request) -> Response:
    """What goes, what stays, and one button."""
    reference = shown_reference(request.who.case.id)
    return web.page("question/erase.html", at=wiring.now(), here="/vraag", reference=reference)


@web.route(blueprint, "/vraag/wissen", access=HOLDER, methods=("POST",), errors=closed)
def erase(request: web.Request) -> Response:
    """Erase the question with all that belongs to it, and forget the link on this device."""
    from chalicelib.services.erase_case import Shelves, erase_case

    shelves = Shelves(wiring.cases(), wiring.scans(), wiring.files(), wiring.raw_mail())
    erase_case(request.who.case.id, shelves, CITIZEN, "asked", wiring.now())
    return web.redirect("/vraag/gewist", cookies=(web.cookie(COOKIE, "", seconds=0),))


@web.route(blueprint, "/vraag/gewist", access=web.PUBLIC)
def erased(_request: web.Request) -> Response:
    """That it is done."""
    return web.page("question/erased.html", at=wiring.now(), here="/vraag")
