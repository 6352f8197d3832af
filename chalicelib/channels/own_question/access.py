"""Who may see an own question: whoever traded its secret link for a cookie."""

from dataclasses import dataclass
from typing import Final

from chalice.app import Response

from chalicelib import web, wiring
from chalicelib.domain.case import Case
from chalicelib.domain.links import HELD, Holder, cookie_of, holder_of_cookie
from chalicelib.errors import ContactPointError, LinkNotValid
from chalicelib.services.open_question import open_question

COOKIE: Final = "vraag"


@dataclass(frozen=True, slots=True)
class Held:
    """A question, and by which link it is held."""

    holder: Holder
    case: Case


@dataclass(frozen=True, slots=True)
class OwnQuestion:
    """The holder of a link. `needed`: without one LinkNotValid is raised; else the view finds None and says what to do."""

    needed: bool = True
    name: str = "secret link"

    def admit(self, request: web.Request) -> Held | None:
        """Raises LinkNotValid, and NotAllowed where another site sent the form."""
        web.from_own_site(request)
        holder = holder_of_cookie(wiring.secret(), request.cookies.get(f"__Host-{COOKIE}", ""), wiring.now())
        try:
            if holder is None:
                raise LinkNotValid
            return Held(holder, open_question(holder, wiring.cases(), wiring.now()))
        except LinkNotValid:
            if self.needed:
                raise
            return None


HOLDER: Final = OwnQuestion()
PERHAPS_HOLDER: Final = OwnQuestion(needed=False, name="secret link, or what to do without one")


def held_cookie(holder: Holder) -> str:
    """The cookie that holds a question for some time from now on."""
    return web.cookie(COOKIE, cookie_of(wiring.secret(), holder, wiring.now()), seconds=int(HELD.total_seconds()))


def closed(error: ContactPointError, text: str = "") -> Response:
    """Without a good link: what to do, and what was typed, so that it can be kept. Other errors have their own page."""
    if not isinstance(error, LinkNotValid):
        return web.error_page(error)
    return web.page("question/closed.html", status=error.status, at=wiring.now(), here="/vraag", text=text)
