"""An agent registers a matter of integrity for somebody: straight into the confidential house, and nothing is kept here."""

from collections.abc import Mapping
from secrets import token_hex
from typing import Any, Final

from chalice.app import Blueprint, Response

from chalicelib import web, wiring
from chalicelib.backoffice.desk import access
from chalicelib.backoffice.desk.fields import one_of
from chalicelib.domain.case import Level
from chalicelib.domain.contact import Channel
from chalicelib.domain.form_input import typed, typed_line
from chalicelib.domain.form_key import read_key, write_key
from chalicelib.domain.integrity.dossier import Breach, Matter
from chalicelib.domain.integrity.numbers import read_number
from chalicelib.domain.integrity.places import PLACES
from chalicelib.domain.integrity.report_input import FIELDS, LONGEST, Relation, faults, is_anonymous
from chalicelib.errors import Busy, NotFound, NotPossibleNow, Rejected
from chalicelib.pages import t
from chalicelib.services.hand_in_integrity import CHANNELS, Known, Told, hand_in_integrity, known_of

blueprint = Blueprint("app")
PATH: Final = "/desk/integriteit"
ONE_LINE: Final = frozenset({"organisation", "name", "email", "phone"})
ON_THE_PAGE: Final = (
    *("channel", "matter", "breach", "whistleblower", "text", "organisation", "level", "who", "where", "when", "known"),
    *("elsewhere", "name", "relation", "email", "phone", "address", "safely"),
)


@access.route(blueprint, PATH, methods=("GET", "POST"))
def integrity(request: web.Request) -> Response:
    """Number and clocks of a dossier; the number comes by POST, so that it is in no address."""
    number = request.form.get("number", "").strip() if request.method == "POST" else ""
    known, errors, status = None, {}, 200
    if request.method == "POST":
        try:
            known = _found(number)
        except Rejected as error:
            errors, status = {name: t(key) for name, key in error.fields.items()}, error.status
        except Busy as error:
            errors, status = {"number": t("desk_integrity.busy")}, error.status
    return access.desk_page(
        request,
        "desk/integrity.html",
        status=status,
        here=PATH,
        panes="one",
        number=number[:40],
        known=known,
        errors=errors,
    )


@access.route(blueprint, f"{PATH}/melden", methods=("GET", "POST"))
def report_integrity(request: web.Request) -> Response:
    """The form, also with what was typed at the ordinary one; only `save` hands in. The answer shows the receipt code."""
    if request.method == "GET":
        channel = one_of(Channel, request.query.get("kanaal"))
        return _page(request, {"channel": channel or Channel.PHONE, "matter": Matter.REPORT})
    told = _typed(request)
    if request.form.get("do") != "save":
        return _page(request, {"matter": Matter.REPORT, **told})
    try:
        known = _handed_in(request, told)
    except Rejected as error:
        errors = {name: t(key, most=_most(name)) for name, key in error.fields.items()}
        return _page(request, told, errors, status=error.status)
    except (Busy, NotPossibleNow) as error:
        return _page(request, told, {"text": t(f"desk_integrity.{error.slug}")}, status=error.status)
    return received(request, known)


def received(request: web.Request, known: Known, case: str = "") -> Response:
    """Number, clocks and receipt code, to read aloud or to print: here and nowhere else."""
    return access.desk_page(
        request, "desk/integrity_received.html", here=PATH, panes="one", known=known, words=_words(known), moved=case
    )


def _words(known: Known) -> tuple[str, ...]:
    return known.code.words if known.code else ()


def _found(number: str) -> Known:
    dossier = read_number(number)
    if dossier is None:
        raise Rejected({"number": "desk_integrity.error_number"})
    try:
        return known_of(dossier, wiring.integrity_gate())
    except NotFound as error:
        raise Rejected({"number": "desk_integrity.error_number_unknown"}) from error


def _handed_in(request: web.Request, told: Mapping[str, str]) -> Known:
    key = read_key(wiring.secret(), request.form.get("key", ""))
    if key is None or key.old(wiring.now()):
        raise Rejected({"text": "desk_integrity.error_old"})
    facts = {name: told[name] for name in FIELDS if told.get(name)}
    form = Told(key, one_of(Channel, told.get("channel")), facts)
    return hand_in_integrity(form, request.who.agent, wiring.integrity_gate(), wiring.now())


def _typed(request: web.Request) -> dict[str, str]:
    """What was typed, here or at the ordinary form, whose subject goes before the text."""
    form = request.form
    told = {name: (typed_line if name in ONE_LINE else typed)(form.get(name, "")) for name in (*FIELDS, "channel")}
    if form.get("do") == "integrity":  # the ordinary form, whose organisation is the caller's own
        subject = typed_line(form.get("subject", ""))
        told["text"] = "\n\n".join(part for part in (subject, told["text"]) if part)
        told["organisation"] = ""
    return {name: value for name, value in told.items() if value}


def _most(name: str) -> str:
    return f"{LONGEST[name]:,}".replace(",", ".") if name in LONGEST else ""


def _page(
    request: web.Request, told: Mapping[str, str], errors: Mapping[str, str] | None = None, *, status: int = 200
) -> Response:
    key, at = request.form.get("key", "") if request.method == "POST" else "", wiring.now()
    read = read_key(wiring.secret(), key)
    fresh = read is None or read.old(at) or request.form.get("do") != "save"
    return access.desk_page(
        request,
        "desk/integrity_report.html",
        status=status,
        at=at,
        here=PATH,
        panes="one",
        told=told,
        key=write_key(wiring.secret(), at, token_hex(16)) if fresh else key,
        errors=dict(sorted((errors or {}).items(), key=lambda one: ON_THE_PAGE.index(one[0]))),
        channels=[(one, t(f"desk.channel.{one}")) for one in CHANNELS],
        limits={name: _most(name) for name in LONGEST},
        anonymous=bool(errors) and is_anonymous(faults(told)),
        places=PLACES,
        **choices(),
    )


def choices() -> dict[str, Any]:
    """What can be chosen in the forms of a matter of integrity."""
    return {
        "matters": [(one, t(f"integrity.matter.{one}")) for one in Matter],
        "breaches": [("", t("desk_integrity.choose")), *((one, t(f"integrity.breach_{one}")) for one in Breach)],
        "levels": [("", t("desk_integrity.unknown")), *((one, t(f"desk_case.level.{one}")) for one in Level)],
        "relations": [
            ("", t("desk_integrity.unknown")),
            *((one, t(f"desk_integrity.relation.{one}")) for one in Relation),
        ],
    }
