"""The mails that left: kept in a file, so that a second start still shows them; others can wait for one."""

import json
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from infra.local.aws import REGION

HOST: Final = f"{REGION}.amazonses.com"  # what stands behind the @ in the Message-ID that SES gives


@dataclass(frozen=True, slots=True)
class SentMail:
    """One mail as SES took it. `id`: SES's own id; `at`: ISO time; headers and tags as pairs of name and value."""

    id: str
    at: str
    sender: str
    to: tuple[str, ...]
    reply_to: tuple[str, ...]
    subject: str
    text: str
    headers: tuple[tuple[str, str], ...] = ()
    tags: tuple[tuple[str, str], ...] = ()

    @property
    def message_id(self) -> str:
        """The Message-ID with which it arrives at its reader."""
        return f"<{self.id}@{HOST}>"

    def header(self, name: str) -> str:
        """The value of a header that the sender gave, or nothing."""
        return next((value for found, value in self.headers if found.lower() == name.lower()), "")

    @staticmethod
    def of_request(message_id: str, at: str, asked: dict[str, Any]) -> "SentMail":
        """The mail of a SendEmail request (SES API v2, simple content)."""
        simple = asked.get("Content", {}).get("Simple", {})
        return SentMail(
            id=message_id,
            at=at,
            sender=asked.get("FromEmailAddress", ""),
            to=tuple(asked.get("Destination", {}).get("ToAddresses", ())),
            reply_to=tuple(asked.get("ReplyToAddresses", ())),
            subject=simple.get("Subject", {}).get("Data", ""),
            text=simple.get("Body", {}).get("Text", {}).get("Data", ""),
            headers=tuple((one["Name"], one["Value"]) for one in simple.get("Headers", ())),
            tags=tuple((one["Name"], one["Value"]) for one in asked.get("EmailTags", ())),
        )


class Sent:
    """All sent mails, the oldest first, in a file of JSON lines."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._changed = threading.Condition()
        lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
        self._mails = [_read(line) for line in lines if line]

    def add(self, mail: SentMail) -> None:
        """Keep one more, and wake up who waits."""
        with self._changed:
            with self._file.open("a", encoding="utf-8") as file:
                file.write(json.dumps(asdict(mail), ensure_ascii=False) + "\n")
            self._mails.append(mail)
            self._changed.notify_all()

    def all(self, to: str = "") -> list[SentMail]:
        """Those to an address (all of them without one), the oldest first."""
        with self._changed:
            return [mail for mail in self._mails if not to or to.lower() in (one.lower() for one in mail.to)]

    def get(self, message_id: str) -> SentMail | None:
        """The mail that SES knows by this id."""
        return next((mail for mail in self.all() if mail.id == message_id), None)

    def wait(self, to: str, enough: Callable[[list[SentMail]], bool], seconds: float) -> list[SentMail]:
        """The mails to an address as soon as they are enough, or what there is after so many seconds."""
        with self._changed:
            self._changed.wait_for(lambda: enough(self.all(to)), seconds)
        return self.all(to)


def _read(line: str) -> SentMail:
    raw = json.loads(line)
    for name in ("headers", "tags"):
        raw[name] = tuple((one[0], one[1]) for one in raw[name])
    return SentMail(**{**raw, "to": tuple(raw["to"]), "reply_to": tuple(raw["reply_to"])})
