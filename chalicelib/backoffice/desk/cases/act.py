"""What the case page can do beside answering: claim, snooze, note, close, reopen, extend a term, let in."""

from chalice.app import Blueprint, Response

from chalicelib import web, wiring
from chalicelib.backoffice.desk import access
from chalicelib.backoffice.desk.cases.show import acting
from chalicelib.backoffice.desk.fields import ending_of, lines
from chalicelib.domain.case import Case
from chalicelib.services.claim_case import claim_case, give_back_case
from chalicelib.services.close_case import close_case
from chalicelib.services.extend_case import extend_case
from chalicelib.services.let_in_case import let_in_case
from chalicelib.services.note_case import note_case
from chalicelib.services.reopen_case import reopen_case
from chalicelib.services.snooze_case import snooze_case, until_of, wake_case

blueprint = Blueprint("app")


@access.route(blueprint, "/desk/zaak/{case}/notitie", methods=("POST",))
def note(request: web.Request, case: str) -> Response:
    """Keep a note for colleagues."""
    text = lines(request.form.get("note", ""))

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
    reason = lines(request.form.get("reason", ""))

    def act(seen: Case) -> None:
        extend_case(seen, reason, request.who.agent, wiring.cases(), wiring.secret(), wiring.now())

    return acting(request, case, act, "extended")


@access.route(blueprint, "/desk/zaak/{case}/toelaten", methods=("POST",))
def let_in(request: web.Request, case: str) -> Response:
    """Put a mail that was kept apart into the worklist."""
    return acting(
        request, case, lambda seen: let_in_case(seen, request.who.agent, wiring.cases(), wiring.now()), "let_in"
    )


@access.route(blueprint, "/desk/zaak/{case}/nemen", methods=("POST",))
def claim(request: web.Request, case: str) -> Response:
    """Take the case, a colleague's too where she asks for that."""
    over = request.form.get("over") == "ja"

    def act(seen: Case) -> None:
        claim_case(seen, request.who.agent, wiring.cases(), wiring.now(), take_over=over)

    return acting(request, case, act, "claimed")


@access.route(blueprint, "/desk/zaak/{case}/teruggeven", methods=("POST",))
def give_back(request: web.Request, case: str) -> Response:
    """Give the case back to everybody."""
    return acting(
        request, case, lambda seen: give_back_case(seen, request.who.agent, wiring.cases(), wiring.now()), "released"
    )


@access.route(blueprint, "/desk/zaak/{case}/uitstellen", methods=("POST",))
def snooze(request: web.Request, case: str) -> Response:
    """Put the case off until a day."""
    day = request.form.get("until", "")

    def act(seen: Case) -> None:
        until = until_of(day, wiring.calendar())
        snooze_case(seen, until, request.who.agent, wiring.cases(), wiring.now())

    return acting(request, case, act, "snoozed")


@access.route(blueprint, "/desk/zaak/{case}/hernemen", methods=("POST",))
def wake(request: web.Request, case: str) -> Response:
    """Take it up again before its day."""
    return acting(
        request, case, lambda seen: wake_case(seen, request.who.agent.id, wiring.cases(), wiring.now()), "woken"
    )
