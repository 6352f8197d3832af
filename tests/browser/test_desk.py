"""The desk as agents use it: logging in, the worklist, finding, registering, answering many, in a frame, by keyboard."""

import re
from typing import TYPE_CHECKING

import httpx
import pytest

from infra.local.people import PASSWORD
from tests.browser.axe import violations
from tests.deployment import PATIENCE, Deployment, eventually

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

WIDE = {"width": 1280, "height": 800}
NARROW = {"width": 320, "height": 640}


def log_in(page: "Page", login: str) -> None:
    """On the identity provider's page: name and password."""
    page.fill("input[name=username]", login)
    page.fill("input[name=password]", PASSWORD)
    page.locator("input[name=password]").press("Enter")


@pytest.fixture(scope="module", autouse=True)
def _few_cases(deployment: Deployment) -> None:
    """What these tests register stands on the first page of the worklist."""
    deployment.forget_cases()


@pytest.fixture
def desk(browser: "Browser", deployment: Deployment) -> "Iterator[Page]":
    """The worklist of An, who just logged in."""
    context = browser.new_context(locale="nl-BE", viewport=WIDE)
    context.set_default_timeout(PATIENCE * 1000)
    page = context.new_page()
    page.goto(deployment.url + "/desk")
    log_in(page, "an")
    page.wait_for_url(deployment.url + "/desk")
    yield page
    context.close()


@pytest.fixture
def stranger(browser: "Browser") -> "Iterator[Page]":
    """A page of somebody who is not logged in; the identity provider's own page may complain of what it likes."""
    context = browser.new_context(locale="nl-BE", viewport=WIDE)
    context.set_default_timeout(PATIENCE * 1000)
    yield context.new_page()
    context.close()


def register(page: "Page", text: str, **facts: str) -> str:
    """Register a call on the form that is shown, and give its reference."""
    page.goto(page.url.split("/desk")[0] + "/desk/registreren")
    page.fill("#f-text", text)
    for name, value in facts.items():
        page.fill(f"#f-{name}", value)
    page.click("button[value=save]")
    return re.search(r"1700-[0-9-]+", page.inner_text(".notice h2"))[0]  # type: ignore[index]


def whole(page: "Page") -> list[str]:
    """What is wrong with a page: what axe finds, and a page that is wider than its window."""
    page.wait_for_load_state()
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return violations(page) + (["wider than the window"] if wide else [])


def test_not_logged_in(stranger: "Page", deployment: Deployment) -> None:
    """Who is not logged in is asked to, and comes back to where he wanted to be."""
    stranger.goto(deployment.url + "/desk/registreren")
    assert "/oauth2/authorize" in stranger.url
    log_in(stranger, "sam")
    stranger.wait_for_url(deployment.url + "/desk/registreren")
    assert "Sam Claes" in stranger.inner_text("header")


def test_log_out(desk: "Page", deployment: Deployment) -> None:
    """After logging out nothing of the desk is shown, also not by going back."""
    session = {one["name"]: one for one in desk.context.cookies()}["__Host-desk"]
    assert (session["httpOnly"], session["secure"], session["sameSite"]) == (True, True, "Lax")
    desk.get_by_role("button", name="Afmelden").click()
    desk.wait_for_selector("h1:has-text('U bent afgemeld')")
    assert violations(desk) == []
    old = httpx.get(deployment.url + "/desk", cookies={"__Host-desk": session["value"]}, timeout=PATIENCE)
    assert (old.status_code, old.headers["Location"]) == (303, "/desk/login?next=%2Fdesk")
    asked = httpx.get(deployment.url + "/desk/login", cookies={"__Host-desk-left": "1"}, timeout=PATIENCE).headers[
        "Location"
    ]
    assert "prompt=login" in asked


def test_forms_of_strangers(desk: "Page", deployment: Deployment) -> None:
    """A form that no page of this session made does nothing."""
    session = {one["name"]: one["value"] for one in desk.context.cookies()}
    for path in ("/desk/werk", "/desk/logout", "/desk/zoeken", "/desk/registreren", "/desk/antwoorden"):
        answer = httpx.post(deployment.url + path, data={"csrf": "made up"}, cookies=session, timeout=PATIENCE)
        assert answer.status_code == 403
    desk.reload()
    assert "An Peeters" in desk.inner_text("header")


