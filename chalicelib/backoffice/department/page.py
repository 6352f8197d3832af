"""The page of a referral: what is asked, what was said, and what the department does. All of it works without script."""

from datetime import datetime
from secrets import token_hex
from typing import Any

from chalice.app import Blueprint, Response

from chalicelib import web, wiring
from chalicelib.backoffice.department.access import (
    FIELD,
    PERHAPS_HOLDER,
    PLACE,
    Held,
    closed,
    forgotten,
    held_cookie,
    here,
    new_cookies,
)
from chalicelib.backoffice.department.input import MOST, Form, doing_of, errors_of, typed_again
from chalicelib.domain import referral_links
from chalicelib.domain.case import CaseFile
from chalicelib.domain.case_states import Status
from chalicelib.domain.form_key import FormKey, read_key, write_key
from chalicelib.domain.referral import OPEN, Referral, Step
from chalicelib.domain.referral_view import can_accept, choices, spoken_in, subject_along, told_along
from chalicelib.domain.ways import writes_itself
from chalicelib.errors import Busy, LinkNotValid, NotPossibleNow, Rejected, TooMany

blueprint = Blueprint("app")


@web.route(blueprint, "/doorverwijzing", access=PERHAPS_HOLDER)
def referral_page(request: web.Request) -> Response:
    """The referral, or what to do without a link."""
    if request.who is None:
        return closed(LinkNotValid())
    return show(request.who, done=request.query.get("klaar", ""))


@web.route(blueprint, referral_links.OPEN, access=web.PUBLIC)
def show_referral_link(request: web.Request) -> Response:
    """A page with one button: programs that follow links change nothing by it."""
    token = request.query.get(referral_links.FIELD, "")
    return web.page("department/open.html", at=wiring.now(), token=token, field=referral_links.FIELD)


@web.route(blueprint, referral_links.OPEN, access=web.PUBLIC, methods=("POST",), errors=closed)
def open_referral_link(request: web.Request) -> Response:
    """Trade the link for a cookie; one that was good once says whom to call."""
    from chalicelib.services.open_referral import ended_link, trade_token

    web.from_own_site(request)
    token = request.form.get(referral_links.FIELD, "")
    try:
        holder = trade_token(token, wiring.cases(), wiring.now())
    except LinkNotValid as error:
        return closed(error, ended=ended_link(token, wiring.cases(), wiring.secret()))
    return web.redirect(here(holder), cookies=new_cookies(request, holder))


@web.route(blueprint, "/doorverwijzing/sluiten", access=web.PUBLIC, methods=("POST",))
def leave_referral(request: web.Request) -> Response:
    """Forget a link on this device."""
    web.from_own_site(request)
    place = request.form.get(FIELD, "")
    return web.redirect("/doorverwijzing", cookies=(forgotten(place),) if PLACE.fullmatch(place) else ())


@web.route(blueprint, "/doorverwijzing/stap", access=PERHAPS_HOLDER, methods=("POST",), errors=closed)
def take_step(request: web.Request) -> Response:
    """Accept, answer, ask or give back. What was typed comes back after a mistake, and when the link has ended."""
    from chalicelib.services.take_department_step import take_department_step

    held: Held | None = request.who
    form = typed_again(request)
    if held is None:
        return closed(LinkNotValid(), form.text)
    try:
        doing = doing_of(form, request)
        take_department_step(held.holder, doing, wiring.cases(), wiring.scans(), wiring.limits(), wiring.desk())
    except LinkNotValid as error:
        return closed(error, form.text)
    except NotPossibleNow as error:
        return show(held, form, refused=True, status=error.status)
    except (Rejected, TooMany, Busy) as error:
        return show(held, form, errors_of(error), status=error.status)
    return web.redirect(f"{here(held.holder)}&klaar={doing.step}")


def show(
    held: Held,
    form: Form | None = None,
    errors: dict[str, str] | None = None,
    *,
    done: str = "",
    refused: bool = False,
    status: int = 200,
) -> Response:
    """The page; the cookie lives anew. `done`: the step that was just taken; `refused`: it cannot be taken any more."""
    from chalicelib.services.follow_organisation import follow_organisation
    from chalicelib.services.open_referral import open_referral

    at = wiring.now()
    file, referral = open_referral(held.holder, wiring.cases(), at) if refused else (held.file, held.referral)
    fate = follow_organisation(referral, wiring.organisations(), at)
    form = form or Form(better=fate.heir.name if fate and fate.heir else "")
    return web.page(
        "department/page.html",
        status=status,
        cookies=(held_cookie(held.holder),),
        at=at,
        place=held.holder.place,
        late=referral.due_at < at,
        fate=fate,
        done=done if done in list(Step) else "",
        refused=refused,
        key=_key_again(form.key, at),
        form=form,
        errors=errors or {},
        most=MOST,
        **_seen(file, referral),
    )


def _seen(file: CaseFile, referral: Referral) -> dict[str, Any]:
    """What a department sees of a referral, and what it can do with it."""
    reached, merged = writes_itself(file.case), file.case.status is Status.MERGED
    return {
        "case": file.case,
        "referral": referral,
        "subject": subject_along(file, referral),
        "told": told_along(file, referral),
        "spoken": spoken_in(file, referral),
        "choices": choices(referral, reached=reached, merged=merged),
        "can_accept": can_accept(referral, merged=merged),
        "reached": reached,
        "open": referral.state in OPEN,
    }


def _key_again(text: str, at: datetime) -> str:
    """The key of a form that is shown (again): one that is old gets another time, as its files stay where they are."""
    key = read_key(wiring.secret(), text)
    if key is None or key.old(at):
        key = FormKey(key.drawn if key else token_hex(16), at)
    return write_key(wiring.secret(), key.made_at, key.drawn)
