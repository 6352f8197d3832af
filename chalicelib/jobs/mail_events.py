from typing import Any

from chalice.app import Blueprint

blueprint = Blueprint("app")


@blueprint.on_sqs_message(queue_arn="set-in-infra")
def take_mail_event(event: Any) -> None:
    """Take it."""