def test_login_made_up(stranger: "Page", deployment: Deployment) -> None:
    """An address that was tampered with, or a code of somebody else, logs nobody in."""
    stranger.goto(deployment.url + "/desk/login/back?code=made-up&state=made-up")
    stranger.wait_for_selector("h1:has-text('Het aanmelden lukte niet')")
    assert violations(stranger) == []


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_for_everybody(desk: "Page", viewport: dict[str, int], scheme: str) -> None:
    """Every page and state of the desk holds WCAG 2.2 AA, wide and narrow, light and dark, and never scrolls sideways."""
    register(desk, "Wanneer krijg ik mijn studietoelage?", email="jan@voorbeeld.be", name="Jan Janssens")
    desk.set_viewport_size(viewport)  # type: ignore[arg-type]
    desk.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    root = desk.url.split("/desk")[0]
    assert whole(desk) == []
    for path in (
        "/desk",
        "/desk?lijst=ended",
        "/desk?vlag=threat",
        "/desk/toetsen",
        "/desk/zoeken",
        "/desk/registreren",
    ):
        desk.goto(root + path)
        assert whole(desk) == [], path
    desk.click("button[value=save]")
    desk.wait_for_selector(".errors")
    assert whole(desk) == []
    desk.goto(root + "/desk")
    desk.locator("main input[name=zaak]").first.check()
    desk.get_by_role("button", name="Samen beantwoorden").click()
    assert whole(desk) == []
    desk.select_option("#f-standard", "received")
    desk.click("button[value=text]")
    desk.click("button[value=preview]")
    desk.wait_for_selector(".plain-text")
    assert whole(desk) == []


def test_larger_text(desk: "Page") -> None:
    """With letters twice as large everything is still there, and nothing lies outside the window."""
    root = desk.url.split("/desk")[0]
    for path in ("/desk", "/desk/registreren"):
        desk.goto(root + path)
        desk.evaluate("document.documentElement.style.fontSize = '225%'")
        assert not desk.evaluate("document.documentElement.scrollWidth > innerWidth"), path


def test_register_and_find(desk: "Page") -> None:
    """A call is registered, its number told, and it is found by number, name, address and words."""
    reference = register(
        desk, "Mijn zoon wil duiken in de vijver van Rotselaar", name="Fien Dubois", email="fien@voorbeeld.be"
    )
    for query in (reference, "Dubois", "fien@voorbeeld.be", "duiken vijver"):
        desk.fill("#zoek-zaak", query)
        with desk.expect_navigation():
            desk.press("#zoek-zaak", "Enter")
        assert "fien" not in desk.url
        assert_finds(desk, reference, query)


def assert_finds(page: "Page", reference: str, query: str) -> None:
    """Look until it is found: words are indexed a moment after the contact was kept."""

    def found() -> bool:
        with page.expect_navigation():
            page.fill("#q", query)
            page.press("#q", "Enter")
        return reference in page.inner_text("main")

    assert reference in page.inner_text("main") or eventually(found)


def test_answered_at_once(desk: "Page") -> None:
    """A call that was answered at once needs its subject and level, and does not come to the worklist."""
    root = desk.url.split("/desk")[0]
    desk.goto(root + "/desk/registreren")
    desk.fill("#f-text", "Is het loket morgen open?")
    desk.check("#f-at_once")
    desk.select_option("#f-outcome", "answered")
    desk.click("button[value=save]")
    desk.wait_for_selector(".errors")
    assert desk.locator(".errors a").count() == 3
    assert desk.input_value("#f-text") == "Is het loket morgen open?"
    desk.fill("#f-answer", "Ja, vanaf 9 uur.")
    desk.select_option("#f-theme", "BurgerOverheid")
    desk.select_option("#f-level", "municipal")
    desk.click("button[value=save]")
    number = desk.locator(".notice a").get_attribute("href").rsplit("/", 1)[1]  # type: ignore[union-attr]
    desk.goto(root + "/desk?lijst=ended")
    assert desk.locator(f"main [data-case='{number}']").count() == 1
    desk.goto(root + "/desk")
    assert desk.locator(f"main [data-case='{number}']").count() == 0


