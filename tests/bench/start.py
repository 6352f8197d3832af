"""`make bench-start`: from the launch of a process to its first answered event, for each function, from the packaged zips.

Each time a fresh process with nothing on its path but the package and what Lambda brings (botocore), before an AWS endpoint
of the loopback network. The floor, in turn with it: a bare process that makes the same AWS clients, and imports Jinja2
where pages are made; it asks nothing of them.
"""

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from chalicelib.rooms import GROUPS
from infra.packaging.build import CODE, LAYER, contents, package
from tests.bench import first_events
from tests.bench.endpoint import endpoint
from tests.bench.house import function_environment
from tests.bench.report import median, progress, show
from tests.bench.yes import Yes

TIMES, TIMES_OF_OTHERS = 15, 7
AIMED: dict[str, str] = {
    "public": "form_over_floor",
    "receive_mail": "mail_over_floor",
    "receive_sms": "sms_over_floor",
}

OURS = """
import json, sys
from types import SimpleNamespace
event = json.load(sys.stdin)
import app
context = SimpleNamespace(
    function_name="f",
    memory_limit_in_mb=512,
    invoked_function_arn="arn:aws:lambda:eu-central-1:0:function:f",
    aws_request_id="r",
    get_remaining_time_in_millis=lambda: 29000,
)
answer = getattr(app, sys.argv[1])(event, context)
print("\\nanswered", json.dumps(answer), flush=True)
"""
FLOOR = """
import json, sys
event = json.load(sys.stdin)
from botocore.session import get_session
session = get_session()
clients = [session.create_client(service) for service in sys.argv[2].split(",") if service]
if "jinja2" in sys.argv[3:]:
    import jinja2
print("\\nanswered", flush=True)
"""


@dataclass(frozen=True, slots=True)
class Package:
    """Where the unpacked package lies, and what Lambda brings."""

    code: Path
    path: str


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="bench-start-") as folder, endpoint(Yes()) as url:
        found = unpack(Path(folder))
        firsts = first_events.of_every_group()
        assert firsts.keys() == GROUPS.keys()
        ratios = {group: measure(found, url, group, first) for group, first in firsts.items()}
    show(bench="start", **{name: ratios[group] for group, name in AIMED.items()})
    return 0


def measure(found: Package, url: str, group: str, first: first_events.First) -> float:
    """The median ratio of pairs; the two of a pair run one after the other, so that a busy moment hits both."""
    progress(f"{group}: {first.what}")
    environment = {**function_environment(url), "FUNCTION_GROUP": group, "PATH": os.environ["PATH"]}
    environment["PYTHONPATH"] = found.path
    floor = [first.handler, ",".join(first.clients), *(["jinja2"] if first.pages else [])]
    ours_ms, floor_ms = [], []
    for _ in range(TIMES if group in AIMED else TIMES_OF_OTHERS):
        ours, said = run(OURS, [first.handler], environment, found.code, first.event)
        assert first.good(json.loads(said)), said[:500]
        ours_ms.append(ours)
        floor_ms.append(run(FLOOR, floor, environment, found.code, first.event)[0])
    ratio = round(median([ours / bare for ours, bare in zip(ours_ms, floor_ms, strict=True)]), 3)
    show(measure="start", function=group, first=first.what, ms=median(ours_ms), floor_ms=median(floor_ms), ratio=ratio)
    return ratio


def run(code: str, arguments: list[str], environment: dict[str, str], folder: Path, event: Any) -> tuple[float, str]:
    """Milliseconds from the launch to the answer, and the answer."""
    given = json.dumps(event).encode()
    begun = perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-S", "-c", code, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        cwd=folder,
    )
    assert process.stdin and process.stdout
    process.stdin.write(given)
    process.stdin.close()
    for line in process.stdout:
        if line.startswith(b"answered"):
            spent = (perf_counter() - begun) * 1000
            process.stdout.read()
            process.wait()
            return spent, line.decode().removeprefix("answered").strip()
    raise AssertionError(process.stderr.read().decode()[-2000:] if process.stderr else "no answer")


def unpack(folder: Path) -> Package:
    """Package, and lay out what is on a function's path."""
    import botocore

    progress("packaging")
    package(folder / "out")
    code = contents(folder / "out" / CODE, folder / "code")
    layer = contents(folder / "out" / LAYER, folder / "layer")
    brought = folder / "lambda"
    brought.mkdir()
    site = Path(botocore.__file__).parents[1]
    for name in ("botocore", "jmespath", "dateutil", "urllib3", "six.py"):
        (brought / name).symlink_to(site / name)
    return Package(code, os.pathsep.join(map(str, (code, layer, brought))))


if __name__ == "__main__":
    sys.exit(main())
