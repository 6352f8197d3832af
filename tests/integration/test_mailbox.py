"""The mailbox through the front door, its function held to its own policies: opened, written in, corrected, withdrawn."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from chalicelib.domain.integrity.entry import Sealing, What
from chalicelib.domain.integrity.guesses import FREE
from chalicelib.domain.integrity.phases import Act, Phase
from chalicelib.domain.integrity.receipt_code import Code, read_code
from tests.citizen import Citizen, hidden, upload
from tests.deployment import Deployment, eventually
from tests.house_scanner import scan
from tests.integration.test_integrity_report import FORM, SECRETS, fill, told_by
from tests.live_house import LiveHouse

AT_ONCE = 24


@dataclass(frozen=True, slots=True)
class Reporter:
    """Somebody who reported, and what the page told."""

    citizen: Citizen
    house: LiveHouse
    number: str
    code: Code

    def enters(self) -> None:
        """Give the code; one that is a moment old may not be found at once."""
        eventually(lambda: try_code(self.citizen, str(self.code)).status_code == 303)

    def reads(self) -> str:
        return self.citizen.get("/postvak").text

    def sends(self, path: str, **told: Any) -> httpx.Response:
        return self.citizen.post(path, {"key": hidden(self.reads(), "key"), **told})


@pytest.fixture
def reporter(guarded: Deployment) -> Iterator[Reporter]:
    with Citizen(guarded) as citizen:
        number, words = told_by(citizen.post_in_time(FORM, fill(citizen)))
        code = read_code(" ".join(words))
        assert code
        yield Reporter(citizen, LiveHouse(guarded), number, code)


def try_code(citizen: Citizen, code: str) -> httpx.Response:
    return citizen.post("/postvak", {"code": code})


def test_there_and_back(guarded: Deployment, reporter: Reporter) -> None:
    """The reporter reads what is asked, answers twice by mistake, corrects own data and withdraws; the dossier is closed."""
    house, number = reporter.house, reporter.number
    house.waits(number, Phase.FORWARDED)
    house.does(number, Act.ACCEPT)
    house.waits(number, Phase.CHECKING)
    house.does(number, Act.ASK, text="Wanneer was dat?", what=What.MESSAGE)
    reporter.enters()
    assert "Wanneer was dat?" in reporter.reads()
    form = {"key": hidden(reporter.reads(), "key"), "text": "In mei."}
    for _ in range(2):
        assert reporter.citizen.post("/postvak/bericht", form).status_code == 303
    assert reporter.reads().count("In mei.") == 1
    house.waits(number, Phase.CHECKING)
    own = {"name": SECRETS[0], "email": "anders@burger.test"}
    assert reporter.sends("/postvak/gegevens", **own).status_code == 303
    assert house.dossiers.identity(number).email == "anders@burger.test"
    assert reporter.citizen.post("/postvak/intrekken", {"reason": ""}).status_code == 303
    house.reaches(number, Phase.CLOSED)
    assert "U trok uw dossier in" in reporter.reads()
    assert guarded.mails("anders@burger.test")
    assert not any(secret in str(mail) for mail in guarded.mails("anders@burger.test") for secret in SECRETS)


def test_files_of_a_mailbox(guarded: Deployment, reporter: Reporter) -> None:
    """A file goes with a message, and comes back as it was once it was found clean; the same form again is one message."""
    reporter.enters()
    key = hidden(reporter.reads(), "key")
    asked = {"key": key, "place": 0, "name": "brief.txt", "size": 10}
    offered = reporter.citizen.http.post("/integriteit/bestand", json=asked).json()
    assert upload(offered, b"Een brief.").status_code == 204
    form = {"key": key, "text": "Zie hier.", "files": "0:brief.txt"}
    assert reporter.citizen.post("/postvak/bericht", form).status_code == 303
    (file,) = reporter.house.dossiers.open(reporter.number).files
    path = f"/postvak/bestand/{file.id}"
    assert reporter.citizen.get(path).status_code == 404  # not scanned yet
    scan(guarded)
    eventually(lambda: reporter.house.dossiers.open(reporter.number).files[0].sealing is Sealing.CLEAN)
    answer = reporter.citizen.get(path)
    assert answer.status_code == 303
    got = httpx.get(answer.headers["Location"], timeout=60)
    assert (got.content, got.headers["Content-Disposition"]) == (
        b"Een brief.",
        "attachment; filename*=UTF-8''brief.txt",
    )
    assert reporter.citizen.post("/postvak/bericht", form).status_code == 303
    assert reporter.reads().count("Zie hier.") == 1


def test_guesses_at_once(guarded: Deployment, reporter: Reporter) -> None:
    """Of guesses that come all at once from one place no more are tried than of those that come one after another; the
    reporter, elsewhere, is let in."""
    wrong = str(Code(reporter.code.locator, "zebra zebra zebra zebra zebra"))
    with Citizen(guarded) as guesser:

        def guess(_: int) -> int:
            return try_code(guesser, wrong).status_code

        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(guess, range(AT_ONCE)))
    assert set(answers) == {422, 429}
    assert answers.count(422) <= FREE + 3  # and as many as the pauses that passed meanwhile allow
    reporter.enters()


def test_without_a_code(guarded: Deployment) -> None:
    """Every room of the mailbox is closed to who gave no code, and tells nothing; a cookie of nobody opens nothing."""
    with Citizen(guarded) as nobody:
        for cookie in ("", "I26123456789.0123456789abcdef.9999999999.0123456789abcdef0123456789abcdef"):
            headers = {"Cookie": f"__Host-postvak={cookie}"}
            for path in ("gegevens", "intrekken", "bestanden", "bestand/1"):
                assert nobody.http.get(f"/postvak/{path}", headers=headers).status_code == 401, path
            for path in ("bericht", "gegevens", "intrekken", "bestanden"):
                answer = nobody.http.post(f"/postvak/{path}", data={"text": "x"}, headers=headers)
                assert answer.status_code == 401, path
        assert nobody.get("/postvak").status_code == 200


def test_bad_input(guarded: Deployment, reporter: Reporter) -> None:
    """What no browser sends is refused in words, and breaks nothing."""
    for code in ("\x00", "appel " * 8, "é" * 100_000, "🙂 " * 8, "<b>" * 8):
        assert try_code(reporter.citizen, code).status_code in (422, 429), code[:9]
    reporter.enters()
    key = hidden(reporter.reads(), "key")
    for form in ({}, {"key": "x", "text": "x"}, {"key": key, "text": "x" * 200_001}, {"key": key, "files": "0:a.pdf"}):
        assert reporter.citizen.post("/postvak/bericht", form).status_code == 422, form.keys()
    long = {"key": key, "text": ("Zo ging het. " * 16_000)[:200_000].strip()}
    assert reporter.citizen.post("/postvak/bericht", long).status_code == 303
    assert long["text"] in [one.text for one in reporter.house.dossiers.open(reporter.number).entries]
