"""The form: a question, suggestion, complaint or request for a document. All of it works without script."""

from dataclasses import dataclass, field
from secrets import token_hex
from typing import Any, Final

from chalice.app import Blueprint, Response

from chalicelib import web, wiring
from chalicelib.domain import ids, links
from chalicelib.domain.contact import Kind, Requester
from chalicelib.domain.facts import LONGEST
from chalicelib.domain.form_input import named_files, typed, typed_line
from chalicelib.domain.form_key import FormKey, read_key, write_key
from chalicelib.errors import Busy, ContactPointError, ForSender, Rejected, TooMany
from chalicelib.pages import t

blueprint = Blueprint("app")

COOKIE: Final = "vraag"
MOST_ARTICLES: Final = 4
MOST_SEARCHES: Final = 400  # a day from one network address
SEARCHED: Final = 300  # characters
ON_THE_PAGE: Final = (
    *("kind", "document", "text", "files", "requester", "organisation", "name", "email"),
    *("phone", "prefers", "address", "postal_code", "on_behalf_of"),
)
MANY_LINES: Final = frozenset({"text", "document", "address"})


@dataclass(frozen=True, slots=True)
class Typed:
    """A form as it came, to be checked, and to be shown again with all that was typed."""

    key: FormKey | None
    kind: str = Kind.QUESTION.value
    requester: str = Requester.CITIZEN.value
    facts: dict[str, str] = field(default_factory=dict)
    files: dict[int, str] = field(default_factory=dict)
    trap: str = ""


@web.route(blueprint, "/mail", access=web.PUBLIC)
def mail_form(_request: web.Request) -> Response:
    """The empty form."""
    return _form(Typed(None))


@web.route(blueprint, "/mail", access=web.PUBLIC, methods=("POST",))
def send_form(request: web.Request) -> Response:
    """Register what was sent; after a mistake the form comes back with all that was typed."""
    form = _typed(request)
    try:
        receipt = _send(form, request)
    except Rejected as error:
        return _form(form, {name: t(key, **_values(name)) for name, key in error.fields.items()}, status=error.status)
    except (TooMany, Busy) as error:
        return _form(form, {"text": t(f"form.error_{error.slug}")}, status=error.status)
    holder = links.Holder(receipt.case, ids.token_hash(receipt.link))
    value = links.cookie_of(wiring.secret(), holder, wiring.now())
    return web.redirect("/vraag/verstuurd", cookies=(web.cookie(COOKIE, value, seconds=links.HELD.seconds),))


@web.route(blueprint, "/mail/artikels", access=web.PUBLIC, methods=("POST",))
def articles_for(request: web.Request) -> Response:
    """Articles that may answer what somebody is typing; by POST, because addresses are logged."""
    body = request.json
    asked = body.get("q", "") if isinstance(body, dict) else ""
    if not isinstance(asked, str) or not asked.strip():
        return web.data([])
    who = ids.citizen_hash(wiring.secret(), request.address)
    if not wiring.limits().allow("offer", who, wiring.now(), most=MOST_SEARCHES):
        return web.data([])
    try:
        found = wiring.knowledge().search(asked[:SEARCHED], limit=MOST_ARTICLES)
    except Busy:
        return web.data([])
    return web.data([{"title": one.name, "href": f"/artikel/{one.id}"} for one in found.hits])


@web.route(blueprint, "/mail/bestand", access=web.PUBLIC, methods=("POST",), errors=lambda error: _said(error))
def offer_file(request: web.Request) -> Response:
    """A form of S3 for one file: {"url": .., "fields": {..}, "name": ..}; a refusal says why in plain words."""
    from chalicelib.services.offer_upload import Reception, Wish, offer_upload

    body = request.json
    if not isinstance(body, dict):
        raise Rejected({"files": "form.error_files_lost"})
    key = read_key(wiring.secret(), str(body.get("key", "")))
    if key is None or key.old(wiring.now()):
        raise Rejected({"files": "form.error_old"})
    wish = Wish(_number(body.get("place")), str(body.get("name", "")), _number(body.get("size")), request.address)
    reception = Reception(wiring.files(), wiring.limits(), wiring.loose_files())
    return web.data(offer_upload(key, wish, reception, wiring.desk()))


def _send(form: Typed, request: web.Request) -> Any:
    from chalicelib.services.collect_files import collect_files
    from chalicelib.services.send_message import Message, send_message

    files = collect_files(form.key, form.files, wiring.secret(), wiring.files()) if form.key and form.files else ()
    message = Message(
        key=form.key,
        kind=Kind(form.kind) if form.kind in list(Kind) else None,
        requester=Requester(form.requester) if form.requester in list(Requester) else None,
        facts=form.facts,
        files=files,
        trap=form.trap,
        network=request.address,
        correlation=request.id,
    )
    return send_message(message, wiring.cases(), wiring.scans(), wiring.limits(), wiring.desk())


def _typed(request: web.Request) -> Typed:
    lists = request.form_lists
    sent = {name: values[-1] for name, values in lists.items()}
    facts = {name: (typed if name in MANY_LINES else typed_line)(sent.get(name, "")) for name in LONGEST}
    return Typed(
        key=read_key(wiring.secret(), sent.get("key", "")),
        kind=sent.get("kind", ""),
        requester=sent.get("requester", ""),
        facts={name: value for name, value in facts.items() if value},
        files=named_files(lists.get("files", ())),
        trap=sent.get("website", ""),
    )


def _form(form: Typed, errors: dict[str, str] | None = None, *, status: int = 200) -> Response:
    at = wiring.now()
    key = form.key
    if key is None or key.old(at):  # of an old form the files stay where they are
        key = FormKey(key.drawn if key else token_hex(16), at)
    return web.page(
        "form/form.html",
        status=status,
        at=at,
        here="/mail",
        key=write_key(wiring.secret(), key.made_at, key.drawn),
        form=form,
        limits=LONGEST,
        kinds=list(Kind),
        requesters=list(Requester),
        errors=dict(sorted((errors or {}).items(), key=lambda one: ON_THE_PAGE.index(one[0]))),
    )


def _said(error: ContactPointError) -> Response:
    """Why a file is refused, for the script of the form."""
    keys = list(error.fields.values()) if isinstance(error, Rejected) else []
    text = t(keys[0]) if keys else t(f"common.error_{error.slug if isinstance(error, ForSender) else 'busy'}")
    return web.data({"error": text}, status=error.status)


def _values(name: str) -> dict[str, str]:
    """What an error's message may name: the field's limit."""
    return {"most": f"{LONGEST[name]:,}".replace(",", ".")} if name in LONGEST else {}


def _number(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else -1
