"""The table's stream hands over what must be done to queues, which retry."""

from collections.abc import Callable, Iterable
from datetime import datetime
from math import ceil
from typing import TYPE_CHECKING, Any, Final

from chalice.app import Blueprint

from chalicelib import wiring
from chalicelib.batches import Failures
from chalicelib.domain.message import Message, contact_message, notice_message
from chalicelib.domain.outbox import State
from chalicelib.observe import count, logger

if TYPE_CHECKING:
    from chalicelib.stores.queues import Queue

    Opened = Callable[[], Queue]  # a queue is made when there is something for it

blueprint = Blueprint("app")

NOTICE: Final = "O#"
CONTACT: Final = "C#"
CLOCKS_DIFFER: Final = 1  # seconds; a message that is early would be refused and wait for its next try


@blueprint.on_dynamodb_record(stream_arn="set-in-infra")
def hand_over_outbox(event: Any) -> Failures:
    """What is new in the table, to the queues."""
    return hand_over(event.to_dict()["Records"], wiring.outbox_queue, wiring.words_queue, wiring.now())


def hand_over(records: Iterable[Any], outbox: "Opened", words: "Opened", at: datetime) -> Failures:
    """Put new notices on the outbox queue and new contacts on the words queue: their ids, and nothing else.

    Gives the records that no queue took; the stream brings these again, and more than these.
    """
    new = [record for record in records if record["eventName"] == "INSERT"]
    notices = [one for one in _of(new, NOTICE) if not _by_hand(one)]
    contacts = _of(new, CONTACT)
    failed = _put(outbox, notices, [_notice(record, at) for record in notices])
    failed += _put(words, contacts, [_contact(record) for record in contacts])
    logger.info("handed over", notices=len(notices), contacts=len(contacts), failed=len(failed))
    if failed:
        count("HandOverFailed", len(failed))
    return {"batchItemFailures": [{"itemIdentifier": record["dynamodb"]["SequenceNumber"]} for record in failed]}


def _of(records: Iterable[Any], prefix: str) -> list[Any]:
    return [record for record in records if record["dynamodb"]["Keys"]["sk"]["S"].startswith(prefix)]


def _by_hand(record: Any) -> bool:
    """Whether an agent brings it: nothing is sent."""
    return bool(record["dynamodb"]["NewImage"].get("state", {}).get("S") == State.TO_DO.value)


def _put(queue: "Opened", records: list[Any], messages: list[Message]) -> list[Any]:
    return [records[place] for place in sorted(queue().send(messages))] if messages else []


def _notice(record: Any, at: datetime) -> Message:
    due = datetime.fromisoformat(record["dynamodb"]["NewImage"]["not_before"]["S"])
    left = (due - at).total_seconds()
    delay = ceil(left) + CLOCKS_DIFFER if left > 0 else 0
    return notice_message(*_ids(record, NOTICE), delay=delay)


def _contact(record: Any) -> Message:
    return contact_message(*_ids(record, CONTACT))


def _ids(record: Any, prefix: str) -> tuple[str, str, str]:
    """The case, the entry, and the request that began it."""
    keys, new = record["dynamodb"]["Keys"], record["dynamodb"]["NewImage"]
    correlation = new.get("correlation", {}).get("S", "")
    return keys["pk"]["S"].removeprefix("CASE#"), keys["sk"]["S"].removeprefix(prefix), correlation
