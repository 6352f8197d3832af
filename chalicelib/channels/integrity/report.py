"""The form for a report or a question of integrity. All of it works without script; nothing of it stays in the browser."""

from dataclasses import dataclass, field
from functools import partial
from secrets import token_hex
from typing import Any, Final

from chalice.app import Blueprint, Response

from chalicelib import integrity_wiring as wiring
from chalicelib import web
from chalicelib.channels.integrity.uploads import files_address
from chalicelib.domain.case import Level
from chalicelib.domain.form_input import named_files, typed, typed_line
from chalicelib.domain.form_key import FormKey, read_key, write_key
from chalicelib.domain.integrity.dossier import Breach
from chalicelib.domain.integrity.entry import Evidence
from chalicelib.domain.integrity.numbers import shown_number
from chalicelib.domain.integrity.places import PLACES
from chalicelib.domain.integrity.report_input import FIELDS, LONGEST, Relation, faults, is_anonymous
from chalicelib.domain.integrity.uploads import MOST_FILES
from chalicelib.errors import Busy, Rejected, TooMany
from chalicelib.pages import t
from chalicelib.settings import settings

blueprint = Blueprint("app")

PATH: Final = "/integriteit/melden"
ONE_LINE: Final = frozenset({"name", "email", "phone", "organisation"})
ON_THE_PAGE: Final = (
    *("matter", "breach", "whistleblower", "text", "organisation", "level", "who", "where", "when", "known"),
    *("elsewhere", "files", "name", "relation", "email", "phone", "address", "safely"),
)
CHOSEN: Final = {"vraag": {"matter": "question"}, "klokkenluider": {"matter": "report", "whistleblower": "ja"}}


@dataclass(frozen=True, slots=True)
class Typed:
    """A form as it came, to be checked, and to be shown again with all that was typed."""

    key: FormKey | None
    told: dict[str, str] = field(default_factory=dict, repr=False)
    files: dict[int, str] = field(default_factory=dict, repr=False)
    strip: bool = False
    trap: str = ""


@web.route(blueprint, PATH, access=web.PUBLIC)
def report_form(request: web.Request) -> Response:
    """The empty form."""
    return _form(Typed(None, dict(CHOSEN.get(request.query.get("soort", ""), {"matter": "report"}))))


@web.route(blueprint, PATH, access=web.PUBLIC, methods=("POST",))
def send_report_form(request: web.Request) -> Response:
    """Register what was sent, and show its receipt code: here and nowhere else. After a mistake the form comes back with all
    that was typed."""
    form = _typed(request)
    try:
        registered = _send(form, request)
    except Rejected as error:
        return _form(form, {name: t(key, **_values(name)) for name, key in error.fields.items()}, status=error.status)
    except (TooMany, Busy) as error:
        return _form(form, {"text": t(f"integrity.error_{error.slug}")}, status=error.status)
    return web.page(
        "integrity/receipt.html",
        at=wiring.now(),
        registered=registered,
        number=shown_number(registered.number),
        words=registered.code.words,
        address=f"{settings().public_url}/postvak",
        bucket=files_address(),
        sent_files=len(form.files),
        matter=form.told["matter"],
    )


def _send(form: Typed, request: web.Request) -> Any:
    from chalicelib.services.integrity.collect_evidence import collect_evidence
    from chalicelib.services.integrity.send_report import Sent, files_of_form, send_report

    house = wiring.house()
    files: tuple[Evidence, ...] = ()
    if form.key and form.files:
        known = partial(files_of_form, form.key, wiring.dossiers(), house)
        files = collect_evidence(form.key, form.files, wiring.files(), house, strip=form.strip, known=known)
    sent = Sent(form.key, form.told, files, form.trap, request.address)
    return send_report(sent, wiring.dossiers(), wiring.limits(), house)


def _typed(request: web.Request) -> Typed:
    lists = request.form_lists
    sent = {name: values[-1] for name, values in lists.items()}
    told = {name: (typed_line if name in ONE_LINE else typed)(sent.get(name, "")) for name in FIELDS}
    return Typed(
        key=read_key(wiring.secret(), sent.get("key", "")),
        told={name: value for name, value in told.items() if value},
        files=named_files(lists.get("files", ()), MOST_FILES),
        strip=bool(sent.get("strip")),
        trap=sent.get("website", ""),
    )


def _form(form: Typed, errors: dict[str, str] | None = None, *, status: int = 200) -> Response:
    at = wiring.now()
    key = form.key
    if key is None or key.old(at):  # of an old form the files stay where they are
        key = FormKey(key.drawn if key else token_hex(16), at)
    return web.page(
        "integrity/report.html",
        status=status,
        bucket=files_address(),
        at=at,
        here="/integriteit",
        key=write_key(wiring.secret(), key.made_at, key.drawn),
        form=form,
        limits=LONGEST,
        breaches=[(one, t(f"integrity.breach_{one}")) for one in Breach],
        relations=[(one, t(f"integrity.relation.{one}")) for one in Relation],
        levels=[("", t("integrity.level.unknown")), *((one, t(f"integrity.level.{one}")) for one in Level)],
        most_files=MOST_FILES,
        anonymous=bool(errors) and is_anonymous(faults(form.told)),
        places=PLACES,
        errors=dict(sorted((errors or {}).items(), key=lambda one: ON_THE_PAGE.index(one[0]))),
    )


def _values(name: str) -> dict[str, str]:
    """What an error's message may name: the field's limit."""
    return {"most": f"{LONGEST[name]:,}".replace(",", ".")} if name in LONGEST else {}
