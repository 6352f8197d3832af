"""Organisations at the desk: finding one, entering an address, confirming it, as two people at once."""

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.browser.scripts import without_script
from tests.browser.test_desk import NARROW, WIDE, log_in, whole
from tests.browser.watch import Complaints
from tests.deployment import PATIENCE, Deployment

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PATH = "/desk/organisaties"
INTEGRATION = "OVO027345"
WATER = "OVO000092"
ABROAD = "OVO024762"


@pytest.fixture
def at_desk(browser: "Browser", complaints: Complaints, site: Deployment) -> "Iterator[Callable[[str], Page]]":
    """Makes a page of somebody who is logged in, at the organisations. The identity provider's page may complain."""
    opened = []

    def enter(login: str) -> "Page":
        context = browser.new_context(locale="nl-BE", viewport=WIDE)
        context.set_default_timeout(PATIENCE * 1000)
        opened.append(context)
        page = context.new_page()
        page.goto(site.url + PATH)
        log_in(page, login)
        page.wait_for_url(site.url + PATH)
        return complaints.of(page)

    yield enter
    for context in opened:
        context.close()


def everywhere(page: "Page") -> None:
    """The page as it stands holds WCAG 2.2 AA and never scrolls sideways: wide and narrow, light and dark."""
    for viewport in (WIDE, NARROW):
        page.set_viewport_size(viewport)  # type: ignore[arg-type]
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            assert whole(page) == []
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]


def found(page: "Page") -> list[str]:
    """Names in the list, once it is there as a whole."""
    page.wait_for_load_state()
    return page.locator("main .worklist b").all_inner_texts()


def test_find(at_desk: "Callable[[str], Page]") -> None:
    """An agent finds organisations by words, level, theme and municipality, also without script; a place that is none is
    told."""
    page = without_script(at_desk("an"))
    page.fill("#f-q", "vlaamse bel")
    page.get_by_role("button", name="Zoeken", exact=True).last.click()
    assert found(page) == ["Vlaamse Belastingdienst"]
    page.goto(page.url.partition("?")[0] + "?q=rijbewijs")
    assert found(page) == ["Federale Overheidsdienst Mobiliteit en Vervoer"]
    page.goto(page.url.partition("?")[0])
    page.select_option("#f-niveau", "Lokaal")
    page.fill("#f-gemeente", "9820")
    page.press("#f-gemeente", "Enter")
    assert found(page) == ["Merelbeke-Melle", "Merelbeke"]
    assert "bestaat niet meer" in page.inner_text("main .worklist li:last-child")
    page.fill("#f-gemeente", "Atlantis")
    page.press("#f-gemeente", "Enter")
    assert page.locator(".errors a").get_attribute("href") == "#f-gemeente"


def test_pages_for_everybody(at_desk: "Callable[[str], Page]") -> None:
    """The list, an organisation with and without an address, and one that is no more are for everybody."""
    page = at_desk("an")
    root = page.url
    for path in ("", "?gemeente=Atlantis", "?q=zzz", "/OVO002067", f"/{INTEGRATION}", "/OVO002179"):
        page.goto(root + path)
        everywhere(page)


def test_two_people(at_desk: "Callable[[str], Page]") -> None:
    """An agent enters the address of an organisation that has none; a supervisor confirms it; then referrals go there."""
    an, sam = at_desk("an"), at_desk("sam")
    an.fill("#f-q", "maatschappelijke integratie")
    an.press("#f-q", "Enter")
    an.click("main .worklist a")
    an.wait_for_load_state()
    assert "geen adres" in an.inner_text("main")
    assert (
        an.get_by_role("link", name="Federale Overheidsdienst Sociale Zekerheid").count() == 2
    )  # to whom it belongs, and who can be asked
    an.fill("#f-email", "integratie")
    an.press("#f-email", "Enter")
    an.wait_for_selector(".errors")
    everywhere(an)
    an.fill("#f-email", "integratie@diensten.1700.test")
    an.press("#f-email", "Enter")
    an.wait_for_selector(".notice:has-text('wacht nu op bevestiging')")
    assert an.get_by_role("button", name="Adres bevestigen").count() == 0
    everywhere(an)
    sam.goto(sam.url.replace(PATH, "/desk"))
    everywhere(sam)
    sam.get_by_role("link", name=re.compile("op bevestiging")).click()
    sam.get_by_role("link", name="Maatschappelijke Integratie").first.click()
    everywhere(sam)
    sam.get_by_role("button", name="Adres bevestigen").click()
    sam.wait_for_selector(".notice:has-text('is bevestigd')")
    everywhere(sam)
    an.get_by_role("button", name="Adres terugnemen").click()
    an.wait_for_selector(".errors:has-text('een collega was u voor')")
    everywhere(an)
    assert "integratie@diensten.1700.test" in an.inner_text("main dl")


def test_own_address(at_desk: "Callable[[str], Page]") -> None:
    """A supervisor does not confirm what she entered herself, and a manager may refuse it."""
    sam, mia = at_desk("sam"), at_desk("mia")
    root = sam.url
    sam.goto(f"{root}/{WATER}")
    sam.fill("#f-email", "water@diensten.1700.test")
    sam.press("#f-email", "Enter")
    sam.wait_for_selector(".notice")
    assert sam.get_by_role("button", name="Adres bevestigen").count() == 0
    mia.goto(f"{root}/{WATER}")
    mia.get_by_role("button", name="Adres weigeren").click()
    mia.wait_for_selector(".notice:has-text('is geweigerd')")
    assert "geen adres" in mia.inner_text("main dl")


def test_not_by_an_agent(at_desk: "Callable[[str], Page]", site: Deployment) -> None:
    """An agent who sends the supervisor's form is refused, and nothing happens to the address."""
    page = at_desk("an")
    page.goto(f"{site.url}{PATH}/{ABROAD}")
    page.fill("#f-email", "buitenland@diensten.1700.test")
    page.press("#f-email", "Enter")
    page.wait_for_selector(".notice")
    cookies = {one["name"]: one["value"] for one in page.context.cookies()}
    form = {"csrf": page.locator("[name=csrf]").first.input_value(), "email": "buitenland@diensten.1700.test"}
    answer = httpx.post(
        f"{site.url}{PATH}/{ABROAD}/bevestigen", data={**form, "do": "confirm"}, cookies=cookies, timeout=PATIENCE
    )
    assert answer.status_code == 403
    page.reload()
    assert "geen adres" in page.inner_text("main dl")
