"""Queues: short JSON bodies of ids, never a person's data."""

import json
from collections.abc import Sequence
from typing import Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.domain.message import Message
from chalicelib.errors import Busy

MOST: Final = 10  # messages a call (SQS SendMessageBatch)
LONGEST_DELAY: Final = 900  # seconds (SQS DelaySeconds)


class Queue:
    """One queue."""

    def __init__(self, client: Any, url: str) -> None:
        self._client, self._url = client, url

    def send(self, messages: Sequence[Message]) -> frozenset[int]:
        """Put them all on the queue; gives the places of those that were not taken."""
        lost: set[int] = set()
        for first in range(0, len(messages), MOST):
            lost |= self._send(first, messages[first : first + MOST])
        return frozenset(lost)

    def _send(self, first: int, messages: Sequence[Message]) -> set[int]:
        entries = [_entry(first + place, message) for place, message in enumerate(messages)]
        try:
            answer = self._client.send_message_batch(QueueUrl=self._url, Entries=entries)
        except (ClientError, BotoCoreError):
            return {int(entry["Id"]) for entry in entries}
        return {int(one["Id"]) for one in answer.get("Failed", [])}

    def send_all(self, messages: Sequence[Message]) -> None:
        """The same, for a caller that cannot say which failed. Raises Busy."""
        if self.send(messages):
            raise Busy("queue")


def _entry(place: int, message: Message) -> dict[str, Any]:
    body = json.dumps(dict(message.body), separators=(",", ":"))
    entry: dict[str, Any] = {"Id": str(place), "MessageBody": body}
    return {**entry, "DelaySeconds": min(message.delay, LONGEST_DELAY)} if message.delay > 0 else entry
