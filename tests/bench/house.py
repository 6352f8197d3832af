"""The application in this process, before AWS services of the local engine: their work is another process's.

`Calls` sees every call that botocore makes, and what DynamoDB says that it consumed.
"""

import importlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import yaml

from infra.local.aws import client
from infra.local.deploy import prepare_sending
from infra.local.engine import engine
from infra.packaging.build import ROOT
from tests.conftest import ENVIRONMENT

TABLE = "contacts"
SECRET = "a-secret-of-the-benchmark"
BUCKETS = ("mail", "files", "static", "knowledge")


@dataclass
class Calls:
    """What went to AWS: `made` (service, operation, arguments) while `keeping`, and what DynamoDB consumed."""

    made: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    requests: int = 0
    units: float = 0.0
    keeping: bool = False

    def attend(self, session: Any) -> None:
        """Hear of every call of a botocore session's clients, those that are made later too."""
        session.register("provide-client-params", self._asked)
        session.register("after-call", self._answered)

    def forget(self) -> None:
        self.requests, self.units = 0, 0.0
        self.made.clear()

    def _asked(self, params: dict[str, Any], model: Any, **_: Any) -> dict[str, Any]:
        service = model.service_model.service_name
        if self.keeping:
            self.made.append((service, model.name, params))
            if service == "dynamodb":
                return {**params, "ReturnConsumedCapacity": "TOTAL"}
        return params

    def _answered(self, parsed: dict[str, Any], **_: Any) -> None:
        if not self.keeping:
            return
        self.requests += 1
        consumed = parsed.get("ConsumedCapacity") or []
        self.units += sum(one["CapacityUnits"] for one in (consumed if isinstance(consumed, list) else [consumed]))


@dataclass
class House:
    """`app`: app.py as a function wakes up in it; `aws`: address of the engine."""

    app: Any
    aws: str
    calls: Calls
    settings: dict[str, str]

    def client(self, service: str) -> Any:
        return client(service, self.aws)


@contextmanager
def house(state: Path) -> Iterator[House]:
    """Make what the application needs on an engine of its own, and import the application."""
    with engine(state, {}) as url:
        settings = prepare(url)
        os.environ.update(settings)
        module = importlib.import_module("app")
        calls = Calls()
        calls.attend(importlib.import_module("chalicelib.stores.clients").session())
        yield House(module, url, calls, settings)


def prepare(url: str) -> dict[str, str]:
    """A table, queues, buckets and a secret; gives the environment of a function that uses them."""
    make_table(url, TABLE)
    sqs, s3 = client("sqs", url), client("s3", url)
    queues = {name: sqs.create_queue(QueueName=name)["QueueUrl"] for name in ("outbox", "words", "spare")}
    for bucket in BUCKETS:
        s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    client("secretsmanager", url).create_secret(Name="keys", SecretString=SECRET)
    prepare_sending(url, ENVIRONMENT["MAIL_DOMAIN"])
    return {
        **function_environment(url),
        "OUTBOX_QUEUE_URL": queues["outbox"],
        "WORDS_QUEUE_URL": queues["words"],
    }


def function_environment(url: str) -> dict[str, str]:
    """The environment of a function with all rooms, whose AWS is at `url`."""
    return {**ENVIRONMENT, "AWS_ENDPOINT_URL": url, "POWERTOOLS_METRICS_DISABLED": "false", "FUNCTION_GROUP": ""}


def make_table(url: str, name: str) -> None:
    """The table as infra/resources.yaml describes it, without stream."""
    client("dynamodb", url).create_table(TableName=name, **described_table())


def described_table() -> dict[str, Any]:
    """Arguments of CreateTable for the table of infra/resources.yaml."""

    class Loader(yaml.SafeLoader):
        """Reads CloudFormation's short forms as their bare values."""

    Loader.add_multi_constructor("!", lambda _loader, _suffix, node: getattr(node, "value", None))
    read = yaml.load((ROOT / "infra/resources.yaml").read_text(encoding="utf-8"), Loader)
    properties = read["Resources"]["Contacts"]["Properties"]
    asked = ("BillingMode", "AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes")
    return {part: properties[part] for part in asked}


def context() -> Any:
    """What Lambda hands a function beside its event."""
    arn = "arn:aws:lambda:eu-central-1:000000000000:function:bench"
    return SimpleNamespace(
        function_name="bench",
        memory_limit_in_mb=512,
        invoked_function_arn=arn,
        aws_request_id="bench",
        get_remaining_time_in_millis=lambda: 29_000,
    )
