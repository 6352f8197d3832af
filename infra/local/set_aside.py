"""What was set aside: the messages of the stack's dead-letter queues, and how each kind of them is sent again."""

import json
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import quote

from infra.local.aws import client
from infra.local.deploy import physical_ids

ENDING: Final = "Failed"
MOST_SHOWN: Final = 4000  # characters of a message
# What the scheduler itself sends; the sweep finds whatever the table's stream did not hand over.
SWEEP: Final = {"version": "0", "id": "again", "source": "aws.events", "detail-type": "Scheduled Event", "detail": {}}


@dataclass(frozen=True, slots=True)
class Message:
    """A message that was set aside. `since`: UTC; `why`: what the function said, where that is known."""

    id: str
    since: str
    tries: int
    why: str
    body: str


@dataclass(frozen=True, slots=True)
class Queue:
    name: str
    messages: tuple[Message, ...]


class SetAside:
    """The queues of the stack of an engine whose logical names end in "Failed"."""

    def __init__(self, engine: str) -> None:
        self._engine = engine
        self._sqs, self._functions = client("sqs", engine), client("lambda", engine)
        self._queues = physical_ids(engine, "AWS::SQS::Queue")
        self._names = physical_ids(engine, "AWS::Lambda::Function")

    def queues(self) -> list[Queue]:
        """All of them with what lies there; looking changes nothing."""
        names = sorted(name for name in self._queues if name.endswith(ENDING))
        return [Queue(name, tuple(self._peek(self._queues[name]))) for name in names]

    def send_again(self, name: str, only: str = "") -> int:
        """Send all messages of a queue again, or only one; gives how many went. Raises KeyError for no such queue."""
        url, sent, left = self._queues[name], 0, []
        while received := self._sqs.receive_message(
            QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=60, MessageAttributeNames=["All"]
        ).get("Messages"):
            for one in received:
                if only and one["MessageId"] != only:
                    left.append(one["ReceiptHandle"])
                    continue
                self._again(name, one)
                self._sqs.delete_message(QueueUrl=url, ReceiptHandle=one["ReceiptHandle"])
                sent += 1
        for handle in left:
            self._sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=handle, VisibilityTimeout=0)
        return sent

    def _again(self, name: str, message: dict[str, Any]) -> None:
        source = self._queues.get(name.removesuffix(ENDING) + "Queue")
        if source:
            attributes = message.get("MessageAttributes", {})
            self._sqs.send_message(QueueUrl=source, MessageBody=message["Body"], MessageAttributes=attributes)
            return
        function, event = self._call(json.loads(message["Body"]))
        self._functions.invoke(FunctionName=function, InvocationType="Event", Payload=json.dumps(event).encode())

    def _call(self, failed: dict[str, Any]) -> tuple[str, Any]:
        """Which function to call with what, of a record of an invocation that failed ("Destinations for asynchronous
        invocations"); one of a stream holds no records, but the sweep finds what they were about."""
        if "DDBStreamBatchInfo" in failed:
            at = datetime.now(UTC).isoformat()
            return self._names["SweepOutbox"], {**SWEEP, "time": at, "account": "", "region": "", "resources": []}
        # "...:function:NAME:$LATEST"
        return failed["requestContext"]["functionArn"].split(":")[6], failed["requestPayload"]

    def _peek(self, url: str) -> Iterator[Message]:
        ask = f"{self._engine}/_ministack/sqs/messages?QueueUrl={quote(url, safe='')}"
        with urllib.request.urlopen(ask, timeout=10) as answer:  # noqa: S310  # the engine's own address
            regions = [region for account in json.load(answer)["messages"].values() for region in account.values()]
        for one in (one for region in regions for messages in region.values() for one in messages):
            since = datetime.fromtimestamp(one["SentTimestamp"], UTC).strftime("%Y-%m-%d %H:%M:%S")
            shown = one["Body"][:MOST_SHOWN]
            yield Message(one["MessageId"], since, one["ReceiveCount"], _why(one["Body"]), shown)


def _why(body: str) -> str:
    try:
        said = json.loads(body)
    except ValueError:
        return ""
    answer = said.get("responsePayload") if isinstance(said, dict) else None
    return str(answer.get("errorMessage", ""))[:300] if isinstance(answer, dict) else ""
