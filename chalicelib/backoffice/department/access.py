"""Who may see a referral: whoever traded its secret link for a cookie. It is bound to no person."""

from dataclasses import dataclass
from typing import Final

from chalice.app import Response

from chalicelib import web, wiring
from chalicelib.domain.case import CaseFile
from chalicelib.domain.referral import Referral
from chalicelib.domain.referral_links import HELD, Holder, cookie_of, holder_of_cookie
from chalicelib.errors import ContactPointError, LinkNotValid
from chalicelib.services.open_referral import Ended, open_referral

COOKIE: Final = "doorverwijzing"


@dataclass(frozen=True, slots=True)
class Held:
    """A referral, the case that holds it, and by which link it is held."""

    holder: Holder
    file: CaseFile
    referral: Referral


@dataclass(frozen=True, slots=True)
class Department:
    """The holder of a referral's link. `needed`: without one LinkNotValid is raised; else the view finds None."""

    needed: bool = True
    name: str = "secret link of a referral"

    def admit(self, request: web.Request) -> Held | None:
        """Raises LinkNotValid, and NotAllowed where another site sent the form."""
        web.from_own_site(request)
        holder = holder_of_cookie(wiring.secret(), request.cookies.get(f"__Host-{COOKIE}", ""), wiring.now())
        try:
            if holder is None:
                raise LinkNotValid
            return Held(holder, *open_referral(holder, wiring.cases(), wiring.now()))
        except LinkNotValid:
            if self.needed:
                raise
            return None


HOLDER: Final = Department()
PERHAPS_HOLDER: Final = Department(needed=False, name="secret link of a referral, or what to do without one")


def held_cookie(holder: Holder) -> str:
    """The cookie that holds a referral for some time from now on."""
    return web.cookie(COOKIE, cookie_of(wiring.secret(), holder, wiring.now()), seconds=int(HELD.total_seconds()))


def closed(error: ContactPointError, text: str = "", ended: Ended | None = None) -> Response:
    """Without a good link: whom to call, and what was typed, so that it can be kept. Other errors have their own page."""
    if not isinstance(error, LinkNotValid):
        return web.error_page(error)
    return web.page("department/closed.html", status=error.status, at=wiring.now(), text=text, ended=ended)
