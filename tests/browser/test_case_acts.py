"""What can be done on the page of a case, each with its undoing: twice, too late, by keys alone, without script."""

import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.case_pages import Visitors, asked, at_desk, taken_back, unfold
from tests.browser.checks import check
from tests.deployment import Deployment, eventually

if TYPE_CHECKING:
    from playwright.sync_api import APIResponse, Page

SENT = "form[action$='{}']"


def twice(page: "Page", action: str, **typed: str) -> list["APIResponse"]:
    """Send one form of the page two times, as a double click does; the answers, redirects not followed."""
    form = page.locator(SENT.format(action)).first
    fields = form.evaluate("(one) => Object.fromEntries(new FormData(one))") | typed
    address = str(form.evaluate("(one) => one.action"))
    return [page.request.post(address, form=fields, max_redirects=0) for _ in range(2)]


def tab_to(page: "Page", selector: str) -> None:
    """Press Tab until this has the focus. What is there now, and goes while the focus comes near, is a TimeoutError."""
    from playwright.sync_api import TimeoutError as Gone

    there = page.locator(selector).count() > 0
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
        if there and not page.locator(selector).count():
            raise Gone(selector)
    raise AssertionError(f"the focus never comes to {selector}")


def end(page: "Page", outcome: str = "informed") -> None:
    """Fill in how the case ends."""
    unfold(page)
    page.select_option("#f-outcome", outcome)
    page.select_option("#f-theme", index=1)
    page.select_option("#f-level", "flemish")


def test_seconds_to_take_back(visitors: Visitors, site: Deployment) -> None:
    """The seconds that are left are counted down in sight; then the answer is on its way, and it is too late to take it."""
    from playwright.sync_api import TimeoutError as TooSlow

    an = at_desk(visitors, site, path=asked(site, "seconds"))

    def counted() -> list[Any] | None:
        """The form that takes it back, once the seconds are seen; nothing where the machine was slower than they are."""
        given = an.locator(".message.ours").count()
        an.fill("#f-text", "Bij uw gemeente.")
        an.click("button[value=send]")
        an.locator(".message.ours").nth(given).wait_for()
        try:
            an.locator(".undo .seconds", has_text=re.compile(r"^nog [1-9] second")).wait_for(timeout=10_000)
            form = an.locator(".undo form")
            return list(form.evaluate("(one) => [one.action, Object.fromEntries(new FormData(one))]", timeout=1_000))
        except TooSlow:
            return None

    form = eventually(counted)
    assert form
    an.wait_for_selector(".undo:has-text('onderweg')")
    assert an.locator(".undo button").count() == 0
    assert an.request.post(form[0], form=form[1]).status == 409
    site.mails("seconds@example.be", at_least=2)
    an.reload()
    assert an.locator(".undo").count() == 0


def test_a_button_pressed_twice(visitors: Visitors, site: Deployment) -> None:
    """Whatever form comes twice acts once, and the second time says the same as the first."""
    path = asked(site, "twice")
    an = at_desk(visitors, site, path=path)
    for action, typed, shown in (
        ("/nemen", {}, "claimed"),
        ("/notitie", {"note": "Ik belde\r\nde burger."}, "noted"),
        ("/antwoord", {"text": "Bij uw gemeente.", "do": "send"}, "answered"),
        ("/sluiten", {"outcome": "informed", "theme": "BouwenWonen", "level": "flemish"}, "closed"),
    ):
        an.goto(site.url + path)
        if action == "/sluiten":
            unfold(an)
            fields = an.locator("#antwoord").evaluate("(one) => Object.fromEntries(new FormData(one))") | typed
            answers = [an.request.post(f"{site.url}{path}/sluiten", form=fields, max_redirects=0) for _ in range(2)]
        else:
            answers = twice(an, action, **typed)
        assert {(one.status, one.headers.get("location")) for one in answers} == {(303, f"{path}?klaar={shown}")}
    an.goto(site.url + path)
    assert an.locator(".message.memo").count() == 1
    assert an.locator(".message.ours").count() == 1
    assert len(an.locator(".trail li").all()) == 5
    assert len(site.mails("twice@example.be", at_least=2)) == 2


