"""The page of a case."""

from chalice.app import Blueprint, Response

from chalicelib import web
from chalicelib.backoffice.desk import access
from chalicelib.backoffice.desk.cases.show import show

blueprint = Blueprint("app")


@access.route(blueprint, "/desk/zaak/{case}")
def case_page(request: web.Request, case: str) -> Response:
    """Messages, files, mails, notes and trail of a case, with the knowledge beside it."""
    return show(request, case)
