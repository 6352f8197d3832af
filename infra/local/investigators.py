"""Investigators to try the confidential house as: two services with two each, and the codes that their telephones show.

Their seeds are known to everybody who reads this, and are of the local run alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from hashlib import sha1
from time import time
from typing import Final

from aiohttp import web
from pyotp import TOTP

from chalicelib.domain.integrity.second_factor import SEED, STEP
from infra.integrity.office import NoSuch, Office
from infra.integrity.people import seed_text
from infra.local.aws import client
from infra.local.local_pages import page

PASSWORD: Final = "Onderzoek-1700-demo"  # noqa: S105  # of the demo alone, printed at every start


@dataclass(frozen=True, slots=True)
class Demo:
    """Somebody who investigates in the local run."""

    login: str
    name: str
    service: str
    lead: bool = False

    @property
    def seed(self) -> bytes:
        return sha1(self.login.encode(), usedforsecurity=False).digest()[:SEED]


INVESTIGATORS: Final = (
    Demo("ilse", "Ilse Claes", "audit-vlaanderen", lead=True),
    Demo("omar", "Omar Benali", "audit-vlaanderen"),
    Demo("nele", "Nele Wouters", "vlaamse-ombudsdienst", lead=True),
    Demo("pieter", "Pieter Maes", "vlaamse-ombudsdienst"),
)


def invite_investigators(engine: str, outputs: Mapping[str, str]) -> None:
    """Make them, as an operator would; who is there stays as he is."""
    office = Office.of(partial(_client, engine), outputs)
    for one in INVESTIGATORS:
        if not _there(office, one.login):
            office.add(one.login, one.name, one.service, PASSWORD, one.seed, lead=one.lead)
            office.keep_password(one.login, PASSWORD)


class Codes:
    """The page that shows what an authenticator app on each one's telephone would."""

    def add_to(self, app: web.Application) -> None:
        """Let a server answer for /_lokaal/codes."""
        app.router.add_get("/_lokaal/codes", self._show)

    async def _show(self, _request: web.Request) -> web.Response:
        now = int(time())
        rows = [(one, *(TOTP(seed_text(one.seed)).at(now, step) for step in (0, 1))) for one in INVESTIGATORS]
        return page("codes.html", rows=rows, password=PASSWORD, left=STEP - now % STEP)


def _there(office: Office, login: str) -> bool:
    try:
        return office.investigators.find(office.id_of(login)) is not None
    except NoSuch:
        return False


def _client(engine: str, service: str) -> object:
    return client(service, engine)
