"""What the state machine of a dossier calls: to look, to act, to wait for people, to ring (infra/integrity/machine.py)."""

from datetime import datetime, timedelta
from typing import Any

from chalice.app import Blueprint

from chalicelib import integrity_wiring as wiring
from chalicelib.domain.integrity.change import DossierFile
from chalicelib.errors import Busy
from chalicelib.observe import logger, where
from chalicelib.services.integrity.find_concerned import find_concerned, find_free_service
from chalicelib.services.integrity.ring_dossier import ring_dossier
from chalicelib.services.integrity.run_dossier import Stop, act_at, look_at, stays_at, wait_at

blueprint = Blueprint("app")


@blueprint.lambda_function(name="run_dossier")
def run_dossier(event: Any, _context: object) -> dict[str, Any]:
    """`event`: do (look, act, wait, ring), dossier, run, and where the machine believes to be. Raises what it should retry."""
    try:
        answer = DOES[event["do"]](event)
    except Exception as error:  # noqa: BLE001  # it may quote a dossier, and would go to the log and the execution's history
        logger.error("dossier not moved", dossier=event["dossier"], error=type(error).__name__, where=where(error))
        raise Busy("dossier not moved") from None
    logger.info("dossier", does=event["do"], dossier=event["dossier"], run=event["run"])
    return answer


def _look(event: Any) -> dict[str, Any]:
    stop = look_at(event["dossier"], event["run"], wiring.dossiers())
    return {"phase": stop.phase, "stay": stop.stay}


def _act(event: Any) -> dict[str, Any]:
    people = wiring.investigators().of_service

    def choose(file: DossierFile) -> str:
        return find_free_service(file, people)

    def concerned(file: DossierFile, service: str) -> tuple[str, ...]:
        return find_concerned(file, service, people)

    act_at(_stop(event), wiring.dossiers(), wiring.house(), choose, concerned)
    return {}


def _wait(event: Any) -> dict[str, Any]:
    if not wait_at(_stop(event), event["token"], wiring.dossiers()):
        wiring.executions().go_on(event["token"])
    return {}


def _ring(event: Any) -> dict[str, Any]:
    store, house = wiring.dossiers(), wiring.house()
    if not stays_at(store.head(event["dossier"]), _stop(event)):
        return {"again": ""}
    rings = ring_dossier(event["dossier"], store, house)
    return {"again": _moment(max(rings, house.at + timedelta(seconds=1))) if rings else ""}


def _moment(at: datetime) -> str:
    """A time of whole seconds, never too early: what wakes up too early finds nothing to say."""
    whole = at if not at.microsecond else at.replace(microsecond=0) + timedelta(seconds=1)
    return whole.isoformat(timespec="seconds").replace("+00:00", "Z")


def _stop(event: Any) -> Stop:
    return Stop(event["dossier"], event["run"], event["phase"], event["stay"])


DOES = {"look": _look, "act": _act, "wait": _wait, "ring": _ring}
