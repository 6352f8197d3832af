"""An own question by secret link: its state and messages, and the way back to it. All of it works without script."""

from secrets import token_hex
from typing import Any

from chalice.app import Blueprint, Response

from chalicelib import web, wiring
from chalicelib.channels.own_question.access import PERHAPS_HOLDER, Held, closed, held_cookie
from chalicelib.domain import ids, links, own_view
from chalicelib.domain.case_states import ENDED, Status
from chalicelib.domain.form_input import typed_line
from chalicelib.domain.form_key import write_key
from chalicelib.domain.hours import is_open, next_opening
from chalicelib.domain.moved import SHOW_CODE
from chalicelib.errors import Busy, LinkNotValid, Rejected, TooMany
from chalicelib.pages import t
from chalicelib.settings import settings

blueprint = Blueprint("app")


@web.route(blueprint, "/vraag", access=PERHAPS_HOLDER)
def own_question(request: web.Request) -> Response:
    """The question, or what to do without a link."""
    if request.who is None:
        return web.page("question/ask.html", at=wiring.now(), here="/vraag", typed={}, errors={})
    return question_page(request.who, thanks="dank" in request.query)


@web.route(blueprint, links.OPEN, access=web.PUBLIC)
def show_link(request: web.Request) -> Response:
    """A page with one button: programs that follow links change nothing by it."""
    token = request.query.get(links.FIELD, "")
    return web.page("question/open.html", at=wiring.now(), here="/vraag", token=token, field=links.FIELD)


@web.route(blueprint, links.OPEN, access=web.PUBLIC, methods=("POST",), errors=closed)
def open_link(request: web.Request) -> Response:
    """Trade the link for a cookie; of a question that moved to a confidential service, show the way there. Raises
    LinkNotValid."""
    from chalicelib.services.open_question import trade_token

    web.from_own_site(request)
    token, at = request.form.get(links.FIELD, ""), wiring.now()
    holder = trade_token(token, wiring.cases(), at)
    if wiring.cases().head(holder.case).status is Status.MOVED:
        field = links.FIELD
        return web.page("question/moved.html", at=at, here="/vraag", token=token, field=field, action=SHOW_CODE)
    return web.redirect("/vraag", cookies=(held_cookie(holder),))


@web.route(blueprint, "/vraag/verstuurd", access=PERHAPS_HOLDER)
def sent(request: web.Request) -> Response:
    """After sending the form: the reference, what happens next and when. Without cookies the mail has all of it."""
    at, held = wiring.now(), request.who
    if held is None:
        return web.page("question/sent.html", at=at, case=None)
    case = held.case
    token = ids.link_token(wiring.secret(), case.id, case.key)
    opened = wiring.cases().open(case.id)
    return web.page(
        "question/sent.html",
        at=at,
        case=case,
        reference=ids.shown_reference(case.id),
        copied=own_view.copy_sent(opened),
        link=links.question_link(settings().public_url, token),
        read_now=is_open(at, wiring.calendar()),
        read_from=next_opening(at, wiring.calendar()),
        files=sum(len(one.files) for one in opened.contacts),
    )


@web.route(blueprint, "/vraag/nieuwe-link", access=web.PUBLIC, methods=("POST",))
def ask_link(request: web.Request) -> Response:
    """Mail a new link where reference and address belong together; the answer is always the same."""
    from chalicelib.services.send_new_link import send_new_link

    typed = {name: typed_line(request.form.get(name, ""))[:300] for name in ("reference", "email")}
    case = ids.read_reference(typed["reference"])
    errors = {} if case else {"reference": t("question.error_reference")}
    if "@" not in typed["email"]:
        errors["email"] = t("form.error_email_missing")
    status = 422
    if not errors:
        try:
            drawn = token_hex(16)
            send_new_link(case, typed["email"], drawn, request.address, wiring.cases(), wiring.limits(), wiring.desk())
            return web.redirect("/vraag/link-verstuurd")
        except TooMany as error:
            errors, status = {"reference": t("form.error_too_many")}, error.status
    return web.page("question/ask.html", status=status, at=wiring.now(), here="/vraag", typed=typed, errors=errors)


@web.route(blueprint, "/vraag/link-verstuurd", access=web.PUBLIC)
def link_asked(_request: web.Request) -> Response:
    """That a mail comes where both belonged together."""
    return web.page("question/link_sent.html", at=wiring.now(), here="/vraag")


@web.route(blueprint, "/vraag/sluiten", access=web.PUBLIC, methods=("POST",))
def leave(request: web.Request) -> Response:
    """Forget the link on this device."""
    web.from_own_site(request)
    return web.redirect("/vraag", cookies=(web.cookie("vraag", "", seconds=0),))


@web.route(blueprint, "/vraag/aanvullen", access=PERHAPS_HOLDER, methods=("POST",))
def add(request: web.Request) -> Response:
    """Something more, or not satisfied. What was typed comes back after a mistake, and when the link has ended."""
    from chalicelib.channels.own_question.input import addition_of, errors_of, typed_again
    from chalicelib.services.add_to_case import add_to_case

    held: Held | None = request.who
    if held is None:
        return closed(LinkNotValid(), typed_again(request).text)
    try:
        addition = addition_of(request, held.case)
        add_to_case(held.case, addition, wiring.cases(), wiring.scans(), wiring.limits(), wiring.desk())
    except (Rejected, TooMany, Busy) as error:
        return question_page(held, typed_again(request), errors_of(error), status=error.status)
    return web.redirect("/vraag", dank="1")


def question_page(
    held: Held, form: Any = None, errors: dict[str, str] | None = None, *, thanks: bool = False, status: int = 200
) -> Response:
    """The question with its state, its messages, and a form to say more; the cookie lives anew."""
    from chalicelib.channels.own_question.input import Again
    from chalicelib.services.open_case import open_case

    at, case = wiring.now(), held.case
    opened = open_case(case.id, wiring.cases())
    return web.page(
        "question/question.html",
        status=status,
        cookies=(held_cookie(held.holder),),
        at=at,
        here="/vraag",
        case=case,
        reference=ids.shown_reference(case.id),
        said=own_view.said_in(opened.whole, at, opened.entries),
        asked=own_view.asked_now(opened.whole),
        thanks=thanks,
        answered=case.status is Status.ANSWERED or case.status in ENDED,
        late=case.due_at is not None and case.due_at < at,
        key=write_key(wiring.secret(), at, token_hex(16)) if form is None else form.key,
        form=form or Again(),
        errors=errors or {},
    )