def test_keyboard(desk: "Page") -> None:
    """By keyboard alone: help, register, walk the list, claim, put off, and jump to the search."""
    desk.keyboard.press("n")
    desk.wait_for_url("**/desk/registreren")
    desk.focus("#f-text")
    desk.keyboard.type("Waar vind ik het formulier? n j k c")
    assert desk.input_value("#f-text").endswith("n j k c")
    desk.focus("button[value=save]")
    desk.keyboard.press("Enter")
    desk.wait_for_selector(".notice")
    desk.wait_for_load_state()  # keys are heard once the script runs
    number = desk.locator(".notice a").get_attribute("href").rsplit("/", 1)[1]  # type: ignore[union-attr]
    desk.keyboard.press("g")
    desk.wait_for_url("**/desk")
    desk.keyboard.press("?")
    assert desk.locator("dialog").is_visible()
    desk.keyboard.press("Escape")
    for _ in range(30):
        desk.keyboard.press("j")
        if number in str(desk.evaluate("document.activeElement.href")):
            break
    assert number in desk.evaluate("document.activeElement.href")
    desk.keyboard.press("c")
    desk.wait_for_selector("text=U nam 1 zaak.")
    desk.wait_for_load_state()  # keys are heard by a deferred script
    assert "bij An Peeters" in desk.inner_text(f"[data-case='{number}']")
    desk.keyboard.press("/")
    assert desk.evaluate("document.activeElement.id") == "zoek-zaak"


def test_keys_off(desk: "Page") -> None:
    """Keys of one letter can be switched off and on again (WCAG 2.1.4)."""
    desk.click("[data-help]")
    desk.get_by_role("button", name="Sneltoetsen uitzetten").click()
    desk.keyboard.press("Escape")
    desk.keyboard.press("/")
    assert desk.evaluate("document.activeElement.id") != "zoek-zaak"
    desk.click("[data-help]")
    desk.get_by_role("button", name="Sneltoetsen aanzetten").click()
    desk.keyboard.press("Escape")
    desk.keyboard.press("/")
    assert desk.evaluate("document.activeElement.id") == "zoek-zaak"


def test_without_script(browser: "Browser", deployment: Deployment) -> None:
    """Without script an agent registers, searches the knowledge, claims and answers all the same."""
    context = browser.new_context(locale="nl-BE", viewport=WIDE, java_script_enabled=False)
    context.set_default_timeout(PATIENCE * 1000)
    page = context.new_page()
    page.goto(deployment.url + "/desk")
    log_in(page, "sam")
    page.wait_for_url(deployment.url + "/desk")
    register(page, "Kan ik mijn fiets laten graveren?", email="eva@voorbeeld.be", name="Eva")
    page.fill("#f-text", "Nog een vraag over fietsen")
    page.fill("#kennis-q", "fiets")
    page.press("#kennis-q", "Enter")
    assert page.input_value("#f-text") == "Nog een vraag over fietsen"
    page.click("header >> text=Werklijst")
    page.locator("main li", has_text="fiets laten graveren").locator("input").check()
    page.click("button[value=claim]")
    page.wait_for_selector("[role=status]")
    assert "U nam 1 zaak." in page.inner_text("[role=status]")
    context.close()


def test_answer_many(desk: "Page", deployment: Deployment) -> None:
    """Two cases that ask the same get one answer, each with its own name; each sender gets one mail."""
    for name in ("Nora", "Wout"):
        register(desk, f"Waarom rijdt bus 333 niet, vraagt {name}?", name=name, email=f"{name.lower()}@voorbeeld.be")
    desk.goto(deployment.url + "/desk")
    rows = desk.locator("main li", has_text="bus 333")
    for place in range(2):
        rows.nth(place).locator("input").check()
    desk.get_by_role("button", name="Samen beantwoorden").click()
    desk.fill("#f-text", "{aanspreking}\n\nBus 333 rijdt morgen weer.")
    desk.click("button[value=preview]")
    assert desk.inner_text(".plain-text").startswith("Dag ")
    desk.click("button[value=send]")
    desk.wait_for_selector("h1:has-text('2 zaken beantwoord')")
    assert violations(desk) == []
    for name in ("Nora", "Wout"):
        (mail,) = deployment.mails(f"{name.lower()}@voorbeeld.be")
        assert f"Dag {name}" in mail.text
