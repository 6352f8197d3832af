"""Mail in over SMTP, as an SES receipt rule takes it: checked for its domain, marked with verdicts, raw into the bucket.

What SES finds out by asking DNS and its scanners cannot be found out here. The rule: everything passes, except

- spam: the mail holds the GTUBE line; virus: it holds the EICAR line (both exist to try scanners with);
- what the mail asks for in a header of its own, `X-Local-Verdict: dmarc=fail, spf=softfail, spam=gray`.
"""

import asyncio
import email.utils
import re
import secrets
from typing import Any, Final

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from chalicelib.domain.letter import NOBODY_READS
from infra.local.aws import CannotRun

MOST_BYTES: Final = 40 * 2**20  # "Quotas for email receiving": 40 MB with an S3 action
PREFIX: Final = "inbound-mail/"
GTUBE: Final = b"XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X"
EICAR: Final = b"$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
_ASKED: Final = re.compile(rb"^X-Local-Verdict:(.*)$", re.IGNORECASE | re.MULTILINE)
_VERDICT: Final = re.compile(rb"(spam|virus|spf|dkim|dmarc)=([a-z]+)", re.IGNORECASE)


class MailDoor:
    """Listens in a thread of its own between start and stop."""

    def __init__(self, s3: Any, bucket: str, domain: str, port: int) -> None:
        keeper = Keeper(s3, bucket, domain)
        self._controller = Controller(keeper, hostname="127.0.0.1", port=port, data_size_limit=MOST_BYTES)
        self.port = port

    def start(self) -> None:
        """Raises CannotRun where the port is taken."""
        try:
            self._controller.start()
        except OSError as error:
            raise CannotRun(f"Port {self.port} is taken: the mail door cannot open ({error.strerror}).") from error

    def stop(self) -> None:
        self._controller.stop(no_assert=True)


class Keeper:
    """What is done with each recipient and each mail."""

    def __init__(self, s3: Any, bucket: str, domain: str) -> None:
        self._s3, self._bucket, self._domain = s3, bucket, domain

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        who, _, domain = address.rpartition("@")
        if domain.lower() != self._domain or who.lower() == NOBODY_READS:
            return "550 5.1.1 Requested action not taken: mailbox unavailable"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.content if isinstance(envelope.content, bytes) else (envelope.content or "").encode()
        peer = session.peer[0] if session.peer else "127.0.0.1"
        message_id = secrets.token_hex(20)
        marked = marks(content, envelope.mail_from or "", envelope.rcpt_tos, str(session.host_name), peer, message_id)
        await asyncio.to_thread(
            self._s3.put_object, Bucket=self._bucket, Key=PREFIX + message_id, Body=marked + content
        )
        return f"250 OK {message_id}"


def verdicts(content: bytes) -> dict[str, str]:
    """The verdict for each of spam, virus, spf, dkim and dmarc, in small letters."""
    found = dict.fromkeys(("spam", "virus", "spf", "dkim", "dmarc"), "pass")
    if GTUBE in content:
        found["spam"] = "fail"
    if EICAR in content:
        found["virus"] = "fail"
    asked = _ASKED.search(content.partition(b"\r\n\r\n")[0])
    for name, value in _VERDICT.findall(asked[1] if asked else b""):
        found[name.decode().lower()] = value.decode().lower()
    return found


def marks(content: bytes, sender: str, recipients: list[str], helo: str, peer: str, message_id: str) -> bytes:
    """The headers that SES puts before a mail that it received."""
    said = verdicts(content)
    domain = sender.rpartition("@")[2] or helo
    client = f"client-ip={peer}; envelope-from={sender}; helo={helo};"
    lines = [
        f"Return-Path: <{sender}>",
        f"Received: from {helo} ({helo} [{peer}])",
        f" by inbound-smtp.local.amazonaws.com with SMTP id {message_id}",
        f" for {recipients[0]};",
        f" {email.utils.formatdate()}",
        f"X-SES-Spam-Verdict: {said['spam'].upper()}",
        f"X-SES-Virus-Verdict: {said['virus'].upper()}",
        f"Received-SPF: {said['spf']} (spfCheck: domain of {domain}) {client}",
        "Authentication-Results: amazonses.com;",
        f" spf={said['spf']} (spfCheck: domain of {domain}) {client}",
        f" dkim={said['dkim']} header.i=@{domain};",
        f" dmarc={said['dmarc']} header.from={_from_domain(content) or domain};",
    ]
    return "".join(f"{line}\r\n" for line in lines).encode("utf-8", "surrogateescape")


def _from_domain(content: bytes) -> str:
    """The domain that DMARC is about: that of the From header."""
    head = content.partition(b"\r\n\r\n")[0].decode("ascii", "ignore")
    found = re.search(r"^From:((?:.*)(?:\r?\n[ \t].*)*)", head, re.IGNORECASE | re.MULTILINE)
    return email.utils.parseaddr(found[1] if found else "")[1].rpartition("@")[2]
