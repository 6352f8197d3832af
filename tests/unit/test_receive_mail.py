"""The handler of mails: what the event of S3 becomes, and what a failure may say."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from moto import mock_aws

from chalicelib import wiring
from chalicelib.channels.mail import receive_mail
from chalicelib.errors import Busy
from chalicelib.stores import clients
from tests.mail_house import mail, received

KEY = "inbound-mail/abc"
# What the log's middleware reads of Lambda's context, where app.py put it before this handler.
CONTEXT = SimpleNamespace(function_name="f", memory_limit_in_mb=128, invoked_function_arn="arn", aws_request_id="r1")


@pytest.fixture
def aws() -> Iterator[Any]:
    """Stores of AWS in this process, with the buckets and the keys, but without the table."""
    with mock_aws():
        _forget()
        s3 = clients.client("s3")
        for bucket in ("mail", "files"):
            s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
        clients.client("secretsmanager").create_secret(Name="keys", SecretString="k")
        yield s3
    _forget()


def _forget() -> None:
    for one in (
        clients.session,
        clients.client,
        *(one for one in vars(wiring).values() if hasattr(one, "cache_clear")),
    ):
        one.cache_clear()


def event(key: str = KEY) -> dict[str, Any]:
    detail = {"bucket": {"name": "mail"}, "object": {"key": key, "size": 1}}
    fixed = {"version": "0", "account": "1", "region": "eu-central-1", "resources": [], "source": "aws.s3"}
    return fixed | {"id": "e1", "detail-type": "Object Created", "time": "2026-11-23T10:00:00Z", "detail": detail}


def test_failure_quotes_nobody(aws: Any, caplog: pytest.LogCaptureFixture) -> None:
    """A mail that cannot be kept is tried again; neither the error nor the log says who sent it or what."""
    aws.put_object(Bucket="mail", Key=KEY, Body=received(mail("Geheim verhaal").as_bytes()))
    with pytest.raises(Busy) as failed:
        receive_mail(event(), CONTEXT)
    assert failed.value.__suppress_context__
    said = " ".join(str(vars(record)) for record in caplog.records) + str(failed.value)
    assert "mail not taken" in said
    assert not [word for word in ("Geheim", "example.be", "Peeters", "Fietspremie") if word in said]


def test_mail_is_gone(aws: Any, caplog: pytest.LogCaptureFixture) -> None:
    """The event of a mail that was erased ends quietly."""
    receive_mail(event(), CONTEXT)
    assert [record.getMessage() for record in caplog.records if record.module == "mail"] == ["mail is gone"]


def test_setup_note_is_no_mail(aws: Any) -> None:
    """What SES writes into the bucket when its rule is made is nobody's mail."""
    aws.put_object(Bucket="mail", Key="inbound-mail/AMAZON_SES_SETUP_NOTIFICATION", Body=b"From: a@b.be\n\nHi")
    receive_mail(event("inbound-mail/AMAZON_SES_SETUP_NOTIFICATION"), CONTEXT)
