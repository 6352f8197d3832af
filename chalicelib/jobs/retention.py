from typing import Any

from chalice.app import Blueprint

blueprint = Blueprint("app")


@blueprint.schedule("cron(15 3 * * ? *)")
def retain(event: Any) -> None:
    """Take it."""
