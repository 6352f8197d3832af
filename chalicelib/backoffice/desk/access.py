"""Who may come to the desk: the session behind a cookie, roles, the hidden field of every form, and pages of the desk."""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from chalice.app import Blueprint, Response

from chalicelib import web, wiring
from chalicelib.backoffice.desk.pane import pane
from chalicelib.domain.agent import Role
from chalicelib.domain.session import Session
from chalicelib.errors import ContactPointError, NotAllowed, NotLoggedIn
from chalicelib.settings import settings

COOKIE: Final = "desk"
FRAMED_COOKIE: Final = "desk-framed"  # partitioned: sent only inside the site that frames the desk
COOKIES: Final = (COOKIE, FRAMED_COOKIE)


@dataclass(frozen=True, slots=True)
class AtTheDesk:
    """Somebody with one of these roles, logged in; a form must also bring back its session's `csrf`."""

    name: str
    roles: frozenset[Role]

    def admit(self, request: web.Request) -> Session:
        """The session. Raises NotLoggedIn (with the path to come back to), NotAllowed."""
        session = session_of(request)
        if session is None:
            raise NotLoggedIn(request.path if request.method == "GET" else "")
        if request.method != "GET":
            self.check_form(request, session)
        if not self.roles & session.agent.roles:
            raise NotAllowed(self.name, session)
        return session

    def check_form(self, request: web.Request, session: Session) -> None:
        """Raises NotAllowed where a form was not made by a page of this session."""
        if not hmac.compare_digest(request.form.get("csrf", "").encode(), session.csrf.encode()):
            raise NotAllowed("form", session)


AGENT: Final = AtTheDesk("agent", frozenset({Role.AGENT, Role.SUPERVISOR}))
SUPERVISOR: Final = AtTheDesk("supervisor", frozenset({Role.SUPERVISOR}))
MANAGER: Final = AtTheDesk("manager", frozenset({Role.MANAGER}))
# Who looks things up, and who decides on an address that somebody else entered.
COLLEAGUE: Final = AtTheDesk("colleague", frozenset({Role.AGENT, Role.SUPERVISOR, Role.MANAGER}))
CONFIRMER: Final = AtTheDesk("confirmer", frozenset({Role.SUPERVISOR, Role.MANAGER}))


def session_of(request: web.Request) -> Session | None:
    """The session of whoever asks, if any."""
    for name in COOKIES:
        token = request.cookies.get(f"__Host-{name}")
        session = wiring.sessions().find(token, wiring.now()) if token else None
        if session:
            return session
    return None


def route(
    blueprint: Blueprint, path: str, *, access: AtTheDesk = AGENT, methods: tuple[str, ...] = ("GET",)
) -> Callable[[Callable[..., Response]], Callable[..., Response]]:
    """Serve a path of the desk: `request.who` is the Session; who is not logged in goes to the login and comes back."""
    return web.route(blueprint, path, access=access, methods=methods, errors=desk_error)


def desk_error(error: ContactPointError) -> Response:
    """An error at the desk: a login where that mends it, else a page in plain words."""
    if isinstance(error, NotLoggedIn):
        path = error.args[0] if error.args else ""
        if path:
            return web.redirect("/desk/login", next=path)
        return web.page("desk/expired.html", status=error.status, frame=framers())
    session = next((one for one in error.args if isinstance(one, Session)), None)  # so that one can log out
    return web.page("desk/error.html", status=error.status, slug=error.slug, session=session, frame=framers())


def desk_page(
    request: web.Request,
    template: str,
    *,
    status: int = 200,
    cookies: tuple[str, ...] = (),
    current: str = "",
    **context: Any,
) -> Response:
    """A page of the desk, with `session`, `at` and, for its left pane, `pane()` (asked for only where it is shown).

    `current`: id of the case that is open.
    """
    at = context.pop("at", None) or wiring.now()
    fixed = {"session": request.who, "at": at, "current": current, "pane": partial(pane, request.who, at)}
    return web.page(template, status=status, cookies=cookies, frame=framers(), **{**fixed, **context})


def framers() -> str:
    """Who may frame the desk (CSP frame-ancestors): the agent workspace, where one is set up."""
    return settings().connect_origins or "'none'"


__all__ = ["AGENT", "COLLEAGUE", "CONFIRMER", "MANAGER", "SUPERVISOR", "Session", "desk_page", "route"]