def test_a_split_or_merge_pressed_twice(visitors: Visitors, site: Deployment) -> None:
    """A question split off twice is one case, and two cases merged twice are merged."""
    path = asked(site, "twice.split", "Waar is het loket? En wanneer is het open?")
    an = at_desk(visitors, site, path=path)
    an.locator("a[href*='/splitsen/']").first.click()
    an.wait_for_url("**/splitsen/**")
    contact = an.url.rsplit("/", 1)[1]
    split = twice(an, f"/splitsen/{contact}", subject="De openingsuren", part="Wanneer is het open?")
    new = {one.headers.get("location", "") for one in split}
    assert len(new) == 1
    an.goto(site.url + path + "/samenvoegen")
    into = new.pop().split("?")[0].rsplit("/", 1)[1]
    merged = twice(an, "/samenvoegen", into=into)
    assert {one.headers.get("location") for one in merged} == {f"/desk/zaak/{into}?klaar=merged"}
    an.goto(site.url + path)
    an.locator(".notice a").click()
    assert an.locator(".message").count() == 2
    check(an, keyboard=False)


def test_claim_put_off_and_come_back(visitors: Visitors, site: Deployment) -> None:
    """A case is taken, taken over, given back, put off and taken up again, and each time its head says so."""
    path = asked(site, "owner")
    an, sam = at_desk(visitors, site, path=path), at_desk(visitors, site, "sam", path=path)
    an.get_by_role("button", name="Nemen", exact=True).click()
    an.wait_for_selector("text=bij An Peeters")
    sam.reload()
    sam.get_by_role("button", name="Neem over van An Peeters").click()
    sam.wait_for_selector("text=bij Sam Claes")
    sam.get_by_role("button", name="Geef terug").click()
    sam.wait_for_selector("text=van niemand")
    sam.wait_for_load_state()  # keys are heard once the script runs
    sam.keyboard.press("s")
    tab_to(sam, "#f-until")
    sam.fill("#f-until", "2020-01-01")
    sam.locator(SENT.format("/uitstellen") + " button").click()
    sam.wait_for_selector(".errors")
    assert sam.input_value("#f-until") == "2020-01-01"
    check(sam, keyboard=False)
    sam.goto(site.url + path)
    sam.locator(".in-row summary").click()
    sam.locator(SENT.format("/uitstellen") + " button").click()
    sam.wait_for_url(re.compile("klaar=snoozed"))
    assert "itgesteld" in sam.inner_text(".facts-line")
    check(sam, keyboard=False)
    sam.get_by_role("button", name="Neem nu weer op").click()
    sam.wait_for_url(re.compile("klaar=woken"))


def test_close_and_reopen(visitors: Visitors, site: Deployment) -> None:
    """A case is closed without an answer with how it ended, and can then only be noted on and opened again."""
    path = asked(site, "close")
    an = at_desk(visitors, site, path=path)
    end(an, "answered")
    an.get_by_role("button", name="Sluit af zonder antwoord").click()
    an.wait_for_selector(".errors:has-text('nog geen antwoord')")
    assert an.input_value("#f-level") == "flemish"
    check(an, keyboard=False)
    end(an)
    an.get_by_role("button", name="Sluit af zonder antwoord").click()
    an.wait_for_url(re.compile("klaar=closed"))
    assert "doorverwezen" in an.inner_text(".facts-line")
    assert an.locator("#antwoord").count() == 0
    check(an)
    an.get_by_role("button", name="Heropenen").click()
    an.wait_for_url(re.compile("klaar=reopened"))
    assert "heropend" in an.inner_text(".tags")


