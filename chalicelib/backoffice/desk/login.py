"""Logging in and out: the browser goes to the identity provider and comes back; a frame does so in a pop-up.

A cookie that a pop-up sets is not seen in a frame of another site, so the pop-up hands a code of one use to the frame
that opened it, which redeems it by POST and gets a partitioned cookie of its own.
"""

import re
from secrets import token_urlsafe
from typing import Final
from urllib.parse import urlencode

from chalice.app import Blueprint, Response

from chalicelib import web, wiring
from chalicelib.backoffice.desk.access import AGENT, COOKIE, FRAMED_COOKIE, framers, session_of
from chalicelib.domain.agent import Agent
from chalicelib.domain.login import HANDOFF_LIVES, LOGIN_LIVES, own_path
from chalicelib.domain.session import LONGEST
from chalicelib.errors import ContactPointError, ForSender, NotAllowed, NotLoggedIn
from chalicelib.services.log_in import Provider, Secrets, begin_login, finish_login, redeem
from chalicelib.settings import settings

blueprint = Blueprint("app")
BROWSER: Final = "desk-login"  # which browser began the login
LEFT: Final = "desk-left"  # somebody logged out here: the next one says anew who he is
CHALLENGE: Final = re.compile(r"[A-Za-z0-9_-]{43}")


def login_error(error: ContactPointError) -> Response:
    """A login that did not work, and the way to try again; it does not say what was wrong."""
    reason = "role" if isinstance(error, NotAllowed) else "again" if isinstance(error, ForSender) else "busy"
    return web.page("desk/login_failed.html", status=error.status, reason=reason, frame=framers())


@web.route(blueprint, "/desk/login", access=web.PUBLIC, errors=login_error)
def login(request: web.Request) -> Response:
    """Go to the identity provider; inside a frame, which no provider allows, offer the pop-up."""
    then = own_path(request.query.get("next", ""))
    if request.headers.get("sec-fetch-dest") in ("iframe", "frame"):
        return web.page("desk/login_frame.html", then=then, frame=framers())
    return _to_provider(request, then)


@web.route(blueprint, "/desk/login/venster", access=web.PUBLIC, errors=login_error)
def login_in_window(request: web.Request) -> Response:
    """The pop-up of a frame: the same way, ending in a code for whoever knows the challenge's verifier."""
    challenge = request.query.get("challenge", "")
    if not CHALLENGE.fullmatch(challenge):
        raise NotLoggedIn
    return _to_provider(request, "/desk", challenge)


@web.route(blueprint, "/desk/login/back", access=web.PUBLIC, errors=login_error)
def login_back(request: web.Request) -> Response:
    """Back from the identity provider."""
    query, browser = request.query, request.cookies.get(f"__Host-{BROWSER}", "")
    state, code = query.get("state", ""), query.get("code", "")
    agent, begun = finish_login(state, code, browser, _provider(), wiring.identity(), wiring.logins(), wiring.now())
    if begun.challenge:
        handed = token_urlsafe(32)
        wiring.logins().hand_off(handed, agent, begun.challenge, wiring.now())
        return web.page("desk/login_window.html", code=handed, seconds=HANDOFF_LIVES.seconds)
    forget = (web.cookie(BROWSER, "", seconds=0), web.cookie(LEFT, "", seconds=0))
    return web.redirect(begun.then, cookies=(_begin(agent, framed=False), *forget))


@web.route(blueprint, "/desk/login/kader", access=web.PUBLIC, methods=("POST",), errors=login_error)
def login_in_frame(request: web.Request) -> Response:
    """The frame brings the code of its pop-up, and the verifier that only it knows."""
    form = request.form
    if request.headers.get("sec-fetch-site") != "same-origin":  # Origin is "null" under our Referrer-Policy
        raise NotLoggedIn
    agent = redeem(form.get("code", ""), form.get("verifier", ""), wiring.logins(), wiring.now())
    return web.redirect(own_path(form.get("next", "")), cookies=(_begin(agent, framed=True),))


@web.route(blueprint, "/desk/logout", access=web.PUBLIC, methods=("POST",), errors=login_error)
def logout(request: web.Request) -> Response:
    """End the session. Without a session there is nothing to end, and the page is the same."""
    session = session_of(request)
    if session:
        AGENT.check_form(request, session)
        wiring.sessions().end(session)
    left = web.cookie(LEFT, "1", seconds=LONGEST.seconds)
    gone = (web.cookie(COOKIE, "", seconds=0), web.cookie(FRAMED_COOKIE, "", seconds=0, partitioned=True), left)
    return web.page("desk/logged_out.html", cookies=gone, frame=framers())


def _to_provider(request: web.Request, then: str, challenge: str = "") -> Response:
    browser = request.cookies.get(f"__Host-{BROWSER}") or token_urlsafe(32)
    drawn = Secrets(token_urlsafe(32), token_urlsafe(32), token_urlsafe(32))
    asked = begin_login(drawn, browser, then, _provider(), wiring.logins(), wiring.now(), challenge)
    if f"__Host-{LEFT}" in request.cookies:
        asked["prompt"] = "login"  # OpenID Connect Core 3.1.2.1: the provider's own session does not count
    held = web.cookie(BROWSER, browser, seconds=LOGIN_LIVES.seconds)
    return web.redirect(f"{settings().login_url}?{urlencode(asked)}", cookies=(held,))


def _begin(agent: Agent, *, framed: bool) -> str:
    """A new session's cookie: a login never takes over a token that the browser brought."""
    token = token_urlsafe(32)
    wiring.sessions().begin(token, token_urlsafe(32), agent, wiring.now(), framed=framed)
    name = FRAMED_COOKIE if framed else COOKIE
    return web.cookie(name, token, seconds=LONGEST.seconds, partitioned=framed)


def _provider() -> Provider:
    known = settings()
    return Provider(known.login_url, known.oidc_issuer, known.oidc_client_id, f"{known.public_url}/desk/login/back")
