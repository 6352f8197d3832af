"""The table's stream hands over what must be done to queues, which retry."""

from typing import Any

from chalice.app import Blueprint

blueprint = Blueprint("app")


@blueprint.on_dynamodb_record(stream_arn="set-in-infra")
def hand_over_outbox(event: Any) -> None:
    """Put notices and words on their queues."""
