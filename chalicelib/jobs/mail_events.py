"""What SES says of a mail that it took: delivered, bounced, complained of. From its SNS topic, raw, by a queue."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from chalice.app import Blueprint

from chalicelib import wiring
from chalicelib.batches import Failures, each_message
from chalicelib.domain.outbox import State
from chalicelib.observe import count, follow, logger
from chalicelib.services.take_delivery_event import DeliveryEvent, Taken, take_delivery_event

blueprint = Blueprint("app")

# Where the parts of an event stand (Amazon SES: "Contents of event data that Amazon SES publishes to Amazon SNS").
KINDS: Final[Mapping[str, tuple[State, str, tuple[str, ...]]]] = {
    "Delivery": (State.DELIVERED, "delivery", ()),
    "Bounce": (State.BOUNCED, "bounce", ("bounceType", "bounceSubType")),
    "Reject": (State.BOUNCED, "reject", ()),
    "Complaint": (State.COMPLAINED, "complaint", ("complaintFeedbackType",)),
}


@blueprint.on_sqs_message(queue_arn="set-in-infra")
def take_mail_event(event: Any) -> Failures:
    """Take each event; one that is quicker than our own record of the mail comes again."""
    return each_message(event, _take)


def _take(body: Any) -> None:
    kind = str(body.get("eventType") or body["notificationType"])
    count(f"Mail{kind.replace(' ', '')}" if kind in KINDS else "MailEventOther")
    if kind not in KINDS:  # delayed, opened ...: nothing that changes a case
        logger.info("passed over", kind=kind)
        return
    told = take_delivery_event(_event(body, kind), wiring.outbox(), wiring.cases(), wiring.calendar(), wiring.now())
    if told.notice:
        follow(told.notice.correlation)
    logger.info("mail event", kind=kind, taken=told.taken, case=told.notice.case if told.notice else "")
    if told.taken is Taken.UNKNOWN:
        count("MailEventUnknown")


def _event(body: Any, kind: str) -> DeliveryEvent:
    state, place, parts = KINDS[kind]
    said = body.get(place, {})
    at = datetime.fromisoformat(said.get("timestamp") or body["mail"]["timestamp"])
    detail = "/".join(str(said[part]) for part in parts if said.get(part))
    return DeliveryEvent(body["mail"]["messageId"], state, at, detail, permanent=said.get("bounceType") != "Transient")
