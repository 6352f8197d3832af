"""SMS in a browser: a citizen's handset, and an agent who answers it with the parts counted before anything leaves."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.browser.checks import check
from tests.browser.test_case import asked, at_desk, case_of, unfold
from tests.deployment import Deployment, eventually

if TYPE_CHECKING:
    from playwright.sync_api import Page

Visitors = Callable[..., "Page"]
SCHEMES = ("light", "dark")


def texted(site: Deployment, number: str, text: str) -> str:
    """The path of the case of an SMS."""
    site.running.network.bring(number, text)
    return case_of(site, number)


def states(site: Deployment, number: str) -> set[str]:
    """The states of the case of a number, and of what was sent to it."""
    own = [one for one in site.items() if number in str(one)]
    return {one["state"]["S"] for one in own if "state" in one} | {one["status"]["S"] for one in own if "status" in one}


def says(page: "Page", text: str) -> None:
    """Wait until the length of the SMS is told so."""
    page.locator("#sms-maat", has_text=text).wait_for()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_handset(site: Deployment, page: "Page", scheme: str) -> None:
    """A person takes a handset, sends a long SMS part by part, reads what comes back, and says that it did not arrive."""
    number = "+32471000101" if scheme == "light" else "+32471000102"
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(f"{site.url}/telephone")
    check(page)
    page.get_by_label("Take a handset").fill(number)
    page.get_by_role("button", name="Take it").click()
    page.get_by_label("Text").fill("Stop")
    page.get_by_role("button", name="Send").click()
    assert page.get_by_role("status").inner_text() == "The SMS went to the contact point."
    site.texts(number)
    page.get_by_role("link", name="Look again").click()
    page.locator("main", has_text="U krijgt geen sms meer van 1700.").wait_for()
    page.get_by_text("What becomes of it").click()
    check(page)
    page.get_by_role("button", name="Unreachable").click()
    assert page.get_by_role("status").inner_text() == "The event was told to the contact point."
    page.get_by_label("Text").fill("Een lange vraag over mijn premie. " * 10)
    page.get_by_label("part by part, the last first").check()
    page.get_by_role("button", name="Send").click()
    case_of(site, number)


def test_an_answer_by_sms(visitors: Visitors, site: Deployment) -> None:
    """The agent sees how many SMS the answer takes while it is typed, previews it, sends it; the handset shows it."""
    path = texted(site, "+32471000201", "Waar vraag ik een studietoelage aan?")
    an = at_desk(visitors, site, path=path)
    assert "per sms naar +32471000201" in an.inner_text("#antwoord")
    an.fill("#f-text", "Dat kan online.")
    says(an, "1 sms: 15 van 160 tekens")
    an.fill("#f-text", "Zoë vraagt het aan op de website van de Vlaamse overheid. " * 3)
    says(an, "Accenten")
    an.fill("#f-text", "Dit is een lange uitleg over uw studietoelage. " * 20)
    says(an, "te lang")
    an.fill("#f-text", "Dat kan “online” – tot 1 juni.")
    an.click("button[value=preview]")
    assert 'Dat kan "online" - tot 1 juni.' in an.inner_text("#voorbeeld")
    assert "1 sms: 30 van 160 tekens." in an.inner_text("#voorbeeld")
    check(an)
    unfold(an)
    check(an, keyboard=False)
    an.click("button[value=send]")
    an.wait_for_selector(".undo")
    texts = eventually(lambda: [one.text for one in site.texts("+32471000201") if "juni" in one.text])
    assert texts == ['Dat kan "online" - tot 1 juni.']

    eventually(lambda: "delivered" in states(site, "+32471000201"))
    an.goto(site.url + path)
    assert "per sms: aangekomen" in an.inner_text("main")


def test_without_script(visitors: Visitors, site: Deployment) -> None:
    """The preview counts too, where no script runs."""
    path = texted(site, "+32471000301", "Waar vraag ik een kapvergunning aan?")
    an = at_desk(visitors, site, path=path, script=False)
    an.fill("#f-text", "Bij uw gemeente.")
    an.click("button[value=preview]")
    assert "1 sms: 16 van 160 tekens." in an.inner_text("#voorbeeld")


def test_two_ways(visitors: Visitors, site: Deployment) -> None:
    """Who left an address and a mobile number is answered by the way that the agent chooses."""
    path = asked(site, "two.ways", phone="0471 00 04 01")
    an = at_desk(visitors, site, path=path)
    assert an.get_by_label("per e-mail naar two.ways@example.be").is_checked()
    an.fill("#f-text", "Op www.studietoelagen.be.")
    assert an.inner_text("#sms-maat") == ""
    an.get_by_label("per sms naar +32471000401").check()
    says(an, "1 sms")
    check(an)
    an.click("button[value=send]")
    an.wait_for_selector(".undo")
    assert "studietoelagen.be" in site.texts("+32471000401")[0].text


def test_an_answer_that_was_refused(visitors: Visitors, site: Deployment) -> None:
    """Where the network refuses the answer, the case is open again and says which way failed."""
    number = "+32471000008"
    path = texted(site, number, "Waar vraag ik een parkeerkaart aan?")
    an = at_desk(visitors, site, path=path)
    an.fill("#f-text", "Bij de federale overheid.")
    an.click("button[value=send]")
    an.wait_for_selector(".undo")

    eventually(lambda: "reopened" in states(site, number))
    an.goto(site.url + path)
    assert "Deze sms kan niet vertrekken" in an.inner_text("main")
    assert "antwoord kwam niet aan" in an.inner_text("main")
    check(an)
