"""How an answer reaches the citizen: brought by hand, printed, or sent again by another road."""

from chalice.app import Blueprint, Response

from chalicelib import web, wiring
from chalicelib.backoffice.desk import access
from chalicelib.backoffice.desk.cases.show import acting
from chalicelib.domain.case import Case
from chalicelib.errors import NotFound
from chalicelib.pages.paper import paper_of
from chalicelib.services.bring_answer import bring_answer
from chalicelib.services.open_case import open_case
from chalicelib.services.send_answer_again import send_answer_again

blueprint = Blueprint("app")


@access.route(blueprint, "/desk/zaak/{case}/gebracht", methods=("POST",))
def brought(request: web.Request, case: str) -> Response:
    """Tick off that the agent called back or posted the letter, or that it did not work."""
    notice, reached = request.form.get("notice", ""), request.form.get("reached") == "ja"

    def act(seen: Case) -> None:
        bring_answer(seen, notice, reached, request.who.agent, wiring.cases(), wiring.calendar(), wiring.now())

    return acting(request, case, act, "brought" if reached else "not_reached")


@access.route(blueprint, "/desk/zaak/{case}/opnieuw", methods=("POST",))
def again(request: web.Request, case: str) -> Response:
    """Send an answer that did not arrive by another road."""
    answer, by = request.form.get("answer", ""), request.form.get("by", "")

    def act(seen: Case) -> None:
        agent, at = request.who.agent, wiring.now()
        send_answer_again(seen, answer, by, agent, wiring.cases(), wiring.secret(), at, request.id)

    return acting(request, case, act, "other_road")


@access.route(blueprint, "/desk/zaak/{case}/brief/{answer}")
def on_paper(request: web.Request, case: str, answer: str) -> Response:
    """The answer as a letter, to be printed."""
    opened = open_case(case, wiring.cases())
    given = next((one for one in opened.whole.answers if one.id == answer), None)
    if given is None:
        raise NotFound(answer)
    letter = paper_of(opened.case, given)
    return access.desk_page(request, "desk/paper.html", case=opened.case, letter=letter, day=wiring.now())
