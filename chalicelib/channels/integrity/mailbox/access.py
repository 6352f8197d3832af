"""Who may see a mailbox: whoever gave the receipt code of its dossier, less than half an hour ago."""

from dataclasses import dataclass
from typing import Final

from chalice.app import Response

from chalicelib import integrity_wiring as wiring
from chalicelib import web
from chalicelib.domain.integrity.dossier import Dossier
from chalicelib.domain.integrity.mailbox import HELD, Holder, cookie_of, holder_of
from chalicelib.errors import ContactPointError, NotLoggedIn
from chalicelib.services.integrity.open_mailbox import hold_mailbox

COOKIE: Final = "postvak"
PATH: Final = "/postvak"


@dataclass(frozen=True, slots=True)
class Held:
    """A dossier, and by which code it is held."""

    holder: Holder
    dossier: Dossier


@dataclass(frozen=True, slots=True)
class Mailbox:
    """The holder of a receipt code. `needed`: without one NotLoggedIn is raised; else the view finds None."""

    needed: bool = True
    name: str = "receipt code"

    def admit(self, request: web.Request) -> Held | None:
        """Raises NotLoggedIn, and NotAllowed where another site sent the form; Busy."""
        web.from_own_site(request)
        try:
            return Held(*hold_mailbox(request.cookies.get(f"__Host-{COOKIE}", ""), wiring.dossiers(), wiring.house()))
        except NotLoggedIn:
            if self.needed:
                raise
            return None


HOLDER: Final = Mailbox()
PERHAPS_HOLDER: Final = Mailbox(needed=False, name="receipt code, or a page that asks for it")


def opened_cookie(dossier: Dossier) -> str:
    """The cookie of somebody who just gave the code."""
    return held_cookie(holder_of(wiring.secret(), dossier))


def held_cookie(holder: Holder) -> str:
    """The cookie that holds a mailbox for some time from now on."""
    return web.cookie(COOKIE, cookie_of(wiring.secret(), holder, wiring.now()), seconds=int(HELD.total_seconds()))


def forgotten_cookie() -> str:
    return web.cookie(COOKIE, "", seconds=0)


def closed(error: ContactPointError, text: str = "") -> Response:
    """Where the time is over: what to do, and what was typed, so that it can be kept. Other errors have their own page."""
    if not isinstance(error, NotLoggedIn):
        return web.error_page(error)
    return web.page(
        "postvak/closed.html", status=error.status, at=wiring.now(), text=text, cookies=(forgotten_cookie(),)
    )
