"""SMS in: AWS End User Messaging tells an SNS topic ("Example of a two-way SMS message payload"), which fills a queue."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chalice.app import Blueprint

from chalicelib import wiring
from chalicelib.batches import Failures, each_message
from chalicelib.domain.message import Message
from chalicelib.domain.phones import sender_of
from chalicelib.domain.sms_arrival import Arrival, Word, part_of
from chalicelib.observe import count, follow, logger
from chalicelib.services.join_sms import WAIT
from chalicelib.services.take_sms import Stores, Taken, take_late_parts
from chalicelib.services.take_sms import take_sms as take
from chalicelib.settings import settings

blueprint = Blueprint("app")


@blueprint.on_sqs_message(queue_arn="set-in-infra")
def receive_sms(event: Any) -> Failures:
    """Register each SMS; what cannot be done now comes again. Our own messages say which parts have waited long enough."""
    return each_message(event, _take)


def _take(body: Any) -> None:
    if "group" in body:
        follow(body["correlation"])
        taken = take_late_parts(body["group"], _stores(), wiring.desk())
    else:
        arrival = arrival_of(body)
        follow(arrival.correlation)
        taken = take(arrival, _stores(), wiring.desk())
        if taken.wait:
            later = Message({"group": taken.wait, "correlation": arrival.correlation}, int(WAIT.total_seconds()))
            wiring.sms_queue().send_all([later])
    _told(taken)


def _told(taken: Taken) -> None:
    count("SmsTaken")
    for one in taken.receipts:
        logger.info("sms taken", case=one.case, contact=one.contact, repeated=one.repeated)
    if taken.wait or taken.word:
        logger.info("sms", waits=bool(taken.wait), word=taken.word or "")


def arrival_of(body: Mapping[str, Any]) -> Arrival:
    """The SMS in a notification of SNS. `userDataHeader`: of networks that give long messages part by part."""
    said = json.loads(body["Message"])
    return Arrival(
        id=str(said.get("inboundMessageId") or body["MessageId"])[:200],
        sender=sender_of(str(said.get("originationNumber") or ""))[:50],
        text=str(said.get("messageBody") or ""),
        at=datetime.fromisoformat(body["Timestamp"]),
        correlation=str(body["MessageId"]),
        answers=str(said.get("previousPublishedMessageId") or ""),
        part=part_of(str(said.get("userDataHeader") or "")),
    )


def _reply(word: Word, number: str) -> None:
    from chalicelib.domain.sms import written
    from chalicelib.pages import t

    opens, closes = wiring.calendar().opens.hour, wiring.calendar().closes.hour
    text = written(t(f"sms.word_{word}", opens=opens, closes=closes))
    wiring.sms_gateway().send(number, text, context={"word": word.value})
    count("SmsSent")


def _stores() -> Stores:
    return Stores(
        cases=wiring.cases(),
        outbox=wiring.outbox(),
        limits=wiring.limits(),
        idempotency=wiring.idempotency(),
        talks=wiring.conversations(),
        parts=wiring.sms_parts(),
        reply=_reply,
        own=settings().sms_number,
    )
