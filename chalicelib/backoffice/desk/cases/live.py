"""What a case page asks again while it is open: who else has the case open."""

from chalice.app import Blueprint, Response

from chalicelib import web, wiring
from chalicelib.backoffice.desk import access
from chalicelib.domain.case_states import GONE

blueprint = Blueprint("app")


@access.route(blueprint, "/desk/zaak/{case}/open", methods=("POST",))
def also_open(request: web.Request, case: str) -> Response:
    """Say that the page is still open, and give the names of colleagues who have it open too: {"names": [..]}."""
    if wiring.cases().head(case).status in GONE:
        return web.data({"names": []})
    return web.data({"names": list(wiring.presence().here(case, request.who.agent, wiring.now()))})
