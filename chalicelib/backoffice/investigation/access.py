"""Who may come to the investigators' rooms: a session that a password and a second factor opened, a service, the hidden
field of every form, and pages of these rooms."""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from chalice.app import Blueprint, Response

from chalicelib import integrity_wiring, web, wiring
from chalicelib.domain.integrity.access import Investigator
from chalicelib.domain.session import Session
from chalicelib.errors import ContactPointError, NotAllowed, NotLoggedIn

COOKIE: Final = "onderzoek"
HOME: Final = "/onderzoek"
LOGIN: Final = "/onderzoek/login"
WRITTEN: Final = ("text", "reason", "why")  # fields in which somebody may have written for an hour


@dataclass(frozen=True, slots=True)
class Inside:
    """Who is in: as the house knows this person at this moment, and the session."""

    investigator: Investigator
    session: Session


@dataclass(frozen=True, slots=True)
class Investigating:
    """An investigator who gave both factors; a form must also bring back its session's `csrf`. `lead`: of the service."""

    name: str
    lead: bool = False

    def admit(self, request: web.Request) -> Inside:
        """Raises NotLoggedIn (with the path to come back to, or with what was typed), NotAllowed."""
        inside = inside_of(request)
        if inside is None:
            raise NotLoggedIn(request.path) if request.method == "GET" else NotLoggedIn("", written_in(request))
        if request.method != "GET":
            self.check_form(request, inside)
        if self.lead and not inside.investigator.lead:
            raise NotAllowed(self.name, inside)
        return inside

    def check_form(self, request: web.Request, inside: Inside) -> None:
        """Raises NotAllowed where a form was not made by a page of this session."""
        if not hmac.compare_digest(request.form.get("csrf", "").encode(), inside.session.csrf.encode()):
            raise NotAllowed("form", inside)


INVESTIGATOR: Final = Investigating("investigator")
LEAD: Final = Investigating("lead of a service", lead=True)


def written_in(request: web.Request) -> str:
    """The text that somebody wrote in a form, whichever form of these rooms it was."""
    form = request.form
    return next((form[name] for name in WRITTEN if form.get(name)), "")


def inside_of(request: web.Request) -> Inside | None:
    """Who asks, if anybody who is in. A person who was removed or moved is so at the next click."""
    token = request.cookies.get(f"__Host-{COOKIE}", "")
    session = integrity_wiring.sessions().find(token, wiring.now()) if token else None
    found = integrity_wiring.investigators().find(session.agent.id) if session else None
    return Inside(found, session) if session and found else None


def route(
    blueprint: Blueprint, path: str, *, access: Investigating = INVESTIGATOR, methods: tuple[str, ...] = ("GET",)
) -> Callable[[Callable[..., Response]], Callable[..., Response]]:
    """Serve a path of these rooms: `request.who` is Inside; who is not logged in goes to the login and comes back."""
    return web.route(blueprint, path, access=access, methods=methods, errors=room_error)


def room_error(error: ContactPointError) -> Response:
    """An error in these rooms: a login where that mends it, else a page in plain words."""
    if isinstance(error, NotLoggedIn):
        path = error.args[0] if error.args else ""
        if path:
            return web.redirect(LOGIN, next=path)
        return web.page("onderzoek/expired.html", status=error.status, typed="".join(error.args[1:]))
    inside = next((one for one in error.args if isinstance(one, Inside)), None)  # so that one can log out
    return web.page("onderzoek/error.html", status=error.status, slug=error.slug, inside=inside)


def room_page(
    request: web.Request, template: str, *, status: int = 200, cookies: tuple[str, ...] = (), **context: Any
) -> Response:
    """A page of these rooms (templates extend onderzoek/base.html), with `inside` (investigator, session), `session` for
    csrf_field(session), and `at`."""
    inside = request.who
    fixed = {"inside": inside, "session": inside.session, "at": wiring.now()}
    return web.page(template, status=status, cookies=cookies, **{**fixed, **context})


__all__ = ["INVESTIGATOR", "LEAD", "Inside", "room_page", "route"]