def test_a_longer_term(visitors: Visitors, site: Deployment) -> None:
    """The term of a request for a document is extended once, with a reason that colleagues read."""
    path = asked(site, "term", kind="document", document="Het verslag van de raad")
    an = at_desk(visitors, site, path=path)
    before = an.inner_text(".facts-line")
    unfold(an)
    an.fill("#f-reason", "Het verslag is lang.")
    an.get_by_role("button", name="Verleng", exact=True).click()
    an.wait_for_url(re.compile("klaar=extended"))
    assert "Het verslag is lang." in an.inner_text(".message.memo")
    assert an.inner_text(".facts-line") != before
    assert an.locator("#f-reason").count() == 0


def test_late_is_said_in_words(visitors: Visitors, site: Deployment) -> None:
    """A case past its time says by how much, and that it is pressing; without colours too."""
    path = asked(site, "late")
    key = {"pk": {"S": "CASE#" + path.rsplit("/", 1)[1]}, "sk": {"S": "#META"}}
    table, dynamo = site.outputs["Table"], site.client("dynamodb")
    dynamo.update_item(
        TableName=table, Key=key, UpdateExpression="SET due_at = :at",
        ExpressionAttributeValues={":at": {"S": "2026-01-05T09:00:00.000000+00:00"}},
    )  # fmt: skip
    an = at_desk(visitors, site, path=path)
    assert re.search(r"Te beantwoorden: Dringend: \d+ dagen te laat", an.inner_text(".facts-line"))
    check(an, keyboard=False)


def has_typed(page: "Page", text: str) -> None:
    """The answer's field holds this text, once the page's script gave it back."""
    eventually(lambda: page.input_value("#f-text") == text)


def test_by_keys_alone(visitors: Visitors, site: Deployment) -> None:
    """An agent answers, takes back, notes and closes without a mouse; the focus goes where the page changed."""
    an = at_desk(visitors, site, path=asked(site, "keys.alone"))

    def send() -> None:
        tab_to(an, "#f-text")
        an.keyboard.type("Aan de school.")
        tab_to(an, "button[value=preview]")
        an.keyboard.press("Enter")
        an.wait_for_selector("#voorbeeld:focus")
        tab_to(an, "button[value=send]")
        an.keyboard.press("Enter")

    def undo() -> None:
        an.wait_for_selector(".undo button", timeout=10_000)
        tab_to(an, ".undo button")
        an.keyboard.press("Enter")

    taken_back(an, send, undo)
    has_typed(an, "Aan de school.")
    tab_to(an, "details:has(#f-note) summary")
    an.keyboard.press("Enter")
    tab_to(an, "#f-note")
    an.keyboard.type("Ik belde.")
    tab_to(an, SENT.format("/notitie") + " button")
    an.keyboard.press("Enter")
    an.wait_for_selector(".message.memo")
    has_typed(an, "Aan de school.")  # what was taken back is still not lost


def test_other_buttons_lose_no_text(visitors: Visitors, site: Deployment) -> None:
    """An answer that is being typed is still there after a claim, a note that is refused, and one that is kept."""
    an = at_desk(visitors, site, path=asked(site, "typing"))
    an.fill("#f-text", "Half een antwoord\nop twee regels")
    an.get_by_role("button", name="Nemen", exact=True).click()
    an.wait_for_url(re.compile("klaar=claimed"))
    for note, shown in ((" ", ".errors"), ("Gebeld.", ".message.memo")):
        unfold(an)
        an.fill("#f-note", note)
        an.get_by_role("button", name="Bewaar notitie").click()
        an.wait_for_selector(shown)
        has_typed(an, "Half een antwoord\nop twee regels")
    assert an.evaluate("sessionStorage.length") == 0
    asked_first: list[str] = []
    an.once("dialog", lambda dialog: (asked_first.append(dialog.type), dialog.dismiss()))
    an.get_by_role("link", name="Samenvoegen").click()
    assert asked_first == ["beforeunload"]
    has_typed(an, "Half een antwoord\nop twee regels")


