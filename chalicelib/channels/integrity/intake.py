"""The only door of the house for the rest of the service: to hand in, to move a case, to ask for number and clocks."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from chalice.app import Blueprint

from chalicelib import integrity_wiring as wiring
from chalicelib.domain.contact import Channel
from chalicelib.domain.integrity.dossier import Breach, Clock, Matter
from chalicelib.domain.integrity.phases import ENDED, Actor
from chalicelib.domain.integrity.receipt_code import Code
from chalicelib.domain.integrity.report_input import FIELDS, facts_of, faults, identity_of, is_whistleblower
from chalicelib.errors import Busy, ContactPointError, Rejected
from chalicelib.observe import logger, where

blueprint = Blueprint("app")


@blueprint.lambda_function(name="take_in_integrity")
def take_in_integrity(event: Any, _context: object) -> dict[str, Any]:
    """`event`: do (hand_in, move, clocks, code), and what that needs. Gives number and clocks, and the receipt code to who
    may have it; or error and fields, for what the caller can mend. The log says what was asked, and no more."""
    try:
        answer = DOES[event["do"]](event)
    except ContactPointError as error:
        logger.info("gate", does=event["do"], error=error.slug)
        return {"error": error.slug, "fields": error.fields if isinstance(error, Rejected) else {}}
    except Exception as error:  # noqa: BLE001  # it may quote a report, and would go to the log and to the caller
        logger.error("gate broke", does=event["do"], error=type(error).__name__, where=where(error))
        raise Busy("gate broke") from None
    logger.info("gate", does=event["do"])
    return answer


def _hand_in(event: Any) -> dict[str, Any]:
    """An agent registers a report for somebody."""
    from chalicelib.services.integrity.register_report import Report, register_report

    told = {name: str(event["told"][name]) for name in FIELDS if event["told"].get(name)}
    if wrong := faults(told):
        raise Rejected({name: f"desk_integrity.error_{name}_{fault}" for name, fault in wrong.items()})
    matter = Matter(told["matter"])
    report = Report(
        key=event["key"],
        dated=datetime.fromisoformat(event["dated"]),
        matter=matter,
        identity=identity_of(told),
        facts=facts_of(told),
        channel=Channel(event["channel"]),
        breach=Breach(told["breach"]) if matter is Matter.REPORT else Breach.OTHER,
        whistleblower=is_whistleblower(told),
        actor=Actor.DESK,
        came_at=datetime.fromisoformat(event["came_at"]),
    )
    registered = register_report(report, wiring.dossiers(), wiring.house())
    return {**_told(registered.number, registered.clocks), **_code(registered.code)}


def _move(event: Any) -> dict[str, Any]:
    """A case of the ordinary service turns out to be one of the house."""
    from chalicelib.services.integrity.move_case import Move, move_case

    move = Move(event["case"], event["version"], event.get("told", {}))
    moved = move_case(move, wiring.outside(), wiring.dossiers(), wiring.earlier_links(), wiring.house())
    asked = [{"name": one.name, "at": one.at.isoformat()} for one in moved.asked]
    return {**_told(moved.number, moved.clocks), "asked": asked}


def _clocks(event: Any) -> dict[str, Any]:
    """Whether a dossier exists, and its clocks. Raises NotFound."""
    head = wiring.dossiers().head(event["dossier"])
    return {**_told(head.id, head.clocks), "ended": head.phase in ENDED}


def _first_code(event: Any) -> dict[str, Any]:
    """Somebody whose case moved is on the telephone or at the counter."""
    from chalicelib.services.integrity.give_first_code import code_by_answers

    stores = (wiring.dossiers(), wiring.limits(), wiring.house())
    told = {name: str(event["told"].get(name, "")) for name in ("name", "way")}
    code = code_by_answers(event["dossier"], event["case"], told, event["agent"], *stores)
    return {**_clocks(event), **_code(code)}


def _told(number: str, clocks: tuple[Clock, ...]) -> dict[str, Any]:
    return {
        "number": number,
        "clocks": [{"name": one.name.value, "due_at": one.due_at.isoformat()} for one in clocks],
    }


def _code(code: Code) -> dict[str, Any]:
    return {"locator": code.locator, "secret": code.secret}


DOES: Final[dict[str, Callable[[Any], dict[str, Any]]]] = {
    "hand_in": _hand_in,
    "move": _move,
    "clocks": _clocks,
    "code": _first_code,
}
