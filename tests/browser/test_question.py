"""The own question in a browser: every state that it can be in, what can be done there, by keyboard and without script."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from chalicelib.domain.agent import SYSTEM
from chalicelib.domain.case import Case, Change, Outcome, audited
from chalicelib.domain.case_states import Action
from chalicelib.services.close_case import closed
from chalicelib.services.take_scan_result import take_scan_result
from chalicelib.stores.dynamo_table import DynamoTable
from chalicelib.stores.scans import ScanStore
from tests.browser.checks import check
from tests.browser.questions import FORM, fill, own_question, send
from tests.citizen import Citizen, answered, cases
from tests.deployment import Deployment, eventually

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.fixture
def citizen(site: Deployment) -> Iterator[Citizen]:
    """Somebody whose question is there before the browser opens."""
    with Citizen(site) as it:
        yield it


def change(site: Deployment, number: str, changed: Callable[[Case], Case]) -> None:
    """Change a case as the system does."""
    store, at = cases(site), datetime.now(UTC)
    after, event = audited(changed(store.head(number).after(Action.NOTE, at)), at, SYSTEM, "closed")
    store.keep(Change(after, (event,)))


def test_answered_and_not_satisfied(page: "Page", site: Deployment, citizen: Citizen) -> None:
    """An answer stands with its sources; saying what is missing opens the question again, and the page says so."""
    citizen.send(email="b-answered@example.be")
    own_question(page, site, "b-answered@example.be")
    answered(site, citizen.case())

    def told() -> bool:
        page.reload()
        return page.locator(".thread .ours").count() > 0

    eventually(told)
    assert page.locator(".ours a", has_text="Uw adres veranderen").count() == 1
    check(page)
    page.fill("#f-text", "Dat loket is gesloten.")
    send(page, r"/vraag\?")
    assert "Wij bekijken uw vraag opnieuw" in page.inner_text("main")
    assert page.locator(".notice[role=status]").count() == 1
    check(page, keyboard=False)


def test_late_and_closed(page: "Page", site: Deployment, citizen: Citizen) -> None:
    """A question that waits too long says so; one that was closed says so, and can be taken up again."""
    citizen.send(email="b-late@example.be")
    own_question(page, site, "b-late@example.be")
    at = datetime.now(UTC)
    change(site, citizen.case(), lambda case: replace(case, due_at=at - timedelta(days=1)))
    page.reload()
    assert "Het duurt langer dan wij wilden" in page.inner_text("main")
    check(page, keyboard=False)
    change(site, citizen.case(), lambda case: closed(case, Outcome.INFORMED, at))
    page.reload()
    assert "Uw vraag is afgesloten" in page.inner_text("main")
    assert page.get_by_role("button", name="Vraag opnieuw bekijken").count() == 1
    check(page, keyboard=False)


def test_states_of_files(page: "Page", site: Deployment, citizen: Citizen) -> None:
    """Whatever a scanner said of a file, the page says it in plain words."""
    form = citizen.fill(email="b-files@example.be")
    said = ("", "NO_THREATS_FOUND", "THREATS_FOUND", "UNSUPPORTED")
    for place in range(len(said)):
        given = citizen.offer(form["key"], f"{place}.pdf", 5, place).json()
        site.client("s3").put_object(Bucket=site.outputs["FilesBucket"], Key=given["fields"]["key"], Body=b"brief")
        if said[place]:
            scans = ScanStore(DynamoTable(site.client("dynamodb"), site.outputs["Table"]))
            take_scan_result(given["fields"]["key"], "", said[place], scans, datetime.now(UTC))
    citizen.post_in_time("/mail", {**form, "files": [f"{place}:{place}.pdf" for place in range(len(said))]})
    own_question(page, site, "b-files@example.be")
    files = page.locator(".thread li li").all_inner_texts()
    words = ("nog nagekeken", "goed aangekomen", "een virus", "kunnen het niet nakijken")
    assert [word in file for word, file in zip(words, files, strict=True)] == [True] * len(said)
    check(page, keyboard=False)


def test_mistakes_keep_what_was_typed(page: "Page", site: Deployment, citizen: Citizen) -> None:
    """Sending nothing, or too much, is told at the field, and what was typed is still there."""
    citizen.send(email="b-mistakes@example.be")
    own_question(page, site, "b-mistakes@example.be")
    for text in ("", "a" * 10_001):
        page.fill("#f-text", text)

        def refused(wanted: str = "10.000" if text else "Schrijf uw bericht") -> bool:
            page.locator(FORM).last.click()
            page.wait_for_load_state()
            return wanted in page.inner_text(".errors")

        eventually(refused)
        assert page.input_value("#f-text") == text
        page.wait_for_selector(".errors:focus")
        check(page, keyboard=False)


def test_a_link_that_ended_keeps_what_was_typed(page: "Page", site: Deployment, citizen: Citizen) -> None:
    """Who types while the link ends gets the text back, and the way to a new link."""
    citizen.send(email="b-ended@example.be")
    own_question(page, site, "b-ended@example.be")
    page.fill("#f-text", "Dit wil ik niet kwijt.")
    page.context.clear_cookies()
    page.locator(FORM).last.click()
    page.wait_for_selector("#f-typed")
    assert page.input_value("#f-typed") == "Dit wil ik niet kwijt."
    check(page)


def test_a_new_link(page: "Page", site: Deployment, citizen: Citizen) -> None:
    """Who lost the link asks for another: mistakes are told, then a page that tells nothing, then a mail."""
    citizen.send(email="b-lost@example.be")
    page.goto(site.url + "/vraag")
    check(page)
    page.fill("#f-reference", "12")
    page.locator("main form button").click()
    page.wait_for_selector(".errors")
    assert page.input_value("#f-reference") == "12"
    check(page, keyboard=False)
    page.fill("#f-reference", citizen.reference())
    page.fill("#f-email", "b-lost@example.be")
    page.locator("main form button").click()
    page.wait_for_url("**/vraag/link-verstuurd")
    check(page)
    site.mails("b-lost@example.be", at_least=2)
    own_question(page, site, "b-lost@example.be")
    assert citizen.reference() in page.inner_text("main")


def test_no_copy(page: "Page", site: Deployment) -> None:
    """Where too many copies went to an address, the page gives the link itself."""
    for _ in range(5):
        with Citizen(site) as one:
            one.send(email="b-copies@example.be")
    fill(page, site, "b-copies@example.be")
    send(page, "/vraag/verstuurd")
    check(page)
    page.locator(".notice a").click()
    page.locator("main form button").click()
    page.wait_for_url(site.url + "/vraag")


def test_erased_by_keyboard(page: "Page", site: Deployment, citizen: Citizen) -> None:
    """Somebody without a mouse has everything erased, after one question."""
    citizen.send(email="b-erase@example.be")
    own_question(page, site, "b-erase@example.be")
    for name in ("Wis mijn gegevens", "Wis alles"):
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.textContent.trim()") == name:
                break
        check(page, keyboard=False)
        with page.expect_navigation():
            page.keyboard.press("Enter")
    assert page.url == site.url + "/vraag/gewist"
    check(page)
    assert "Link kwijt?" in citizen.get("/vraag").text


def test_left_on_this_device(page: "Page", site: Deployment, citizen: Citizen) -> None:
    """Who shares a device closes the question; going back does not open it again."""
    citizen.send(email="b-leave@example.be")
    own_question(page, site, "b-leave@example.be")
    page.get_by_role("button", name="Sluit uw vraag op dit toestel").click()
    page.wait_for_selector("text=Link kwijt?")
    page.reload()
    assert "Link kwijt?" in page.inner_text("main")


def test_files_without_script(plain: "Page", site: Deployment, citizen: Citizen) -> None:
    """Without script files come on a page of their own: one after another, each mistake told, then all with the question."""
    citizen.send(email="b-plain@example.be")
    own_question(plain, site, "b-plain@example.be")
    plain.click("noscript a[href='/vraag/bestanden']")  # roles and texts in noscript are passed over by Playwright
    check(plain)
    for number in range(2):
        file = {"name": f"{number}.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 brief"}
        plain.set_input_files("#f-file", file)
        plain.locator("form[enctype] button").click()
        plain.wait_for_selector(f"#f-name-{number}")
    check(plain)
    plain.fill("#f-name-0", "brief.exe")
    plain.fill("#f-name-1", "foto.pdf")
    plain.get_by_role("button", name="Voeg toe aan uw vraag").click()
    plain.wait_for_selector(".errors")
    assert (plain.input_value("#f-name-0"), plain.input_value("#f-name-1")) == ("brief.exe", "foto.pdf")
    check(plain, keyboard=False)
    plain.fill("#f-name-0", "brief.pdf")
    send(plain, r"/vraag\?", "form:not([enctype]) button[type=submit]")
    assert plain.locator(".thread", has_text="brief.pdf").count() == 1
    assert plain.locator(".thread", has_text="foto.pdf").count() == 1


def test_more_without_script(plain: "Page", site: Deployment, citizen: Citizen) -> None:
    """Without script somebody adds something, asks for erasing, and goes back."""
    citizen.send(email="b-more@example.be")
    own_question(plain, site, "b-more@example.be")
    check(plain, keyboard=False)
    plain.fill("#f-text", "Het gaat om de Veldstraat.")
    send(plain, r"/vraag\?")
    assert "Het gaat om de Veldstraat." in plain.inner_text(".thread")
    plain.get_by_role("link", name="Wis mijn gegevens").click()
    check(plain, keyboard=False)
    plain.get_by_role("link", name="Nee, terug naar uw vraag").click()
    plain.wait_for_url(site.url + "/vraag")
