"""Fixtures for tests of the whole: the packaged application on a local engine, with its doors, on free ports.

`deployment` is made once for all tests that ask for it; `guarded` is another one, whose engine enforces every function's
policies. A test never sleeps: it waits for what it expects, with `mails` or `eventually`.
"""

import fcntl
import hashlib
import os
import shutil
import smtplib
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import pytest
import yaml

from infra.local.handsets import Message
from infra.local.knowledge import SAMPLE, load
from infra.local.running import Running, Wanted, running
from infra.local.sent import SentMail
from infra.packaging.archive import unpack
from infra.packaging.build import LAYER, TEMPLATE, package
from infra.packaging.template import functions_of

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 150.0  # seconds; how long a wait may last before the test fails: a busy machine is not wrong, only slow
A_BATCH = 25  # items of one BatchWriteItem
LAYERS = "_LAMBDA_LAYERS_DIRS"  # by which the engine tells a function's process where its layers are unpacked
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Deployment:
    """What runs: `url` of the front door, `engine` (AWS), `outputs` of the stack, `smtp_port` of the mail door."""

    running: Running

    @property
    def url(self) -> str:
        return self.running.url

    @property
    def engine(self) -> str:
        return self.running.engine

    @property
    def outputs(self) -> Any:
        return self.running.outputs

    @property
    def smtp_port(self) -> int:
        return self.running.smtp_port

    def client(self, service: str) -> Any:
        """A boto3 client of the engine, with all rights."""
        return self.running.client(service)

    def mails(self, to: str, at_least: int = 1) -> list[SentMail]:
        """What was sent to an address, the oldest first: waits until there are so many, fails when they do not come."""
        found = self.running.sent.wait(to, lambda mails: len(mails) >= at_least, PATIENCE)
        assert len(found) >= at_least, f"{len(found)} mails came where {at_least} were expected"
        return found

    def texts(self, number: str, at_least: int = 1) -> list[Message]:
        """What a handset received, the oldest first: waits until there are so many, fails when they do not come."""
        received = self.running.network.handsets.wait(number, lambda found: len(found) >= at_least, PATIENCE)
        assert len(received) >= at_least, f"{len(received)} SMS came where {at_least} were expected"
        return received

    def post_mail(self, raw: bytes, sender: str, to: str = "vraag@1700.test") -> None:
        """Send a mail in through the mail door."""
        with smtplib.SMTP("127.0.0.1", self.smtp_port, timeout=PATIENCE) as door:
            door.sendmail(sender, [to], raw)

    def items(self, **arguments: Any) -> list[dict[str, Any]]:
        """All items of the table, in DynamoDB's own form; `arguments` go to Scan."""
        pages = self.client("dynamodb").get_paginator("scan").paginate(TableName=self.outputs["Table"], **arguments)
        return [item for page in pages for item in page["Items"]]

    def begin_a_new_day(self) -> None:
        """Forget how often each address was counted today: all tests come from one address."""
        for table in ("Table", "DossiersTable"):
            self._forget("LIMIT#", table)

    def forget_cases(self) -> None:
        """Begin with an empty worklist, whatever other tests sent before: what is looked for stands on its first page."""
        self._forget("CASE#")

    def _forget(self, prefix: str, table: str = "Table") -> None:
        dynamodb, name = self.client("dynamodb"), self.outputs[table]
        begins = {"FilterExpression": "begins_with(pk, :it)", "ExpressionAttributeValues": {":it": {"S": prefix}}}
        pages = dynamodb.get_paginator("scan").paginate(TableName=name, **begins)
        gone = [{"pk": item["pk"], "sk": item["sk"]} for page in pages for item in page["Items"]]
        for first in range(0, len(gone), A_BATCH):
            batch = [{"DeleteRequest": {"Key": key}} for key in gone[first : first + A_BATCH]]
            dynamodb.batch_write_item(RequestItems={name: batch})


