"""A house for tests of sending: a table in memory, a mail service that takes or refuses as told, queues that remember."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from botocore.exceptions import ClientError

from chalicelib.domain import ids
from chalicelib.domain.agent import Agent
from chalicelib.domain.case import CaseFile, Source
from chalicelib.domain.contact import Channel, Contact, Kind, Person
from chalicelib.domain.hours import default_calendar
from chalicelib.domain.outbox import Notice, Template
from chalicelib.pages.letters import Letters
from chalicelib.pages.short_texts import ShortTexts
from chalicelib.services.answer_case import Draft, answer_case
from chalicelib.services.register_contact import Desk, Receipt, register_contact
from chalicelib.services.send_notice import Post
from chalicelib.services.send_sms import send_sms
from chalicelib.stores.cases import CaseStore
from chalicelib.stores.conversations import Conversations
from chalicelib.stores.fake_sms import FakeSms
from chalicelib.stores.fake_table import FakeTable
from chalicelib.stores.mailer import Mailer
from chalicelib.stores.outbox import OutboxStore
from chalicelib.stores.queues import Queue

AT = datetime(2026, 11, 23, 10, tzinfo=UTC)
LATER = AT + timedelta(minutes=1)
SECRET = b"secret"
AN = Agent("an", "An Peeters")


@dataclass
class FakeSes:
    """SES by its own interface. `fail`: codes with which it refuses the next mails; "" takes one."""

    mails: list[dict[str, Any]] = field(default_factory=list)
    fail: list[str] = field(default_factory=list)

    def send_email(self, **asked: Any) -> dict[str, str]:
        code = self.fail.pop(0) if self.fail else ""
        if code:
            raise ClientError({"Error": {"Code": code, "Message": "ann@burger.test"}}, "SendEmail")
        self.mails.append(asked)
        return {"MessageId": f"ses-{len(self.mails)}"}


@dataclass
class FakeSqs:
    """SQS by its own interface. `lose`: how many of the next messages it does not take; `away`: it does not answer."""

    entries: list[dict[str, Any]] = field(default_factory=list)
    lose: int = 0
    away: bool = False

    def send_message_batch(self, QueueUrl: str, Entries: list[dict[str, Any]]) -> dict[str, Any]:
        if self.away:
            raise ClientError({"Error": {"Code": "ServiceUnavailable", "Message": ""}}, "SendMessageBatch")
        assert 1 <= len(Entries) <= 10
        lost, taken = Entries[: self.lose], Entries[self.lose :]
        self.lose -= len(lost)
        self.entries += taken
        return {"Successful": [{"Id": one["Id"]} for one in taken], "Failed": [{"Id": one["Id"]} for one in lost]}


class House:
    """All stores of one test."""

    def __init__(self) -> None:
        self.table, self.ses, self.sqs = FakeTable(), FakeSes(), FakeSqs()
        self.cases, self.outbox = CaseStore(self.table), OutboxStore(self.table)
        self.queue = Queue(self.sqs, "https://sqs.test/outbox")
        self.letters = Letters("https://1700.test", "vraag@1700.test", "1700.test", SECRET)
        mailer = Mailer(self.ses, "vraag@1700.test", "contact1700")
        self.gateway, self.talks = FakeSms(), Conversations(self.table)
        self.short_texts = ShortTexts("https://1700.test", default_calendar())
        self.post = Post(self.outbox, self.cases, mailer, self.letters.write, self._by_sms, default_calendar())

    def _by_sms(self, notice: Notice, file: CaseFile) -> str:
        text = self.short_texts.write(notice, file)
        return send_sms(notice, text, self.gateway, self.talks, SECRET, AT)

    def contact(self, key: str = "one", **more: Any) -> Contact:
        told: dict[str, Any] = {
            "id": ids.ulid(SECRET, AT, key),
            "key": key,
            "channel": Channel.FORM,
            "kind": Kind.QUESTION,
            "received_at": AT,
            "sender": Person(name="Ann Peeters", email="ann@burger.test"),
            "subject": "Een boom omhakken",
            "text": "Heb ik een vergunning nodig?",
            "correlation": "request-1",
        }
        return Contact(**{**told, **more})

    def register(self, tell: Template | None = Template.COPY, *, case: str = "", **more: Any) -> Receipt:
        contact = self.contact(**more)
        return register_contact(contact, self.cases, Desk(SECRET, default_calendar(), AT), tell=tell, case=case)

    def answer(self, case: str, text: str = "Ja, bij uw gemeente.", *, at: datetime = AT, **more: Any) -> Notice:
        head = self.cases.head(case)
        draft = Draft(head.version, text, (Source("1", "Kapvergunning", "https://www.voorbeeld.be/kap"),), **more)
        answer = answer_case(head, draft, AN, self.cases, SECRET, at)
        return next(one for one in self.cases.open(case).notices if one.entry == answer.id)

    def notice(self, case: str) -> Notice:
        """The only notice of a case."""
        (notice,) = self.cases.open(case).notices
        return notice
