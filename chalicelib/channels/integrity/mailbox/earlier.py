"""The secret link of a question that moved into the house: it shows the receipt code, once; by POST, in no address."""

from chalice.app import Blueprint, Response

from chalicelib import integrity_wiring as wiring
from chalicelib import web
from chalicelib.domain.links import FIELD
from chalicelib.domain.moved import SHOW_CODE
from chalicelib.errors import Busy, LinkNotValid, NotPossibleNow

blueprint = Blueprint("app")


@web.route(blueprint, SHOW_CODE, access=web.PUBLIC, methods=("POST",))
def show_first_code(request: web.Request) -> Response:
    """The code, or that it was shown before."""
    from chalicelib.services.integrity.give_first_code import code_by_link

    web.from_own_site(request)
    try:
        code = code_by_link(request.form.get(FIELD, ""), wiring.dossiers(), wiring.earlier_links(), wiring.house())
    except (LinkNotValid, NotPossibleNow, Busy) as error:
        return web.page("postvak/first_code.html", status=error.status, at=wiring.now(), words=(), failed=error.slug)
    return web.page("postvak/first_code.html", at=wiring.now(), words=code.words, failed="")
