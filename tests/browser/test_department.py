"""The page of a department in a browser: each state of it, and what can be done there, by keyboard and without script."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from chalicelib.domain.case_states import Status
from chalicelib.domain.referral import ReferralState, Step
from chalicelib.services.take_scan_result import take_scan_result
from chalicelib.stores.dynamo_table import DynamoTable
from chalicelib.stores.scans import ScanStore
from tests.browser.checks import check
from tests.browser.questions import own_question
from tests.citizen import Citizen
from tests.departments import again, file_of, link_of, open_link, organisation, refer, withdraw
from tests.deployment import Deployment, eventually

if TYPE_CHECKING:
    from playwright.sync_api import Page

SEND = "form.message-form button[type=submit]"


@pytest.fixture
def citizen(site: Deployment) -> Iterator[Citizen]:
    """Somebody whose question is there before the browser opens."""
    with Citizen(site) as it:
        yield it


def asked(site: Deployment, citizen: Citizen, name: str, **more: object) -> str:
    """A question that was referred to a department of this name; gives the case."""
    citizen.send(email=f"{name}@example.be", text="Mag de boom voor mijn huis weg?\nIk woon in de Kerkstraat in Gent.")
    number = citizen.case()
    refer(site, number, organisation(f"{name}@diensten.1700.test"), **more)
    return number


def do(page: "Page", choice: str, text: str) -> None:
    page.get_by_label(choice, exact=True).check()
    page.fill("#f-text", text)
    page.locator(SEND).click()
    page.wait_for_load_state()


def test_accept_and_answer(page: "Page", site: Deployment, citizen: Citizen) -> None:
    """A link opens a page with one button; there the question is accepted, then answered through us, each with its thanks."""
    number = asked(site, citizen, "wegen1", share_sender=True)
    page.goto(link_of(site.mails("wegen1@diensten.1700.test")[-1]))
    check(page)
    assert [one.step for one in file_of(site, number).entries] == [Step.REFER]
    open_link(page, site, "wegen1@diensten.1700.test")
    words = page.inner_text("main")
    for told in ("Laat ons weten of de boom weg mag.", "langs een weg van het Vlaams", "Kerkstraat", "An Peeters"):
        assert told in words
    check(page)
    page.get_by_role("button", name="Wij nemen deze vraag aan").click()
    page.wait_for_url(re.compile("klaar=accept"))
    assert page.locator(".notice[role=status]").count() == 1
    assert page.get_by_role("button", name="Wij nemen deze vraag aan").count() == 0
    check(page, keyboard=False)
    do(page, "Antwoorden via 1700", "Ja, de boom mag weg.")
    page.wait_for_url(re.compile("klaar=answer"))
    assert "Ja, de boom mag weg." in page.inner_text(".thread .ours:last-child")
    check(page)
    file = file_of(site, number)
    assert (file.referrals[0].state, file.case.status) == (ReferralState.ANSWERED, Status.REOPENED)


def test_faults_keep_what_was_typed(page: "Page", site: Deployment, citizen: Citizen) -> None:
    """A form without words comes back with the mistake named at its field, and with all that was typed."""
    asked(site, citizen, "wegen2")
    open_link(page, site, "wegen2@diensten.1700.test")
    assert not page.locator("#f-better").is_visible()
    page.get_by_label("De vraag teruggeven").check()
    page.fill("#f-better", "Stad Gent")
    page.locator(SEND).click()
    page.wait_for_selector(".errors")
    assert page.locator("#e-text").inner_text() == "Schrijf waarom u de vraag teruggeeft."
    assert page.input_value("#f-better") == "Stad Gent"
    check(page)
    page.fill("#f-text", "Dit is een gemeenteweg.")
    page.locator(SEND).click()
    page.wait_for_url(re.compile("klaar=give_back"))
    assert "Beter bij: Stad Gent" in page.inner_text(".thread >> nth=1")
    check(page, keyboard=False)


def test_citizen_is_answered_directly(visitors: Callable[..., "Page"], site: Deployment, citizen: Citizen) -> None:
    """A direct answer goes to the citizen by mail and stands on the own question, under the department's name."""
    asked(site, citizen, "wegen3")
    department = visitors()
    open_link(department, site, "wegen3@diensten.1700.test")
    department.fill("#f-name", "Mia Claes")
    do(department, "De burger zelf antwoorden", "Ja, vraag eerst een vergunning.")
    department.wait_for_url(re.compile("klaar=answer_directly"))
    check(department, keyboard=False)
    before = len(site.mails("wegen3@example.be", 2))
    eventually(lambda: any("vraag eerst een vergunning" in one.text for one in site.mails("wegen3@example.be", before)))
    mine = visitors()
    own_question(mine, site, "wegen3@example.be")
    assert "Mia Claes, Agentschap Wegen" in mine.inner_text(".thread .ours")
    check(mine, keyboard=False)


