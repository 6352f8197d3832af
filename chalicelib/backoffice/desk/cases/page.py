"""The page of a case."""

from chalice.app import Blueprint, Response

from chalicelib import web, wiring
from chalicelib.backoffice.desk import access
from chalicelib.backoffice.desk.cases.show import show
from chalicelib.domain.case_states import Status
from chalicelib.errors import NotFound

blueprint = Blueprint("app")


@access.route(blueprint, "/desk/zaak/{case}")
def case_page(request: web.Request, case: str) -> Response:
    """Messages, files, mails, notes and trail of a case, with the knowledge beside it."""
    try:
        return show(request, case)
    except NotFound:
        head = wiring.cases().head(case)
        if head.status is not Status.MOVED:
            raise
        from chalicelib.backoffice.desk.cases.integrity_move import moved_page

        return moved_page(request, head)
