"""Investigators on the engine that holds every function to its own policies: what a role lacks is refused as on AWS."""

import os
import re
import subprocess
import sys
from http.cookies import SimpleCookie
from typing import Any

import httpx
import pytest
from pyotp import TOTP

from chalicelib.domain.integrity.phases import Phase
from chalicelib.services.integrity.log_in_investigator import half_way
from infra.integrity.office import NoSuch, Office
from infra.integrity.people import seed_text
from tests.conftest import ROOT
from tests.deployment import PATIENCE, Deployment
from tests.live_house import LiveHouse

SEED = b"0123456789abcdefghij"
PASSWORD = "Eerst-een-woord-1700"


@pytest.fixture
def office(guarded: Deployment) -> Office:
    return Office.of(guarded.client, guarded.outputs)


def test_the_way_in(guarded: Deployment, office: Office) -> None:
    """The house checks the second factor of whoever gave the password, once, and opens its pages; the code used again, the
    half way as a session and a session that was ended open nothing."""
    live, number = LiveHouse(guarded), "I26999000111"
    live.registered(number)
    live.reaches(number, Phase.FORWARDED)
    who = office.add("guarded-ilse", "Ilse Claes", "audit-vlaanderen", PASSWORD, SEED, lead=True)
    house = live.now()
    half = {"cookie": f"__Host-onderzoek-half={half_way(house.secret, who.id, '/onderzoek', house.at)}"}
    code = {"code": TOTP(seed_text(SEED)).now()}
    assert _ask(guarded, "POST", "/login/code", half, data={"code": "1"}).status_code == 422
    answer = _ask(guarded, "POST", "/login/code", half, data=code)
    assert (answer.status_code, answer.headers["location"]) == (303, "/onderzoek")
    assert _ask(guarded, "POST", "/login/code", half, data=code).status_code == 422
    token = _cookie(answer, "__Host-onderzoek")
    inside = {"cookie": f"__Host-onderzoek={token}"}
    for path in ("", "/taken", "/inzage", f"/dossier/{number}"):
        page = _ask(guarded, "GET", path, inside)
        assert page.status_code == 200, path
    assert number in _ask(guarded, "GET", "/inzage", inside).text
    assert _ask(guarded, "GET", "", {"cookie": half["cookie"].replace("-half", "")}).status_code == 303
    csrf = re.search(r'name="csrf" value="([^"]+)"', page.text)
    assert csrf
    assert _ask(guarded, "POST", "/logout", inside, data={"csrf": csrf[1]}).status_code == 200
    assert _ask(guarded, "GET", "", inside).status_code == 303


def test_the_operators_command(guarded: Deployment, office: Office) -> None:
    """An operator makes, moves and removes an investigator; password and seed are told once, and a wrong word is told."""
    made = _command(guarded, "add", "kato", "--name", "Kato Kuypers", "--service", "audit-vlaanderen")
    who, seed = office.id_of("kato"), re.search(r"Second factor: ([A-Z2-7]{32})", made)
    assert seed
    house = LiveHouse(guarded).now()
    assert office.investigators.check(who, TOTP(seed[1]).at(house.at), house.at)
    assert "Kato Kuypers, leads" not in _command(guarded, "list")
    _command(guarded, "move", "kato", "--service", "vlaamse-ombudsdienst", "--lead")
    assert "vlaamse-ombudsdienst: Kato Kuypers, leads" in _command(guarded, "list")
    renewed = _command(guarded, "renew", "kato")
    assert seed[1] not in renewed
    assert "there is no service nowhere" in _command(guarded, "move", "kato", "--service", "nowhere", ends=1)
    _command(guarded, "remove", "kato")
    assert office.investigators.find(who) is None
    with pytest.raises(NoSuch):
        office.id_of("kato")
    assert "nobody is called kato" in _command(guarded, "renew", "kato", ends=1)


def _ask(site: Deployment, method: str, path: str, headers: dict[str, str], **more: Any) -> httpx.Response:
    return httpx.request(method, f"{site.url}/onderzoek{path}", headers=headers, timeout=PATIENCE, **more)


def _cookie(answer: httpx.Response, name: str) -> str:
    found = [SimpleCookie(one).get(name) for one in answer.headers.get_list("set-cookie")]
    return next(one.value for one in found if one)


def _command(site: Deployment, *arguments: str, ends: int = 0) -> str:
    keys = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "eu-central-1"}
    done = subprocess.run(
        [sys.executable, "-m", "infra.integrity.people", *arguments],
        cwd=ROOT,
        env={**os.environ, **keys, "AWS_ENDPOINT_URL": site.engine},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert done.returncode == ends, done.stderr
    return done.stdout
