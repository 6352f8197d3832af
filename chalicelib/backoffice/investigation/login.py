"""Logging in and out: a password at the identity provider, then a second factor that the house itself checks."""

from datetime import timedelta
from secrets import token_urlsafe
from typing import Final
from urllib.parse import urlencode

from chalice.app import Blueprint, Response

from chalicelib import integrity_wiring, web, wiring
from chalicelib.backoffice.investigation.access import COOKIE, HOME, INVESTIGATOR, LOGIN, inside_of
from chalicelib.domain.login import LOGIN_LIVES, own_path
from chalicelib.domain.session import LONGEST
from chalicelib.errors import ContactPointError, ForSender, NotLoggedIn, Rejected, TooMany
from chalicelib.integrity_settings import integrity_settings
from chalicelib.pages import t
from chalicelib.pages.words import duration
from chalicelib.services.integrity.log_in_investigator import HALF_WAY, log_in_investigator, who_is_half_way
from chalicelib.services.integrity.second_factor import begin_session, second_factor
from chalicelib.services.log_in import Provider, Secrets, begin_login
from chalicelib.settings import settings

blueprint = Blueprint("app")
BROWSER: Final = "onderzoek-login"  # which browser began the login
HALF: Final = "onderzoek-half"  # whose password was right


def login_error(error: ContactPointError) -> Response:
    """A login that did not work, and the way to try again; it does not say what was wrong."""
    reason = "again" if isinstance(error, ForSender) else "busy"
    return web.page("onderzoek/login_failed.html", status=error.status, reason=reason)


@web.route(blueprint, LOGIN, access=web.PUBLIC, errors=login_error)
def investigator_login(request: web.Request) -> Response:
    """Go to the identity provider, which asks for the password anew: its own session does not count."""
    then = own_path(request.query.get("next", ""), HOME)
    browser = request.cookies.get(f"__Host-{BROWSER}") or token_urlsafe(32)
    drawn = Secrets(token_urlsafe(32), token_urlsafe(32), token_urlsafe(32))
    asked = begin_login(drawn, browser, then, _provider(), integrity_wiring.logins(), wiring.now())
    asked["prompt"] = "login"  # OpenID Connect Core 3.1.2.1
    held = web.cookie(BROWSER, browser, seconds=LOGIN_LIVES.seconds)
    return web.redirect(f"{integrity_settings().investigators_login_url}?{urlencode(asked)}", cookies=(held,))


@web.route(blueprint, f"{LOGIN}/back", access=web.PUBLIC, errors=login_error)
def investigator_login_back(request: web.Request) -> Response:
    """Back from the identity provider: half of the way."""
    query, browser = request.query, request.cookies.get(f"__Host-{BROWSER}", "")
    half = log_in_investigator(
        query.get("state", ""),
        query.get("code", ""),
        browser,
        _provider(),
        integrity_wiring.identity(),
        integrity_wiring.logins(),
        integrity_wiring.secret(),
        wiring.now(),
    )
    kept = (web.cookie(HALF, half, seconds=HALF_WAY.seconds), web.cookie(BROWSER, "", seconds=0))
    return web.redirect(f"{LOGIN}/code", cookies=kept)


@web.route(blueprint, f"{LOGIN}/code", access=web.PUBLIC, errors=login_error)
def ask_code(request: web.Request) -> Response:
    """The page on which the second factor is typed."""
    _half(request)
    return web.page("onderzoek/code.html", errors={})


@web.route(blueprint, f"{LOGIN}/code", access=web.PUBLIC, methods=("POST",), errors=login_error)
def take_code(request: web.Request) -> Response:
    """With the right code the session begins: a login never takes over a token that the browser brought."""
    web.from_own_site(request)
    who, then = _half(request)
    at = wiring.now()
    try:
        found = second_factor(who, request.form.get("code", "")[:40], integrity_wiring.investigators(), at)
    except (Rejected, TooMany) as error:
        return web.page("onderzoek/code.html", status=error.status, errors={"code": _told(error)})
    token = token_urlsafe(32)
    begin_session(token, token_urlsafe(32), found, integrity_wiring.sessions(), at)
    begun = (web.cookie(COOKIE, token, seconds=LONGEST.seconds), web.cookie(HALF, "", seconds=0))
    return web.redirect(own_path(then, HOME), cookies=begun)


@web.route(blueprint, "/onderzoek/logout", access=web.PUBLIC, methods=("POST",), errors=login_error)
def investigator_logout(request: web.Request) -> Response:
    """End the session. Without a session there is nothing to end, and the page is the same."""
    inside = inside_of(request)
    if inside:
        INVESTIGATOR.check_form(request, inside)
        integrity_wiring.sessions().end(inside.session)
    gone = (web.cookie(COOKIE, "", seconds=0), web.cookie(HALF, "", seconds=0))
    return web.page("onderzoek/logged_out.html", cookies=gone)


def _half(request: web.Request) -> tuple[str, str]:
    found = who_is_half_way(integrity_wiring.secret(), request.cookies.get(f"__Host-{HALF}", ""), wiring.now())
    if found is None:
        raise NotLoggedIn
    return found


def _told(error: Rejected | TooMany) -> str:
    if isinstance(error, Rejected):
        return t(error.fields["code"])
    minutes = duration(timedelta(seconds=error.seconds))
    time = minutes if error.seconds > 60 else t("onderzoek.seconds", n=error.seconds)
    return t("onderzoek.error_wait", time=time)


def _provider() -> Provider:
    known = integrity_settings()
    back = f"{settings().public_url}{LOGIN}/back"
    return Provider(known.investigators_login_url, known.investigators_issuer, known.investigators_client_id, back)
