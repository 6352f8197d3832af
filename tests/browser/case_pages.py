"""Ways to the page of a case, for the tests of it: log in at the desk, let a question come in, find its case."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import httpx

from infra.local.people import PASSWORD
from tests.browser.scripts import without_script
from tests.deployment import Deployment, eventually

if TYPE_CHECKING:
    from playwright.sync_api import Page

Visitors = Callable[..., "Page"]


def at_desk(
    visitors: Visitors, site: Deployment, login: str = "an", path: str = "/desk", *, script: bool = True
) -> "Page":
    """A page of the desk of somebody who just logged in."""
    page = visitors(viewport={"width": 1280, "height": 900})
    page.route("**/favicon.ico", lambda route: route.fulfill(status=204))  # the identity provider has none
    page = page if script else without_script(page)
    page.goto(site.url + path)
    page.fill("input[name=username]", login)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(site.url + path)
    return page


def asked(site: Deployment, name: str, text: str = "Waar vraag ik een studietoelage aan?", **more: str) -> str:
    """The path of the case of a question that came in."""
    body = {"text": text, "name": f"Jan {name}", "email": f"{name}@example.be", **more}
    return registered(site, body, "case-" + name.replace(".", "-"))


def registered(site: Deployment, body: dict[str, str], key: str) -> str:
    """The path of the case that this contact opens; asked again with the same key where the machine is busy."""

    def reference() -> str:
        headers = {"Idempotency-Key": key}
        answer = httpx.post(f"{site.url}/api/v1/contacts", json=body, headers=headers, timeout=60)
        return str(answer.json()["reference"]) if answer.status_code == 201 else ""

    digits = re.sub(r"\D", "", eventually(reference))
    return f"/desk/zaak/{digits.removeprefix('1700')}"


def case_of(site: Deployment, needle: str) -> str:
    """The path of the case whose head holds this text, when it is there."""

    def found() -> str:
        heads = [one for one in site.items() if one["sk"]["S"] == "#META" and needle in str(one)]
        return str(heads[0]["pk"]["S"].removeprefix("CASE#")) if heads else ""

    return f"/desk/zaak/{eventually(found)}"


def taken_back(page: "Page", send: Callable[[], None], undo: Callable[[], None]) -> None:
    """Send an answer and take it back; anew where the machine was slower than the seconds that there are for it."""
    from playwright.sync_api import TimeoutError as TooSlow

    told = page.locator(".notice", has_text="teruggenomen")

    def done() -> bool:
        given = page.locator(".message.ours").count()
        send()
        page.locator(".message.ours").nth(given).wait_for()
        try:
            undo()
            told.or_(page.locator(".notice[role=alert]")).first.wait_for(timeout=10_000)
        except TooSlow:
            return False
        return told.count() > 0 and page.locator(".message.ours").count() == given

    eventually(done)


def unfold(page: "Page") -> None:
    """Open everything that can be opened."""
    page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true; })")
