"""What people do at the form and the own question, in a browser."""

import re
from typing import TYPE_CHECKING

from tests.citizen import LINK
from tests.deployment import Deployment, eventually

if TYPE_CHECKING:
    from playwright.sync_api import Page

QUESTION = "Ik ben verhuisd naar Gent. Hoe geef ik mijn nieuw adres door?"
FORM = "form.message-form button[type=submit]"


def fill(page: "Page", site: Deployment, email: str, text: str = QUESTION) -> None:
    page.goto(site.url + "/mail")
    page.fill("#f-text", text)
    page.fill("#f-name", "Jan Janssens")
    page.fill("#f-email", email)


def send(page: "Page", then: str, button: str = FORM) -> None:
    """Press the form's button; who is quicker than a person presses once more."""

    def sent() -> bool:
        page.locator(button).last.click()
        page.wait_for_load_state()
        return re.search(then, page.url) is not None

    eventually(sent)


def own_question(page: "Page", site: Deployment, email: str) -> None:
    """The page of an own question, by the link of the newest mail."""
    link = LINK.search(site.mails(email)[-1].text)
    assert link
    page.goto(link[0])
    page.locator("main form button").click()
    page.wait_for_url(site.url + "/vraag")
