"""The whole way with every function held to its own policies: what a role lacks would be refused here as on AWS."""

import re

import httpx

from chalicelib.domain.integrity.phases import Act, Phase
from infra.local.set_aside import SetAside
from tests.deployment import PATIENCE, Deployment, eventually
from tests.live_house import WHO, LiveHouse

MAIL = (
    b"From: An <an@guarded.example>\r\nTo: vraag@1700.test\r\nSubject: Kapvergunning\r\n"
    b"Message-ID: <guarded-1@guarded.example>\r\nDate: Tue, 24 Nov 2026 10:00:00 +0100\r\n\r\n"
    b"Dag, heb ik een vergunning nodig om een boom om te hakken?\r\n"
)


def test_a_mail_is_answered(guarded: Deployment) -> None:
    """A mail comes in, twice, becomes a case, is handed over and answered; nothing is set aside on its way."""
    s3, bucket = guarded.client("s3"), guarded.outputs["MailBucket"]
    before, aside = s3.list_objects_v2(Bucket=bucket)["KeyCount"], set_aside(guarded)  # by other tests
    guarded.post_mail(MAIL, "an@guarded.example")
    guarded.post_mail(MAIL, "an@guarded.example")
    answer = guarded.mails("an@guarded.example")[0]
    assert re.search(r"https?://\S+/vraag/openen", answer.text)
    assert eventually(lambda: s3.list_objects_v2(Bucket=bucket)["KeyCount"] == before + 1)
    assert set_aside(guarded) == aside


def set_aside(guarded: Deployment) -> dict[str, int]:
    """How many messages each dead letter queue holds."""
    return {queue.name: len(queue.messages) for queue in SetAside(guarded.engine).queues()}


def test_every_page_without_login(guarded: Deployment) -> None:
    """What needs no login reads what it needs: table, keys and knowledge."""
    for path in ("/", "/mail", "/contact", "/openingsuren", "/vraag", "/api/v1/health", "/api/v1/openapi.json"):
        assert httpx.get(guarded.url + path, timeout=PATIENCE).status_code == 200, path


def test_the_desk_asks_who_you_are(guarded: Deployment) -> None:
    """The desk keeps what it needs to know about a login that begins, and sends the browser to log in."""
    answer = httpx.get(f"{guarded.url}/desk/login", follow_redirects=False, timeout=PATIENCE)
    assert answer.status_code == 303
    assert "/oauth2/authorize?" in answer.headers["Location"]


def test_the_clock_runs(guarded: Deployment) -> None:
    """The sweep and the daily erasing do their work when they are called."""
    from infra.local.deploy import physical_ids

    names = physical_ids(guarded.engine, "AWS::Lambda::Function")
    event = b'{"version":"0","id":"1","detail-type":"Scheduled Event","source":"aws.events","account":"","time":"",'
    event += b'"region":"","resources":[],"detail":{}}'
    for name in ("SweepOutbox", "Remind", "Retain"):
        answer = guarded.client("lambda").invoke(FunctionName=names[name], Payload=event)
        assert "FunctionError" not in answer, answer["Payload"].read()


def test_a_dossier_is_followed(guarded: Deployment) -> None:
    """A dossier of the confidential house goes from registration to its end, each function by its own policies."""
    house, number = LiveHouse(guarded), "I26000000021"
    aside = set_aside(guarded)
    house.registered(number)
    house.waits(number, Phase.FORWARDED)
    house.does(number, Act.ACCEPT)
    house.waits(number, Phase.CHECKING)
    house.watch(everything=True)
    house.does(number, Act.FIND_NO_GROUNDS, text="Er is geen inbreuk.")
    house.waits(number, Phase.CONCLUDED)
    house.does(number, Act.FEED_BACK, text="Wij vonden geen inbreuk.")
    house.reaches(number, Phase.CLOSED)
    assert guarded.mails(WHO.email)
    eventually(lambda: all(one.state == "sent" for one in house.dossiers.open(number).errands))
    assert set_aside(guarded) == aside
