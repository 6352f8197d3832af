"""The house's outbox: each message of the queue names an errand, which is done once."""

from typing import Any

from chalice.app import Blueprint

from chalicelib.batches import Failures, each_message

blueprint = Blueprint("app")


@blueprint.on_sqs_message(queue_arn="set-in-infra")
def run_errands(event: Any) -> Failures:
    """Do what the messages name; what cannot be done now comes again."""
    return each_message(event, _run)


def _run(body: Any) -> None:
    raise NotImplementedError
