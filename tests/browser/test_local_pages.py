"""The pages of the local run: what was sent, answering it, what was set aside."""

import re
from typing import TYPE_CHECKING

import pytest

from tests.browser.checks import check
from tests.deployment import Deployment, eventually

if TYPE_CHECKING:
    from playwright.sync_api import Page

SCHEMES = ("light", "dark")


def send(deployment: Deployment, to: str, text: str) -> str:
    """Send a mail as a function does: by the sending side, with our headers; gives its id."""
    import boto3

    ses = boto3.client(
        "sesv2",
        endpoint_url=deployment.running.sending_url,
        region_name="eu-central-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
    answer = ses.send_email(
        FromEmailAddress="vraag@1700.test",
        Destination={"ToAddresses": [to]},
        ReplyToAddresses=["vraag+abc@1700.test"],
        Content={
            "Simple": {
                "Subject": {"Data": "Uw vraag"},
                "Body": {"Text": {"Data": text}},
                "Headers": [{"Name": "References", "Value": "<own@1700.test>"}],
            }
        },
        ConfigurationSetName="contact1700",
    )
    return str(answer["MessageId"])


@pytest.mark.parametrize("scheme", SCHEMES)
def test_read_and_answer_a_mail(deployment: Deployment, page: "Page", scheme: str) -> None:
    """A sent mail is read with its links, and answered as a mail program does, at 320 px too."""
    reader = f"{scheme}@example.be"
    send(deployment, reader, "Lees <b>alles</b> op https://www.vlaanderen.be/verhuizen.")
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 320, "height": 600})
    page.goto(f"{deployment.url}/_lokaal/post?aan={reader}")
    check(page)
    page.get_by_role("link", name="Uw vraag").click()
    assert page.get_by_role("link", name="https://www.vlaanderen.be/verhuizen", exact=True).is_visible()
    check(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.get_by_label("Text").fill("Bedankt")
    page.get_by_role("button", name="Send the reply").click()
    assert page.get_by_role("status").inner_text() == "The reply went in through the mail door."

    s3, bucket = deployment.client("s3"), deployment.outputs["MailBucket"]
    found = s3.list_objects_v2(Bucket=bucket, Prefix="inbound-mail/")["Contents"]
    bodies = [s3.get_object(Bucket=bucket, Key=one["Key"])["Body"].read().decode() for one in found]
    (reply,) = (body for body in bodies if f"From: {reader}" in body)
    sent = deployment.mails(reader)[0]
    assert f"In-Reply-To: {sent.message_id}" in reply
    assert "To: vraag+abc@1700.test" in reply
    assert "<own@1700.test>" in reply


def test_what_was_set_aside_is_sent_again(deployment: Deployment, page: "Page") -> None:
    """A message in a dead-letter queue is shown, and goes back to its queue on demand."""
    from infra.local.deploy import physical_ids

    queues = physical_ids(deployment.engine, "AWS::SQS::Queue")
    sqs = deployment.client("sqs")
    for n in range(3):
        sqs.send_message(QueueUrl=queues["WordsFailed"], MessageBody=f'{{"case": "none-{n}", "contact": "none"}}')
    page.goto(f"{deployment.url}/_lokaal/apart")
    ours = page.get_by_role("listitem").filter(has_text="none-")  # others may lie there too
    assert ours.count() == 3
    check(page)
    first = ours.filter(has_text="none-0")
    first.get_by_role("button", name="Send this one again").click()
    assert page.get_by_role("status").inner_text() == "Sent again: 1."
    assert first.count() == 0
    assert ours.count() == 2
    page.get_by_role("button", name="Send all of WordsFailed again").click()
    assert re.fullmatch(r"Sent again: \d+\.", page.get_by_role("status").inner_text())

    def none_left() -> bool:
        page.goto(f"{deployment.url}/_lokaal/apart")
        return ours.count() == 0

    eventually(none_left)


@pytest.mark.parametrize("path", ["/_lokaal/post", "/_lokaal/post/nieuw", "/_lokaal/apart"])
def test_accessible(deployment: Deployment, page: "Page", path: str) -> None:
    """No page of the local run breaks a rule of WCAG that a program can see."""
    page.goto(deployment.url + path)
    check(page)
