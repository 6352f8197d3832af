"""The figures in a browser: for whoever investigates, with what is too small left out, and as a table for programs."""

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from chalicelib.domain.contact import Channel
from chalicelib.domain.integrity.change import Change
from chalicelib.domain.integrity.dossier import Breach, Dossier, Matter, Outcome, Stay
from chalicelib.domain.integrity.phases import Phase
from tests.browser.checks import check
from tests.browser.investigators import Somebody
from tests.deployment import Deployment
from tests.live_house import LiveHouse

if TYPE_CHECKING:
    from playwright.sync_api import Page

YEAR = 2019  # in which no other test has a dossier


@pytest.fixture(scope="module")
def counted(site: Deployment) -> None:
    """Reports of a year: seven of bribery by whistleblowers, six of theft, two of leaks."""
    house, at = LiveHouse(site), datetime(YEAR, 3, 1, 12, tzinfo=UTC)
    stays = (Stay(Phase.INVESTIGATING, at), Stay(Phase.CLOSED, at.replace(month=4)))
    kinds = [Breach.BRIBERY] * 7 + [Breach.THEFT] * 6 + [Breach.LEAK] * 2
    for breach in kinds:
        number = f"I19{secrets.randbelow(10**9):09d}"
        head = Dossier(number, 1, Phase.CLOSED, Matter.REPORT, Channel.FORM, at, "", "", breach=breach, stays=stays)
        by = breach is Breach.BRIBERY
        house.dossiers.create(
            Change(replace(head, whistleblower=by, outcome=Outcome.FOUNDED, service="audit-vlaanderen"))
        )


@pytest.mark.usefixtures("counted")
def test_figures(visitors: Callable[..., "Page"], site: Deployment) -> None:
    """Who is in sees the figures of a year; two leaks are not told, nor the six thefts by which they could be computed."""
    page = visitors(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    page.route("**/favicon.ico", lambda route: route.fulfill(status=204))
    Somebody(site).come_in(page)
    page.get_by_role("link", name="Cijfers", exact=True).click()
    page.get_by_role("link", name=str(YEAR), exact=True).click()
    page.wait_for_selector(f"h1:has-text('{YEAR}')")
    about = page.locator("table:has(caption:has-text('Waarover'))")
    assert about.locator("tr:has-text('omkoping') td").inner_text() == "7"
    for row in ("lekken", "diefstal", "iets anders"):
        assert about.locator(f"tr:has-text('{row}') td").inner_text() == "niet getoond"
    assert about.locator("tfoot td").inner_text() == "15"
    check(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    assert f"{YEAR},Waarover,omkoping,7" in text
    assert f"{YEAR},Waarover,diefstal van werkmiddelen,niet getoond" in text


def test_nobody_else(page: "Page", site: Deployment) -> None:
    """Who is not in is sent to log in."""
    page.goto(f"{site.url}/onderzoek/cijfers")
    assert "/oauth2/authorize" in page.url
