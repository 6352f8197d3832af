"""What integrity is, who sees what, and the whistleblower's route: pages that only explain."""

from typing import Final

from chalice.app import Blueprint, Response

from chalicelib import integrity_wiring as wiring
from chalicelib import web
from chalicelib.domain.integrity.dossier import Breach
from chalicelib.domain.integrity.places import PLACES

blueprint = Blueprint("app")
PATH: Final = "/integriteit"


@web.route(blueprint, PATH, access=web.PUBLIC)
def about_integrity(_request: web.Request) -> Response:
    """What one can bring, what happens with it, and who sees it."""
    examples = [one for one in Breach if one is not Breach.OTHER]
    return web.page("integrity/about.html", at=wiring.now(), here=PATH, examples=examples, places=PLACES)


@web.route(blueprint, f"{PATH}/klokkenluider", access=web.PUBLIC)
def about_whistleblowers(_request: web.Request) -> Response:
    """The whistleblower's route: for whom, its clocks, its protection, and the external channels."""
    return web.page("integrity/whistleblower.html", at=wiring.now(), here=PATH, places=PLACES)
