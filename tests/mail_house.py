"""A contact point in memory into which tests send mails as SES would: a raw message in a bucket, then an event."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from chalicelib.domain import ids
from chalicelib.domain.case import Case, CaseFile
from chalicelib.domain.contact import Contact
from chalicelib.domain.hours import default_calendar
from chalicelib.domain.outbox import Notice, State
from chalicelib.errors import NotFound
from chalicelib.services.know_mail_again import Arrival
from chalicelib.services.register_contact import Desk, Receipt
from chalicelib.services.take_mail import Stores, take_mail
from chalicelib.stores.cases import CaseStore
from chalicelib.stores.fake_table import FakeTable
from chalicelib.stores.idempotency import Idempotency
from chalicelib.stores.limits import Limits
from chalicelib.stores.outbox import OutboxStore
from chalicelib.stores.scans import ScanStore

AT = datetime(2026, 11, 23, 10, tzinfo=UTC)
SECRET = b"secret"
DOMAIN = "1700.test"
PUBLIC = f"vraag@{DOMAIN}"
MAILS = Path(__file__).with_name("data") / "mails"
SES_ID = "0107019a2b3c4d5e-8f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0-000000"


class FakeBucket:
    """Objects by key, as FileStore keeps them."""

    def __init__(self) -> None:
        self.objects: dict[str, tuple[bytes, str]] = {}

    def put(self, key: str, body: bytes, type_: str) -> None:
        self.objects[key] = (body, type_)

    def get(self, key: str) -> bytes:
        if key not in self.objects:
            raise NotFound()
        return self.objects[key][0]

    def delete(self, key: str) -> None:
        self.objects.pop(key, None)


@dataclass
class MailHouse:
    """`now`: the time; a test moves it."""

    table: FakeTable = field(default_factory=FakeTable)
    raw: Any = field(default_factory=FakeBucket)
    files: Any = field(default_factory=FakeBucket)
    now: datetime = AT
    count: int = 0

    def __post_init__(self) -> None:
        self.cases, self.outbox = CaseStore(self.table), OutboxStore(self.table)
        self.stores = Stores(
            self.raw,
            self.files,
            self.cases,
            self.outbox,
            Limits(self.table),
            ScanStore(self.table),
            Idempotency(self.table),
        )

    def put(self, raw: bytes) -> str:
        """Keep a raw mail, as SES does; gives its key."""
        self.count += 1
        key = f"inbound-mail/{self.count:040x}"
        self.raw.put(key, raw, "message/rfc822")
        return key

    def event(self, key: str, at: datetime | None = None) -> Receipt:
        """The event of a raw mail."""
        desk = Desk(SECRET, default_calendar(), self.now)
        return take_mail(Arrival(key, at or self.now, f"event-{key[-4:]}", DOMAIN), self.stores, desk)

    def receive(self, raw: bytes | EmailMessage, **marks: str) -> Receipt:
        """A mail comes in; `marks` are verdicts that SES gives it."""
        body = raw if isinstance(raw, bytes) else raw.as_bytes()
        return self.event(self.put(received(body, **marks)))

    def file(self, receipt: Receipt) -> CaseFile:
        return self.cases.open(receipt.case)

    def case(self, receipt: Receipt) -> Case:
        return self.cases.head(receipt.case)

    def contact(self, receipt: Receipt) -> Contact:
        (contact,) = (one for one in self.file(receipt).contacts if one.id == receipt.contact)
        return contact

    def heads(self) -> list[Case]:
        """All cases."""
        numbers = {pk.removeprefix("CASE#") for pk, sk in self.table.items if pk.startswith("CASE#")}
        return [self.cases.head(number) for number in sorted(numbers)]

    def send(self, receipt: Receipt, ses_id: str = SES_ID) -> Notice:
        """What the sender does with the case's last notice; SES calls it `ses_id`."""
        notice = self.file(receipt).notices[-1]
        claimed = self.outbox.claim(receipt.case, notice.id, self.now + timedelta(minutes=1))
        assert claimed
        self.outbox.sent(claimed, ses_id, self.now)
        return claimed

    def state(self, receipt: Receipt) -> State:
        return self.file(receipt).notices[-1].state


def received(
    raw: bytes,
    *,
    spam: str = "PASS",
    virus: str = "PASS",
    spf: str = "pass",
    dkim: str = "pass",
    dmarc: str = "pass",
    domain: str = "example.be",
    path: str = "an@example.be",
    to: str = PUBLIC,
) -> bytes:
    """The mail with what SES writes above it."""
    return (
        f"Return-Path: <{path}>\r\n"
        f"Received: from mx.{domain} (mx.{domain} [192.0.2.7]) by inbound-smtp.eu-central-1.amazonaws.com\r\n"
        f" with SMTP id abc for {to};\r\n Mon, 23 Nov 2026 10:00:00 +0000 (UTC)\r\n"
        f"X-SES-Spam-Verdict: {spam}\r\nX-SES-Virus-Verdict: {virus}\r\n"
        f"Received-SPF: {spf} (spfCheck: x) client-ip=192.0.2.7; envelope-from={path};\r\n"
        f"Authentication-Results: amazonses.com;\r\n spf={spf} (spfCheck: x) client-ip=192.0.2.7;\r\n"
        f" dkim={dkim} header.i=@{domain};\r\n dmarc={dmarc} header.from={domain};\r\n"
    ).encode() + raw


def mail(text: str = "Waar vraag ik een fietspremie aan?", /, **headers: str) -> EmailMessage:
    """A mail from An; header names with "_" for "-", a header given as "" is left out."""
    message = EmailMessage()
    given = {
        "From": "An Peeters <an@example.be>",
        "To": PUBLIC,
        "Subject": "Fietspremie",
        "Message-ID": "<1@example.be>",
    }
    for name, value in (given | {name.replace("_", "-"): value for name, value in headers.items()}).items():
        if value:
            message[name] = value
    message.set_content(text)
    return message


def citizen(email: str) -> str:
    return ids.citizen_hash(SECRET, email)
