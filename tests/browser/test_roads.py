"""The road by which a citizen wants an answer, in a browser: chosen in the form, kept to at the desk, and another one where it
fails."""

import re
from typing import TYPE_CHECKING

from tests.browser.case_pages import Visitors, asked, at_desk, case_of, unfold
from tests.browser.checks import check, check_print
from tests.browser.questions import fill, send
from tests.deployment import Deployment, eventually

if TYPE_CHECKING:
    from playwright.sync_api import Page

ANSWER = "Dat kan online, bij de Vlaamse overheid."


def answers(page: "Page") -> None:
    """Type an answer and send it by the road that is chosen."""
    page.fill("#f-text", ANSWER)
    page.click("button[value=send]")
    page.wait_for_url(re.compile("klaar=answered|/desk/zaak/"))
    page.locator(".message.ours", has_text=ANSWER).wait_for()


def test_a_letter_is_chosen(page: "Page", visitors: Visitors, site: Deployment) -> None:
    """Who wants a letter tells an address in the form; the agent prints the answer, posts it, and ticks that off."""
    fill(page, site, "brief@example.be")
    page.check("input[name=prefers][value=sms]")
    page.locator("form.message-form button[type=submit]").last.click()
    page.wait_for_selector(".errors:focus")
    assert "telefoonnummer" in page.inner_text(".errors")
    check(page, keyboard=False)
    page.check("input[name=prefers][value=letter]")
    page.fill("#f-address", "Dorpsstraat 1\n9000 Gent")
    send(page, "/vraag/verstuurd")
    an = at_desk(visitors, site, path=case_of(site, "brief@example.be"))
    assert an.is_checked("input[name=by][value=letter]")
    answers(an)
    assert "Druk af en verstuur" in an.inner_text("main")
    check(an)
    with an.expect_popup() as opened:
        an.get_by_role("link", name=re.compile("Brief om af te drukken")).click()
    paper = opened.value
    paper.get_by_role("button", name="Afdrukken").wait_for()
    assert "Dorpsstraat 1" in paper.inner_text("address")
    assert ANSWER in paper.inner_text("main")
    check(paper)
    check_print(paper)
    paper.close()
    an.goto(f"{site.url}/desk")
    assert an.locator("li[data-case]", has_text="druk af en verstuur").count() == 1
    check(an, keyboard=False)
    an.go_back()
    an.get_by_role("button", name="Gepost").click()
    an.locator(".notice", has_text="De burger heeft het antwoord.").wait_for()
    assert "Druk af en verstuur" not in an.inner_text("main")


def test_nobody_picks_up(visitors: Visitors, site: Deployment) -> None:
    """Where nobody picks up the telephone the same answer goes by mail with one click, also without script."""
    more = {"phone": "02 234 56 78", "prefers": "phone"}
    path = asked(site, "bel.terug", **more)
    an = at_desk(visitors, site, path=path, script=False)
    assert "bel terug" in an.inner_text("aside .facts")
    answers(an)
    an.get_by_role("button", name="Niet bereikt").click()
    an.locator(".notice", has_text="Bewaard. De zaak wacht weer op ons.").wait_for()
    check(an)
    unfold(an)
    an.get_by_role("button", name="per e-mail naar bel.terug@example.be").click()
    an.locator(".notice", has_text="Hetzelfde antwoord gaat nu langs de andere weg.").wait_for()
    mail = site.mails("bel.terug@example.be", 2)[-1]
    assert ANSWER in mail.text


def test_a_mail_that_comes_back(visitors: Visitors, site: Deployment) -> None:
    """The desk shows that the mail did not arrive; one click sends the same answer as an SMS."""
    body = {"email": "bounce@example.be", "phone": "0471 00 07 01"}
    path = asked(site, "komt.terug", **body)
    an = at_desk(visitors, site, path=path)
    answers(an)

    def lost() -> bool:
        an.reload()
        return "Dit antwoord kwam niet aan" in an.inner_text("main")

    eventually(lost)
    check(an)
    an.get_by_role("button", name="per sms naar +32471000701").click()
    an.locator(".notice", has_text="langs de andere weg").wait_for()
    assert ANSWER in site.texts("+32471000701")[-1].text


def test_registered_with_a_wish(visitors: Visitors, site: Deployment) -> None:
    """At registration the agent notes how the citizen wants the answer; what that needs is asked."""
    an = at_desk(visitors, site, path="/desk/registreren")
    an.fill("#f-text", "Waar vraag ik een premie aan?")
    an.check("input[name=prefers][value=phone]")
    an.click("button[value=save]")
    an.wait_for_selector(".errors:focus")
    assert "Vul een telefoonnummer in" in an.inner_text(".errors")
    an.fill("#f-phone", "02 234 56 79")
    check(an, keyboard=False)
    an.click("button[value=save]")
    an.get_by_role("link", name="Zaak openen").click()
    an.locator("#antwoord", has_text="bel terug op 02 234 56 79").wait_for()
