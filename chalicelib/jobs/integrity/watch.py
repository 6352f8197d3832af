"""Every minute: what the queue missed, clocks that nobody rang, executions that were lost. Every day: the proof of all that."""

from typing import Any

from chalice.app import Blueprint

blueprint = Blueprint("app")


@blueprint.schedule("rate(1 minute)")
def watch_dossiers(_event: Any) -> None:
    """Sweep and watch; the next minute does what was too much for this one."""
