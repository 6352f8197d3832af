"""What an investigator does to a dossier: a step of the table, or something that is added to it."""

from datetime import date, datetime, time
from enum import StrEnum
from typing import Final, TypeVar

from chalice.app import Blueprint, Response

from chalicelib import integrity_wiring as wiring
from chalicelib import web
from chalicelib.backoffice.investigation import access
from chalicelib.backoffice.investigation.dossier_show import View, acting, investigator, names_of
from chalicelib.domain.form_input import named_files, typed
from chalicelib.domain.form_key import read_key
from chalicelib.domain.hours import BRUSSELS
from chalicelib.domain.integrity.dossier import Outcome
from chalicelib.domain.integrity.entry import Evidence, What
from chalicelib.domain.integrity.phases import Act
from chalicelib.domain.integrity.services import services
from chalicelib.errors import Rejected
from chalicelib.services.integrity.act_on_dossier import Doing, act_on_dossier
from chalicelib.services.integrity.end_task import end_task

blueprint = Blueprint("app")
One = TypeVar("One", bound=StrEnum)

STEP: Final = "step"  # a task that is done from the start
LAST_MINUTE: Final = time(23, 59)
LEAVES: Final = frozenset({Act.GIVE_BACK, Act.SEND_ON})


@access.route(blueprint, "/onderzoek/dossier/{dossier}/stap", methods=("POST",))
def take_dossier_step(request: web.Request, dossier: str) -> Response:
    """Accept, give back, ask, find grounds, conclude ..."""
    form = request.form
    chosen = one_of(Act, form.get("act"))
    doing = Doing(
        key=read_key(wiring.secret(), form.get("key", "")),
        act=None if chosen is Act.NOTE else chosen,
        version=_number(form.get("version", "")),
        text=typed(form.get("text", "")),
        better=form.get("better", ""),
        outcome=one_of(Outcome, form.get("outcome")),
    )
    view = View(form=form.get("act", ""), typed=form, key=doing.key)
    answer = acting(request, dossier, view, lambda: _act(request, dossier, doing), "acted")
    if answer.status_code == 303 and doing.act in LEAVES:
        return web.redirect("/onderzoek/doorgegeven")
    return answer


@access.route(blueprint, "/onderzoek/dossier/{dossier}/toevoegen", methods=("POST",))
def add_to_dossier_file(request: web.Request, dossier: str) -> Response:
    """A note, step, finding, measure, letter, task, piece of evidence, or a message to the reporter."""
    form = request.form
    kind = form.get("kind", "")
    names = named_files(request.form_lists.get("files", ()), most=30)
    view = View(form=kind, typed=form, files=names, key=read_key(wiring.secret(), form.get("key", "")))

    def act() -> None:
        doing = Doing(
            key=view.key,
            act=Act.NOTE,
            version=_number(form.get("version", "")),
            text=typed(form.get("text", "")),
            kind=What.TASK if kind == STEP else one_of(What, kind),
            whom=form.get("whom", "") if form.get("whom", "") in names_of(investigator(request)) else "",
            due_at=_end_of_day(form.get("due", "")) if kind == What.TASK else None,
            done=kind == STEP,
            files=_files(view, investigator(request).id),
        )
        _act(request, dossier, doing)

    return acting(request, dossier, view, act, "told" if kind == What.MESSAGE else "noted")


@access.route(blueprint, "/onderzoek/dossier/{dossier}/taak/{entry}", methods=("POST",))
def end_dossier_task(request: web.Request, dossier: str, entry: str) -> Response:
    """A task is done."""

    def act() -> None:
        end_task(dossier, entry, investigator(request), wiring.dossiers(), wiring.house())

    return acting(request, dossier, View(), act, "ended")


def _act(request: web.Request, dossier: str, doing: Doing) -> None:
    known = {one.code: one.name for one in services().values()}
    act_on_dossier(dossier, doing, investigator(request), wiring.dossiers(), wiring.house(), known)


def _files(view: View, by: str) -> tuple[Evidence, ...]:
    from chalicelib.services.integrity.collect_evidence import collect_evidence

    if view.key is None or not view.files:
        return ()
    return collect_evidence(view.key, view.files, wiring.files(), wiring.house(), by=by)


def one_of(kind: type[One], text: str | None) -> One | None:
    """The member of a list that a field names, or None."""
    return next((one for one in kind if one.value == text), None)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0


def _end_of_day(text: str) -> datetime | None:
    """The last minute of the day that a form names. Raises Rejected where it is none."""
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise Rejected({"due": "onderzoek_dossier.error_due"}) from error
    return datetime.combine(day, LAST_MINUTE, BRUSSELS)
