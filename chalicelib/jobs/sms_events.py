"""What networks say of an SMS that was sent: delivered, or not. From the topic of the configuration set, by a queue."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from chalice.app import Blueprint

from chalicelib import wiring
from chalicelib.batches import Failures, each_message
from chalicelib.domain.outbox import State
from chalicelib.observe import count, follow, logger
from chalicelib.services.take_delivery_event import DeliveryEvent, Taken, take_delivery_event

blueprint = Blueprint("app")

# AWS End User Messaging SMS: "Event types for SMS". Others (queued, sent, pending, taken by the network) tell nothing yet.
KINDS: Final[Mapping[str, State]] = {
    "TEXT_DELIVERED": State.DELIVERED,
    "TEXT_INVALID": State.BOUNCED,
    "TEXT_INVALID_MESSAGE": State.BOUNCED,
    "TEXT_UNREACHABLE": State.BOUNCED,
    "TEXT_CARRIER_UNREACHABLE": State.BOUNCED,
    "TEXT_BLOCKED": State.BOUNCED,
    "TEXT_CARRIER_BLOCKED": State.BOUNCED,
    "TEXT_PROTECT_BLOCKED": State.BOUNCED,
    "TEXT_SPAM": State.BOUNCED,
    "TEXT_TTL_EXPIRED": State.BOUNCED,
}


@blueprint.on_sqs_message(queue_arn="set-in-infra")
def take_sms_event(event: Any) -> Failures:
    """Take each event; one that is quicker than our own record of the SMS comes again."""
    return each_message(event, _take)


def _take(body: Any) -> None:
    said = json.loads(body["Message"]) if "Message" in body else body
    kind = str(said["eventType"])
    if kind not in KINDS or not said.get("isFinal", True):
        logger.info("passed over", kind=kind)
        return
    at = datetime.fromtimestamp(int(said["eventTimestamp"]) / 1000, UTC)
    event = DeliveryEvent(str(said["messageId"]), KINDS[kind], at, kind.removeprefix("TEXT_"))
    told = take_delivery_event(event, wiring.outbox(), wiring.cases(), wiring.calendar(), wiring.now())
    if told.notice:
        follow(told.notice.correlation)
    count("SmsDelivered" if event.state is State.DELIVERED else "SmsFailed")
    logger.info("sms event", kind=kind, taken=told.taken, case=told.notice.case if told.notice else "")
    if told.taken is Taken.UNKNOWN:
        count("SmsEventUnknown")
