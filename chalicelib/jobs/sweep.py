from typing import Any

from chalice.app import Blueprint

blueprint = Blueprint("app")


@blueprint.schedule("rate(1 minute)")
def sweep_outbox(event: Any) -> None:
    """Take it."""
