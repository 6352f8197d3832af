"""What investigators do, on an engine that refuses whatever their function's policies do not allow."""

import re

from chalicelib.domain.integrity.phases import Phase
from tests.browser.test_dossier import Visitors, accepted, do, inside, scan, sealed, unfold
from tests.deployment import Deployment
from tests.live_house import WHO, LiveHouse


def test_with_every_policy(visitors: Visitors, guarded: Deployment) -> None:
    """Steps, evidence, four eyes, a new code and an archive need no right that the function does not have."""
    live = LiveHouse(guarded)
    number = accepted(live)
    ilse, bob = inside(visitors, guarded, number), inside(visitors, guarded, number, "Bob Wuyts")
    unfold(ilse, "Voeg bewijs toe")
    ilse.set_input_files("#f-files", {"name": "brief.txt", "mimeType": "text/plain", "buffer": b"Beste"})
    ilse.locator(".chosen li", has_text="brief.txt").wait_for()
    ilse.click("button[value=evidence]")
    ilse.wait_for_url(re.compile("klaar=noted"))
    scan(guarded)
    with ilse.expect_download():
        sealed(ilse, "brief.txt").get_by_role("link", name="Open").click()
    for purpose in ("identity", "code"):
        form = ilse.locator("form", has=ilse.locator(f"input[value={purpose}]"))
        ilse.locator("details", has=form).locator("summary").click()
        form.locator("textarea").fill("Zij kwam langs.")
        form.locator("button").click()
        ilse.wait_for_url(re.compile("klaar=asked"))
        bob.reload()
        bob.get_by_role("button", name="Akkoord", exact=True).click()
        bob.wait_for_url(re.compile("klaar=agreed"))
        ilse.goto(f"{guarded.url}/onderzoek/dossier/{number}")
    ilse.get_by_role("button", name="Maak het archief").click()
    ilse.wait_for_url(re.compile("klaar=exported"))
    with ilse.expect_download():
        ilse.get_by_role("link", name="Haal het archief op").click()
    assert WHO.name in ilse.request.get(f"{guarded.url}/onderzoek/dossier/{number}/melder").text()
    ilse.get_by_role("button", name="Maak de nieuwe code").click()
    ilse.wait_for_selector(".receipt")
    ilse.goto(f"{guarded.url}/onderzoek/dossier/{number}")
    do(ilse, "find_grounds", "De factuur klopt niet.")
    live.waits(number, Phase.INVESTIGATING)
