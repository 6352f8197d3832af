"""The form and the own question in a browser: every state, with and without script, by keyboard, narrow and wide."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.browser.checks import check
from tests.browser.questions import QUESTION, fill, own_question, send
from tests.deployment import Deployment, eventually

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.mark.parametrize("kind", ["question", "complaint", "document"])
def test_the_form_and_its_mistakes(page: "Page", site: Deployment, kind: str) -> None:
    """The form holds for everybody, empty and with mistakes: each is told, and leads to its field."""
    page.goto(site.url + "/mail")
    check(page)
    page.check(f"input[name=kind][value={kind}]")
    page.fill("#f-name", "<b>Jan</b>")
    page.fill("#f-email", "geen adres")
    page.locator("form.message-form button[type=submit]").last.click()
    page.wait_for_selector(".errors")
    page.wait_for_selector(".errors:focus")  # a deferred script moves it
    assert page.input_value("#f-name") == "<b>Jan</b>"
    page.locator(".errors a", has_text="e-mailadres").click()
    assert page.evaluate("document.activeElement.id") == "f-email"
    check(page, keyboard=False)


def test_articles_are_offered_while_typing(page: "Page", site: Deployment) -> None:
    """Who types a question is offered articles that may answer it, and is told so politely."""
    page.goto(site.url + "/mail")
    page.locator("#f-text").press_sequentially(QUESTION)
    page.wait_for_selector("a[href^='/artikel/']")
    check(page, keyboard=False)


def test_sent_and_followed(page: "Page", site: Deployment) -> None:
    """After sending there is a number; the link of the mail leads to the question, where one can add, leave, or erase."""
    fill(page, site, "followed@example.be")
    send(page, "/vraag/verstuurd")
    assert re.search(r"1700-\d\d-\d{4}-\d{4}-\d", page.inner_text("main"))
    check(page)
    own_question(page, site, "followed@example.be")
    assert QUESTION in page.inner_text(".thread")
    check(page)
    page.fill("#f-text", "Het gaat om de Veldstraat.")
    send(page, r"/vraag\?")
    assert "Het gaat om de Veldstraat." in page.inner_text(".thread")
    check(page, keyboard=False)
    page.get_by_role("link", name=re.compile("[Ww]is")).click()
    check(page, keyboard=False)
    page.locator("main form button").first.click()
    page.wait_for_load_state()
    assert QUESTION not in page.inner_text("main")
    check(page, keyboard=False)
    page.goto(site.url + "/vraag")
    assert QUESTION not in page.inner_text("main")


def test_a_file_with_the_form(page: "Page", site: Deployment) -> None:
    """A file is sent while the form is being filled in, is named on the page, and stands with the question."""
    fill(page, site, "with.file@example.be")
    page.locator("input[type=file]").set_input_files(
        {"name": "brief van de school.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 brief"}
    )
    page.wait_for_selector("text=brief van de school.pdf")
    eventually(lambda: page.locator("input[name=files]").count() == 1)
    check(page, keyboard=False)
    send(page, "/vraag/verstuurd")
    own_question(page, site, "with.file@example.be")
    assert "brief van de school.pdf" in page.inner_text(".thread")


def test_a_file_that_cannot_be(page: "Page", site: Deployment, complaints: list[str]) -> None:
    """A file of a kind that is not taken is refused beside its field, in words, and nothing else is lost."""
    fill(page, site, "bad.file@example.be")
    page.locator("input[type=file]").set_input_files(
        {"name": "virus.exe", "mimeType": "application/x-msdownload", "buffer": b"MZ"}
    )
    page.wait_for_selector("text=virus.exe")
    check(page, keyboard=False)
    complaints[:] = [one for one in complaints if "422" not in one]  # the refusal itself
    assert page.input_value("#f-text") == QUESTION


def test_without_script(plain: "Page", site: Deployment) -> None:
    """The form, the question behind the link and its files work without script."""
    fill(plain, site, "plain@example.be")
    send(plain, "/vraag/verstuurd")
    check(plain, keyboard=False)
    own_question(plain, site, "plain@example.be")
    plain.goto(site.url + "/vraag/bestanden")
    check(plain, keyboard=False)
    plain.set_input_files("#f-file", {"name": "brief.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 brief"})
    plain.locator("form[enctype] button").click()
    plain.wait_for_selector("#f-name-0")
    plain.fill("#f-name-0", "brief.pdf")
    check(plain, keyboard=False)


def test_by_keyboard(page: "Page", site: Deployment) -> None:
    """Somebody without a mouse fills in the form and sends it."""
    page.goto(site.url + "/mail")
    for field, text in (("f-text", QUESTION), ("f-name", "Jan"), ("f-email", "keys@example.be")):
        for _ in range(60):
            if page.evaluate("document.activeElement.id") == field:
                break
            page.keyboard.press("Tab")
        page.keyboard.type(text)

    def sent() -> bool:
        with page.expect_navigation():
            page.keyboard.press("Enter")
        done = page.url.endswith("/vraag/verstuurd")
        if not done:
            page.locator("#f-email").focus()
        return done

    eventually(sent)


@pytest.mark.parametrize("path", ["/vraag", "/vraag/openen?sleutel=26111111111.x", "/vraag/bestanden"])
def test_without_a_good_link(visitors: Callable[..., "Page"], site: Deployment, path: str) -> None:
    """Without a link, or with a wrong one, the page says what to do and tells nothing."""
    page = visitors()
    page.goto(site.url + path)
    if "openen" in path:
        page.locator("main form button").click()
        page.wait_for_load_state()
    check(page, keyboard=False)
