"""Raw bytes of a mail as a Mail: its text, its files, who sent it. Never fails on what a sender wrote.

The older of Python's two policies (compat32) is used on purpose: it reads anything, and its headers are decoded by
mail_text. Standard library only.
"""

from collections.abc import Mapping
from dataclasses import replace
from email import message_from_bytes
from email._policybase import Compat32  # email.policy would bring the newer policy's whole grammar
from email.message import Message
from typing import Any, Final

from chalicelib.domain.delivery_report import report_of
from chalicelib.domain.flags import Flag
from chalicelib.domain.mail import NOBODY, Address, Mail, no_reply
from chalicelib.domain.mail_text import MOST_HEADER, addresses, header, raw_headers
from chalicelib.domain.mail_verdicts import verdicts_of
from chalicelib.domain.mime_parts import PartsReader

MOST_HEAD: Final = 500_000  # bytes before the empty line
MOST_LINES_OF_BOUNDARIES: Final = 20_000
MOST_WORK: Final = 50_000_000
_RECIPIENTS: Final = ("to", "cc", "delivered-to", "x-original-to", "envelope-to", "resent-to")
_IDS: Final = ("message-id", "in-reply-to", "references")  # some programs fold and encode these as if they were words
_TRIPS: Final = (RecursionError, ValueError, LookupError, TypeError, AttributeError)  # of the parser, over odd mails
_WRITTEN_BY_SENDERS: Final = ("from", "subject", "message-id", "date", "to", "content-type")


class _ShortHeaders(Compat32):
    """No header is longer than a person's or program's: the time to take one apart grows with its length's square."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:MOST_HEADER]


_POLICY: Final = _ShortHeaders()


def read_mail(raw: bytes) -> Mail:
    """The mail that these bytes are. What cannot be read bears Flag.UNREADABLE; the bytes themselves stay the truth."""
    try:
        if _reasonable(raw):
            return _read(message_from_bytes(raw, policy=_POLICY))
    except _TRIPS:
        pass  # parts in parts in parts, or a head that the parser itself trips over
    head = raw[:MOST_HEADER].replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    try:
        mail = _read(message_from_bytes(head + b"\n\n", policy=_POLICY))
    except _TRIPS:
        mail = Mail({}, ())
    return replace(mail, flags=mail.flags - {Flag.EMPTY} | {Flag.UNREADABLE})


def _reasonable(raw: bytes) -> bool:
    """Whether taking it apart takes seconds and not minutes: the parser compares every line with every open boundary."""
    head = raw.replace(b"\r\n", b"\n").find(b"\n\n")
    work = raw.lower().count(b"boundary") * raw.count(b"\n")
    return head < MOST_HEAD and raw.count(b"\n--") < MOST_LINES_OF_BOUNDARIES and work < MOST_WORK


def _read(message: "Message[Any, Any]") -> Mail:
    headers = first_headers(message)
    senders = addresses(raw_headers(message, "from"))
    several = len({one.email.lower() for one in senders}) > 1
    senders = senders or addresses(raw_headers(message, "sender") + raw_headers(message, "return-path"))[:1]
    parts = PartsReader()
    parts.take(message)
    mail = Mail(
        headers=headers,
        senders=senders,
        reply_to=_reply_to(message),
        to=_recipients(message),
        subject=header(headers.get("subject", "")),
        text=parts.text(),
        html=parts.html(),
        attachments=tuple(parts.attachments),
        verdicts=verdicts_of(headers, senders[0].email.rpartition("@")[2] if senders else ""),
        report=report_of(message),
        flags=frozenset(parts.flags),
    )
    return replace(mail, flags=mail.flags | _signs(mail, several))


def first_headers(message: "Message[Any, Any]") -> Mapping[str, str]:
    """The first of each header: those that SES wrote itself stand above what a sender wrote."""
    found: dict[str, str] = {}
    for given, value in message.raw_items():
        name = given.lower()
        if name not in found:
            found[name] = header(str(value)) if name in _IDS else str(value)
    return found


def _reply_to(message: "Message[Any, Any]") -> Address:
    """The one address, read by a person, that answers are asked for at; several are nobody's."""
    named = [one for one in addresses(raw_headers(message, "reply-to")) if not no_reply(one.email)]
    return named[0] if len(named) == 1 else NOBODY


def _recipients(message: "Message[Any, Any]") -> tuple[str, ...]:
    """Every address that it may have come by: of its headers, and of the first server's "for <...>"."""
    values = [value for name in _RECIPIENTS for value in raw_headers(message, name)]
    received = [one.rpartition(" for ")[2].partition(";")[0] for one in raw_headers(message, "received")[:3]]
    return tuple(dict.fromkeys(one.email for one in addresses(values) + addresses(received)))


def _signs(mail: Mail, several: bool) -> set[Flag]:
    first = mail.senders[0] if mail.senders else NOBODY
    unproven = not mail.verdicts.proven or mail.sender is not first
    signs = {
        Flag.SEVERAL_SENDERS: several,
        Flag.NO_SENDER: not mail.sender.email,
        Flag.SENDER_UNPROVEN: bool(mail.sender.email) and unproven,
        Flag.AUTOMATIC: mail.automatic,
        Flag.UNREADABLE: not any(name in mail.headers for name in _WRITTEN_BY_SENDERS),
        Flag.EMPTY: not mail.text and not mail.attachments,
    }
    return {flag for flag, holds in signs.items() if holds}
