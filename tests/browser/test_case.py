"""The page of a case, and the whole way: a citizen asks, an agent answers, the citizen reads it and is not satisfied."""

import re
from typing import TYPE_CHECKING

import pytest

from tests.browser.case_pages import Visitors, asked, at_desk, case_of, registered, taken_back, unfold
from tests.browser.checks import check
from tests.deployment import Deployment, eventually

if TYPE_CHECKING:
    from playwright.sync_api import Page

HTML_MAIL = """From: Eva <eva.html@example.be>\r
To: vraag@1700.test\r
Subject: Mijn dossier\r
Message-ID: <html-mail@example.be>\r
MIME-Version: 1.0\r
Content-Type: text/html; charset=utf-8\r
\r
<p>Hoe zit het met <b>mijn dossier</b>?</p><script>document.title = "broken"</script>\r
<img src="http://127.0.0.1:9/spy.png"><a href="javascript:alert(1)">klik</a><form action="/x"><input></form>\r
"""

FILE_MAIL = """From: Fien <fien.file@example.be>\r
To: vraag@1700.test\r
Subject: Mijn bewijs\r
Message-ID: <file-mail@example.be>\r
MIME-Version: 1.0\r
Content-Type: multipart/mixed; boundary=b\r
\r
--b\r
Content-Type: text/plain; charset=utf-8\r
\r
Hierbij mijn bewijs.\r
--b\r
Content-Type: text/plain; charset=utf-8\r
Content-Disposition: attachment; filename=bewijs.txt\r
\r
Dit is het bewijs.\r
--b--\r
"""


def send_form(page: "Page", site: Deployment, email: str) -> None:
    """Fill in the form as a person does; who is quicker than a person presses once more."""
    page.goto(site.url + "/mail")
    page.fill("#f-text", "Ik ben verhuisd naar Gent. Hoe geef ik mijn nieuw adres door?")
    page.fill("#f-name", "Jan Janssens")
    page.fill("#f-email", email)

    def sent() -> bool:
        page.locator("form.message-form button[type=submit]").last.click()
        page.wait_for_load_state()
        return page.url.endswith("/vraag/verstuurd")

    eventually(sent)


def link_in(text: str) -> str:
    found = re.search(r"http://\S+/vraag/openen\S+", text)
    assert found
    return found[0]


def test_the_whole_way(visitors: Visitors, site: Deployment) -> None:
    """A question by form is answered with a source; its sender reads the answer by the link, and says it did not help."""
    citizen = visitors()
    send_form(citizen, site, "whole.way@example.be")
    an = at_desk(visitors, site, path=case_of(site, "whole.way@example.be"))
    assert "verhuisd" in an.input_value("#kennis-q")  # the question is the first query
    with an.expect_response("**/antwoord"):
        an.locator("button[value^='add:']").first.click()
    an.wait_for_selector("input[name=source]", state="attached")
    an.fill("#f-text", "Ga binnen 8 werkdagen naar uw gemeente.")
    an.click("button[value=preview]")
    assert "Ga binnen 8 werkdagen" in an.inner_text("#voorbeeld")
    check(an)
    an.click("button[value=send]")
    an.wait_for_selector(".undo")
    mail = site.mails("whole.way@example.be", at_least=2)[-1]
    assert "Ga binnen 8 werkdagen naar uw gemeente." in mail.text
    assert "/artikel/" in mail.text
    citizen.goto(link_in(mail.text))
    citizen.locator("main form button").click()
    citizen.wait_for_url(site.url + "/vraag")
    assert "Ga binnen 8 werkdagen naar uw gemeente." in citizen.inner_text("main")
    check(citizen)
    citizen.fill("#f-text", "Dat loket is gesloten.")

    def added() -> bool:
        citizen.locator("form.message-form button[type=submit]").last.click()
        citizen.wait_for_load_state()
        return citizen.locator(".thread", has_text="Dat loket is gesloten.").count() > 0

    eventually(added)
    an.reload()
    an.wait_for_selector("text=Dat loket is gesloten.")
    assert "heropend" in an.inner_text(".tags")


