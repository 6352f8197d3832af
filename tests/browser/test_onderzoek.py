"""Investigators come in with two factors, and see the dossiers of their own service: in a browser."""

import re
import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from chalicelib.domain.integrity.entry import What
from chalicelib.domain.integrity.phases import Act, Phase
from infra.local.investigators import INVESTIGATORS
from infra.local.investigators import PASSWORD as DEMO
from tests.browser.checks import check
from tests.browser.investigators import CODE, Somebody, office
from tests.browser.scripts import without_script
from tests.browser.watch import Complaints
from tests.deployment import Deployment, eventually
from tests.live_house import LiveHouse

if TYPE_CHECKING:
    from playwright.sync_api import Page

AUDIT, OMBUDSMAN = "audit-vlaanderen", "vlaamse-ombudsdienst"


@pytest.fixture
def desktop(visitors: Callable[..., "Page"]) -> "Page":
    """A browser of somebody; the identity provider's own page has no icon."""
    page = visitors(viewport={"width": 1280, "height": 900})
    page.route("**/favicon.ico", lambda route: route.fulfill(status=204))
    return page


def dossier(site: Deployment) -> str:
    """The number of a dossier that waits for Audit Vlaanderen."""
    live, number = LiveHouse(site), f"I26{secrets.randbelow(10**9):09d}"
    live.registered(number)
    live.waits(number, Phase.FORWARDED)
    assert live.dossiers.head(number).service == AUDIT
    return number


def test_both_factors(desktop: "Page", site: Deployment) -> None:
    """With a password and a code one comes where one wanted to be, and can leave; then the page is closed again."""
    somebody = Somebody(site, name="Ilse Claes")
    somebody.give_password(desktop, "/onderzoek/taken")
    check(desktop)
    desktop.fill(CODE, somebody.code())
    desktop.press(CODE, "Enter")
    desktop.wait_for_url(site.url + "/onderzoek/taken")
    assert "Ilse Claes" in desktop.inner_text("header")
    desktop.click("header button")
    desktop.wait_for_url(site.url + "/onderzoek/logout")
    check(desktop, keyboard=False)
    desktop.goto(site.url + "/onderzoek/taken")
    assert "/oauth2/authorize" in desktop.url


def test_a_password_alone(desktop: "Page", site: Deployment) -> None:
    """Whoever has only the password opens nothing: no list, no dossier, no page of who looked, and gives no form."""
    number = dossier(site)
    Somebody(site, lead=True).give_password(desktop)
    assert {one["name"] for one in desktop.context.cookies()} & {"__Host-onderzoek"} == set()
    for path in ("", "/taken", "/inzage", f"/dossier/{number}", f"/dossier/{number}/melder"):
        desktop.goto(f"{site.url}/onderzoek{path}")
        assert "/oauth2/authorize" in desktop.url, path
    sent = desktop.request.post(f"{site.url}/onderzoek/dossier/{number}/stap", form={"act": "accept"})
    assert sent.status == 401
    assert LiveHouse(site).dossiers.head(number).phase is Phase.FORWARDED


def test_wrong_and_used_codes(desktop: "Page", site: Deployment, complaints: Complaints) -> None:
    """A wrong code, and one that was used, are told; after a few one waits, which is told as well."""
    somebody = Somebody(site)
    shown = somebody.code()
    somebody.come_in(desktop)
    desktop.click("header button")
    desktop.wait_for_url(site.url + "/onderzoek/logout")
    somebody.give_password(desktop)
    for code in (shown, "000000"):
        _type(desktop, code)
        assert "klopt niet" in desktop.inner_text(".errors")
    check(desktop, keyboard=False)
    eventually(lambda: "te veel foute codes" in _type(desktop, "000000").inner_text(".errors li"))
    assert re.search(r"Wacht \d+ seconden", desktop.inner_text(".errors"))
    complaints.clear()  # of refusals, which were asked for


def test_without_script(desktop: "Page", site: Deployment) -> None:
    """Coming in, the list and the tasks work without script."""
    page = without_script(desktop)
    somebody = Somebody(site)
    somebody.come_in(page)
    page.get_by_role("link", name="Taken", exact=True).click()
    page.wait_for_url(site.url + "/onderzoek/taken")


