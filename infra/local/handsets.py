"""What handsets sent and received: kept in a file, so that a second start still shows it; others can wait for it."""

import json
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Message:
    """One SMS. `handset`: its number, or whatever stands in its place; `ours`: sent by the contact point; `at`: ISO time."""

    id: str
    handset: str
    ours: bool
    text: str
    at: str
    context: tuple[tuple[str, str], ...] = ()


class Handsets:
    """All messages, the oldest first, in a file of JSON lines."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._changed = threading.Condition()
        lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
        self._messages = [_read(line) for line in lines if line]

    def add(self, message: Message) -> None:
        """Keep one more, and wake up who waits."""
        with self._changed:
            with self._file.open("a", encoding="utf-8") as file:
                file.write(json.dumps(asdict(message)) + "\n")
            self._messages.append(message)
            self._changed.notify_all()

    def of(self, handset: str) -> list[Message]:
        """The messages of one handset, the oldest first."""
        with self._changed:
            return [one for one in self._messages if one.handset == handset]

    def numbers(self) -> list[str]:
        """All handsets, the one that was used last first."""
        with self._changed:
            return list(dict.fromkeys(one.handset for one in reversed(self._messages)))

    def get(self, message: str) -> Message | None:
        """The message with this id."""
        with self._changed:
            return next((one for one in self._messages if one.id == message), None)

    def wait(self, handset: str, enough: Callable[[list[Message]], bool], seconds: float) -> list[Message]:
        """What a handset received as soon as it is enough, or what there is after so many seconds."""
        with self._changed:
            self._changed.wait_for(lambda: enough(self._received(handset)), seconds)
            return self._received(handset)

    def _received(self, handset: str) -> list[Message]:
        return [one for one in self._messages if one.handset == handset and one.ours]


def _read(line: str) -> Message:
    raw = json.loads(line)
    return Message(**{**raw, "context": tuple((name, value) for name, value in raw["context"])})
