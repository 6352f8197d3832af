"""Files are scanned by a clamd where one runs, and what it found stands with their case, in whatever order things happen."""

import hashlib
import io
import json
import socketserver
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from infra.local.aws import free_port
from infra.local.deploy import SCAN_SOURCE
from infra.local.scanner import Scanner, clamd_at, scanning, verdict
from tests.available import need
from tests.citizen import Citizen, cases, upload
from tests.deployment import Deployment, eventually
from tests.own_clamd import EICAR, LOCKED, LONGEST, clamd_in

CLEAN = b"%PDF-1.7 een brief"


@pytest.fixture(scope="module")
def clamds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """One clamd, by its socket and by its port."""
    need("clamd")
    port = free_port()
    with clamd_in(tmp_path_factory.mktemp("clamd"), port) as socket:
        yield socket, f"127.0.0.1:{port}"


@pytest.fixture(scope="module")
def listening(deployment: Deployment) -> Deployment:
    """The deployment, after a local run began to listen to what comes into the bucket."""
    Scanner(deployment.engine, deployment.outputs["FilesBucket"])
    return deployment


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (CLEAN, ("NO_THREATS_FOUND", "")),
        (EICAR, ("THREATS_FOUND", "Eicar-Test-Signature.UNOFFICIAL")),
        (LOCKED, ("UNSUPPORTED", "")),
        (bytes(4 * LONGEST), ("UNSUPPORTED", "")),
    ],
    ids=["clean", "infected", "locked", "too long for clamd"],
)
@pytest.mark.parametrize("place", [0, 1], ids=["socket", "port"])
def test_what_clamd_says(clamds: tuple[str, str], place: int, body: bytes, said: tuple[str, str]) -> None:
    """What clamd says of a file is told in GuardDuty's words, whichever way it is reached."""
    assert verdict(clamd_at(clamds[place]), io.BytesIO(body)) == said


@pytest.mark.parametrize("where", ["/nowhere/clamd.ctl", "127.0.0.1:1", "nonsense:port"])
def test_no_clamd(where: str) -> None:
    """Where none answers, there is none."""
    assert clamd_at(where) is None


@pytest.mark.parametrize(
    ("body", "name", "state"),
    [
        (CLEAN, "brief.pdf", "goed aangekomen"),
        (EICAR, "besmet.txt", "er zit een virus in"),
        (LOCKED, "dicht.zip", "wij kunnen het niet nakijken"),
    ],
    ids=["clean", "infected", "locked"],
)
@pytest.mark.parametrize("order", ["late", "early"])
def test_result_and_case(
    listening: Deployment,
    citizen: Citizen,
    clamds: tuple[str, str],
    body: bytes,
    name: str,
    state: str,
    order: str,
) -> None:
    """A result that comes after the form was sent, or before it, stands with the file on the own question."""
    form = citizen.fill(email=f"scan.{order}.{name}@example.be")
    given = citizen.offer(form["key"], name, len(body)).json()

    def send() -> None:
        assert citizen.post_in_time("/mail", {**form, "files": f"0:{name}"}).status_code == 303

    assert upload(given, body).status_code == 204
    if order == "late":
        send()
        assert "wordt nog nagekeken" in citizen.get("/vraag").text
    with scanning(listening.engine, listening.outputs["FilesBucket"], clamds[0]):
        if order == "early":
            eventually(lambda: known(listening, given["fields"]["key"]))
            send()
            assert state in citizen.get("/vraag").text
        eventually(lambda: state in citizen.get("/vraag").text)


def known(deployment: Deployment, key: str) -> bool:
    """Whether the result of a file was kept (stores/scans.py says where)."""
    place = f"SCAN#{hashlib.sha256(key.encode()).hexdigest()[:32]}"
    return any((item["pk"]["S"], item["sk"]["S"]) == (place, "#") for item in deployment.items())


def test_no_clamd_yet(listening: Deployment, citizen: Citizen, tmp_path: Path) -> None:
    """Without a clamd a file waits; once one runs, it is scanned."""
    need("clamd")
    with scanning(listening.engine, listening.outputs["FilesBucket"], f"{tmp_path}/clamd.ctl") as scanner:
        assert not scanner.ready()
        citizen.send_with_file(EICAR, "brief.txt", email="scan.waits@example.be")
        assert "wordt nog nagekeken" in citizen.get("/vraag").text
        with clamd_in(tmp_path):
            eventually(lambda: "er zit een virus in" in citizen.get("/vraag").text)
            assert scanner.ready()


class Broken(socketserver.StreamRequestHandler):
    """A clamd that is alive, and has no room for any file."""

    def handle(self) -> None:
        if self.rfile.readline() == b"nPING\n":
            self.wfile.write(b"PONG\n")
            return
        while length := int.from_bytes(self.rfile.read(4)):
            self.rfile.read(length)
        self.wfile.write(b"stream: Can't create temporary file ERROR\n")


@pytest.fixture
def broken(tmp_path: Path) -> Iterator[str]:
    """Where a broken clamd listens."""
    socket = str(tmp_path / "broken.ctl")
    with socketserver.ThreadingUnixStreamServer(socket, Broken) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield socket
        server.shutdown()
        thread.join()


@pytest.fixture
def told(listening: Deployment) -> Callable[[], list[dict[str, Any]]]:
    """Gives what the scanner told since it was last asked."""
    sqs, events = listening.client("sqs"), listening.client("events")
    queue = sqs.create_queue(QueueName="told")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    events.put_rule(Name="told", EventPattern=json.dumps({"source": [SCAN_SOURCE]}))
    events.put_targets(Rule="told", Targets=[{"Id": "told", "Arn": arn}])

    def ask() -> list[dict[str, Any]]:
        got = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages", [])
        return [json.loads(one["Body"])["detail"] for one in got]

    return ask


def test_a_scan_that_keeps_failing(
    listening: Deployment, citizen: Citizen, broken: str, told: Callable[[], list[dict[str, Any]]]
) -> None:
    """Of a file on which clamd fails every time it is told that the scan failed; the file waits."""
    with scanning(listening.engine, listening.outputs["FilesBucket"], broken, again=0):
        citizen.send_with_file(CLEAN, "brief.pdf", email="scan.fails@example.be")
        (file,) = cases(listening).open(citizen.case()).files

        def failed() -> bool:
            of_file = [one for one in told() if one["s3ObjectDetails"]["objectKey"] == file.key]
            return any(one["scanResultDetails"]["scanResultStatus"] == "FAILED" for one in of_file)

        eventually(failed)
    assert "wordt nog nagekeken" in citizen.get("/vraag").text