def test_every_form_and_its_mistakes(visitors: Visitors, site: Deployment) -> None:
    """Each form of a case says what is wrong at its field, keeps what was typed, and holds for everybody."""
    path = asked(site, "mistakes", kind="document", document="Het verslag van de raad")
    an = at_desk(visitors, site, path=path)
    check(an)
    unfold(an)
    check(an, keyboard=False)
    for button in (
        "button[value=send]",
        "text=Sluit af zonder antwoord",
        "text=Bewaar notitie",
        "form[action$=termijn] button",
    ):
        an.goto(site.url + path)
        unfold(an)
        an.locator(button).first.click()
        an.wait_for_selector(".errors")
        assert an.locator(".errors a").count() >= 1
        check(an, keyboard=False)
    for way in ("samenvoegen", "splitsen"):
        an.goto(site.url + path)
        an.locator(f"a[href*='/{way}']").first.click()
        check(an, keyboard=False)
        if way == "splitsen":
            an.fill("#f-part", "")
        an.locator("main form button[type=submit]").last.click()
        an.wait_for_selector(".errors")
        check(an, keyboard=False)


def test_an_answer_is_taken_back(visitors: Visitors, site: Deployment) -> None:
    """Within ten seconds an answer is taken back, its text is in the form again, and no mail leaves."""
    an = at_desk(visitors, site, path=asked(site, "taken.back"))

    def send() -> None:
        an.fill("#f-text", "Te snel verstuurd.")
        an.click("button[value=send]")

    taken_back(an, send, lambda: an.click(".undo button", timeout=10_000))
    assert an.input_value("#f-text") == "Te snel verstuurd."


def test_two_agents_at_once(visitors: Visitors, site: Deployment) -> None:
    """Who is second sees that a colleague has the case open, what changed meanwhile, and still has what she typed."""
    path = asked(site, "two.agents")
    an, sam = at_desk(visitors, site, path=path), at_desk(visitors, site, "sam", path=path)
    assert "An Peeters" in sam.inner_text(".also")
    sam.fill("#f-text", "Mijn antwoord.")
    an.locator("summary", has_text="Notitie").click()
    an.fill("#f-note", "Ik belde de burger.")
    an.get_by_role("button", name="Bewaar notitie").click()
    an.wait_for_selector(".notice[role=status]")
    sam.click("button[value=send]")
    sam.wait_for_selector(".errors")
    assert "notitie gemaakt" in sam.inner_text(".errors")
    assert sam.input_value("#f-text") == "Mijn antwoord."
    check(sam, keyboard=False)
    sam.click("button[value=send]")
    sam.wait_for_selector(".message.ours")


def test_without_script(visitors: Visitors, site: Deployment) -> None:
    """Searching, adding a source, a standard text and sending work without script."""
    an = at_desk(visitors, site, path=asked(site, "no.script"), script=False)
    an.fill("#kennis-q", "studietoelage")
    an.locator("button[value=search]").last.click()
    an.locator("button[value^='add:']").first.click()
    an.select_option("#f-standard", index=1)
    an.click("button[value=text]")
    assert "{" not in an.input_value("#f-text")
    an.click("button[value=send]")
    an.wait_for_selector(".message.ours")


def test_on_a_telephone(visitors: Visitors, site: Deployment) -> None:
    """On a narrow screen a case begins at its subject, and the worklist is one link away."""
    path = asked(site, "telefoon")
    an = at_desk(visitors, site, path=path)
    assert an.locator(".left .worklist").is_visible()
    an.set_viewport_size({"width": 320, "height": 700})
    assert not an.locator(".left .worklist").is_visible()
    box = an.locator("h1").bounding_box()
    assert box and box["y"] < 700
    an.get_by_role("link", name="Werklijst").first.click()
    an.wait_for_url(site.url + "/desk")


def test_by_keyboard(visitors: Visitors, site: Deployment) -> None:
    """An agent claims and answers a case by keys alone."""
    an = at_desk(visitors, site, path=asked(site, "keyboard"))
    an.keyboard.press("c")
    an.wait_for_selector("text=bij An Peeters")
    an.wait_for_load_state()  # keys are heard once the script runs
    an.keyboard.press("r")
    an.locator("#f-text").focus()
    an.keyboard.type("Aan de school.")
    an.locator("button[value=send]").focus()
    an.keyboard.press("Enter")
    an.wait_for_selector(".message.ours")


