"""From the outbox to the reader and back, on the local engine: stream, queues, functions, SES and its events."""

import itertools
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.domain import ids, threads
from chalicelib.domain.case import CaseFile, Change, Outcome, audited
from chalicelib.domain.case_states import Action, Status
from chalicelib.domain.contact import Channel, Contact, Kind, Person
from chalicelib.domain.flags import Flag
from chalicelib.domain.hours import default_calendar
from chalicelib.domain.outbox import State, Template
from chalicelib.services.close_case import closed
from chalicelib.services.register_contact import Desk, Receipt, register_contact
from chalicelib.stores.cases import CaseStore
from chalicelib.stores.dynamo_table import DynamoTable
from chalicelib.stores.secret import read_secret
from chalicelib.stores.word_index import WordIndex
from infra.local.deploy import physical_ids
from tests.bench.first_events import clock
from tests.deployment import Deployment, eventually

number = itertools.count()


class House:
    """What a test does in the deployment without going through a channel."""

    def __init__(self, deployment: Deployment) -> None:
        self.deployment = deployment
        self.table = DynamoTable(deployment.client("dynamodb"), deployment.outputs["Table"])
        self.cases = CaseStore(self.table)
        self.secret = read_secret(deployment.client("secretsmanager"), deployment.outputs["SecretName"])

    def register(
        self, email: str, text: str = "Waar vraag ik een kapvergunning?", key: str = "", original: str = ""
    ) -> Receipt:
        at = datetime.now(UTC)
        key = key or f"sending-{next(number)}-{email}"
        sender = Person(name="Ann Peeters", email=email)
        contact = Contact(
            id=ids.ulid(self.secret, at, key),
            key=key,
            channel=Channel.FORM,
            kind=Kind.QUESTION,
            received_at=at,
            sender=sender,
            subject="Kapvergunning",
            text=text,
            original=original,
            correlation=f"correlation-{key}",
        )
        return register_contact(contact, self.cases, Desk(self.secret, default_calendar(), at), tell=Template.COPY)

    def until(self, case: str, state: State) -> CaseFile:
        """The case, once its only notice is in this state."""
        eventually(lambda: [one.state for one in self.cases.open(case).notices] == [state])
        return self.cases.open(case)


@pytest.fixture
def house(deployment: Deployment) -> House:
    return House(deployment)


def test_a_kept_contact_is_a_mail(house: House) -> None:
    """A contact that was kept is a mail at its sender's, with number and link, and its delivery stands on the case."""
    receipt = house.register("ann@burger.test")
    (mail,) = house.deployment.mails("ann@burger.test")
    assert receipt.reference in mail.text
    assert receipt.link in mail.text
    assert threads.case_of_own_ids(house.secret, mail.header("References")) == receipt.case
    assert threads.case_of_address(house.secret, mail.reply_to[0]) == receipt.case
    notice = house.until(receipt.case, State.DELIVERED).notices[0]
    assert notice.message_id == mail.id
    assert notice.link == ""


def test_a_bounce_reaches_the_case(house: House) -> None:
    """A mail that came back is a flag on its case, with the kind of bounce and no address."""
    receipt = house.register("bounce@burger.test")
    file = house.until(receipt.case, State.BOUNCED)
    assert Flag.BOUNCED in file.case.flags
    assert file.notices[0].detail == "Permanent/General"
    assert "burger.test" not in json.dumps([dict(event.detail) for event in file.audit])


def test_a_contact_is_found_by_its_words(house: House) -> None:
    """Words of a kept contact lead to its case."""
    receipt = house.register("word@burger.test", "Mijn kruiwagen staat op het voetpad.")
    words = WordIndex(house.table, house.secret)
    eventually(lambda: receipt.case in words.cases_with(("kruiwagen", "voetpad")))


def test_a_poisoned_message_is_set_aside(house: House) -> None:
    """A message that nobody can read ends in the queue of what was set aside, and the others are sent."""
    queue, outbox = house.deployment.client("sqs"), house.deployment.outputs["OutboxQueueUrl"]
    kept = queue.get_queue_attributes(QueueUrl=outbox, AttributeNames=["VisibilityTimeout"])["Attributes"]
    queue.set_queue_attributes(QueueUrl=outbox, Attributes={"VisibilityTimeout": "2"})  # all five tries are waited for
    queue.send_message(QueueUrl=outbox, MessageBody="{poison")
    house.register("after-poison@burger.test")
    house.deployment.mails("after-poison@burger.test")
    failed = next(url for url in queue.list_queues()["QueueUrls"] if "contact1700-OutboxFailed" in url)

    def set_aside() -> list[Any]:
        return [one["Body"] for one in queue.receive_message(QueueUrl=failed, VisibilityTimeout=0).get("Messages", [])]

    eventually(lambda: "{poison" in set_aside())
    queue.set_queue_attributes(QueueUrl=outbox, Attributes=kept)


def test_retention_with_its_own_policies(guarded: Deployment) -> None:
    """The nightly function may do what it must, and no more than that is needed: case, original mail and line are gone."""
    house = House(guarded)
    s3, bucket = guarded.client("s3"), guarded.outputs["MailBucket"]
    s3.put_object(Bucket=bucket, Key="old/1", Body=b"From: ann@burger.test\r\n\r\nDag")
    receipt = house.register("past@burger.test", key="past-retention", original="old/1")
    house.until(receipt.case, State.DELIVERED)
    case = house.cases.head(receipt.case)
    long_ago = datetime.now(UTC) - timedelta(days=400)
    ended = closed(case.after(Action.NOTE, case.updated_at), Outcome.WITHDRAWN, long_ago)
    ended, event = audited(ended, case.updated_at, "an", "closed")
    house.cases.keep(Change(ended, (event,)))
    name = physical_ids(guarded.engine, "AWS::Lambda::Function")["Retain"]
    scheduled = clock()
    answer = guarded.client("lambda").invoke(FunctionName=name, Payload=json.dumps(scheduled))
    assert "FunctionError" not in answer, answer["Payload"].read()
    assert house.cases.head(receipt.case).status is Status.ERASED
    assert house.cases.open(receipt.case).contacts == ()
    assert "Contents" not in s3.list_objects_v2(Bucket=bucket, Prefix="old/")
    assert house.table.query("ERASE").items == []
