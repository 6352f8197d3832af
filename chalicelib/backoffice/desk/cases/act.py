"""What the case page can do beside answering: note, close, reopen, extend a term, let in what was kept apart."""

from chalice.app import Blueprint, Response

from chalicelib import web, wiring
from chalicelib.backoffice.desk import access
from chalicelib.backoffice.desk.cases.forms import ending_of
from chalicelib.backoffice.desk.cases.show import acting
from chalicelib.domain.case import Case
from chalicelib.services.close_case import close_case
from chalicelib.services.extend_case import extend_case
from chalicelib.services.let_in_case import let_in_case
from chalicelib.services.note_case import note_case
from chalicelib.services.reopen_case import reopen_case

blueprint = Blueprint("app")


@access.route(blueprint, "/desk/zaak/{case}/notitie", methods=("POST",))
def note(request: web.Request, case: str) -> Response:
    """Keep a note for colleagues."""
    text = request.form.get("note", "")

    def act(seen: Case) -> None:
        note_case(seen, text, request.who.agent, wiring.cases(), wiring.secret(), wiring.now())

    return acting(request, case, act, "noted")


@access.route(blueprint, "/desk/zaak/{case}/sluiten", methods=("POST",))
def close(request: web.Request, case: str) -> Response:
    """End the case without (another) answer."""
    ending = ending_of(request.form)
    return acting(
        request, case, lambda seen: close_case(seen, ending, request.who.agent, wiring.cases(), wiring.now()), "closed"
    )


@access.route(blueprint, "/desk/zaak/{case}/heropenen", methods=("POST",))
def reopen(request: web.Request, case: str) -> Response:
    """Open it again."""

    def act(seen: Case) -> None:
        reopen_case(seen, request.who.agent, wiring.cases(), wiring.calendar(), wiring.now())

    return acting(request, case, act, "reopened")


@access.route(blueprint, "/desk/zaak/{case}/termijn", methods=("POST",))
def extend(request: web.Request, case: str) -> Response:
    """Give a request for a document its longer term."""
    reason = request.form.get("reason", "")

    def act(seen: Case) -> None:
        extend_case(seen, reason, request.who.agent, wiring.cases(), wiring.secret(), wiring.now())

    return acting(request, case, act, "extended")


@access.route(blueprint, "/desk/zaak/{case}/toelaten", methods=("POST",))
def let_in(request: web.Request, case: str) -> Response:
    """Put a mail that was kept apart into the worklist."""
    return acting(
        request, case, lambda seen: let_in_case(seen, request.who.agent, wiring.cases(), wiring.now()), "let_in"
    )