def test_the_original_mail_does_nothing(visitors: Visitors, site: Deployment) -> None:
    """A mail with layout is read as text; its layout is one click away, without script, pictures, links or forms."""
    site.post_mail(HTML_MAIL.encode(), "eva.html@example.be")
    an = at_desk(visitors, site, "sam", path=case_of(site, "eva.html@example.be"))
    assert "mijn dossier" in an.inner_text(".message .said")
    an.get_by_role("link", name="Toon de oorspronkelijke e-mail").click()
    an.wait_for_selector("text=Mijn dossier")
    check(an, keyboard=False)
    with an.context.expect_page() as opened:
        an.get_by_role("link", name="E-mail met opmaak").click()
    layout = opened.value
    layout.wait_for_load_state()
    assert "mijn dossier" in layout.inner_text("body")
    assert layout.locator("script, img, form, a[href]").count() == 0


def test_a_file_is_opened_once_it_may_be(visitors: Visitors, site: Deployment) -> None:
    """What was not scanned is no link and cannot be had by its address; a supervisor releases it with a reason, to download."""
    site.post_mail(FILE_MAIL.encode(), "fien.file@example.be")
    path = case_of(site, "fien.file@example.be")
    an = at_desk(visitors, site, path=path)
    assert "nog niet gescand" in an.inner_text(".files")
    assert an.locator(".files a, .files form").count() == 0
    sam = at_desk(visitors, site, "sam", path=path)
    release = str(sam.locator(".files form").get_attribute("action"))
    address = site.url + release.removesuffix("/vrijgeven")
    assert an.request.get(address).status == 409
    unfold(sam)
    sam.locator(".files form button").click()
    sam.wait_for_selector(".errors")
    check(sam, keyboard=False)
    sam.fill(".files input[name=reason]", "De burger belde erover")
    sam.locator(".files form button").click()
    sam.wait_for_url(re.compile("klaar=file_released"))
    an.goto(site.url + path)
    assert "De burger belde erover" in an.inner_text(".files")
    file = an.request.get(address)
    assert "Dit is het bewijs." in file.text()
    assert file.headers["content-disposition"].startswith("attachment")
    assert file.headers["content-type"] == "application/octet-stream"


def test_kept_apart_and_let_in(visitors: Visitors, site: Deployment) -> None:
    """What the mail service takes for spam waits in a list of its own until an agent lets it in."""
    raw = (
        b"From: Piet <piet.apart@example.be>\r\nTo: vraag@1700.test\r\nSubject: Win\r\nMessage-ID: <apart@example.be>\r\n"
        b"X-Local-Verdict: spam=fail\r\n\r\nWanneer is de bibliotheek open?\r\n"
    )
    site.post_mail(raw, "piet.apart@example.be")
    path = case_of(site, "piet.apart@example.be")
    an = at_desk(visitors, site)
    an.goto(site.url + "/desk?lijst=apart")
    an.locator(f"main a[href='{path}']").click()
    check(an, keyboard=False)
    assert an.locator("#f-text").count() == 0  # answered only once it is let in
    assert an.locator("form[action$='/sluiten']").count() == 1
    an.get_by_role("button", name="Laat toe in de werklijst").click()
    an.wait_for_selector(".notice[role=status]")
    an.goto(site.url + "/desk?lijst=apart")
    assert an.locator(f"main a[href='{path}']").count() == 0


def test_merge_and_split(visitors: Visitors, site: Deployment) -> None:
    """Two cases of one person are merged, and a question of a message is made a case of its own."""
    one = asked(site, "merge", "Waar is het loket?")
    registered(
        site, {"text": "En wanneer is het open?", "name": "Jan merge", "email": "merge@example.be"}, "merge-second-key"
    )
    an = at_desk(visitors, site, path=one)
    an.get_by_role("link", name="Samenvoegen").click()
    an.locator("input[name=into]").first.check()
    an.locator("main form button[type=submit]").last.click()
    an.wait_for_url(re.compile("klaar=merged"))
    assert an.locator(".message").count() >= 2
    an.locator("a[href*='/splitsen/']").first.click()
    an.fill("#f-subject", "De openingsuren")
    an.locator("main form button[type=submit]").last.click()
    an.wait_for_url(re.compile("klaar=split"))
    assert "De openingsuren" in an.inner_text("h1")
    check(an, keyboard=False)


@pytest.mark.parametrize("path", ["/desk/zaak/26000000000", "/desk/zaak/nietes"])
def test_no_such_case(visitors: Visitors, site: Deployment, path: str) -> None:
    """A case that is not there says so, in the desk's own page."""
    an = at_desk(visitors, site)
    answer = an.request.get(site.url + path)
    assert answer.status == 404
