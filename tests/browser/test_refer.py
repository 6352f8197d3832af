"""Referring at the desk: who is likely, what is sent, what comes back, and a citizen, an agent and two departments at once."""

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from chalicelib.domain import ids
from chalicelib.domain.contact import Channel, Contact, Kind, Person
from chalicelib.domain.referral import ReferralState, Step
from chalicelib.services.register_contact import register_contact
from chalicelib.services.take_scan_result import take_scan_result
from chalicelib.stores.dynamo_table import DynamoTable
from chalicelib.stores.scans import ScanStore
from tests.browser.case_pages import Visitors, asked, at_desk, unfold
from tests.browser.checks import check
from tests.browser.questions import own_question
from tests.citizen import cases
from tests.departments import desk, file_of, open_link, organisation, refer
from tests.deployment import Deployment, eventually

if TYPE_CHECKING:
    from playwright.sync_api import Page

TREE = "Mag de grote boom op het voetpad in de Kerkstraat gekapt worden?"
# One for each test that reads its mailbox: what was typed, and the name.
ROADS = ("wegen ver", "Agentschap Wegen en Verkeer")
CITY = ("gent", "Gent")
FIRMS = ("vlaio", "Agentschap Innoveren en Ondernemen")
ENERGY = ("veka", "Vlaams Energie- en Klimaatagentschap")
WASTE = ("ovam", "Openbare Vlaamse Afvalstoffenmaatschappij")


def choose(page: "Page", words: str, name: str) -> None:
    """Search an organisation, and choose it."""
    unfold(page)
    page.fill("#f-q", words)
    page.press("#f-q", "Enter")
    page.wait_for_load_state()
    page.get_by_role("button", name=f"Kies {name}", exact=True).last.click()
    page.locator(".picked b", has_text=name).wait_for()


def referred(page: "Page", site: Deployment, path: str, *chosen: tuple[str, str]) -> None:
    """Refer a case to some organisations, from its page."""
    page.goto(site.url + path)
    page.get_by_role("link", name="Doorverwijzen").click()
    for words, name in chosen:
        choose(page, words, name)
    page.fill("#f-reason", "De boom staat bij u.")
    page.get_by_role("button", name="Doorverwijzen").click()
    page.wait_for_url(re.compile("klaar=referred"))


def case_of(path: str) -> str:
    return path.rsplit("/", 1)[1]


def test_choosing(visitors: Visitors, site: Deployment) -> None:
    """Likely organisations are suggested with the reason; others are searched; mistakes are named and nothing typed is lost."""
    path = asked(site, "refer.choose", TREE, postal_code="9000")
    an = at_desk(visitors, site, path=path)
    an.get_by_role("link", name="Doorverwijzen").click()
    an.wait_for_url(re.compile("doorverwijzen"))
    assert "De burger woont in Gent" in an.inner_text(".offers")
    check(an)
    an.get_by_role("button", name="Kies Gent", exact=True).first.click()
    an.locator(".picked b", has_text="Gent").wait_for()
    assert re.match(r"\d{4}-\d\d-\d\d", an.locator(".picked input[type=date]").input_value())
    choose(an, *ROADS)
    assert an.locator(".picked li").count() == 2
    an.locator(".picked input[type=date]").first.fill("2020-01-01")
    an.fill("#f-action", "Laat weten of het mag.")
    an.get_by_role("button", name="Doorverwijzen").click()
    an.wait_for_selector(".errors")
    assert an.locator(".errors li").count() == 2
    assert an.input_value("#f-action") == "Laat weten of het mag."
    check(an)
    an.get_by_role("button", name="Haal weg Gent").click()
    an.locator(".picked li").nth(1).wait_for(state="detached")
    assert an.locator(".picked li").count() == 1
    assert an.input_value("#f-action") == "Laat weten of het mag."


