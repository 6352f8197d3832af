"""`make bench-integrity`: reports through the front door, and whether any is lost; what a dossier's life and opening cost.

Eight clients send reports of 2,000 characters with a name and a file of 1 MB: the form's way, with a receipt code hashed by
scrypt and an execution started. Lost is what was answered for less the dossiers, files and executions that are there
afterwards, counted on the engine. SECONDS= is how long they send (20). The engine, the functions and the clients share this
machine's cores.
"""

import itertools
import os
import re
import secrets
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import process_time
from typing import Any

import httpx

from chalicelib.domain.form_key import write_key
from chalicelib.domain.integrity.change import Change
from chalicelib.domain.integrity.entry import Entry, What
from chalicelib.domain.integrity.phases import Act, Actor, Phase
from infra.local.running import Wanted, running
from infra.packaging.build import package
from tests.bench.report import median, progress, show
from tests.deployment import Deployment, eventually
from tests.live_house import LiveHouse

CLIENTS, SECONDS = 8, float(os.environ.get("SECONDS") or 20)
A_FILE, TEXT = os.urandom(1024 * 1024), ("Ik zag dat het diensthoofd geld aannam. " * 50)[:2_000]
MESSAGES, TIMES = 500, 15
NUMBER = re.compile(r"I-\d\d-\d{4}-\d{4}-\d")
PATIENCE = 600.0  # seconds; what was taken in goes on by itself after the last answer
# US dollars in eu-central-1, without free amounts (AWS price lists of Step Functions, Lambda, KMS, as of November 2026).
PER_TRANSITION, PER_CALL, PER_GB_SECOND, PER_KEY_USE = 25e-6, 0.2e-6, 16.6667e-6, 3e-6
A_CALL = 0.512 * 0.1  # GB-seconds of one call of a function: 512 MB for 100 ms


def main() -> int:
    progress("integrity: packaging")
    with tempfile.TemporaryDirectory(prefix="bench-integrity-") as folder:
        out = Path(folder) / "package"
        package(out)
        with running(Path(folder) / "state", out, Wanted()) as it:
            site = Deployment(it)
            house = LiveHouse(site)
            progress(f"integrity: {CLIENTS} clients, {SECONDS:.0f} s")
            numbers, rate = _reports(site, house.now().secret)
            lost = _lost(site, house, numbers)
            progress("integrity: the life of a dossier")
            transitions, calls = _life(house)
            progress(f"integrity: opening a dossier of {MESSAGES} messages")
            opening = _opening(house)
    keys = 2 * calls  # at most: a look opens the dossier's key, a step as well
    usd = transitions * PER_TRANSITION + calls * (PER_CALL + A_CALL * PER_GB_SECOND) + keys * PER_KEY_USE
    show(measure="reports", clients=CLIENTS, sent=len(numbers), seconds=SECONDS, lambda_calls=calls)
    figures = {"reports_per_s": round(rate, 2), "lost": lost, "transitions": transitions}
    show(bench="integrity", **figures, usd_per_dossier=usd, open_500_ms=opening)
    return 0 if lost == 0 else 1


def _reports(site: Deployment, secret: bytes) -> tuple[list[str], float]:
    """The number of each dossier that was answered for, and how many a second."""
    turn = itertools.count(1)

    def work(seconds: float) -> list[str]:
        end, found = time.monotonic() + seconds, []
        while time.monotonic() < end:
            found.append(_report(site.url.replace("localhost", "127.0.0.1"), secret, next(turn)))
        return found

    with ThreadPoolExecutor(CLIENTS) as pool:
        warm = list(pool.map(work, [1.0] * CLIENTS))
        begun = time.monotonic()
        sent = list(pool.map(work, [SECONDS] * CLIENTS))
        took = time.monotonic() - begun
    return [number for some in (*warm, *sent) for number in some], sum(map(len, sent)) / took


