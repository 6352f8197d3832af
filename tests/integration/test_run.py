"""`make run` from start to end, in a copy of the tree: errors, changes taken over, ending, a second start."""

import os
import re
import shutil
import signal
import smtplib
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import httpx
import pytest

from infra.local.aws import client, free_port
from tests.deployment import PATIENCE, ROOT, eventually

COPIED = ("chalicelib", "infra", "knowledge_loader", ".chalice", "app.py", "requirements.txt", "pyproject.toml")


NUMBER = count(1)
DEPLOYED = 180.0  # seconds; packaging and deploying take a quarter of a minute of work, and others work beside it


class Run:
    """One process of the run, and what it says."""

    def __init__(self, tree: Path, **settings: str) -> None:
        self._said = tree / f"said-{next(NUMBER)}.txt"
        own = {"STATE": str(tree / "state"), "PORT": str(free_port()), "SMTP_PORT": str(free_port())}
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        self.settings = {**own, **settings}
        with self._said.open("w") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "infra.local.run"],
                cwd=tree,
                env={**kept, **self.settings, "PYTHONDONTWRITEBYTECODE": "1"},
                stdout=said,
                stderr=subprocess.STDOUT,
            )

    @property
    def said(self) -> str:
        return self._said.read_text()

    def ended(self) -> int:
        return self.process.wait(90)

    def started(self) -> str:
        """Address of the front door as soon as it is told."""
        eventually(lambda: "Ctrl-C ends everything" in self.said or self.process.poll() is not None, DEPLOYED)
        found = re.search(r"citizens +(\S+)", self.said)
        assert found, self.said
        return found[1]

    def engine(self) -> str:
        found = re.search(r"AWS +(http\S+)", self.said)
        assert found
        return found[1]


@contextmanager
def run(tree: Path, **settings: str) -> Iterator[Run]:
    it = Run(tree, **settings)
    try:
        yield it
    finally:
        if it.process.poll() is None:
            it.process.send_signal(signal.SIGINT)
            it.ended()


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what is needed to run, without articles: loading them is told elsewhere."""
    copy = tmp_path_factory.mktemp("tree")
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__", "deployments"))
        else:
            shutil.copyfile(source, copy / name)
    for name in (".venv", ".venv-engine"):
        (copy / name).symlink_to(ROOT / name)
    return copy


def left_running(tree: Path) -> list[str]:
    """Processes that have anything of this tree open as their folder or in what they were called with."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            said = (process / "cmdline").read_bytes().decode(errors="replace") + str((process / "cwd").readlink())
        except OSError:
            continue  # it ended in this moment, or is not ours
        if str(tree) in said:
            found.append(said)
    return found


def test_life(tree: Path) -> None:
    """It starts, takes changes over, ends with nothing left running, and knows at its second start what it knew."""
    with run(tree) as it:
        url = it.started()
        assert httpx.get(f"{url}/api/v1/openapi.json", timeout=PATIENCE).status_code == 200
        _change_code(tree, url)
        _change_routes(tree, url)
        client("s3", it.engine()).put_object(Bucket="contact1700-files-000000000000", Key="kept", Body=b"1")
        it.process.send_signal(signal.SIGTERM)
        assert it.ended() == 0
    assert "nothing is left running" in it.said
    assert left_running(tree) == []
    with run(tree) as again:
        again.started()
        found = client("s3", again.engine()).get_object(Bucket="contact1700-files-000000000000", Key="kept")
        assert found["Body"].read() == b"1"
        with smtplib.SMTP("127.0.0.1", int(again.settings["SMTP_PORT"]), timeout=30) as door:
            assert door.noop()[0] == 250
        again.process.send_signal(signal.SIGINT)
        assert again.ended() == 0
    assert left_running(tree) == []


def test_killed(tree: Path) -> None:
    """A run that is killed takes its engine along, which keeps what it knew; another run must wait for that."""
    with run(tree) as it:
        it.started()
        with run(tree) as other:
            assert other.ended() == 1
        assert "Another run uses" in other.said
        it.process.kill()
        it.ended()
    eventually(lambda: left_running(tree) == [])


def _change_code(tree: Path, url: str) -> None:
    """A change inside a view shows without a deployment."""
    api = tree / "chalicelib/web.py"
    text = api.read_text()
    api.write_text(text.replace('"Cache-Control": "no-store"', '"Cache-Control": "no-store, private"'))
    eventually(
        lambda: (
            httpx.get(f"{url}/api/v1/openapi.json", timeout=PATIENCE).headers.get("Cache-Control")
            == "no-store, private"
        )
    )


def _change_routes(tree: Path, url: str) -> None:
    """A new route is deployed."""
    assert httpx.get(f"{url}/robots-of-test", timeout=PATIENCE).status_code in (403, 404)
    portal = tree / "chalicelib/channels/portal.py"
    added = '\n\n@web.route(blueprint, "/robots-of-test", access=web.PUBLIC)\ndef added(_request: web.Request) -> Response:\n'
    portal.write_text(portal.read_text() + added + "    return web.data({})\n")
    eventually(lambda: httpx.get(f"{url}/robots-of-test", timeout=PATIENCE).status_code == 200, DEPLOYED)


@pytest.mark.parametrize("name", ["PORT", "SMTP_PORT"])
def test_a_taken_port(tree: Path, name: str) -> None:
    """Somebody else's port: one clear line, at once."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        with run(tree, **{name: port}) as it:
            assert it.ended() == 1
    assert it.said.strip().count("\n") == 0
    assert f"Port {port} is taken" in it.said


@pytest.mark.parametrize(
    ("settings", "line"),
    [
        ({"KNOWLEDGE": "nowhere"}, "Cannot run: KNOWLEDGE=nowhere: there is no such folder."),
        ({"INDEX": "paper"}, "Cannot run: INDEX=paper: tantivy or opensearch was expected."),
        ({"PORT": "door"}, "Cannot run: PORT=door: a number from 1 to 65535 was expected."),
    ],
)
def test_wrong_settings(tree: Path, settings: dict[str, str], line: str) -> None:
    """Each tells what was expected, before anything is started."""
    with run(tree, **settings) as it:
        assert it.ended() == 1
    assert it.said.strip() == line


def test_no_engine(tree: Path) -> None:
    """Where the engine is not installed, the line says how to get it."""
    (tree / ".venv-engine").rename(tree / ".venv-away")
    try:
        with run(tree) as it:
            assert it.ended() == 1
    finally:
        (tree / ".venv-away").rename(tree / ".venv-engine")
    assert "make .venv-engine/.stamp" in it.said.strip().splitlines()[-1]