def test_preview_and_send(visitors: Visitors, site: Deployment) -> None:
    """Before anything leaves, the agent reads the mails as they will be; then they are sent, and the case waits for others."""
    path = asked(site, "refer.preview", TREE)
    an = at_desk(visitors, site, path=path + "/doorverwijzen")
    choose(an, *FIRMS)
    an.fill("#f-reason", "De boom staat langs een gewestweg.")
    an.check("#f-share_sender")
    an.get_by_role("button", name="Voorbeeld").click()
    shown = an.locator("#voorbeeld")
    shown.wait_for()
    words = shown.inner_text()
    for said in (
        "De boom staat langs een gewestweg.",
        TREE,
        "Jan refer.preview",
        "Wij gaven door hoe zij u kunnen bereiken.",
    ):
        assert said in words
    assert file_of(site, case_of(path)).referrals == ()
    check(an)
    an.get_by_role("button", name="Doorverwijzen").click()
    an.wait_for_url(re.compile("klaar=referred"))
    mail = site.mails("vlaio@diensten.1700.test")[-1]
    assert "De boom staat langs een gewestweg." in mail.text
    assert FIRMS[1] in site.mails("refer.preview@example.be", 2)[-1].text
    an.goto(f"{site.url}/desk?lijst=referred")
    assert TREE[:20] in an.inner_text("main")
    check(an, keyboard=False)


def test_sent_twice(visitors: Visitors, site: Deployment) -> None:
    """A button pressed twice refers once; a form that knows an older case refers nothing, and keeps what was typed."""
    path = asked(site, "refer.twice", TREE)
    an, sam = at_desk(visitors, site, path=path), at_desk(visitors, site, "sam", path=path + "/doorverwijzen")
    an.goto(site.url + path + "/doorverwijzen")
    for page, reason in ((an, "Eerst."), (sam, "Later.")):
        choose(page, *ENERGY)
        page.fill("#f-reason", reason)
    fields = an.locator("#doorverwijzen").evaluate("(one) => Object.fromEntries(new FormData(one))") | {"do": "send"}
    answers = [an.request.post(f"{site.url}{path}/doorverwijzen", form=fields, max_redirects=0) for _ in range(2)]
    assert {one.headers.get("location") for one in answers} == {f"{path}?klaar=referred"}
    sam.get_by_role("button", name="Doorverwijzen").click()
    sam.wait_for_selector(".notice[role=alert]")
    assert sam.input_value("#f-reason") == "Later."
    assert [one.reason for one in file_of(site, case_of(path)).referrals] == ["Eerst."]


def test_citizen_agent_and_two_departments(visitors: Visitors, site: Deployment) -> None:
    """Two departments answer at once; what the citizen adds reaches both; the agent joins their answers into one."""
    path = asked(site, "refer.both", TREE)
    case = case_of(path)
    an = at_desk(visitors, site, path=path)
    referred(an, site, path, CITY, ROADS)
    check(an)
    city, roads, mine = visitors(), visitors(), visitors()
    open_link(city, site, "gent@diensten.1700.test")
    open_link(roads, site, "wegen@diensten.1700.test")
    own_question(mine, site, "refer.both@example.be")
    assert "Gent, Agentschap Wegen en Verkeer" in mine.inner_text("main")
    check(mine, keyboard=False)

    def told() -> bool:
        mine.fill("#f-text", "De boom verliest takken.")
        mine.locator("form.message-form button[type=submit]").click()
        mine.wait_for_load_state()
        return "dank=" in mine.url

    eventually(told)
    for page, text in ((city, "Het voetpad is van ons."), (roads, "De weg is van ons.")):
        page.reload()
        assert "De boom verliest takken." in page.inner_text("main")
        page.get_by_label("Antwoorden via 1700", exact=True).check()
        page.fill("#f-text", text)
    for page in (city, roads):
        page.locator("form.message-form button[type=submit]").click()
    for page in (city, roads):
        page.wait_for_url(re.compile("klaar=answer"))
    an.goto(site.url + path)
    assert an.locator(".referral .tags li", has_text="beantwoord aan ons").count() == 2
    an.fill("#f-text", "Beste burger,")
    an.get_by_role("button", name="Neem de 2 antwoorden samen over").click()
    an.wait_for_load_state()
    joined = an.input_value("#f-text")
    assert joined.startswith("Beste burger,")
    assert "Gent antwoordt:\nHet voetpad is van ons." in joined
    assert "Agentschap Wegen en Verkeer antwoordt:\nDe weg is van ons." in joined
    check(an, keyboard=False)
    an.click("button[value=send]")
    an.wait_for_url(re.compile("klaar=answered"))
    assert {one.state for one in file_of(site, case).referrals} == {ReferralState.ANSWERED}
    eventually(lambda: any("De weg is van ons." in one.text for one in site.mails("refer.both@example.be", 3)))


