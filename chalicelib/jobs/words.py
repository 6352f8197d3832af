"""The words queue: each message names a contact, whose case can then be found by what was said."""

from typing import Any

from chalice.app import Blueprint

from chalicelib import wiring
from chalicelib.batches import Failures, each_message
from chalicelib.services.index_words import index_words as index

blueprint = Blueprint("app")


@blueprint.on_sqs_message(queue_arn="set-in-infra")
def index_words(event: Any) -> Failures:
    """Index what the messages name."""
    return each_message(event, lambda body: index(body["case"], body["contact"], wiring.cases(), wiring.words()))
