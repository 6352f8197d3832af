"""Investigators in a browser: made as an operator makes them, with a telephone of their own, and how they come in."""

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pyotp import TOTP

from chalicelib.domain.integrity.access import Investigator
from infra.integrity.office import Office
from infra.integrity.people import seed_text
from tests.deployment import Deployment

if TYPE_CHECKING:
    from playwright.sync_api import Page

PASSWORD = "Eerst-een-woord-1700"
CODE = "#f-code"


def office(site: Deployment) -> Office:
    """Where investigators of a deployment are kept."""
    return Office.of(site.client, site.outputs)


@dataclass
class Somebody:
    """An investigator with a telephone. A code counts once, so each login needs the next one: three are good at a time."""

    site: Deployment
    name: str = "Ilse Claes"
    service: str = "audit-vlaanderen"
    lead: bool = False
    login: str = field(default_factory=lambda: f"i{secrets.token_hex(6)}")
    seed: bytes = field(default_factory=lambda: secrets.token_bytes(20))

    def __post_init__(self) -> None:
        it = office(self.site)
        self.is_: Investigator = it.add(self.login, self.name, self.service, PASSWORD, self.seed, lead=self.lead)
        it.keep_password(self.login, PASSWORD)

    def code(self) -> str:
        """What the telephone shows now."""
        return TOTP(seed_text(self.seed)).now()

    def give_password(self, page: "Page", path: str = "/onderzoek") -> None:
        """Half of the way in: up to the page that asks for the second factor."""
        page.goto(self.site.url + path)
        page.fill("input[name=username]", self.login)
        page.fill("input[name=password]", PASSWORD)
        page.locator("input[name=password]").press("Enter")
        page.wait_for_selector(CODE)

    def come_in(self, page: "Page", path: str = "/onderzoek") -> None:
        """Log in with both factors, and arrive."""
        self.give_password(page, path)
        page.fill(CODE, self.code())
        page.press(CODE, "Enter")
        page.wait_for_url(self.site.url + path)