def test_all_without_script(visitors: Visitors, site: Deployment) -> None:
    """Previewing, taking back, noting, splitting, merging and closing work without script."""
    path = asked(site, "all.plain", "Waar is het loket? En wanneer is het open?")
    an = at_desk(visitors, site, path=path, script=False)

    def send() -> None:
        an.fill("#f-text", "Bij uw gemeente.")
        an.click("button[value=preview]")
        an.locator("#voorbeeld", has_text="Bij uw gemeente.").wait_for()
        an.click("button[value=send]")

    taken_back(an, send, lambda: an.click(".undo button", timeout=10_000))
    an.locator("summary", has_text="Notitie").click()
    an.fill("#f-note", "Gebeld.")
    an.get_by_role("button", name="Bewaar notitie").click()
    an.wait_for_selector(".message.memo")
    an.locator("a[href*='/splitsen/']").first.click()
    an.fill("#f-subject", "De uren")
    an.fill("#f-part", "Wanneer is het open?")
    an.get_by_role("button", name="Maak nieuwe zaak").click()
    an.wait_for_url(re.compile("klaar=split"))
    an.get_by_role("link", name="Samenvoegen").click()
    an.locator("input[name=into]").first.check()
    an.get_by_role("button", name="Voeg samen").click()
    an.wait_for_url(re.compile("klaar=merged"))
    an.locator("summary", has_text="Sluit de zaak ook af").click()
    an.select_option("#f-outcome", "withdrawn")
    an.get_by_role("button", name="Sluit af zonder antwoord").click()
    an.wait_for_url(re.compile("klaar=closed"))
    check(an, keyboard=False)


def test_merging_with_a_stranger(visitors: Visitors, site: Deployment) -> None:
    """Cases of two addresses are merged by their number, and only when the agent says that she looked."""
    path, other = asked(site, "merge.one"), asked(site, "merge.other").rsplit("/", 1)[1]
    an = at_desk(visitors, site, path=path + "/samenvoegen")
    for typed, wrong in (("1700-26-0000-0000-1", "niet"), (path.rsplit("/", 1)[1], "zelf"), (other, "verschillend")):
        an.fill("#f-other", typed)
        an.get_by_role("button", name="Voeg samen").click()
        an.wait_for_selector(f".errors:has-text('{wrong}')")
        assert an.input_value("#f-other") == typed
    check(an)
    an.check("#f-same_person")
    an.get_by_role("button", name="Voeg samen").click()
    an.wait_for_url(re.compile(f"{other}.klaar=merged"))


@pytest.mark.parametrize("what", ["origineel", "opmaak", "bron"])
def test_no_original(visitors: Visitors, site: Deployment, what: str) -> None:
    """A message that did not come by mail has no original, and an address made up of one says so."""
    path = asked(site, "no.original")
    an = at_desk(visitors, site, "sam", path=path)
    message = str(an.locator("article.message").first.get_attribute("id")).removeprefix("b-")
    assert an.request.get(f"{site.url}{path}/bericht/{message}/{what}").status == 404


def test_only_a_supervisor(visitors: Visitors, site: Deployment) -> None:
    """An agent gets neither the whole of a mail nor a file released by sending the form herself."""
    path = asked(site, "supervisor.only")
    an = at_desk(visitors, site, path=path)
    csrf = an.locator("input[name=csrf]").first.input_value()
    assert an.request.get(f"{site.url}{path}/bericht/x/bron").status == 403
    answer = an.request.post(f"{site.url}{path}/bestand/x/vrijgeven", form={"csrf": csrf, "reason": "Ik wil het."})
    assert answer.status == 403
    assert an.request.post(f"{site.url}{path}/notitie", form={"note": "Zonder sleutel."}).status == 403
