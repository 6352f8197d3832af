"""Pages that inform: contact, opening hours, accessibility, privacy; and what is not there."""

from datetime import timedelta
from typing import Final

from chalice.app import Blueprint, Response

from chalicelib import web, wiring
from chalicelib.domain.entrances import entrances
from chalicelib.domain.hours import BRUSSELS, closing_days
from chalicelib.errors import NotFound
from chalicelib.settings import settings

blueprint = Blueprint("app")

AHEAD: Final = timedelta(days=365)
CLOSED: Final = ("/vraag", "/mail", "/desk", "/api", "/integriteit/melden", "/postvak", "/onderzoek")
ROBOTS: Final = "".join(("User-agent: *\n", *(f"Disallow: {path}\n" for path in CLOSED)))


@web.route(blueprint, "/contact", access=web.PUBLIC)
def contact(_request: web.Request) -> Response:
    """Every road in, explained."""
    return web.page(
        "portal/contact.html",
        here="/contact",
        at=wiring.now(),
        entrances=entrances(settings().sms_number),
        address=settings().public_address,
        sms_number=settings().sms_number,
    )


@web.route(blueprint, "/openingsuren", access=web.PUBLIC)
def opening_hours(_request: web.Request) -> Response:
    """Hours of the week, and the days of the coming year on which it is closed."""
    at, calendar = wiring.now(), wiring.calendar()
    today = at.astimezone(BRUSSELS).date()
    return web.page(
        "portal/hours.html",
        here="/openingsuren",
        at=at,
        calendar=calendar,
        today=today,
        closed=closing_days(today, today + AHEAD, calendar),
    )


@web.route(blueprint, "/toegankelijkheid", access=web.PUBLIC)
def accessibility(_request: web.Request) -> Response:
    """The accessibility statement (decree of 7 December 2018, Directive (EU) 2016/2102)."""
    return web.page("portal/accessibility.html", at=wiring.now(), address=settings().public_address)


@web.route(blueprint, "/privacy", access=web.PUBLIC)
def privacy(_request: web.Request) -> Response:
    """What is kept of a person, why and how long (GDPR articles 13 and 14)."""
    return web.page("portal/privacy.html", at=wiring.now(), address=settings().public_address)


@web.route(blueprint, "/robots.txt", access=web.PUBLIC)
def robots(_request: web.Request) -> Response:
    """What search engines leave alone."""
    return Response(ROBOTS, status_code=200, headers={"Content-Type": "text/plain; charset=utf-8"})


@web.route(blueprint, "/{page}", access=web.PUBLIC)
def unknown(_request: web.Request, page: str) -> Response:  # noqa: ARG001  # Chalice hands it over by name
    """Any other page: it is not there, and one can search."""
    raise NotFound
