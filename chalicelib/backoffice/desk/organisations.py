"""Organisations at the desk: find them, see how they are asked, enter an address, confirm one that a colleague entered."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from chalice.app import Blueprint, Response

from chalicelib import web, wiring
from chalicelib.backoffice.desk import access
from chalicelib.backoffice.desk.access import COLLEAGUE, CONFIRMER, desk_page
from chalicelib.backoffice.desk.fields import one_of
from chalicelib.domain.article import LEVEL_NAMES, THEME_NAMES, Level, Theme
from chalicelib.domain.hours import BRUSSELS
from chalicelib.domain.municipalities import municipality_of
from chalicelib.domain.organisation import Organisation
from chalicelib.errors import ChangedMeanwhile, Rejected
from chalicelib.pages import t
from chalicelib.services.confirm_address import confirm_address, refuse_address, take_back_address
from chalicelib.services.find_organisations import MOST, find_organisations, last_successor, nearest_with_address
from chalicelib.services.propose_address import propose_address
from chalicelib.settings import settings

blueprint = Blueprint("app")
PATH: Final = "/desk/organisaties"
LONGEST_QUERY: Final = 100
LEVELS: Final = {level.value: name for level, name in LEVEL_NAMES.items()}
THEMES: Final = {theme.value: name for theme, name in THEME_NAMES.items()}
DONE: Final = frozenset({"voorgesteld", "bevestigd", "geweigerd", "teruggenomen"})


@access.route(blueprint, PATH, access=COLLEAGUE)
def organisations(request: web.Request) -> Response:
    """Those that fit what was asked, and the addresses that wait."""
    asked = {name: request.query.get(name, "")[:LONGEST_QUERY] for name in ("q", "niveau", "thema", "gemeente")}
    found, errors = _found(asked)
    waiting = [(one, wiring.organisations().get(one.code)) for one in wiring.organisations().proposals()]
    return desk_page(
        request,
        "desk/organisations.html",
        status=422 if errors else 200,
        here=PATH,
        panes="one",
        errors=errors,
        asked=asked,
        found=found,
        today=_today(),
        most=MOST,
        waiting=[(proposal, one) for proposal, one in waiting if one],
        level_names=LEVELS,
        theme_names=THEMES,
    )


@access.route(blueprint, PATH + "/{code}", access=COLLEAGUE)
def organisation(request: web.Request, code: str) -> Response:
    """One organisation, and what can be done about its address."""
    return _page(request, code)


@access.route(blueprint, PATH + "/{code}/adres", access=COLLEAGUE, methods=("POST",))
def new_address(request: web.Request, code: str) -> Response:
    """Enter an address, which then waits for somebody else."""
    store, typed = wiring.organisations(), request.form.get("email", "")
    try:
        propose_address(store.head(code), typed, request.who.agent, store, settings().mail_domain, wiring.now())
    except Rejected as error:
        return _page(request, code, {name: t(key) for name, key in error.fields.items()}, typed, error.status)
    except ChangedMeanwhile as error:
        return _page(request, code, {"email": t("desk_org.error.waits")}, typed, error.status)
    return web.redirect(f"{PATH}/{code}", gedaan="voorgesteld")


@access.route(blueprint, PATH + "/{code}/bevestigen", access=CONFIRMER, methods=("POST",))
def decide_address(request: web.Request, code: str) -> Response:
    """Confirm or refuse the address as it was shown."""
    email, store, agent = request.form.get("email", ""), wiring.organisations(), request.who.agent
    try:
        if request.form.get("do") == "confirm":
            confirm_address(code, email, agent, store, wiring.now())
            return web.redirect(f"{PATH}/{code}", gedaan="bevestigd")
        refuse_address(code, email, store)
    except ChangedMeanwhile as error:
        return _page(request, code, {"waiting": t("desk_org.error.changed")}, status=error.status)
    return web.redirect(f"{PATH}/{code}", gedaan="geweigerd")


@access.route(blueprint, PATH + "/{code}/terugnemen", access=COLLEAGUE, methods=("POST",))
def own_address_back(request: web.Request, code: str) -> Response:
    """Who entered an address takes it back."""
    try:
        take_back_address(code, request.form.get("email", ""), request.who.agent, wiring.organisations())
    except ChangedMeanwhile as error:
        return _page(request, code, {"waiting": t("desk_org.error.changed")}, status=error.status)
    return web.redirect(f"{PATH}/{code}", gedaan="teruggenomen")


def _found(asked: Mapping[str, str]) -> tuple[tuple[Organisation, ...], dict[str, str]]:
    level, theme = one_of(Level, asked["niveau"]), one_of(Theme, asked["thema"])
    try:
        found = find_organisations(
            asked["q"],
            wiring.organisations(),
            wiring.now(),
            level=level,
            subject=theme or "",
            municipality=asked["gemeente"],
        )
    except Rejected as error:
        return (), {"gemeente": t(error.fields["municipality"])}
    return found, {}


def _page(
    request: web.Request, code: str, errors: Mapping[str, str] | None = None, typed: str = "", status: int = 200
) -> Response:
    store, at = wiring.organisations(), wiring.now()
    one, agent = store.head(code), request.who.agent
    municipality = municipality_of(one.municipality)
    return desk_page(
        request,
        "desk/organisation.html",
        status=status,
        at=at,
        here=PATH,
        panes="one",
        errors=errors or {},
        one=one,
        over=one.over(_today()),
        ended=date.fromisoformat(one.ended) if one.ended else None,
        parent=store.get(one.parent) if one.parent else None,
        above=None if one.email else nearest_with_address(one, store),
        successor=last_successor(one, store),
        municipality=municipality.name if municipality else one.municipality,
        closings=[_span(text) for text in one.closing_days],
        confirms=bool(CONFIRMER.roles & agent.roles) and one.proposed_by != agent.id,
        own=one.proposed_by == agent.id,
        typed=typed,
        done=request.query.get("gedaan") if request.query.get("gedaan") in DONE else "",
        level_names=LEVELS,
        theme_names=THEMES,
    )


def _today() -> date:
    return wiring.now().astimezone(BRUSSELS).date()


def _span(text: str) -> tuple[date, date]:
    """First and last of some closing days."""
    first, _, last = text.partition("/")
    return date.fromisoformat(first), date.fromisoformat(last or first)
