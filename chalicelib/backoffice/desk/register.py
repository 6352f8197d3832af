"""Register a contact that was taken by telephone, at the counter or in the bus."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from secrets import token_hex

from chalice.app import Blueprint, Response

from chalicelib import web, wiring
from chalicelib.backoffice.desk import access, articles
from chalicelib.backoffice.desk.access import desk_page
from chalicelib.backoffice.desk.compose import compose, with_button
from chalicelib.backoffice.desk.fields import ending_of, one_of
from chalicelib.domain.contact import Channel, Kind, Requester, Way
from chalicelib.domain.facts import LONGEST
from chalicelib.domain.form_key import FormKey, read_key, write_key
from chalicelib.domain.hours import BRUSSELS
from chalicelib.domain.ids import read_reference
from chalicelib.errors import Busy, Rejected
from chalicelib.pages import t
from chalicelib.services.answer_at_once import Said
from chalicelib.services.answer_case import LONGEST as LONGEST_ANSWER
from chalicelib.services.register_at_desk import CHANNELS, LONGEST_SUBJECT, Taken, register_at_desk

blueprint = Blueprint("app")
PATH = "/desk/registreren"
MOST = LONGEST | {"subject": LONGEST_SUBJECT, "answer": LONGEST_ANSWER}  # characters of each field
BLANK = {"channel": Channel.PHONE, "kind": Kind.QUESTION, "requester": Requester.CITIZEN, "outcome": "answered"}


@access.route(blueprint, PATH, methods=("GET", "POST"))
def register(request: web.Request) -> Response:
    """The form, and what its buttons ask for; only `save` keeps anything."""
    if request.method == "GET":
        channel = one_of(Channel, request.query.get("kanaal"))
        return _page(request, BLANK | ({"channel": channel} if channel in CHANNELS else {}))
    do = request.form.get("do", "search")
    if do == "save":
        return _save(request)
    typed, sources = with_button(do, request.form, request.form_lists.get("source", []))
    return _page(request, typed, sources)


def _save(request: web.Request) -> Response:
    form, sources = request.form, request.form_lists.get("source", [])
    key = read_key(wiring.secret(), form.get("key", ""))
    try:
        if key is None:
            raise Rejected({"text": "desk.wrong.form"})
        taken = _taken(request, key, sources)
        receipt = register_at_desk(taken, request.who.agent, wiring.cases(), wiring.desk())
    except Rejected as error:
        errors = {name: t(message) for name, message in error.fields.items()}
        return _page(request, form, sources, errors, status=error.status)
    except Busy as error:
        return _page(request, form, sources, {"text": t("desk.wrong.busy")}, status=error.status)
    return web.redirect(PATH, klaar=receipt.case, kanaal=taken.channel or "")


def _taken(request: web.Request, key: FormKey, sources: Sequence[str]) -> Taken:
    """The form as the service takes it. Raises Rejected where the moment is none."""
    form = request.form
    said = Said(_text(form, "answer"), ending_of(form), articles.sources(sources)) if form.get("at_once") else None
    return Taken(
        key=f"desk:{request.who.agent.id}:{key.drawn}",
        made_at=key.made_at,
        channel=one_of(Channel, form.get("channel")),
        kind=one_of(Kind, form.get("kind")),
        requester=one_of(Requester, form.get("requester")),
        facts={fact: _text(form, fact) for fact in LONGEST if form.get(fact, "").strip()},
        received_at=_moment(form.get("moment", "")),
        subject=_text(form, "subject"),
        case=_text(form, "case"),
        copy=bool(form.get("copy")),
        said=said,
        correlation=request.id,
    )


def _moment(text: str) -> datetime:
    """When it was, in Brussels; empty: now. Raises Rejected."""
    if not text.strip():
        return wiring.now()
    try:
        return datetime.fromisoformat(text.strip()).replace(tzinfo=BRUSSELS)
    except ValueError as error:
        raise Rejected({"moment": "desk.wrong.moment_wrong"}) from error


def _text(form: Mapping[str, str], name: str) -> str:
    return form.get(name, "").replace("\r\n", "\n").strip()


def _page(
    request: web.Request,
    typed: Mapping[str, str],
    sources: Sequence[str] = (),
    errors: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    first_query = "" if request.method == "GET" else f"{typed.get('subject', '')} {typed.get('text', '')}".strip()[:200]
    key = typed.get("key", "")
    fresh = not read_key(wiring.secret(), key)
    return desk_page(
        request,
        "desk/register.html",
        status=status,
        here=PATH,
        panes="work",
        errors=errors or {},
        key=write_key(wiring.secret(), wiring.now(), token_hex(16)) if fresh else key,
        longest={name: f"{most:,}".replace(",", ".") for name, most in MOST.items()},
        channels=CHANNELS,
        kinds=tuple(Kind),
        requesters=tuple(Requester),
        ways=tuple(Way),
        kept=read_reference(request.query.get("klaar", "")),
        **compose(typed, sources, first_query),
    )
