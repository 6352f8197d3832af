"""Who may see a referral: whoever traded its secret link for a cookie. It is bound to no person."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from chalice.app import Response

from chalicelib import web, wiring
from chalicelib.domain.case import CaseFile
from chalicelib.domain.referral import Referral
from chalicelib.domain.referral_links import HELD, Holder, cookie_of, holder_of_cookie
from chalicelib.errors import ContactPointError, LinkNotValid
from chalicelib.services.open_referral import Ended, open_referral

COOKIE: Final = "doorverwijzing-"  # and the referral's place: who has several open acts on the one that is seen
FIELD: Final = "vraag"  # of addresses and forms: the place of the referral that they are about
MOST_HELD: Final = 10  # a browser sends all cookies along, and API Gateway takes 10 KB of headers
PLACE: Final = re.compile(r"[0-9]{11}-[0-9]{2,3}")


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
        holder = holder_of_cookie(wiring.secret(), _cookie(request), wiring.now())
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


def _cookie(request: web.Request) -> str:
    """The cookie of the referral that is asked for; where none is named, of the only one that is open."""
    place = request.query.get(FIELD) or (request.form.get(FIELD) if request.method == "POST" else "")
    if place:
        return request.cookies.get(_name(place), "") if PLACE.fullmatch(place) else ""
    open_ones = _held_in(request)
    return next(iter(open_ones.values())) if len(open_ones) == 1 else ""


def _held_in(request: web.Request) -> dict[str, str]:
    return {name: value for name, value in request.cookies.items() if name.startswith(_name(""))}


def _name(place: str) -> str:
    return f"__Host-{COOKIE}{place}"


def held_cookie(holder: Holder) -> str:
    """The cookie that holds a referral for some time from now on."""
    value = cookie_of(wiring.secret(), holder, wiring.now())
    return web.cookie(COOKIE + holder.place, value, seconds=int(HELD.total_seconds()))


def new_cookies(request: web.Request, holder: Holder) -> tuple[str, ...]:
    """The cookie of a referral that is opened now; of too many that are open the oldest are forgotten."""
    others = {name: value for name, value in _held_in(request).items() if name != _name(holder.place)}
    return (held_cookie(holder), *(forgotten(name.removeprefix(_name(""))) for name in too_many(others)))


def too_many(others: Mapping[str, str]) -> list[str]:
    """Names of the cookies that must go before one more comes: of the referrals that were not looked at for longest."""
    by_age = sorted(others, key=lambda name: others[name].rpartition(".")[0].rpartition(".")[2])
    return by_age[: max(0, len(others) - MOST_HELD + 1)]


def forgotten(place: str) -> str:
    """What makes a browser forget a referral."""
    return web.cookie(COOKIE + place, "", seconds=0)


def here(holder: Holder, path: str = "") -> str:
    """The address of a page of this referral."""
    return f"/doorverwijzing{path}?{FIELD}={holder.place}"


def closed(error: ContactPointError, text: str = "", ended: Ended | None = None) -> Response:
    """Without a good link: whom to call, and what was typed, so that it can be kept. Other errors have their own page."""
    if not isinstance(error, LinkNotValid):
        return web.error_page(error)
    return web.page("department/closed.html", status=error.status, at=wiring.now(), text=text, ended=ended)
