"""Every minute: what the queue missed, clocks that nobody rang, executions that stand still. Every day, and when a deployment
starts: the proof that no open dossier is without a clock that runs."""

from typing import Any, Final

from chalice.app import Blueprint

from chalicelib import integrity_wiring as wiring
from chalicelib.errors import Busy
from chalicelib.observe import count, logger, where
from chalicelib.services.integrity.watch_dossiers import Watched, prove_dossiers, sweep_errands
from chalicelib.services.integrity.watch_dossiers import watch_dossiers as watch
from chalicelib.wiring import now

blueprint = Blueprint("app")
TO_FINISH: Final = 20_000  # milliseconds that are left for the proof


@blueprint.schedule("rate(1 minute)")
def watch_dossiers(event: Any) -> None:
    """Sweep and watch; the next minute does what was too much for this one. An event whose detail says `all` has every
    dossier looked at. What breaks fails the whole at its end, and comes again."""
    house, store, executions = wiring.house(), wiring.dossiers(), wiring.executions()
    swept = sweep_errands(wiring.errands(), wiring.errands_queue(), house.at)
    if event.detail.get("all"):
        seen = prove_dossiers(store.open_ones(), store, executions.called(), house, _failed)
        count("DossiersWithoutClock", len(seen.without_clock))
    else:
        seen = watch(store, executions, house, _failed)
    _tidy(event, everything=bool(event.detail.get("all")))
    _tell(seen, swept)


def _tidy(event: Any, *, everything: bool) -> None:
    """What lies about goes; every day also what was kept long enough, and the proof that none of it is left."""
    from chalicelib.services.integrity.retain_dossiers import retain_dossiers
    from chalicelib.services.integrity.tidy_files import drop_copies, drop_unsent, unscanned

    cellar, at = wiring.cellar(), now()
    copies, loose = drop_copies(cellar, at), drop_unsent(cellar, at) if everything else 0
    if everything:
        erased, left = retain_dossiers(cellar, at, lambda: _has_time(event))
        count("DossiersErased", erased)
        count("DossiersPastRetention", left)
        waiting = unscanned(cellar, at)
        count("DossierFilesUnscanned", waiting)
        logger.info("dossiers retained", erased=erased, left=left, unscanned=waiting)
    if copies or loose:
        logger.info("tidied", copies=copies, loose=loose)


def _has_time(event: Any) -> bool:
    return int(event.context.get_remaining_time_in_millis()) > TO_FINISH


def _tell(seen: Watched, swept: int) -> None:
    remade = {fault.value: times for fault, times in seen.remade.items()}
    logger.info("watched", dossiers=seen.seen, swept=swept, remade=remade, without_clock=seen.without_clock)
    if remade:
        count("ExecutionsRemade", sum(remade.values()))
    if seen.broken:
        raise Busy("some dossiers could not be looked at")


def _failed(dossier: str, error: Exception) -> None:
    logger.error("dossier not looked at", dossier=dossier, where=where(error))
