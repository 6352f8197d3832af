"""Own data: seen, and corrected. What was reported: withdrawn."""

from secrets import token_hex
from typing import Final

from chalice.app import Blueprint, Response

from chalicelib import integrity_wiring as wiring
from chalicelib import web
from chalicelib.channels.integrity.mailbox.access import HOLDER, PATH, Held, closed, held_cookie
from chalicelib.domain.form_input import typed, typed_line
from chalicelib.domain.form_key import read_key, write_key
from chalicelib.domain.integrity.mailbox import can_withdraw
from chalicelib.domain.integrity.report_input import LONGEST, WORKED, Relation
from chalicelib.errors import Busy, NotPossibleNow, Rejected
from chalicelib.pages import t

blueprint = Blueprint("app")
LINES: Final = ("name", "relation", "email", "phone")
TEXTS: Final = ("address", "safely")
ON_THE_PAGE: Final = ("name", "relation", "email", "phone", "address", "safely")


@web.route(blueprint, f"{PATH}/gegevens", access=HOLDER, errors=closed)
def own_data(request: web.Request) -> Response:
    """Who we think it is, and how to be reached."""
    identity = wiring.dossiers().identity(request.who.dossier.id)
    return _data(request.who, {name: getattr(identity, name) for name in ON_THE_PAGE})


@web.route(blueprint, f"{PATH}/gegevens", access=HOLDER, methods=("POST",), errors=closed)
def correct_own_data(request: web.Request) -> Response:
    """Keep what is corrected."""
    from chalicelib.services.integrity.correct_identity import correct_identity

    sent = request.form
    told = {name: typed_line(sent.get(name, "")) for name in LINES} | {
        name: typed(sent.get(name, "")) for name in TEXTS
    }
    key = read_key(wiring.secret(), sent.get("key", ""))
    try:
        correct_identity(request.who.dossier, key, told, wiring.dossiers(), wiring.house())
    except Rejected as error:
        errors = {name: t(text, most=_most(name)) for name, text in error.fields.items()}
        return _data(request.who, told, errors, status=error.status)
    except (Busy, NotPossibleNow) as error:
        return _data(request.who, told, {"name": t(f"postvak.error_{error.slug}")}, status=error.status)
    return web.redirect(PATH, dank="gegevens")


@web.route(blueprint, f"{PATH}/intrekken", access=HOLDER, errors=closed)
def ask_withdraw(request: web.Request) -> Response:
    """What it means, and one button."""
    return _withdraw(request.who)


@web.route(blueprint, f"{PATH}/intrekken", access=HOLDER, methods=("POST",), errors=closed)
def withdraw(request: web.Request) -> Response:
    """Withdraw what was reported."""
    from chalicelib.services.integrity.withdraw_report import withdraw_report

    reason = typed(request.form.get("reason", ""))
    try:
        withdraw_report(request.who.dossier, reason, wiring.dossiers(), wiring.house())
    except Rejected as error:
        return _withdraw(request.who, reason, t(error.fields["reason"]), status=error.status)
    except (Busy, NotPossibleNow) as error:
        return _withdraw(request.who, reason, t(f"postvak.error_{error.slug}"), status=error.status)
    return web.redirect(PATH)


def _data(held: Held, told: dict[str, str], errors: dict[str, str] | None = None, *, status: int = 200) -> Response:
    relations = [one for one in Relation if one in WORKED or not held.dossier.whistleblower]
    return web.page(
        "postvak/data.html",
        status=status,
        cookies=(held_cookie(held.holder),),
        at=wiring.now(),
        key=write_key(wiring.secret(), wiring.now(), token_hex(16)),
        told=told,
        most={name: _most(name) for name in LONGEST},
        relations=[(one, t(f"integrity.relation.{one}")) for one in relations],
        errors=dict(sorted((errors or {}).items(), key=lambda one: ON_THE_PAGE.index(one[0]))),
    )


def _withdraw(held: Held, reason: str = "", error: str = "", *, status: int = 200) -> Response:
    return web.page(
        "postvak/withdraw.html",
        status=status,
        cookies=(held_cookie(held.holder),),
        at=wiring.now(),
        possible=can_withdraw(held.dossier),
        reason=reason,
        errors={"reason": error} if error else {},
    )


def _most(name: str) -> str:
    """A field's limit, as it is told."""
    return f"{LONGEST[name]:,}".replace(",", ".") if name in LONGEST else ""
