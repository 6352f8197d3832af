from typing import Any

from chalice.app import Blueprint

blueprint = Blueprint("app")


@blueprint.on_sqs_message(queue_arn="set-in-infra")
def index_words(event: Any) -> None:
    """Take it."""
