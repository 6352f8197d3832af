"""The mailbox in a browser: its code, every state, what can be done there, by keyboard and without script."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING

import pytest

from chalicelib.domain.integrity.change import Change
from chalicelib.domain.integrity.dossier import Breach, Matter
from chalicelib.domain.integrity.entry import Evidence, Facts, Identity, Sealing, What
from chalicelib.domain.integrity.phases import Act, Phase
from chalicelib.domain.integrity.receipt_code import Code
from chalicelib.services.integrity.receipt_code import code_hash
from chalicelib.services.integrity.register_report import Report, register_report
from tests.browser.checks import check
from tests.deployment import Deployment, eventually
from tests.house_scanner import scan
from tests.live_house import LiveHouse

if TYPE_CHECKING:
    from playwright.sync_api import Page

STORY = "Mijn diensthoofd geeft elke opdracht aan het bedrijf van haar broer."
WHO = Identity("Xanthippe Zonderling", email="xanthippe@burger.test", safely="na 18 uur")
SAYS = re.compile("integriteit|melding|dossier|klokkenluider|Xanthippe", re.IGNORECASE)
SEND = "form.message-form button[type=submit]"


@dataclass(frozen=True, slots=True)
class Reported:
    """A dossier on the engine, and its code."""

    house: LiveHouse
    number: str
    code: Code

    def does(self, act: Act, **deed: object) -> None:
        self.house.does(self.number, act, **deed)

    def phase(self) -> Phase:
        return self.house.dossiers.head(self.number).phase

    def files(self) -> tuple[Evidence, ...]:
        return self.house.dossiers.open(self.number).files

    def accepted(self) -> None:
        """Its service found it, and accepted it."""
        self.house.waits(self.number, Phase.FORWARDED)
        self.does(Act.ACCEPT)
        self.house.waits(self.number, Phase.CHECKING)


@pytest.fixture
def reported(site: Deployment) -> Iterator[Reported]:
    """Somebody reported something; nobody guessed a code yet."""
    forget_guesses(site)
    house = LiveHouse(site)
    at = house.now()
    report = Report(
        key=token_hex(16),
        dated=at.at,
        matter=Matter.REPORT,
        identity=WHO,
        facts=Facts(STORY, organisation="Dienst Aankoop", who="Het diensthoofd", level="flemish"),
        breach=Breach.CONFLICT_OF_INTEREST,
    )
    registered = register_report(report, house.dossiers, at)
    yield Reported(house, registered.number, registered.code)
    forget_guesses(site)


def forget_guesses(site: Deployment) -> None:
    """All tests come from one address, whose tries are counted."""
    dynamodb, table = site.client("dynamodb"), site.outputs["DossiersTable"]
    begins = {"FilterExpression": "begins_with(pk, :it)", "ExpressionAttributeValues": {":it": {"S": "GUESS#"}}}
    for page in dynamodb.get_paginator("scan").paginate(TableName=table, **begins):
        for item in page["Items"]:
            dynamodb.delete_item(TableName=table, Key={"pk": item["pk"], "sk": item["sk"]})


def give(page: "Page", site: Deployment, typed: str) -> None:
    """Type a code, and press the button."""
    page.goto(site.url + "/postvak")
    page.fill("#f-code", typed)
    page.locator(SEND).click()
    page.wait_for_load_state()


def enter(page: "Page", site: Deployment, reported: Reported) -> None:
    """Open the mailbox with its code; a code that is a moment old may not be found at once."""

    def opened() -> bool:
        give(page, site, str(reported.code))
        return page.locator(".thread").count() > 0

    eventually(opened)


def main(page: "Page") -> str:
    return page.inner_text("main")


def looked_at(page: "Page", *, keyboard: bool = True) -> None:
    """The page holds for everybody, and its title and first heading tell a bystander nothing."""
    check(page, keyboard=keyboard)
    assert not SAYS.search(page.title())
    assert not SAYS.search(page.inner_text("h1"))


def test_mistakes_in_a_code(page: "Page", site: Deployment, reported: Reported) -> None:
    """No code, too few words, a word that is in no code, a wrong code: each is told, and what was typed is still there."""
    words = list(reported.code.words)
    page.goto(site.url + "/postvak")
    looked_at(page)
    wrong = [*words[:-1], "zwaluw" if words[-1] != "zwaluw" else "zebra"]
    mistakes = {"": "Vul de 8 woorden", " ".join(words[:7]): "U vulde er 7 in"}
    mistakes |= {" ".join([*words[:7], "qqqqqq"]): "geen enkele code: qqqqqq", " ".join(wrong): "niet juist"}
    for typed, told in mistakes.items():
        give(page, site, typed)
        assert told in page.inner_text(".errors")
        assert page.input_value("#f-code") == typed
        page.wait_for_selector(".errors:focus")
    looked_at(page, keyboard=False)
    assert page.url == site.url + "/postvak"


def test_guessing_is_slowed(page: "Page", site: Deployment, reported: Reported) -> None:
    """Who guesses is told how long to wait, is refused until then, also with the right code, and gets in after it."""
    wrong = replace(reported.code, secret="zebra zebra zebra zebra zebra")

    def told_to_wait() -> bool:
        give(page, site, str(wrong))
        return "Wacht" in page.inner_text(".errors")

    eventually(told_to_wait)
    give(page, site, str(reported.code))
    assert "Wacht" in page.inner_text(".errors")
    looked_at(page, keyboard=False)
    enter(page, site, reported)


def test_opened_with_a_slip_of_the_pen(page: "Page", site: Deployment, reported: Reported) -> None:
    """Capitals, commas and one wrong letter do not matter; the mailbox tells where it stands, and by when what comes."""
    reported.house.waits(reported.number, Phase.FORWARDED)
    enter(page, site, reported)
    page.context.clear_cookies()
    words = list(reported.code.words)
    give(page, site, ", ".join([*words[:-1], words[-1] + "x"]).upper())
    page.wait_for_url(site.url + "/postvak")
    assert "Uw dossier ligt bij" in main(page)
    assert "U hoort wat ermee gebeurt ten laatste op" in main(page)
    assert STORY in page.inner_text(".thread")
    assert reported.house.dossiers.head(reported.number).unread == 0
    looked_at(page)


def test_asked_and_answered(page: "Page", site: Deployment, reported: Reported) -> None:
    """What the service asks stands there, with until when; the answer is kept once, and the dossier goes on."""
    reported.accepted()
    reported.does(Act.ASK, text="Weet u nog wanneer?", what=What.MESSAGE)
    enter(page, site, reported)
    assert "Weet u nog wanneer?" in page.inner_text(".thread .ours")
    assert "Antwoord ten laatste op" in main(page)
    looked_at(page)
    page.locator(SEND).last.click()
    page.wait_for_selector(".errors:focus")
    assert "Schrijf uw bericht" in page.inner_text(".errors")
    page.fill("#f-text", "In mei, <b>denk</b> ik.")
    page.locator(SEND).last.click()
    page.wait_for_url(re.compile("dank=bericht"))
    assert "In mei, <b>denk</b> ik." in page.inner_text(".thread")
    assert reported.phase() is Phase.CHECKING
    looked_at(page, keyboard=False)


def test_to_the_end(page: "Page", site: Deployment, reported: Reported) -> None:
    """What came of it is read in the mailbox; after closing the reporter can still write."""
    reported.accepted()
    reported.does(Act.FIND_NO_GROUNDS, text="Geheime reden.")
    reported.house.waits(reported.number, Phase.CONCLUDED)
    reported.does(Act.FEED_BACK, text="Wij vonden geen inbreuk.", what=What.MESSAGE)
    reported.house.reaches(reported.number, Phase.CLOSED)
    enter(page, site, reported)
    assert "Uw dossier is afgesloten" in main(page)
    assert "Wij vonden geen inbreuk." in page.inner_text(".thread")
    assert "Geheime reden" not in main(page)
    assert page.locator("a[href='/postvak/intrekken']").count() == 0
    looked_at(page, keyboard=False)
    page.fill("#f-text", "Toch bedankt.")
    page.locator(SEND).last.click()
    page.wait_for_url(re.compile("dank=bericht"))
    page.goto(site.url + "/postvak/intrekken")
    assert "al afgesloten" in main(page)
    looked_at(page, keyboard=False)


def test_files(page: "Page", site: Deployment, reported: Reported) -> None:
    """Files go with a message; clean ones open, and each tells how it stands, whatever a scanner said."""
    enter(page, site, reported)
    bodies = {"foto.txt": b"Een brief.", "besmet.txt": b"Dit is besmet.", "slot.zip": b"Dit is op slot."}
    chosen = [{"name": name, "mimeType": "text/plain", "buffer": body} for name, body in bodies.items()]
    page.locator("input[type=file]").set_input_files(chosen)
    eventually(lambda: page.locator("input[name=files]").count() == 3)
    page.locator(SEND).last.click()
    page.wait_for_url(re.compile("dank=bericht"))
    assert page.inner_text(".thread").count("wordt nog nagekeken") == 3
    scan(site, besmet="THREATS_FOUND", slot="UNSUPPORTED")
    eventually(lambda: all(one.sealing is not Sealing.WAITING for one in reported.files()))
    page.goto(site.url + "/postvak")
    told = page.inner_text(".thread")
    assert "er zit een virus in" in told and "kunnen het niet nakijken" in told
    assert page.locator(".thread a").all_inner_texts() == ["foto.txt"]
    looked_at(page, keyboard=False)
    with page.expect_download() as download:
        page.get_by_role("link", name="foto.txt").click()
    assert download.value.suggested_filename == "foto.txt"
    assert Path(download.value.path()).read_bytes() == bodies["foto.txt"]
    infected = next(one for one in reported.files() if one.sealing is Sealing.INFECTED)
    assert page.request.get(f"{site.url}/postvak/bestand/{infected.id}", max_redirects=0).status == 404


def test_own_data(page: "Page", site: Deployment, reported: Reported) -> None:
    """Own data are seen and corrected; a mistake is told at its field, and nothing typed is lost."""
    enter(page, site, reported)
    page.click("a[href='/postvak/gegevens']")
    assert page.input_value("#f-name") == WHO.name
    assert page.input_value("#f-safely") == WHO.safely
    looked_at(page)
    page.fill("#f-email", "geen adres")
    page.fill("#f-phone", "0470 12 34 56")
    page.locator(SEND).click()
    page.wait_for_selector(".errors:focus")
    assert (page.input_value("#f-email"), page.input_value("#f-phone")) == ("geen adres", "0470 12 34 56")
    looked_at(page, keyboard=False)
    page.fill("#f-email", "nieuw@burger.test")
    page.locator(SEND).click()
    page.wait_for_url(re.compile("dank=gegevens"))
    assert "Uw gegevens zijn aangepast" in main(page)
    identity = reported.house.dossiers.identity(reported.number)
    assert (identity.email, identity.phone) == ("nieuw@burger.test", "0470 12 34 56")


def test_withdrawn(page: "Page", site: Deployment, reported: Reported) -> None:
    """Who withdraws is told what that means, can go back, and then it is done."""
    reported.accepted()
    enter(page, site, reported)
    page.click("a[href='/postvak/intrekken']")
    looked_at(page)
    page.get_by_role("link", name="Nee, terug naar uw postvak").click()
    page.click("a[href='/postvak/intrekken']")
    page.fill("#f-reason", "Het is opgelost.")
    page.locator(SEND).click()
    page.wait_for_url(site.url + "/postvak")
    assert "U trok uw dossier in" in main(page)
    reported.house.reaches(reported.number, Phase.CLOSED)


def test_ended_keeps_what_was_typed(page: "Page", site: Deployment, reported: Reported) -> None:
    """Another code ends what the first one opened; who was typing gets the text back, and the way in again."""
    enter(page, site, reported)
    page.fill("#f-text", "Dit wil ik niet kwijt.")
    head = reported.house.dossiers.head(reported.number)
    reported.house.dossiers.keep(Change(replace(head, code=code_hash(replace(reported.code, secret="zebra " * 5)))))
    page.locator(SEND).last.click()
    page.wait_for_selector("#f-typed")
    assert page.input_value("#f-typed") == "Dit wil ik niet kwijt."
    looked_at(page)
    page.goto(site.url + "/postvak/gegevens")
    assert "Uw postvak is gesloten" in main(page)


def test_lost(page: "Page", site: Deployment, reported: Reported) -> None:
    """Who lost the code reads how to get another one: by showing who it is."""
    page.goto(site.url + "/postvak")
    page.click("a[href='/postvak/code-kwijt']")
    assert "identiteitskaart" in main(page)
    looked_at(page)


@pytest.mark.parametrize("button", ["Verlaat deze pagina snel", "Sluit uw postvak"])
def test_left(page: "Page", site: Deployment, reported: Reported, button: str) -> None:
    """Leaving leads to a page that says nothing, and the device has forgotten the code, also for who goes back."""
    enter(page, site, reported)
    page.get_by_role("button", name=button).click()
    page.wait_for_url(site.url + "/")
    eventually(lambda: page.context.cookies() == [])
    page.go_back()
    page.wait_for_load_state()
    assert STORY not in main(page)
    page.goto(site.url + "/postvak")
    assert page.locator("#f-code").count() == 1


def test_without_script(plain: "Page", site: Deployment, reported: Reported) -> None:
    """All of it works without script: the code, a message, files one after another, leaving."""
    enter(plain, site, reported)
    looked_at(plain, keyboard=False)
    plain.fill("#f-text", "Nog iets.")
    plain.locator(SEND).last.click()
    plain.wait_for_url(re.compile("dank=bericht"))
    assert "Nog iets." in plain.inner_text(".thread")
    plain.click("noscript a[href='/postvak/bestanden']")
    looked_at(plain)
    for number in range(2):
        file = {"name": f"{number}.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 brief"}
        plain.set_input_files("#f-file", file)
        plain.locator("form[enctype] button").click()
        plain.wait_for_selector(f"#f-name-{number}")
    plain.fill("#f-name-0", "brief.exe")
    plain.fill("#f-name-1", "foto.pdf")
    plain.get_by_role("button", name="Voeg toe").click()
    plain.wait_for_selector(".errors")
    assert (plain.input_value("#f-name-0"), plain.input_value("#f-name-1")) == ("brief.exe", "foto.pdf")
    looked_at(plain, keyboard=False)
    plain.fill("#f-name-0", "brief.pdf")
    plain.get_by_role("button", name="Voeg toe").click()
    plain.wait_for_url(re.compile("dank=bericht"))
    assert all(name in plain.inner_text(".thread") for name in ("brief.pdf", "foto.pdf"))
    plain.get_by_role("button", name="Verlaat deze pagina snel").click()
    plain.wait_for_url(site.url + "/")
    plain.goto(site.url + "/postvak")
    assert plain.locator("#f-code").count() == 1


def test_another_site_opens_nothing(page: "Page", site: Deployment, reported: Reported) -> None:
    """A form that another site sends is refused."""
    answer = page.request.post(
        site.url + "/postvak",
        form={"code": str(reported.code)},
        headers={"Sec-Fetch-Site": "cross-site"},
        max_redirects=0,
    )
    assert answer.status == 403
    assert page.context.cookies() == []


def test_nothing_is_cached(page: "Page", site: Deployment, reported: Reported) -> None:
    """No page of the mailbox may be kept by the browser, and no address holds the code or the number."""
    seen: list[tuple[str, str]] = []
    page.on(
        "response",
        lambda one: (
            seen.append((one.url, one.headers.get("cache-control", "")))
            if one.request.is_navigation_request()
            else None
        ),
    )
    enter(page, site, reported)
    page.goto(site.url + "/postvak/gegevens")
    assert {cache for _, cache in seen} == {"no-store"}
    hidden = (*reported.code.words, reported.number)
    assert not any(word in url for url, _ in seen for word in hidden if len(word) > 4)
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