def eventually(found: Callable[[], T], seconds: float = PATIENCE) -> T:
    """Ask again until the answer is true, and give it; fails when it never is."""
    end, pause = time.monotonic() + seconds, 0.05
    while not (answer := found()):
        assert time.monotonic() < end, f"did not come true within {seconds:.0f} s"
        time.sleep(pause)  # longer each time: asking is work for the engine that is waited for
        pause = min(pause * 1.4, 0.5)
    return answer


@contextmanager
def deployed(folder: Path, package_: Path, wanted: Wanted) -> Iterator[Deployment]:
    """Run a copy of the package with its state in a folder; anew with what it knew where it ran there before."""
    shutil.copytree(package_, folder / "package", dirs_exist_ok=True)
    ready = replace(wanted, engine={**(wanted.engine or {}), LAYERS: str(_layer_of(package_))})
    with running(folder / "state", folder / "package", ready) as it:
        yield Deployment(it)


def _layer_of(package_: Path) -> Path:
    """Where the layer of a package lies unpacked: by its contents, as other runs of the tests may use theirs meanwhile."""
    with (package_ / LAYER).open("rb") as layer:
        return package_.with_name(f"layer-{hashlib.file_digest(layer, 'sha256').hexdigest()[:16]}")


def _lay_ready(package_: Path) -> None:
    """Unpack the layer once for all functions: the engine does it anew for each process that it starts, which takes longer
    than all else that the process does. Tests of `make run` leave it to the engine."""
    layer = _layer_of(package_)
    if not layer.exists():
        unfinished = Path(tempfile.mkdtemp(dir=layer.parent))
        unpack(package_ / LAYER, unfinished)
        unfinished.rename(layer)
    template = yaml.safe_load((package_ / TEMPLATE).read_text(encoding="utf-8"))
    for function in functions_of(template["Resources"]).values():
        del function["Properties"]["Layers"]
    (package_ / TEMPLATE).write_text(yaml.safe_dump(template), encoding="utf-8")


@pytest.fixture(scope="session")
def packaged() -> Path:
    """The packaged application, for `deployed`: anew for each run of the tests, once for all processes of one run."""
    out = ROOT / ".local/package-for-tests"
    out.mkdir(parents=True, exist_ok=True)
    run, made = os.environ.get("PYTEST_XDIST_TESTRUNUID", ""), out.with_name("package-for-tests.run")
    with out.with_name("package-for-tests.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not run or not made.exists() or made.read_text() != run:
            package(out)
            _lay_ready(out)
            made.write_text(run)
    return out


@pytest.fixture(scope="session")
def deployment(packaged: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """The whole application on the local engine."""
    with deployed(tmp_path_factory.mktemp("deployment"), packaged, Wanted()) as it:
        yield it


@pytest.fixture(scope="session")
def guarded(packaged: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """The same with an engine that refuses whatever a function's policies do not allow."""
    with deployed(tmp_path_factory.mktemp("guarded"), packaged, Wanted(engine={"AUTH": "true"})) as it:
        yield it


@pytest.fixture(scope="session")
def informed(deployment: Deployment, tmp_path_factory: pytest.TempPathFactory) -> Deployment:
    """The deployment, with the organisations and sample articles loaded."""
    load(deployment.engine, str(ROOT / SAMPLE), tmp_path_factory.mktemp("knowledge"))
    return deployment


@pytest.fixture(scope="module", autouse=True)
def _no_cases_of_others(request: pytest.FixtureRequest) -> None:
    """No module finds cases of another one on its lists, whichever modules ran here before it."""
    here = [item for item in request.session.items if item.path == request.path]
    asked = {name for item in here for name in getattr(item, "fixturenames", ())}
    for name in {"deployment", "guarded"} & asked:
        request.getfixturevalue(name).forget_cases()


@pytest.fixture(autouse=True)
def _a_new_day(request: pytest.FixtureRequest) -> None:
    """No test is refused for what others sent before it."""
    for name in {"deployment", "guarded"} & set(request.fixturenames):
        request.getfixturevalue(name).begin_a_new_day()
