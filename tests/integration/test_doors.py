"""The doors of the local run, before a deployed package: what passes, what is refused, what is remembered."""

import httpx
import pytest

from chalicelib.pages.assets import static
from tests.deployment import PATIENCE, Deployment, eventually

MAIL = b"From: An <an@example.be>\r\nTo: vraag@1700.test\r\nSubject: Hallo\r\nMessage-ID: <1@example.be>\r\n\r\nDag\r\n"


def test_health(deployment: Deployment) -> None:
    """A path of the REST API answers through the front door, with the headers of edge.yaml."""
    answer = httpx.get(deployment.url + "/api/v1/openapi.json", timeout=PATIENCE)
    assert answer.status_code == 200
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains"


def test_static(deployment: Deployment) -> None:
    """Static files come from their bucket under hashed names and are kept for ever; others are refused."""
    answer = httpx.get(deployment.url + static("look.css"), timeout=PATIENCE)
    assert answer.status_code == 200
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Type"].startswith("text/css")
    assert httpx.get(deployment.url + "/static/other.css", timeout=PATIENCE).status_code == 403
    assert httpx.post(deployment.url + static("look.css"), timeout=PATIENCE).status_code == 403


@pytest.mark.parametrize(
    ("kind", "size", "status"),
    [("application/octet-stream", 4_718_593, 413), ("application/json", 6 * 2**20 + 1, 413)],
)
def test_too_long(deployment: Deployment, kind: str, size: int, status: int) -> None:
    """A body that AWS would refuse is refused here."""
    answer = httpx.post(
        deployment.url + "/api/v1/contacts", content=b"x" * size, headers={"Content-Type": kind}, timeout=PATIENCE
    )
    assert answer.status_code == status


def test_mail_reaches_the_bucket(deployment: Deployment) -> None:
    """A mail lies raw in the bucket, below the headers that SES adds."""
    deployment.post_mail(MAIL, "an@example.be")
    s3, bucket = deployment.client("s3"), deployment.outputs["MailBucket"]

    def bodies() -> list[bytes]:
        keys = [one["Key"] for one in s3.list_objects_v2(Bucket=bucket, Prefix="inbound-mail/").get("Contents", [])]
        return [s3.get_object(Bucket=bucket, Key=key)["Body"].read() for key in keys]

    found = eventually(lambda: [body for body in bodies() if b"Message-ID: <1@example.be>" in body])[0]
    assert found.startswith(b"Return-Path: <an@example.be>\r\n")
    assert b"X-SES-Spam-Verdict: PASS\r\n" in found
    assert b"dmarc=pass header.from=example.be" in found


def test_policies_are_enforced(guarded: Deployment) -> None:
    """With policies enforced the deployed functions still answer."""
    assert httpx.get(guarded.url + "/api/v1/openapi.json", timeout=PATIENCE).status_code == 200


def test_a_path_that_is_not_there(deployment: Deployment) -> None:
    """Where no function is asked, a page in plain words answers all the same, with its style sheet."""
    answer = httpx.get(deployment.url + "/een/twee/drie", timeout=PATIENCE)
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "text/html; charset=utf-8")
    assert "Deze pagina bestaat niet" in answer.text
    assert "style-src 'self'" in answer.headers["Content-Security-Policy"]