def test_acts(visitors: Visitors, site: Deployment) -> None:
    """A referral is told more, sent again to another address and withdrawn, each where its department reads it."""
    path = asked(site, "refer.acts", TREE)
    an = at_desk(visitors, site, path=path)
    referred(an, site, path, WASTE)
    an.locator("summary", has_text="Vul aan").click()
    an.fill("#f-tell-01", "De burger belde nog.")
    an.get_by_role("button", name="Verstuur aan de organisatie").click()
    an.wait_for_url(re.compile("klaar=told"))
    assert "De burger belde nog." in an.inner_text(".steps")
    an.locator("summary", has_text="Stuur opnieuw").click()
    an.fill("#f-to-01", "geen adres")
    an.locator("form[action$='/opnieuw']").evaluate("(one) => { one.noValidate = true; }")
    an.locator("form[action$='/opnieuw'] button").click()
    an.wait_for_selector(".errors")
    assert an.input_value("#f-to-01") == "geen adres"
    check(an)
    an.fill("#f-to-01", "bomen@diensten.1700.test")
    an.locator("form[action$='/opnieuw'] button").click()
    an.wait_for_url(re.compile("klaar=sent_again"))
    assert TREE in site.mails("bomen@diensten.1700.test")[-1].text
    an.locator("summary", has_text="Trek in").click()
    an.fill("#f-why-01", "De burger heeft het zelf opgelost.")
    an.get_by_role("button", name="Trek de doorverwijzing in").click()
    an.wait_for_url(re.compile("klaar=withdrawn"))
    assert "heropend" in an.inner_text(".tags >> nth=0")
    check(an, keyboard=False)
    assert "zelf opgelost" in site.mails("bomen@diensten.1700.test", 2)[-1].text
    steps = [one.step for one in file_of(site, case_of(path)).entries]
    assert steps == [Step.REFER, Step.TELL, Step.SEND_AGAIN, Step.WITHDRAW]


def test_without_address(visitors: Visitors, site: Deployment) -> None:
    """An organisation without an address is shown as such, with who above it has one, and where to enter one."""
    path = asked(site, "refer.lost", TREE)
    an = at_desk(visitors, site, path=path + "/doorverwijzen")
    unfold(an)
    an.select_option("#f-level", "Provinciaal")
    an.get_by_role("button", name="Zoek", exact=True).click()
    an.wait_for_selector("text=geen e-mailadres")
    assert an.locator("a", has_text="Vul een adres in").count() >= 1
    check(an, keyboard=False)


def test_nobody_to_tell(visitors: Visitors, site: Deployment) -> None:
    """Who left neither an address nor a number for SMS is told by the agent: the page says so before anything is sent."""
    at = desk(site)
    ann, number = Person(name="Ann"), ids.ulid(at.secret, at.at, "refer.untold")
    called = Contact(number, "refer.untold", Channel.PHONE, Kind.QUESTION, at.at, ann, "Boom", TREE)
    case = register_contact(called, cases(site), at).case
    an = at_desk(visitors, site, path=f"/desk/zaak/{case}/doorverwijzen")
    an.wait_for_selector("text=Vertel zelf naar wie de vraag gaat")
    check(an, keyboard=False)


@pytest.mark.parametrize("what", ["preview", "send"])
def test_without_script(visitors: Visitors, site: Deployment, what: str) -> None:
    """Without script a case is searched for, previewed and referred all the same."""
    path = asked(site, f"refer.plain.{what}", TREE)
    an = at_desk(visitors, site, path=path, script=False)
    an.get_by_role("link", name="Doorverwijzen").click()
    if not an.locator("#f-q").is_visible():
        an.locator("summary", has_text="Zoek een organisatie").click()
    an.fill("#f-q", "wegen ver")
    an.press("#f-q", "Enter")
    an.wait_for_load_state()
    an.get_by_role("button", name="Kies Agentschap Wegen en Verkeer").last.click()
    an.wait_for_selector(".picked")
    an.fill("#f-reason", "De boom staat bij u.")
    an.click(f"button[value={what}]")
    an.wait_for_selector("#voorbeeld" if what == "preview" else ".referral")


