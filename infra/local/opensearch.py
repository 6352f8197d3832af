"""A real OpenSearch of one node on 127.0.0.1, fetched from Maven Central the first time; its data in one folder."""

import contextlib
import os
import re
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from infra.local.aws import CannotRun, free_port, listening

POM: Final = Path(__file__).with_name("search_engine") / "pom.xml"
PATIENCE: Final = 180  # seconds; on a busy machine a node takes its time
HEAP: Final = "512m"
PORTS: Final = range(9201, 9300)
PASSED_ON: Final = ("PATH", "HOME", "LANG", "LC_ALL", "TZ")
CONFIGURATION: Final = """\
network.host: 127.0.0.1
transport.port: {transport}
discovery.type: single-node
cluster.routing.allocation.disk.threshold_enabled: false
"""


@dataclass(frozen=True, slots=True)
class Java:
    """A Java, and what of OpenSearch runs on it: 3 from Java 21 on, 2.19 on 17."""

    program: str
    version: int

    @property
    def engine(self) -> str:
        return "3.8.0.0" if self.version >= 21 else "2.19.1.0"

    @property
    def options(self) -> tuple[str, ...]:
        vectors = ("--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED")
        return vectors if self.version >= 21 else ()


@contextlib.contextmanager
def running(state: Path) -> Iterator[str]:
    """Run a node with its data in a folder, and give its address.

    Raises CannotRun where Java 17 or Maven is missing, or where the node does not start.
    """
    java = _newest_java()
    library = _fetched(java, state)
    port, log = _free_port(), state / "opensearch.log"
    node = state / f"node-{java.engine}"
    (node / "config").mkdir(parents=True, exist_ok=True)
    settings = CONFIGURATION.format(transport=free_port())
    (node / "config/opensearch.yml").write_text(settings, encoding="utf-8")
    with log.open("wb") as written:
        process = subprocess.Popen(  # noqa: S603  # our own program and settings
            _command(java, library, node, port),
            stdin=subprocess.DEVNULL,
            stdout=written,
            stderr=written,
            cwd=state,
            env={name: os.environ[name] for name in PASSED_ON if name in os.environ},
            start_new_session=True,  # Ctrl-C is for us alone: we end it, in order
        )
    try:
        _wait_until_it_answers(process, port, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(30)
        process.kill()
        process.wait()


def _command(java: Java, library: Path, node: Path, port: int) -> list[str]:
    # The runner gives its first node the port after the base.
    return [
        *(java.program, f"-Xms{HEAP}", f"-Xmx{HEAP}", "-XX:+UseSerialGC", *java.options, "-cp", f"{library}/*"),
        *("org.codelibs.opensearch.runner.OpenSearchRunner", "-basePath", str(node), "-confPath", str(node / "config")),
        *("-numOfNode", "1", "-baseHttpPort", str(port - 1), "-clusterName", "local", "-useLogger"),
    ]


def _free_port() -> int:
    """A free port among those that the runner takes."""
    port = next((port for port in PORTS if not listening(port)), 0)
    if not port:
        raise CannotRun(f"OpenSearch needs a free port between {PORTS[0]} and {PORTS[-1]}.")
    return port


def _newest_java() -> Java:
    home = os.environ.get("JAVA_HOME")
    programs = [f"{home}/bin/java"] if home else []
    programs += [found] if (found := shutil.which("java")) else []
    programs += [str(path) for path in Path("/usr/lib/jvm").glob("*/bin/java")]
    found_ones = [Java(program, version) for program in programs if (version := _version(program))]
    newest = max(found_ones, key=lambda java: java.version, default=Java("", 0))
    if newest.version < 17:
        raise CannotRun("OpenSearch needs Java 17 or newer: apt-get install default-jre-headless.")
    return newest


def _version(program: str) -> int:
    with contextlib.suppress(OSError):
        said = subprocess.run([program, "-version"], capture_output=True, text=True, check=False)  # noqa: S603  # a Java
        if number := re.search(r'version "(\d+)', said.stderr):
            return int(number.group(1))
    return 0


def _fetched(java: Java, state: Path) -> Path:
    """The folder with the jars of a version; a mark says that all of them are there."""
    library = state.resolve() / f"lib-{java.engine}"
    if (library / ".complete").exists():
        return library
    maven = shutil.which("mvn")
    if not maven:
        raise CannotRun("OpenSearch is fetched by Maven: apt-get install maven.")
    library.mkdir(parents=True, exist_ok=True)
    command = [maven, "-q", "-B", "-f", str(POM), f"-Dengine.version={java.engine}", "dependency:copy-dependencies"]
    command += ["-DincludeScope=runtime", f"-DoutputDirectory={library}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  # our own settings
    if done.returncode:
        raise CannotRun(f"OpenSearch could not be fetched: {' '.join(done.stdout.split())[:300]}")
    (library / ".complete").touch()
    return library


def _wait_until_it_answers(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = time.monotonic() + PATIENCE
    address = f"http://127.0.0.1:{port}/_cluster/health?wait_for_status=yellow&timeout=1s"
    while time.monotonic() < end:
        if process.poll() is not None:
            raise CannotRun(f"OpenSearch ended at once; its last words are in {log}.")
        with contextlib.suppress(OSError, urllib.error.URLError):
            urllib.request.urlopen(address, timeout=2).read()  # fixed scheme
            return
        time.sleep(0.2)
    raise CannotRun(f"OpenSearch did not answer within {PATIENCE} s; see {log}.")
