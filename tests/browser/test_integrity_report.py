"""Reporting a matter of integrity in a browser: every page and state, with and without script, narrow and wide."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from chalicelib.domain.integrity.receipt_code import read_code
from tests.browser.checks import check, check_print
from tests.deployment import Deployment, eventually

if TYPE_CHECKING:
    from playwright.sync_api import Page

STORY = "Mijn diensthoofd geeft elke opdracht aan het bedrijf van haar broer."
FORM = "form.message-form button[type=submit]"
CODE = ".code li"


def _fill(page: "Page", site: Deployment, **other: str) -> None:
    page.goto(site.url + "/integriteit/melden")
    page.check("input[name=breach][value=conflict_of_interest]")
    told = {"text": STORY, "organisation": "Dienst Aankoop", "name": "Xanthippe", "email": "x@example.be"}
    for name, value in (told | other).items():
        page.fill(f"#f-{name}", value)


def _send(page: "Page", then: str = CODE) -> None:
    """Press the form's button; who is quicker than a person presses once more."""

    def sent() -> bool:
        page.locator(FORM).last.click()
        page.wait_for_load_state()
        return page.locator(then).count() > 0

    eventually(sent)


def _uploads(site: Deployment) -> set[str]:
    """What lies in the house's bucket and is not sealed."""
    listed = site.client("s3").list_objects_v2(Bucket=site.outputs["IntegrityBucket"], Prefix="upload/")
    return {one["Key"] for one in listed.get("Contents", [])}


def _paste(page: "Page", text: str) -> None:
    """At once, as pasting does: typing so much takes a minute."""
    page.locator("#f-text").evaluate("(field, text) => { field.value = text; }", text)


def _code(page: "Page") -> tuple[str, ...]:
    return tuple(page.locator(CODE).all_inner_texts())


@pytest.mark.parametrize("path", ["/integriteit", "/integriteit/klokkenluider"])
def test_what_it_is(page: "Page", site: Deployment, path: str) -> None:
    """The pages that explain hold for everybody, and lead on to the form."""
    page.goto(site.url + path)
    check(page)
    page.get_by_role("link", name=re.compile("^Meld")).first.click()
    page.wait_for_url(re.compile("/integriteit/melden"))


def test_found_from_everywhere(page: "Page", site: Deployment) -> None:
    """The first page, the contact page and the foot of every page lead to it."""
    for path in ("/", "/contact", "/privacy"):
        page.goto(site.url + path)
        page.locator("a[href='/integriteit']").first.click()
        page.wait_for_url(site.url + "/integriteit")


@pytest.mark.parametrize("kind", ["melding", "vraag", "klokkenluider"])
def test_the_form_and_its_mistakes(page: "Page", site: Deployment, kind: str) -> None:
    """The form holds for everybody, empty and with mistakes: each is told and leads to its field; nothing typed is lost."""
    page.goto(f"{site.url}/integriteit/melden?soort={kind}")
    check(page)
    page.fill("#f-name", "<b>Xanthippe</b>")
    page.fill("#f-safely", "Alleen na 18 uur.\nNooit op het werk.")
    page.fill("#f-email", "geen adres")
    page.locator(FORM).last.click()
    page.wait_for_selector(".errors:focus")  # a deferred script moves it
    assert page.input_value("#f-name") == "<b>Xanthippe</b>"
    assert page.input_value("#f-safely") == "Alleen na 18 uur.\nNooit op het werk."
    page.locator(".errors a", has_text="e-mailadres").click()
    assert page.evaluate("document.activeElement.id") == "f-email"
    check(page, keyboard=False)


def test_sent(page: "Page", site: Deployment) -> None:
    """After sending one sees the code and the number; the code stands in no address, prints clean, and comes again after a
    second press, in one dossier."""
    _fill(page, site)
    page.check("input[name=whistleblower]")
    page.check("input[name=relation][value=former_worker]")
    _send(page)
    code = _code(page)
    assert read_code(" ".join(code))
    assert page.url == site.url + "/integriteit/melden"
    number = re.search(r"I-\d\d-\d{4}-\d{4}-\d", page.inner_text("main"))
    assert number
    check(page)
    check_print(page)
    page.reload()
    assert _code(page) == code
    assert number[0] in page.inner_text("main")