def test_two_services(visitors: Callable[..., "Page"], site: Deployment) -> None:
    """The service sees its dossier with what is to do and by when; another service, and whom it concerns, see nothing of it."""
    number, shown = dossier(site), "/onderzoek/dossier/{}"
    pages = []
    for service in (AUDIT, OMBUDSMAN):
        page = visitors(viewport={"width": 1280, "height": 900})
        page.route("**/favicon.ico", lambda route: route.fulfill(status=204))
        Somebody(site, service=service).come_in(page)
        pages.append(page)
    ours, theirs = pages
    row = ours.locator("li", has=ours.locator(f"a[href='{shown.format(number)}']"))
    assert "Te aanvaarden of terug te geven" in row.inner_text()
    assert "Resultaat aan de melder" in row.inner_text()
    check(ours)
    assert theirs.locator(f"a[href='{shown.format(number)}']").count() == 0
    assert theirs.goto(site.url + shown.format(number)).status == 404  # type: ignore[union-attr]
    assert "Er verdween een laptop" not in theirs.content()


def test_tasks(desktop: "Page", site: Deployment) -> None:
    """A task stands on the page of all tasks, for whom it is, and leads to its dossier."""
    live, number = LiveHouse(site), dossier(site)
    somebody = Somebody(site)
    live.does(number, Act.ACCEPT)
    live.does(number, Act.NOTE, text="Bel de aankoper", what=What.TASK, about=somebody.is_.id)
    somebody.come_in(desktop, "/onderzoek/taken")
    task = desktop.locator("li", has_text="Bel de aankoper").filter(has=desktop.locator(f"a[href$='{number}']"))
    assert task.count() == 1
    check(desktop)


def test_who_looked(visitors: Callable[..., "Page"], site: Deployment) -> None:
    """The lead of a service sees who looked at its dossiers; an investigator does not, and finds no way there."""
    number = dossier(site)
    pages = []
    for name, lead in (("Omar Benali", False), ("Ilse Claes", True)):
        page = visitors(viewport={"width": 1280, "height": 900})
        page.route("**/favicon.ico", lambda route: route.fulfill(status=204))
        Somebody(site, name=name, lead=lead).come_in(page)
        pages.append(page)
    omar, ilse = pages
    omar.goto(f"{site.url}/onderzoek/dossier/{number}")
    assert omar.goto(site.url + "/onderzoek/inzage").status == 403  # type: ignore[union-attr]
    assert omar.locator("a[href='/onderzoek/inzage']").count() == 0
    check(omar, keyboard=False)
    ilse.click("a[href='/onderzoek/inzage']")
    row = ilse.locator("tr", has=ilse.locator(f"a[href$='{number}']"))
    assert "Omar Benali" in row.first.inner_text()
    check(ilse)


def test_removed_and_moved(desktop: "Page", site: Deployment) -> None:
    """Who moves to another service sees that one's dossiers at the next click; who is removed is out at the next click."""
    somebody = Somebody(site)
    somebody.come_in(desktop)
    assert "Audit Vlaanderen" in desktop.inner_text("main")
    office(site).move(somebody.login, service=OMBUDSMAN)
    desktop.reload()
    assert "Vlaamse Ombudsdienst" in desktop.inner_text("main")
    office(site).remove(somebody.login)
    desktop.reload()
    assert "/oauth2/authorize" in desktop.url


def test_what_a_session_too_old_says(desktop: "Page", site: Deployment, complaints: Complaints) -> None:
    """A form that comes after the session has ended says what to do so that nothing typed is lost."""
    number = dossier(site)
    somebody = Somebody(site)
    somebody.come_in(desktop, f"/onderzoek/dossier/{number}")
    desktop.context.clear_cookies()
    desktop.locator("form[action$='/stap'] button").first.click()
    desktop.wait_for_selector("h1:has-text('U was te lang weg')")
    check(desktop, keyboard=False)
    complaints.clear()


def test_the_codes_of_the_local_run(desktop: "Page", site: Deployment) -> None:
    """Who tries the local run finds investigators of two services and the codes of their telephones, and comes in."""
    assert {one.service for one in INVESTIGATORS} == {AUDIT, OMBUDSMAN}
    desktop.goto(site.url + "/onderzoek")
    desktop.fill("input[name=username]", "pieter")
    desktop.fill("input[name=password]", DEMO)
    desktop.locator("input[name=password]").press("Enter")
    desktop.wait_for_selector(CODE)
    other = desktop.context.new_page()
    other.goto(site.url + "/_lokaal/codes")
    code = other.locator("tr", has_text="Pieter Maes").locator("code").first.inner_text()
    _type(desktop, code)
    desktop.wait_for_url(site.url + "/onderzoek")
    assert "Pieter Maes" in desktop.inner_text("header")


def _type(page: "Page", code: str) -> "Page":
    page.fill(CODE, code)
    with page.expect_navigation():  # the answer is a page of the same address
        page.press(CODE, "Enter")
    return page
