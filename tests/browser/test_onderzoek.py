"""Investigators come in, with two factors, and see the dossiers of their own service: in a browser."""

from typing import TYPE_CHECKING

from tests.browser.checks import check
from tests.browser.investigators import Somebody
from tests.deployment import Deployment

if TYPE_CHECKING:
    from playwright.sync_api import Page


def test_both_factors(page: "Page", site: Deployment) -> None:
    """With a password and a code one comes where one wanted to be, sees the own service, and can leave."""
    somebody = Somebody(site, name="Ilse Claes")
    somebody.come_in(page)
    assert "Ilse Claes" in page.inner_text("header")
    assert "Audit Vlaanderen" in page.inner_text("main")
    check(page)
    page.click("header button")
    page.wait_for_url(site.url + "/onderzoek/logout")
    check(page, keyboard=False)
    page.goto(site.url + "/onderzoek")
    assert "/oauth2/authorize" in page.url