def sent(page: "Page", action: str, **typed: str) -> tuple[int, str]:
    """Send a form of the page as it stands, without leaving it."""
    form = page.locator(f"form[action$='{action}']").first
    fields = form.evaluate("(one) => Object.fromEntries(new FormData(one))") | typed
    answer = page.request.post(str(form.evaluate("(one) => one.action")), form=fields, max_redirects=0)
    return answer.status, answer.headers.get("location", "")


def test_acts_twice(visitors: Visitors, site: Deployment) -> None:
    """A button of a referral pressed twice acts once; other words on an older case are refused, and not lost."""
    path = asked(site, "refer.again", TREE)
    refer(site, case_of(path), organisation("refer.again@diensten.1700.test"))
    an = at_desk(visitors, site, path=path)
    for _ in range(2):
        assert sent(an, "/aanvullen", **{"tell-01": "De burger belde."}) == (303, f"{path}?klaar=told")
    assert sent(an, "/aanvullen", **{"tell-01": "Iets anders."})[0] == 409
    assert sent(an, "/intrekken", **{"why-01": "Opgelost."})[0] == 409
    assert [one.text for one in file_of(site, case_of(path)).entries if one.step is Step.TELL] == ["De burger belde."]
    an.reload()
    for _ in range(2):
        assert sent(an, "/intrekken", **{"why-01": "Opgelost."}) == (303, f"{path}?klaar=withdrawn")
    assert len(site.mails("refer.again@diensten.1700.test", 3)) == 3


def test_abolished_meanwhile(visitors: Visitors, site: Deployment) -> None:
    """An organisation that is no more names its successor on the case, which gets the question with one button."""
    path = asked(site, "refer.gone", TREE)
    refer(site, case_of(path), organisation("oud@diensten.1700.test", code="OVO002030", name="Borsbeek"))
    an = at_desk(visitors, site, path=path)
    assert "Borsbeek bestaat niet meer. De opvolger is Antwerpen." in an.inner_text(".referral .notice")
    check(an, keyboard=False)
    an.locator("summary", has_text="Stuur opnieuw").click()
    assert an.input_value("#f-to-01") == "antwerpen@diensten.1700.test"
    an.locator("form[action$='/doorverwijzing/01/opnieuw'] button").click()
    an.wait_for_url(re.compile("klaar=sent_again"))
    assert an.locator(".referral h3").inner_text().startswith("Antwerpen")
    assert TREE in site.mails("antwerpen@diensten.1700.test")[-1].text


def test_a_file_is_passed_on(visitors: Visitors, site: Deployment) -> None:
    """A file of a department's answer goes along with ours, and the citizen opens it on the own question."""
    path = asked(site, "refer.file", TREE)
    refer(site, case_of(path), organisation("refer.file@diensten.1700.test"))
    theirs, mine = visitors(), visitors()
    open_link(theirs, site, "refer.file@diensten.1700.test")
    theirs.set_input_files("#f-files", {"name": "plan.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 plan"})
    theirs.wait_for_selector(".chosen li input:checked")
    theirs.get_by_label("Antwoorden via 1700", exact=True).check()
    theirs.fill("#f-text", "Zie het plan.")
    theirs.locator("form.message-form button[type=submit]").click()
    theirs.wait_for_url(re.compile("klaar=answer"))
    (file,) = file_of(site, case_of(path)).entries[-1].files
    scans = ScanStore(DynamoTable(site.client("dynamodb"), site.outputs["Table"]))
    take_scan_result(file.key, "", "NO_THREATS_FOUND", scans, datetime.now(UTC))
    an = at_desk(visitors, site, path=path)
    an.get_by_role("button", name="Neem over in het antwoord").click()
    an.wait_for_load_state()
    assert an.input_value("#f-text") == "Zie het plan."
    assert an.locator("input[name=file]").is_checked()
    check(an, keyboard=False)
    an.click("button[value=send]")
    an.wait_for_url(re.compile("klaar=answered"))
    eventually(lambda: any("zit 1 bestand" in one.text for one in site.mails("refer.file@example.be", 2)))
    own_question(mine, site, "refer.file@example.be")
    assert mine.locator(".thread a", has_text="plan.pdf").count() == 1
    check(mine, keyboard=False)
