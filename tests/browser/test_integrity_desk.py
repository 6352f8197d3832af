"""Integrity at the desk, in a browser: registered for somebody, moved, denied, and the way to the receipt code."""

import re
from typing import TYPE_CHECKING

from chalicelib.domain.integrity.receipt_code import read_code
from tests.browser.case_pages import Visitors, asked, at_desk, unfold
from tests.browser.checks import check, check_print
from tests.departments import organisation, refer
from tests.deployment import Deployment, eventually

if TYPE_CHECKING:
    from playwright.sync_api import Page

STORY = "Mijn diensthoofd neemt smeergeld aan."
CODE = ".code li"
NUMBER = re.compile(r"I-\d\d-\d{4}-\d{4}-\d")
LINK = re.compile(r"http://\S+/vraag/openen\?\S+")


def press(page: "Page", button: str, then: str) -> None:
    """Press until this is there: the house may start slower than the desk waits."""

    def there() -> bool:
        if page.locator(button).count():
            page.locator(button).first.click()
            page.wait_for_load_state()
        return page.locator(then).count() > 0

    eventually(there)


def words(page: "Page") -> str:
    """The receipt code on a page."""
    return " ".join(page.locator(CODE).all_inner_texts())


def test_registered_for_somebody(visitors: Visitors, site: Deployment) -> None:
    """What was typed at the ordinary form goes along; what lacks is told; then number, clock and code are on the page, to
    read aloud or to print, and the number tells its clock to whoever asks."""
    an = at_desk(visitors, site, path="/desk/registreren")
    an.fill("#f-text", STORY)
    an.fill("#f-name", "Xanthippe Zonderling")
    an.click("button[value=integrity]")
    assert an.input_value("#f-text") == STORY
    check(an)
    press(an, "button[value=save]", "#fouten")
    assert an.locator("#fouten a").count() == 3
    check(an)
    an.select_option("#f-breach", "bribery")
    an.fill("#f-organisation", "Agentschap Wegen")
    an.fill("#f-phone", "0470 99 88 77")
    press(an, "button[value=save]", CODE)
    assert read_code(words(an))
    check(an)
    check_print(an)
    number = NUMBER.search(an.inner_text("main"))
    assert number
    an.goto(site.url + "/desk/integriteit")
    an.fill("#f-number", number[0].replace("-", " "))
    press(an, "main form button", ".notice li")
    assert "ten laatste op" in an.inner_text(".notice")
    check(an)
    an.fill("#f-number", "1700")
    an.click("main form button")
    an.wait_for_selector("#fouten")
    check(an)


def test_without_a_name(visitors: Visitors, site: Deployment) -> None:
    """Who gives no name is told, through the agent, where one can report without; it works without script."""
    an = at_desk(visitors, site, path="/desk/integriteit/melden", script=False)
    an.fill("#f-text", STORY)
    an.fill("#f-organisation", "Agentschap Wegen")
    press(an, "button[value=save]", "#zonder-naam")
    assert an.input_value("#f-text") == STORY
    assert an.locator("section.notice a").count() == 3
    check(an)


def test_a_candidate_moves(visitors: Visitors, site: Deployment) -> None:
    """Words put a case before an agent, with the words; one click moves it. The case is closed for a colleague too, and
    the sender's own link shows the code once."""
    path = asked(site, "xanthippe.beweegt", STORY)
    link = LINK.search(site.mails("xanthippe.beweegt@example.be")[0].text)
    assert link
    an, sam = at_desk(visitors, site, path=path), at_desk(visitors, site, "sam", path=path)
    assert "smeergeld" in an.inner_text("section.notice")
    check(an)
    an.goto(site.url + path + "/integriteit")
    check(an)
    an.goto(site.url + path)
    press(an, "section.notice form:first-of-type button", "#f-way")
    assert NUMBER.search(an.inner_text("main"))
    check(an)
    unfold(sam)
    sam.fill("#f-note", "Ik bel terug.")
    sam.locator("form[action$='/notitie'] button").click()
    sam.wait_for_selector("#f-way")
    assert STORY not in sam.content()
    citizen = visitors()
    citizen.goto(link[0])
    citizen.get_by_role("button", name="Open mijn vraag").click()
    citizen.get_by_role("button", name="Toon mijn code").wait_for()
    check(citizen)
    press(citizen, "main form button:has-text('Toon mijn code')", CODE)
    assert read_code(words(citizen))
    check(citizen)
    an.fill("#f-name", "Jan xanthippe.beweegt")
    an.fill("#f-way", "xanthippe.beweegt@example.be")
    an.locator("form[action$='/code'] button").click()
    an.wait_for_selector("#fouten")
    assert "al eens gegeven" in an.inner_text("#fouten")
    check(an)


def test_denied(visitors: Visitors, site: Deployment) -> None:
    """One click says that it is no matter of integrity: the sign is gone."""
    an = at_desk(visitors, site, path=asked(site, "geen.zaak", "Waar vind ik cijfers over corruptie?"))
    an.get_by_role("button", name="Nee, geen integriteit").click()
    an.wait_for_selector(".notice:has-text('geen integriteitszaak')")
    assert an.locator("#kandidaat").count() == 0


def test_who_had_it_by_mail(visitors: Visitors, site: Deployment) -> None:
    """A case that was referred moves too: the agent is told who had it by mail, and the sender gets his code by telephone."""
    path = asked(site, "doorverwezen.zaak", "Mijn baas is niet eerlijk.")
    refer(site, path.rpartition("/")[2], organisation("wegen.integriteit@diensten.1700.test"))
    an = at_desk(visitors, site, path=path)
    an.get_by_role("link", name="Dit is een integriteitszaak").click()
    an.wait_for_selector("#f-organisation")
    check(an)
    an.fill("#f-organisation", "Gemeente Voorbeeld")
    press(an, "main form button:has-text('Breng over')", "#f-way")
    assert "Agentschap Wegen" in an.inner_text("main")
    check(an)
    an.fill("#f-name", "Jan doorverwezen.zaak")
    an.fill("#f-way", "doorverwezen.zaak@example.be")
    press(an, "form[action$='/code'] button", CODE)
    assert read_code(words(an))
