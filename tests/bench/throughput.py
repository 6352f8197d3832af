"""Contacts a second through the front door, with one and with eight clients, for information: the engine, the functions
and the clients share this machine's cores."""

import itertools
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx

from infra.local.running import Wanted, running
from infra.packaging.build import package
from tests.bench import events
from tests.bench.report import progress, show

SECONDS = 8.0
A_SENDER = 40  # messages of one network address, below its limit a day
HEADERS = {"Content-Type": "application/x-www-form-urlencoded"}


def measure() -> None:
    """Shows contacts a second."""
    progress("contacts a second through the front door: packaging")
    with tempfile.TemporaryDirectory(prefix="bench-throughput-") as folder:
        out = Path(folder) / "package"
        package(out)
        with running(Path(folder) / "state", out, Wanted()) as it:
            outputs = it.outputs
            secret = it.client("secretsmanager").get_secret_value(SecretId=outputs["SecretName"])["SecretString"]
            numbers = itertools.count(1)
            for clients in (1, 8):
                progress(f"{clients} clients, {SECONDS:.0f} s")
                show(
                    measure="contacts_per_second",
                    clients=clients,
                    value=_rate(it.url, secret.encode(), numbers, clients),
                )


def _rate(url: str, secret: bytes, numbers: "itertools.count[int]", clients: int) -> float:
    def work(_client: int) -> int:
        done, end = 0, time.monotonic() + SECONDS
        while time.monotonic() < end:
            done += _some(url, secret, numbers, end)
        return done

    with ThreadPoolExecutor(clients) as pool:
        list(pool.map(lambda _: _some(url, secret, numbers, time.monotonic() + 2), range(clients)))  # warm up
        begun = time.monotonic()
        total = sum(pool.map(work, range(clients)))
        return round(total / (time.monotonic() - begun), 1)


def _some(url: str, secret: bytes, numbers: "itertools.count[int]", end: float) -> int:
    """Contacts of one network address of the loopback network, until its limit or the end of the time."""
    number = next(numbers)
    door = httpx.HTTPTransport(local_address=f"127.{1 + (number >> 14)}.{number >> 7 & 127}.{1 + (number & 127)}")
    done = 0
    with httpx.Client(transport=door, timeout=60) as web:
        while done < A_SENDER and time.monotonic() < end:
            body = events.form_body(secret, number * A_SENDER + done)
            answer = web.post(url.replace("localhost", "127.0.0.1") + "/mail", content=body, headers=HEADERS)
            assert answer.status_code == 303, answer.status_code
            done += 1
    return done
