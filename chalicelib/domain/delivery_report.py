"""What other mail servers report of our mails: bounces (RFC 3464) and complaints (RFC 5965). Standard library only."""

from email import message_from_bytes
from email.message import Message
from typing import Any, Final

from chalicelib.domain.mail import Report
from chalicelib.domain.mail_text import header, raw_headers
from chalicelib.domain.mime_parts import messages_in

_IDS: Final = ("message-id", "references", "in-reply-to", "x-contact-notice")
MOST_PARTS: Final = 50
MOST_BYTES: Final = 50_000


def report_of(message: "Message[Any, Any]") -> Report | None:
    """The report that a multipart/report mail is, or None."""
    if message.get_content_type() != "multipart/report":
        return None
    parts = messages_in(message)[:MOST_PARTS]
    fields = [block for part in parts if _tells(part) for block in _blocks(part)]
    if not fields:
        return None
    failed = [block for block in fields if _value(block, "action").lower() == "failed"]
    return Report(
        complaint=any("feedback-type" in block for block in fields),
        failed=bool(failed),
        status=_status(failed[0]) if failed else "",
        ids=" ".join(_value(block, name) for block in [*_returned(parts), message] for name in _IDS)[:20_000],
    )


def _tells(part: "Message[Any, Any]") -> bool:
    return part.get_content_type() in ("message/delivery-status", "message/feedback-report")


def _blocks(part: "Message[Any, Any]") -> list["Message[Any, Any]"]:
    """Groups of fields in a part; the parser makes each a message without a body."""
    return messages_in(part) or [_headers_in(part.get_payload(decode=True))]


def _returned(parts: list["Message[Any, Any]"]) -> list["Message[Any, Any]"]:
    """The headers of our mail that came back with the report."""
    found: list[Message[Any, Any]] = []
    for part in parts:
        if part.get_content_type() in ("message/rfc822", "text/rfc822-headers", "message/rfc822-headers"):
            found += _blocks(part)[:1]
    return found


def _headers_in(body: Any) -> "Message[Any, Any]":
    return message_from_bytes(bytes(body or b"")[:MOST_BYTES])


def _value(block: "Message[Any, Any]", name: str) -> str:
    return " ".join(header(value) for value in raw_headers(block, name)[:1])


def _status(block: "Message[Any, Any]") -> str:
    """A code such as 5.1.1, nothing else: the text beside it may hold an address."""
    code = _value(block, "status").split(" ")[0][:10]
    return code if code.replace(".", "").isdigit() else ""