def test_files(page: "Page", site: Deployment) -> None:
    """Files go to the house's bucket while one types, and stand with the report; one of another kind is refused in words."""
    _fill(page, site)
    chosen = [{"name": f"foto {n}.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8\xff\xe0 foto"} for n in range(3)]
    page.locator("input[type=file]").set_input_files(chosen)
    eventually(lambda: page.locator("input[name=files]").count() == 3)
    page.check("#f-strip")
    check(page, keyboard=False)
    _send(page)
    assert "3 bestanden" in page.inner_text("main")


def test_a_file_that_cannot_be(page: "Page", site: Deployment, complaints: list[str]) -> None:
    """A file of a kind that is not taken is refused beside its field, and nothing else is lost."""
    _fill(page, site)
    page.locator("input[type=file]").set_input_files(
        {"name": "virus.exe", "mimeType": "application/x-msdownload", "buffer": b"MZ"}
    )
    page.wait_for_selector("text=virus.exe")
    complaints[:] = [one for one in complaints if "422" not in one]  # the refusal itself
    assert page.input_value("#f-text") == STORY


@pytest.mark.parametrize("missing", ["name", "email"])
def test_without_a_name(page: "Page", site: Deployment, missing: str) -> None:
    """Who gives no name, or cannot be reached, is told so kindly, with the places that do take it; what was typed stays, and
    who stops is led away."""
    _fill(page, site, **{missing: ""})
    page.locator(FORM).last.click()
    page.wait_for_selector(".notice")
    assert "Vlaamse Ombudsdienst" in page.inner_text(".notice")
    assert "Audit Vlaanderen" in page.inner_text(".notice")
    assert page.input_value("#f-text") == STORY
    check(page, keyboard=False)
    page.locator(".notice button").click()
    page.wait_for_url(site.url + "/")


def test_leaving_quickly(page: "Page", site: Deployment) -> None:
    """The way out leads to a page that says nothing, going back does not lead to the form, and its files go."""
    page.goto(site.url + "/contact")
    before = _uploads(site)
    _fill(page, site)
    page.locator("input[type=file]").set_input_files(
        {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"%PDF"}
    )
    eventually(lambda: page.locator("input[name=files]").count() == 1)
    (left,) = _uploads(site) - before
    page.locator("a.leave").first.click()
    page.wait_for_url(site.url + "/")
    page.go_back()
    page.wait_for_url(site.url + "/contact")
    eventually(lambda: left not in _uploads(site))


def test_without_script(plain: "Page", site: Deployment) -> None:
    """The form, its mistakes and the code work without script."""
    _fill(plain, site, name="")
    plain.locator(FORM).last.click()
    plain.wait_for_load_state()
    assert plain.locator(".errors").count() == 1
    plain.fill("#f-name", "Xanthippe")
    _send(plain)
    assert len(_code(plain)) == 8
    check(plain, keyboard=False)
    plain.locator("a.leave").first.click()
    plain.wait_for_url(site.url + "/")


def test_a_very_long_story(page: "Page", site: Deployment) -> None:
    """A report of 200,000 characters is taken whole; one more character is told, and nothing of it is lost."""
    story = (STORY + "\n") * 3000
    long = story[:199_999] + "é"
    _fill(page, site)
    _paste(page, long + "x")
    _send(page, ".errors")
    assert len(page.input_value("#f-text")) == 200_001
    _paste(page, long)
    _send(page)
    assert len(_code(page)) == 8


def test_nothing_stays_in_the_browser(visitors: Callable[..., "Page"], site: Deployment) -> None:
    """No cookie, no storage; and no page of it may be kept by the browser."""
    page = visitors()
    kept: list[str] = []
    page.on(
        "response",
        lambda answer: (
            kept.append(answer.headers.get("cache-control", "")) if answer.request.is_navigation_request() else None
        ),
    )
    _fill(page, site)
    _send(page)
    assert page.context.cookies() == []
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    assert set(kept) == {"no-store"}
