"""Nobody's data is where it does not belong: some are planted by every road, and looked for in all that is logged."""

import json
import re

import httpx

from infra.local.people import PASSWORD
from tests.deployment import Deployment, eventually

NAME, EMAIL, PHONE = "Xanthippe Zonderling", "xanthippe.zonderling@example.be", "0470998877"
WORDS = "kwetsbaarheidsverklaring"
PLANTED = ("xanthippe", "zonderling", PHONE, WORDS)
MAIL = (
    f"From: {NAME} <{EMAIL}>\r\nTo: vraag@1700.test\r\nSubject: {WORDS}\r\nMessage-ID: <planted@example.be>\r\n\r\n"
    f"Mijn {WORDS} en mijn nummer {PHONE}.\r\n"
)


def logged(site: Deployment) -> list[str]:
    """Every line of every function."""
    pages = site.client("logs").get_paginator("filter_log_events").paginate(logGroupName="/contact1700/functions")
    return [event["message"] for page in pages for event in page["events"]]


def test_no_person_in_any_log(deployment: Deployment) -> None:
    """A name, address, number or word that came in by API, mail and desk, and by mistakes, stands in no log line."""
    body = {"text": f"Mijn {WORDS}.", "name": NAME, "email": EMAIL, "phone": PHONE}
    url = f"{deployment.url}/api/v1/contacts"
    kept = httpx.post(url, json=body, headers={"Idempotency-Key": "planted-person"}, timeout=60).json()
    httpx.post(url, json={**body, "email": EMAIL + "@"}, headers={"Idempotency-Key": "planted-wrong"}, timeout=60)
    httpx.post(url, content=json.dumps(body)[:-5], headers={"Content-Type": "application/json"}, timeout=60)
    httpx.get(f"{deployment.url}/zoeken", params={"q": f"{WORDS} {NAME}"}, timeout=60)
    httpx.post(f"{deployment.url}/vraag/nieuwe-link", data={"reference": kept["reference"], "email": EMAIL}, timeout=60)
    deployment.post_mail(MAIL.encode(), EMAIL)
    deployment.mails(EMAIL, at_least=2)
    eventually(lambda: [one for one in deployment.items() if "planted@example.be" in str(one)])
    lines = eventually(lambda: logged(deployment))
    found = [line[:80] for line in lines if any(one in line.lower() for one in PLANTED)]
    assert found == []
    assert any('"correlation_id"' in line for line in lines)


def test_one_correlation_id_from_event_to_mail(deployment: Deployment) -> None:
    """The id of the request that brought a contact is on the line that says its mail was sent."""
    body = {"text": "Waar is het loket?", "name": "Jan", "email": "one.trace@example.be"}
    headers = {"Idempotency-Key": "one-correlation-id"}
    answer = httpx.post(f"{deployment.url}/api/v1/contacts", json=body, headers=headers, timeout=60).json()
    case = re.sub(r"\D", "", answer["reference"]).removeprefix("1700")
    deployment.mails("one.trace@example.be")

    def sent() -> list[dict[str, str]]:
        lines = [json.loads(line) for line in logged(deployment) if line.startswith("{")]
        return [line for line in lines if line.get("message") == "sent" and line.get("case") == case]

    correlation = eventually(sent)[0]["correlation_id"]
    views = [json.loads(line) for line in logged(deployment) if correlation in line and '"view"' in line]
    assert [line["view"] for line in views] == ["register_contact"]


def test_no_person_in_what_waits_in_queues(deployment: Deployment) -> None:
    """What is handed over to queues names ids: a message set aside shows nobody."""
    sqs = deployment.client("sqs")
    for url in sqs.list_queues().get("QueueUrls", []):
        got = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=0, WaitTimeSeconds=0)
        for message in got.get("Messages", []):
            assert not any(one in message["Body"].lower() for one in PLANTED), url


def test_the_password_of_a_demo_user_is_nowhere(deployment: Deployment) -> None:
    """What somebody types at the login is in no log of ours."""
    assert not [line for line in logged(deployment) if PASSWORD in line]
