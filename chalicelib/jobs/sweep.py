"""Every minute: what the stream missed goes to the queue once more, and snoozed cases wake."""

from typing import Any

from chalice.app import Blueprint

from chalicelib import wiring
from chalicelib.observe import count, logger
from chalicelib.services.sweep_outbox import sweep_outbox as sweep
from chalicelib.services.wake_cases import wake_cases

blueprint = Blueprint("app")


@blueprint.schedule("rate(1 minute)")
def sweep_outbox(_event: Any) -> None:
    """Sweep and wake; the next minute does what was too much for this one."""
    woken = wake_cases(wiring.cases(), wiring.now())
    swept = sweep(wiring.outbox(), wiring.outbox_queue(), wiring.now())
    logger.info("swept", notices=swept, woken=woken)
    if swept:
        count("NoticesSwept", swept)
