"""The local AWS engine: ministack as a child process in an environment of its own, its state in one folder."""

import contextlib
import fcntl
import json
import os
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, TextIO

from infra.local.aws import REGION, ROOT, CannotRun, free_port, listening

PROGRAM: Final = ROOT / ".venv-engine/bin/ministack"
# All that the engine sees of our environment: what it sees, its functions see too.
PASSED_ON: Final = ("PATH", "HOME", "LANG", "LC_ALL", "TZ")
PATIENCE: Final = 60  # seconds; on a busy machine the engine's imports alone can take ten


@contextlib.contextmanager
def engine(state: Path, extra: Mapping[str, str]) -> Iterator[str]:
    """Run the engine with its state in a folder, and give its address. `extra` goes to the engine's environment.

    It is left with SIGTERM, which writes the state to disk. Raises CannotRun where it does not start.
    """
    if not PROGRAM.exists():
        raise CannotRun("The local AWS engine is not installed: run `make .venv-engine/.stamp`.")
    state.mkdir(parents=True, exist_ok=True)
    with (state / "lock").open("w") as lock, (state / "engine.log").open("ab") as log:
        _only_one(lock, state)
        _forget_stream_positions(state / "state/lambda.json")
        port = _same_port_as_before(state)
        log.truncate(0)
        process = subprocess.Popen(  # noqa: S603  # our own program and settings
            [*_ended_with_us(), PROGRAM],
            pass_fds=[lock.fileno()],  # the lock is the engine's too, and lasts as long as it does
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
            cwd=state,
            env={**_environment(port, state), **extra},
            start_new_session=True,  # Ctrl-C is for us alone: we end the engine, in order
        )
    try:
        _wait_until_it_answers(process, port, state)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(PATIENCE)
        _end_group(process)


def _only_one(lock: TextIO, state: Path) -> None:
    """Two engines with one state would undo each other's work. Raises CannotRun where one is there already."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise CannotRun(f"Another run uses {state}: end it first, or choose another folder with STATE=.") from error


def _ended_with_us() -> list[str]:
    """Before a command: end it in order when we are killed, where this machine can do that."""
    program = shutil.which("setpriv")
    return [program, "--pdeathsig", "TERM"] if program else []


def _environment(port: int, state: Path) -> dict[str, str]:
    scratch = state / "tmp"
    scratch.mkdir(exist_ok=True)
    passed = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    return {
        **passed,
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "MINISTACK_REGION": REGION,
        "PERSIST_STATE": "1",
        "S3_PERSIST": "1",
        "STATE_DIR": str(state / "state"),
        "S3_DATA_DIR": str(state / "s3"),
        "TMPDIR": str(scratch),
        "LOG_LEVEL": "WARNING",
        "IOT_MTLS_ENABLED": "0",  # both of these listen on all addresses
        "SFTP_ENABLED": "0",
    }


def _forget_stream_positions(saved: Path) -> None:
    """The engine keeps how far a stream was read but not the stream: without this nothing is delivered after a restart."""
    if saved.exists():
        state = json.loads(saved.read_text(encoding="utf-8"))
        state.get("payload", {}).pop("dynamodb_stream_positions", None)
        saved.write_text(json.dumps(state), encoding="utf-8")


def _same_port_as_before(state: Path) -> int:
    """The port of the last run where it is free: the addresses in the stack's settings then stay as they are."""
    remembered = state / "port"
    port = int(remembered.read_text()) if remembered.exists() else 0
    if not port or listening(port):
        port = free_port()
        remembered.write_text(str(port))
    return port


def _wait_until_it_answers(process: subprocess.Popen[bytes], port: int, state: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if process.poll() is not None:
            raise CannotRun(f"The local AWS engine ended at once; its last words are in {state / 'engine.log'}.")
        with contextlib.suppress(OSError, urllib.error.URLError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/_ministack/health", timeout=2).read()  # fixed scheme
            return
        time.sleep(0.05)
    raise CannotRun(f"The local AWS engine did not answer within {PATIENCE} s; see {state / 'engine.log'}.")


def _end_group(process: subprocess.Popen[bytes]) -> None:
    """Whatever the engine left behind: workers of functions that it did not end itself."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, 9)
        process.wait(5)
