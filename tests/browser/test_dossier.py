"""The page of a dossier in a browser: what investigators of two services do, see and do not see."""

import hashlib
import io
import re
import secrets
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from chalicelib.domain.integrity.phases import Act, Actor, Phase
from tests.browser.checks import check
from tests.browser.investigators import Somebody
from tests.browser.scripts import without_script
from tests.deployment import Deployment, eventually
from tests.house_scanner import scan
from tests.live_house import WHO, LiveHouse

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

Visitors = Callable[..., "Page"]
AUDIT, OMBUDSMAN = "audit-vlaanderen", "vlaamse-ombudsdienst"


@pytest.fixture
def live(site: Deployment) -> LiveHouse:
    return LiveHouse(site)


def forwarded(live: LiveHouse) -> str:
    """The number of a dossier that waits for Audit Vlaanderen to accept it."""
    number = f"I26{secrets.randbelow(10**9):09d}"
    live.registered(number)
    live.waits(number, Phase.FORWARDED)
    assert live.dossiers.head(number).service == AUDIT
    return number


def accepted(live: LiveHouse) -> str:
    number = forwarded(live)
    live.does(number, Act.ACCEPT)
    live.waits(number, Phase.CHECKING)
    return number


def inside(
    visitors: Visitors, site: Deployment, number: str, name: str = "Ilse Maes", *, script: bool = True, **more: object
) -> "Page":
    """The page of a dossier, as somebody sees it who just came in."""
    page = visitors(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    page.route("**/favicon.ico", lambda route: route.fulfill(status=204))  # the identity provider has none
    page = page if script else without_script(page)
    Somebody(site, name, **more).come_in(page, f"/onderzoek/dossier/{number}")  # type: ignore[arg-type]
    return page


def unfold(page: "Page", *names: str) -> None:
    """Open what is folded under these words."""
    for name in names:
        folded = page.locator("details:not([open]) > summary", has_text=name)
        if folded.count():
            folded.first.click()


def do(page: "Page", act: str, text: str = "", **chosen: str) -> None:
    """Take a step on the page."""
    button = page.locator(f"button[name=act][value={act}]")
    if not button.is_visible():
        page.locator("details", has=button).locator("summary").click()
    form = page.locator("form", has=button)
    form.locator("textarea").fill(text)
    for name, value in chosen.items():
        form.locator(f"select[name={name}]").select_option(value)
    button.click()


def test_the_whole_way(visitors: Visitors, site: Deployment, live: LiveHouse) -> None:
    """A service accepts, asks, finds grounds, concludes and tells the reporter; what is forgotten is said at its field."""
    number = forwarded(live)
    page = inside(visitors, site, number)
    check(page)
    do(page, "accept")
    page.wait_for_url(re.compile("klaar=acted"))
    live.waits(number, Phase.CHECKING)
    page.goto(page.url)
    assert "Ilse Maes" in page.inner_text(".facts-line")
    do(page, "find_grounds")
    page.wait_for_selector(".errors:focus")  # a deferred script moves it
    page.click(".errors a")
    assert page.evaluate("document.activeElement.name") == "text"
    check(page, keyboard=False)
    do(page, "find_grounds", "De factuur klopt niet.")
    live.waits(number, Phase.INVESTIGATING)
    page.goto(f"{site.url}/onderzoek/dossier/{number}")
    do(page, "conclude", "De broer tekende de factuur.")
    page.wait_for_selector(".errors")
    assert page.locator("details[open] textarea[name=text]", has_text="").first.input_value() != ""
    do(page, "conclude", "De broer tekende de factuur.", outcome="founded")
    live.waits(number, Phase.CONCLUDED)
    page.goto(f"{site.url}/onderzoek/dossier/{number}")
    do(page, "feed_back", "Wij gaven u gelijk.")
    live.reaches(number, Phase.CLOSED)
    page.goto(f"{site.url}/onderzoek/dossier/{number}")
    assert "gegrond" in page.inner_text(".tags")
    assert page.locator(".message.ours", has_text="Wij gaven u gelijk.").count() == 1
    check(page, keyboard=False)


def test_what_is_added(visitors: Visitors, site: Deployment, live: LiveHouse) -> None:
    """Notes, steps, findings, measures, letters, tasks and messages stand in the course, each as what it is."""
    number = accepted(live)
    page = inside(visitors, site, number)
    for kind, shown in (
        ("note", "Notitie"),
        ("step", "Onderzoeksstap"),
        ("finding", "Vaststelling"),
        ("measure", "Maatregel"),
        ("letter", "Briefwisseling"),
        ("task", "Taak"),
        ("message", "Bericht aan de melder"),
    ):
        button = page.locator(f"button[name=kind][value={kind}]")
        page.locator("details", has=button).locator("summary").click()
        page.locator("form", has=button).locator("textarea").fill(f"Dit is {kind}.\nMet een tweede regel.")
        button.click()
        page.wait_for_url(re.compile("klaar="))
        assert page.locator(".message", has=page.locator("h3", has_text=shown)).locator(f"text=Dit is {kind}.").count()
    page.locator(".tasks button").click()
    page.wait_for_url(re.compile("klaar=ended"))
    assert page.locator(".tasks button").count() == 0
    check(page)


def test_pressed_twice(visitors: Visitors, site: Deployment, live: LiveHouse) -> None:
    """Whatever form comes twice acts once, and the second time says the same as the first."""
    number = accepted(live)
    page = inside(visitors, site, number)
    for button, typed in (
        ("button[name=kind][value=note]", {"kind": "note", "text": "Ik belde."}),
        ("button[name=act][value=find_grounds]", {"act": "find_grounds", "text": "De factuur klopt niet."}),
    ):
        form = page.locator("form", has=page.locator(button))
        fields = form.evaluate("(one) => Object.fromEntries(new FormData(one))") | typed
        address = str(form.evaluate("(one) => one.action"))
        answers = [page.request.post(address, form=fields, max_redirects=0) for _ in range(2)]
        assert [one.status for one in answers] == [303, 303]
        page.goto(f"{site.url}/onderzoek/dossier/{number}")
    assert page.locator(".message", has_text="Ik belde.").count() == 1
    assert page.locator(".message", has_text="De factuur klopt niet.").count() == 1


def test_somebody_was_first(visitors: Visitors, site: Deployment, live: LiveHouse) -> None:
    """Who decides on what changed meanwhile sees what came, keeps what was typed, and can send it then."""
    number = accepted(live)
    page = inside(visitors, site, number)
    live.does(number, Act.TELL, Actor.REPORTER, text="Er is nog iets.")
    do(page, "find_no_grounds", "Er is geen inbreuk.")
    page.wait_for_selector("[role=alert] >> text=Aanvulling van de melder")
    assert page.locator("textarea:visible").input_value() == "Er is geen inbreuk."
    check(page, keyboard=False)
    page.click("button[name=act][value=find_no_grounds]")
    page.wait_for_url(re.compile("klaar=acted"))


def test_another_service(visitors: Visitors, site: Deployment, live: LiveHouse) -> None:
    """Another service finds nothing; who acts after the dossier was sent on is told so, and keeps what was typed."""
    number = accepted(live)
    stranger = inside(visitors, site, number, "Omar Anders", service=OMBUDSMAN)
    assert stranger.locator("h1", has_text="kunt u niet openen").count() == 1
    check(stranger)
    late, quick = inside(visitors, site, number), inside(visitors, site, number, "Bob Wuyts")
    do(quick, "send_on", "Dit is voor de ombudsman.", better=OMBUDSMAN)
    quick.wait_for_url(re.compile("/onderzoek/doorgegeven"))
    check(quick, keyboard=False)
    do(late, "find_grounds", "Mijn lange tekst.")
    assert "Mijn lange tekst." in late.inner_text(".letter")
    check(late, keyboard=False)
    live.waits(number, Phase.FORWARDED)
    assert live.dossiers.head(number).service == OMBUDSMAN
    stranger.reload()
    assert stranger.locator("button[value=accept]").count() == 1


def test_four_eyes(visitors: Visitors, site: Deployment, live: LiveHouse) -> None:
    """Who reports is seen by who asked after a colleague agreed, by nobody else; the service's lead sees who looked."""
    number = accepted(live)
    ilse, bob = inside(visitors, site, number), inside(visitors, site, number, "Bob Wuyts")
    assert ilse.request.get(f"{site.url}/onderzoek/dossier/{number}/melder").status == 403
    unfold(ilse, "Vraag om de naam te zien")
    ilse.locator("input[value=identity] + .field textarea").fill("Ik moet bellen.")
    ilse.get_by_role("button", name="Vraag het").first.click()
    ilse.wait_for_url(re.compile("klaar=asked"))
    assert ilse.locator("button[name=agree]").count() == 0
    bob.reload()
    assert "Ik moet bellen." in bob.inner_text("aside .task")
    check(bob, keyboard=False)
    bob.get_by_role("button", name="Akkoord", exact=True).click()
    bob.wait_for_url(re.compile("klaar=agreed"))
    ilse.reload()
    ilse.get_by_role("link", name="Toon wie meldt").click()
    ilse.wait_for_selector(f"text={WHO.name}")
    check(ilse)
    assert WHO.name not in bob.request.get(f"{site.url}/onderzoek/dossier/{number}/melder").text()
    lead = inside(visitors, site, number, "Greet Baas", lead=True)
    assert "Ilse Maes: wie meldt" in lead.inner_text("aside")
    assert bob.locator("text=Wie keek").count() == 0


def test_new_receipt_code(visitors: Visitors, site: Deployment, live: LiveHouse) -> None:
    """After a colleague agreed a new code is shown, of eight words, and the one before opens nothing."""
    number = accepted(live)
    before = live.dossiers.head(number).locator
    ilse, bob = inside(visitors, site, number), inside(visitors, site, number, "Bob Wuyts")
    unfold(ilse, "Vraag om een nieuwe code")
    ilse.locator("input[value=code] + .field textarea").fill("Zij kwam met haar kaart.")
    ilse.locator("form:has(input[value=code]) button").click()
    ilse.wait_for_url(re.compile("klaar=asked"))
    bob.reload()
    bob.get_by_role("button", name="Akkoord", exact=True).click()
    bob.wait_for_url(re.compile("klaar=agreed"))
    ilse.reload()
    ilse.get_by_role("button", name="Maak de nieuwe code").click()
    ilse.wait_for_selector(".receipt")
    assert len(ilse.inner_text(".receipt").split()) == 8
    assert live.dossiers.head(number).locator != before
    check(ilse)


def test_whom_it_concerns(visitors: Visitors, site: Deployment, live: LiveHouse) -> None:
    """A colleague whom it concerns is kept out at once; the last one of a service cannot be."""
    number = accepted(live)
    ilse, bob = inside(visitors, site, number), inside(visitors, site, number, f"Bob {number}")
    unfold(ilse, "Houd buiten het dossier")
    form = ilse.locator("form[action$='/buiten']")
    form.locator("button").click()
    ilse.wait_for_selector(".errors")
    check(ilse, keyboard=False)
    form.locator("select").select_option(label=f"Bob {number}")
    form.locator("textarea").fill("Hij is de broer.")
    form.locator("button").click()
    ilse.wait_for_url(re.compile("klaar=excluded"))
    bob.reload()
    assert bob.locator("h1", has_text="kunt u niet openen").count() == 1


def test_archive(visitors: Visitors, site: Deployment, live: LiveHouse, tmp_path: Path) -> None:
    """The archive holds what can be read, not who reports, and the two commands of the users' page say that it is whole."""
    if not shutil.which("openssl"):
        pytest.skip("openssl is not here")
    number = accepted(live)
    page = inside(visitors, site, number)
    page.get_by_role("button", name="Maak het archief").click()
    page.wait_for_url(re.compile("klaar=exported"))
    check(page, keyboard=False)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Haal het archief op").click()
    body = Path(waiting.value.path()).read_bytes()
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        archive.extractall(tmp_path)
    for command in (
        [
            "openssl",
            "dgst",
            "-sha256",
            "-verify",
            "sleutel.pem",
            "-signature",
            "MANIFEST.sha256.sig",
            "MANIFEST.sha256",
        ],
        ["sha256sum", "-c", "MANIFEST.sha256"],
    ):
        subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    assert page.request.get(f"{site.url}/onderzoek/sleutel.pem").text() == (tmp_path / "sleutel.pem").read_text()
    assert "laptop" in (tmp_path / "dossier.html").read_text()
    assert WHO.name not in "".join(one.read_text() for one in tmp_path.glob("*.*") if one.suffix != ".sig")
    readable = visitors()
    readable.goto((tmp_path / "dossier.html").as_uri())
    check(readable, keyboard=False)


def test_away_too_long(visitors: Visitors, site: Deployment, live: LiveHouse) -> None:
    """Who was logged out while typing gets the text back, to be sent after logging in again."""
    number = accepted(live)
    page = inside(visitors, site, number)
    page.context.clear_cookies()
    do(page, "find_grounds", "Een uur getypt.")
    page.wait_for_selector("text=Een uur getypt.")
    assert live.dossiers.head(number).phase is Phase.CHECKING
    check(page, keyboard=False)


def sealed(page: "Page", name: str) -> "Locator":
    """The box of a file, once it was scanned."""
    box = page.locator("article", has=page.locator("h3", has_text=name))

    def scanned() -> bool:
        page.reload()
        return box.locator(".scan:not(.waiting)").count() > 0

    eventually(scanned)
    return box


def test_evidence(visitors: Visitors, site: Deployment, live: LiveHouse) -> None:
    """A file is sent, scanned and sealed; it opens as it was, its hash is shown, and who had it in hands."""
    number = accepted(live)
    page = inside(visitors, site, number)
    unfold(page, "Voeg bewijs toe")
    page.click("button[value=evidence]")
    page.wait_for_selector(".errors >> text=Voeg eerst een bestand toe")
    check(page, keyboard=False)
    body = b"De offerte van 3 november.\n"
    for name, held in (("offerte.txt", body), ("besmet.txt", b"Dit is besmet.")):
        page.set_input_files("#f-files", {"name": name, "mimeType": "text/plain", "buffer": held})
        page.locator(".chosen li", has_text=name).wait_for()
    page.locator("form:has(button[value=evidence]) textarea").fill("Van de dienst aankopen.")
    page.click("button[value=evidence]")
    page.wait_for_url(re.compile("klaar=noted"))
    assert "Van de dienst aankopen." in page.inner_text(".message:has-text('Bewijs')")
    scan(site, besmet="THREATS_FOUND")
    box = sealed(page, "offerte.txt")
    assert hashlib.sha256(body).hexdigest() in box.inner_text()
    with page.expect_download() as waiting:
        box.get_by_role("link", name="Open").click()
    assert Path(waiting.value.path()).read_bytes() == body
    page.reload()
    box.locator("summary").click()
    assert re.findall(r"Ilse Maes: (\w+)", box.inner_text()) == ["toegevoegd", "geopend"]
    infected = sealed(page, "besmet.txt")
    assert "virus" in infected.inner_text()
    assert infected.get_by_role("link").count() == 0
    file = str(infected.get_attribute("id")).removeprefix("bestand-")
    assert page.request.get(f"{site.url}/onderzoek/dossier/{number}/bestand/{file}").status == 409
    check(page)


def test_evidence_without_script(visitors: Visitors, site: Deployment, live: LiveHouse) -> None:
    """Without script a file goes first, gets its name, and is then kept with what is said of it."""
    number = accepted(live)
    page = inside(visitors, site, number, script=False)
    unfold(page, "Voeg bewijs toe")
    page.get_by_role("link", name="Zonder script").click()
    page.set_input_files("#f-file", {"name": "brief.txt", "mimeType": "text/plain", "buffer": b"Beste"})
    check(page, keyboard=False)
    page.locator("form[enctype] button").click()
    page.fill("#f-name-0", "brief.txt")
    page.get_by_role("button", name="Verder naar het dossier").click()
    assert page.locator("#bestand-0").is_checked()
    page.locator("form:has(button[value=evidence]) textarea").fill("Een brief.")
    page.click("button[value=evidence]")
    page.wait_for_url(re.compile("klaar=noted"))
    scan(site)
    assert sealed(page, "brief.txt").get_by_role("link", name="Open").count() == 1


def test_without_script(visitors: Visitors, site: Deployment, live: LiveHouse) -> None:
    """A step, a note and a message need no script."""
    number = accepted(live)
    page = inside(visitors, site, number, script=False)
    do(page, "find_grounds", "De factuur klopt niet.")
    page.wait_for_url(re.compile("klaar=acted"))
    for kind in ("note", "message"):
        button = page.locator(f"button[name=kind][value={kind}]")
        page.locator("details", has=button).locator("summary").click()
        page.locator("form", has=button).locator("textarea").fill(f"Dit is {kind}.")
        button.click()
        page.wait_for_url(re.compile("klaar="))
    assert page.locator("text=Dit is message.").count() == 1
    eventually(lambda: live.dossiers.head(number).phase is Phase.INVESTIGATING)
