"""A batch of queue messages, each for itself: one that fails comes again, the others are done."""

import json
from collections.abc import Callable
from typing import Any

from chalicelib.errors import ContactPointError
from chalicelib.observe import count, follow, logger, where

Failures = dict[str, list[dict[str, str]]]


def each_message(event: Any, take: Callable[[Any], None]) -> Failures:
    """Give the JSON of every record of an SQS event to `take`; what raises is reported, so that the queue gives it again
    and, after some tries, sets it aside (Lambda, ReportBatchItemFailures). The log says where it broke and no more."""
    failed = []
    for record in event.to_dict()["Records"]:
        try:
            body = json.loads(record["body"])
            follow(body.get("correlation", ""))
            take(body)
        except Exception as error:  # noqa: BLE001  # a poisoned message must not take the others with it
            report(error, record["messageId"])
            failed.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failed}


def report(error: Exception, message: str) -> None:
    """Log a message that failed: `message` is its id. An error's own text may quote a person and stays out."""
    retry = isinstance(error, ContactPointError) and error.retry
    logger.warning("failed", queued=message, error=type(error).__name__, retry=retry, where=where(error))
    count("MessagesFailed")
