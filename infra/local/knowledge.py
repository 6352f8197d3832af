"""Fill the deployed index and table: the loader, with the environment of a deployed function."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from infra.local.aws import REGION, ROOT, CannotRun, client
from infra.local.deploy import physical_ids

SAMPLE: Final = "knowledge_loader/sample"
REGISTER: Final = ("knowledge_loader/register.csv", "knowledge_loader/register-details.csv")
PASSED_ON: Final = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TERM", "COLUMNS")


class NotLoaded(Exception):
    """The loader gave up; it said itself why. What the index held before is still there."""


def existing(source: str) -> str:
    """A source as it is given to `make run`: an address as it is, a folder with its whole path.

    Raises CannotRun where there is no such folder.
    """
    if source.startswith(("http://", "https://")):
        return source
    if not Path(source).is_dir():
        raise CannotRun(f"KNOWLEDGE={source}: there is no such folder.")
    return str(Path(source).resolve())


def load(engine: str, source: str, state: Path) -> None:
    """Load organisations and articles where this source, as it is now, is not what was loaded last. Raises NotLoaded."""
    mark = state / "knowledge.json"
    environment = environment_of_functions(engine)
    wanted = {
        "source": source,
        "newest": _newest(source),
        "register": max(map(_newest, REGISTER)),
        "index": environment["KNOWLEDGE_INDEX"],
    }
    if mark.exists() and json.loads(mark.read_text()) == wanted:
        return
    _loader(environment, "organisations", *REGISTER)
    _loader(environment, "sync", source)
    mark.write_text(json.dumps(wanted))


def environment_of_functions(engine: str) -> dict[str, str]:
    """What a deployed function has for its environment, with the engine's address and keys."""
    name = physical_ids(engine, "AWS::Lambda::Function")["PublicHandler"]
    deployed = client("lambda", engine).get_function_configuration(FunctionName=name)["Environment"]["Variables"]
    ours = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    own: Mapping[str, str] = {
        "AWS_ENDPOINT_URL": engine,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
    }
    return {**ours, **deployed, **own}


def _loader(environment: Mapping[str, str], *arguments: str) -> None:
    command = [sys.executable, "-m", "knowledge_loader", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=dict(environment), check=False)  # noqa: S603  # our own program
    if done.returncode:
        raise NotLoaded(f"`python -m knowledge_loader {' '.join(arguments)}` gave up")


def _newest(source: str) -> int:
    """Time of the latest change below a folder or of a file; 0 for an address."""
    place = ROOT / source
    files = [path for path in place.rglob("*") if path.is_file()] if place.is_dir() else [place]
    return max((path.stat().st_mtime_ns for path in files if path.exists()), default=0)