def test_two_departments_and_a_question(visitors: Callable[..., "Page"], site: Deployment, citizen: Citizen) -> None:
    """Two departments at once: one asks the citizen, whose answer it gets; the other answers; each sees only its own."""
    citizen.send(email="beide@example.be")
    number = citizen.case()
    refer(
        site, number, organisation("een@diensten.1700.test"), organisation("twee@diensten.1700.test", name="Stad Gent")
    )
    one, two, mine = visitors(), visitors(), visitors()
    open_link(one, site, "een@diensten.1700.test")
    open_link(two, site, "twee@diensten.1700.test")
    do(one, "Iets vragen aan de burger", "In welke straat woont u?")
    one.wait_for_url(re.compile("klaar=ask_citizen"))
    do(two, "Antwoorden via 1700", "Bij ons aan het loket.")
    two.wait_for_url(re.compile("klaar=answer"))
    assert "In welke straat" not in two.inner_text("main")
    eventually(lambda: any("In welke straat" in mail.text for mail in site.mails("beide@example.be", 2)))
    own_question(mine, site, "beide@example.be")
    assert "In welke straat woont u?" in mine.inner_text(".thread .ours")
    check(mine, keyboard=False)

    def told() -> bool:
        mine.fill("#f-text", "In de Kerkstraat.")
        mine.locator(SEND).click()
        mine.wait_for_load_state()
        return "dank=" in mine.url

    eventually(told)
    more = site.mails("een@diensten.1700.test", 2)[-1]
    assert "In de Kerkstraat." in more.text
    one.reload()
    assert "In de Kerkstraat." in one.inner_text(".thread >> nth=1")
    assert "Kerkstraat" not in two.inner_text("main")
    check(one, keyboard=False)
    assert file_of(site, number).referrals[0].state is ReferralState.ACCEPTED


def test_two_questions_side_by_side(page: "Page", site: Deployment, citizen: Citizen) -> None:
    """Who has two questions open in one browser answers the one that is seen, whichever was opened last."""
    first = asked(site, citizen, "naast1")
    with Citizen(site) as other:
        second = asked(site, other, "naast2")
    open_link(page, site, "naast1@diensten.1700.test")
    beside = page.context.new_page()
    open_link(beside, site, "naast2@diensten.1700.test")
    do(page, "Antwoorden via 1700", "Voor de eerste.")
    page.wait_for_url(re.compile("klaar=answer"))
    do(beside, "Antwoorden via 1700", "Voor de tweede.")
    beside.wait_for_url(re.compile("klaar=answer"))
    assert [file_of(site, case).entries[-1].text for case in (first, second)] == ["Voor de eerste.", "Voor de tweede."]


def test_too_late(visitors: Callable[..., "Page"], site: Deployment, citizen: Citizen) -> None:
    """Who gives back what a colleague answered meanwhile is told so, and keeps the text."""
    asked(site, citizen, "wegen4")
    one, two = visitors(), visitors()
    for page in (one, two):
        open_link(page, site, "wegen4@diensten.1700.test")
    do(one, "Antwoorden via 1700", "Ja.")
    one.wait_for_url(re.compile("klaar=answer"))
    do(two, "De vraag teruggeven", "Niet van ons.")
    two.wait_for_selector(".errors")
    assert "Dit kan nu niet meer" in two.inner_text(".errors")
    assert two.input_value("#f-text") == "Niet van ons."
    check(two, keyboard=False)


def test_withdrawn(page: "Page", site: Deployment, citizen: Citizen) -> None:
    """A withdrawn question says so on its page, with the reason."""
    number = asked(site, citizen, "wegen5")
    open_link(page, site, "wegen5@diensten.1700.test")
    withdraw(site, number)
    page.reload()
    assert "Wij trokken de vraag in" in page.inner_text("main")
    assert "De burger vond het zelf." in page.inner_text("main")
    check(page, keyboard=False)


