"""`make run`: the whole service on this machine, until Ctrl-C. Needs nothing that is not in the two environments.

Settings, as make's variables: KNOWLEDGE=folder or address of IPDC pages, INDEX=opensearch for a real OpenSearch, PORT=
and SMTP_PORT= for other doors than 1700 and 2525, STATE= for another folder than .local/run to remember everything in.
"""

import contextlib
import errno
import os
import shutil
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from infra.local import knowledge
from infra.local.aws import ROOT, CannotRun
from infra.local.following import follow
from infra.local.investigators import INVESTIGATORS
from infra.local.investigators import PASSWORD as INVESTIGATORS_PASSWORD
from infra.local.packaging import packaged
from infra.local.people import PASSWORD, PEOPLE
from infra.local.running import Running, Wanted, running
from infra.local.scanner import HOW_TO, scanning
from infra.local.serving import bound
from infra.local.tell import say, step

STATE: Final = Path(os.environ.get("STATE") or ROOT / ".local/run").resolve()
ROOM: Final = 300 * 2**20  # bytes of disk below which the engine would stop half-way


def main() -> int:
    """Run until a signal ends it: 0. 1 with one line where it cannot run."""
    _end_on_signals()
    try:
        _run(_port("PORT", 1700), _port("SMTP_PORT", 2525))
    except KeyboardInterrupt:
        say("\nEnded; nothing is left running.")
        return 0
    except CannotRun as error:
        say(f"Cannot run: {error}")
    except (ClientError, BotoCoreError) as error:
        say(f"Cannot run: the AWS engine failed ({error}); its last words are in {STATE / 'engine.log'}.")
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        say(f"Cannot run: the disk is full ({error.filename or STATE}).")
    return 1


def _run(port: int, smtp_port: int) -> None:
    index = os.environ.get("INDEX") or "tantivy"
    if index not in ("tantivy", "opensearch"):
        raise CannotRun(f"INDEX={index}: tantivy or opensearch was expected.")
    source = knowledge.existing(os.environ.get("KNOWLEDGE") or str(ROOT / knowledge.SAMPLE))
    _look_first(port, smtp_port)
    say("Starting 1700 on this machine")
    with step("packaging the application"):
        packaged(STATE / "package")
    with contextlib.ExitStack() as stack:
        parameters = stack.enter_context(_index(index))
        with step("starting the AWS engine, deploying, opening the doors"):
            wanted = Wanted(port, smtp_port, parameters=parameters)
            it = stack.enter_context(running(STATE, STATE / "package", wanted))
        scanner = stack.enter_context(
            scanning(it.engine, it.outputs["FilesBucket"], house=it.outputs["IntegrityBucket"])
        )
        _load_knowledge(it, source)
        _welcome(it, "clamd scans what people send" if scanner.ready() else HOW_TO)
        follow(ROOT, STATE / "package", it, lambda: _load_knowledge(it, source))


def _port(name: str, usual: int) -> int:
    given = os.environ.get(name) or str(usual)
    if not (given.isdecimal() and 0 < int(given) < 65536):
        raise CannotRun(f"{name}={given}: a number from 1 to 65535 was expected.")
    return int(given)


def _look_first(port: int, smtp_port: int) -> None:
    """Raises CannotRun for what would fail later, and less clearly."""
    for number, what in ((port, "the front door"), (smtp_port, "the mail door")):
        for one in bound(number, what):
            one.close()
    STATE.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(STATE).free
    if free < ROOM:
        raise CannotRun(f"the disk is full: {free // 2**20} MB are free at {STATE}, {ROOM // 2**20} MB are needed.")


@contextlib.contextmanager
def _index(kind: str) -> Iterator[dict[str, str]]:
    """Start what the knowledge index needs; gives the stack's parameters for it."""
    if kind == "tantivy":
        yield {"KnowledgeIndex": kind}
        return
    from infra.local.opensearch import running as opensearch

    with contextlib.ExitStack() as stack:
        with step("starting OpenSearch (the first time, it is fetched)"):
            url = stack.enter_context(opensearch(STATE.with_name("opensearch")))
        yield {"KnowledgeIndex": kind, "OpenSearchUrl": url}


def _load_knowledge(it: Running, source: str) -> None:
    try:
        knowledge.load(it.engine, source, STATE)
    except knowledge.NotLoaded as error:
        say(f"  The knowledge is as it was before: {error}.")


def _welcome(it: Running, scans: str) -> None:
    rows = [
        ("citizens", it.url),
        ("agents", f"{it.url}/desk"),
        ("integrity", f"{it.url}/integriteit"),
        ("investigators", f"{it.url}/onderzoek"),
        ("public API", f"{it.url}/api/v1/openapi.json"),
        ("mail in", f"SMTP 127.0.0.1:{it.smtp_port}, to any address @1700.test; or {it.url}/_lokaal/post/nieuw"),
        ("mail out", f"{it.url}/_lokaal/post"),
        ("SMS", f"{it.url}/telephone"),
        ("set aside", f"{it.url}/_lokaal/apart"),
        ("AWS", f"{it.engine} (keys test / test)"),
        ("files", scans),
    ]
    say()
    for name, value in rows:
        say(f"  {name:<13} {value}")
    say(f"\n  Log in at the desk with the password {PASSWORD} as")
    for person in PEOPLE:
        say(f"  {person.login:<13} {person.name}: {', '.join(person.groups)}")
    say(f"\n  Investigate with the password {INVESTIGATORS_PASSWORD} and a code of {it.url}/_lokaal/codes as")
    for one in INVESTIGATORS:
        say(f"  {one.login:<13} {one.name}: {one.service}{', leads' if one.lead else ''}")
    say("\n  Changes of code are taken over while it runs. Ctrl-C ends everything.\n")


def _end_on_signals() -> None:
    """The first signal ends the run in order; further ones must not disturb that."""
    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def end(_number: int, _frame: Any) -> None:
        for one in signals:
            signal.signal(one, signal.SIG_IGN)
        raise KeyboardInterrupt

    if threading.current_thread() is threading.main_thread():
        for one in signals:
            signal.signal(one, end)


if __name__ == "__main__":
    sys.exit(main())