def _report(url: str, secret: bytes, turn: int) -> str:
    """One report with its file, as a browser sends it, from a network address of its own."""
    door = httpx.HTTPTransport(local_address=f"127.{2 + (turn >> 14)}.{turn >> 7 & 127}.{1 + (turn & 127)}")
    key = write_key(secret, datetime.now(UTC) - timedelta(minutes=1), secrets.token_hex(16))
    with httpx.Client(base_url=url, transport=door, timeout=300) as web:
        wish = {"key": key, "place": 0, "name": "bewijs.pdf", "size": len(A_FILE)}
        offered = web.post("/integriteit/bestand", json=wish)
        assert offered.status_code == 200, offered.text
        form = offered.json()
        httpx.post(form["url"], data=form["fields"], files={"file": A_FILE}, timeout=300).raise_for_status()
        told = {"matter": "report", "breach": "bribery", "organisation": "Gemeente Nergenshuizen", "level": "municipal"}
        who = {"name": f"Melder {turn}", "email": f"melder.{turn}@burger.test", "website": "", "text": f"{turn} {TEXT}"}
        answer = web.post("/integriteit/melden", data={**told, **who, "key": key, "files": "0:bewijs.pdf"})
        number = NUMBER.search(answer.text)
        assert answer.status_code == 200 and number, answer.status_code
        return number[0].replace("-", "")


def _lost(site: Deployment, house: LiveHouse, numbers: list[str]) -> int:
    """Reports of which the dossier, the file, or an execution that got it to its service is missing in the end."""
    progress(f"integrity: counting {len(numbers)} dossiers, files and executions")
    left = set(numbers)

    def settled() -> bool:
        left.difference_update([one for one in left if _is_whole(site, house, one)])
        return not left

    end = time.monotonic() + PATIENCE
    while not settled() and time.monotonic() < end:
        time.sleep(1)
    return len(left) + len(numbers) - len(set(numbers))


def _is_whole(site: Deployment, house: LiveHouse, number: str) -> bool:
    token = house.dossiers.token(number)
    if house.dossiers.head(number).phase is not Phase.FORWARDED or token is None:
        return False
    (file,) = house.dossiers.open(number).files
    found = site.client("s3").head_object(Bucket=site.outputs["IntegrityBucket"], Key=file.key)
    return bool(found["ContentLength"] >= len(A_FILE))


def _life(house: LiveHouse) -> tuple[int, int]:
    """State transitions of a dossier that is founded, from its registration to its end, with its bells; and calls."""
    number = "I26000000017"
    house.registered(number)
    steps = ((Act.ACCEPT, Phase.CHECKING), (Act.FIND_GROUNDS, Phase.INVESTIGATING), (Act.CONCLUDE, Phase.CONCLUDED))
    house.waits(number, Phase.FORWARDED)
    for act, phase in steps:
        house.does(number, act, text="Zo is het.")
        house.waits(number, phase)
    house.does(number, Act.FEED_BACK, text="Dit vonden wij.")
    house.reaches(number, Phase.CLOSED)
    eventually(lambda: house.history(number)[-1] == "Ended")
    bells = [_bell(house, number, stay) for stay in range(1, len(house.dossiers.head(number).stays) + 1)]
    own, rung = house.history(number), [state for one in bells for state in one]
    calls = sum(state not in ("Phase", "More", "UntilNext", "Moved", "Ended") for state in (*own, *rung))
    return len(own) + len(rung), calls


def _bell(house: LiveHouse, number: str, stay: int) -> list[str]:
    try:
        return house.bell_history(number, 1, stay)
    except house.states.exceptions.ExecutionDoesNotExist:
        return []


def _opening(house: LiveHouse) -> float:
    """Milliseconds of this process's CPU to read and open it, KMS and botocore with their signatures among them."""
    number = "I26000000025"
    house.registered(number, start=False)
    at = house.now().at
    messages = [
        Entry(f"m{turn:025d}", at + timedelta(seconds=turn), What.MESSAGE, Actor.REPORTER, text=f"{turn} {TEXT[:500]}")
        for turn in range(MESSAGES)
    ]
    for first in range(0, MESSAGES, 50):
        head = house.dossiers.head(number)
        house.dossiers.keep(Change(head, tuple(messages[first : first + 50])))
    return round(median([_once(house, number) for _ in range(TIMES)][3:]), 1)


def _once(house: LiveHouse, number: str) -> float:
    begun = process_time()
    file: Any = house.dossiers.open(number)
    spent = process_time() - begun
    assert len(file.entries) == MESSAGES + 1
    return spent * 1000


if __name__ == "__main__":
    sys.exit(main())