def test_ended_links(page: "Page", site: Deployment, citizen: Citizen, complaints: list[str]) -> None:
    """A revoked link says whom to call; one that is not ours, and none at all, how to reach us; nothing typed is lost."""
    number = asked(site, citizen, "wegen6")
    old = link_of(site.mails("wegen6@diensten.1700.test")[-1])
    open_link(page, site, "wegen6@diensten.1700.test")
    again(site, number, "wegen6@diensten.1700.test")
    page.fill("#f-text", "Een lang antwoord.")
    page.locator(SEND).click()
    page.wait_for_selector("#f-typed")
    assert page.input_value("#f-typed") == "Een lang antwoord."
    check(page, keyboard=False)
    for link, told in ((old, "vraagt u naar An"), (old[:-3] + "xxx", "Bel 1700.")):
        page.goto(link)
        page.locator("main form button").click()
        page.wait_for_selector("a.button[href='tel:1700']")
        assert told in page.inner_text("main")
        check(page, keyboard=False)
    open_link(page, site, "wegen6@diensten.1700.test", 2)
    page.get_by_role("button", name="Sluit de vraag op dit toestel").click()
    page.wait_for_load_state()
    assert "Deze link werkt niet meer" in page.inner_text("h1")
    complaints.clear()  # the browser complains of each answer 410


def test_by_keyboard_alone(page: "Page", site: Deployment, citizen: Citizen) -> None:
    """A department answers without a mouse."""
    number = asked(site, citizen, "wegen7")
    open_link(page, site, "wegen7@diensten.1700.test")
    page.locator("#f-step").focus()
    page.keyboard.press("ArrowDown")
    assert page.get_by_label("De burger zelf antwoorden").is_checked()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Tab")
    page.keyboard.type("Ja, dat mag.")
    page.locator(SEND).focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("klaar=answer"))
    assert file_of(site, number).entries[-1].text == "Ja, dat mag."


def test_files_with_script(page: "Page", site: Deployment, citizen: Citizen) -> None:
    """A file goes along with an answer while one types; once the scanner found it clean, it opens for who may have it."""
    number = asked(site, citizen, "wegen8")
    open_link(page, site, "wegen8@diensten.1700.test")
    page.set_input_files("#f-files", {"name": "plan.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 plan"})
    page.wait_for_selector(".chosen li input:checked")
    check(page, keyboard=False)
    do(page, "De burger zelf antwoorden", "Zie het plan.")
    page.wait_for_url(re.compile("klaar=answer_directly"))
    (file,) = file_of(site, number).entries[-1].files
    assert file.name == "plan.pdf"
    assert "wordt nog nagekeken" in page.inner_text("main")
    scans = ScanStore(DynamoTable(site.client("dynamodb"), site.outputs["Table"]))
    take_scan_result(file.key, "", "NO_THREATS_FOUND", scans, datetime.now(UTC))
    page.reload()
    downloaded(page, f"/doorverwijzing/bestand/{file.id}")
    check(page, keyboard=False)
    own_question(page, site, "wegen8@example.be")
    downloaded(page, f"/vraag/bestand/{file.id}")


def downloaded(page: "Page", href: str) -> None:
    with page.expect_download() as got:
        page.locator(f"a[href^='{href}']").click()
    assert got.value.suggested_filename == "plan.pdf"


def test_without_script(plain: "Page", site: Deployment, citizen: Citizen) -> None:
    """Without script everything works, files too: first they are sent, then the answer is written."""
    number = asked(site, citizen, "wegen9")
    open_link(plain, site, "wegen9@diensten.1700.test")
    check(plain, keyboard=False)
    plain.reload()  # the checks need scripts, and a page that saw them shows no noscript
    plain.click("noscript a[href^='/doorverwijzing/bestanden']")  # roles in noscript are passed over by Playwright
    plain.set_input_files("#f-file", {"name": "x", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 plan"})
    plain.get_by_role("button", name="Stuur dit bestand naar ons").click()
    plain.wait_for_selector("#f-name-0")
    check(plain, keyboard=False)
    plain.get_by_role("button", name="Verder met uw antwoord").click()
    plain.wait_for_selector("#e-name-0")
    plain.fill("#f-name-0", "plan.pdf")
    plain.get_by_role("button", name="Verder met uw antwoord").click()
    plain.wait_for_selector("#f-text")
    do(plain, "Antwoorden via 1700", "Zie het plan.")
    plain.wait_for_url(re.compile("klaar=answer"))
    entry = file_of(site, number).entries[-1]
    assert (entry.text, [one.name for one in entry.files]) == ("Zie het plan.", ["plan.pdf"])
