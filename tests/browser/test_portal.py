"""The portal as its visitors use it: with a mouse, with keys alone, without script, on paper."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.browser.checks import check, check_print
from tests.deployment import Deployment

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

ARTICLE = "/artikel/rijbewijs-verloren"
TITLE = "Mijn rijbewijs is verloren of gestolen"


@pytest.fixture
def visitor(request: pytest.FixtureRequest) -> "Page":
    """The page that a test is run with: one that has script, or one that has none."""
    return request.getfixturevalue(request.param)


def with_and_without_script(test: Callable[..., None]) -> Callable[..., None]:
    """Run a test with a page that has script, and with one that has none."""
    return pytest.mark.parametrize("visitor", ["page", "plain"], indirect=True)(test)


def search_box(page: "Page") -> "Locator":
    return page.get_by_label("Waarover gaat uw vraag?")


def search(page: "Page", site: Deployment, words: str) -> None:
    """Search from the first page, by the Enter key."""
    page.goto(site.url)
    search_box(page).fill(words)
    search_box(page).press("Enter")
    page.wait_for_url("**/zoeken?**")


@with_and_without_script
def test_home(site: Deployment, visitor: "Page") -> None:
    """The first page offers the search and every road in, with whether it is open now."""
    visitor.goto(site.url)
    roads = visitor.get_by_role("listitem").filter(has=visitor.get_by_role("heading"))
    assert roads.get_by_role("heading").all_inner_texts() == [
        "Bel 1700",
        "Stuur een bericht",
        "Mail ons",
        "Stuur een sms",
        "Schrijf een brief",
        "Kom langs",
        "Meld iets over integriteit",
    ]
    states = roads.locator(".state").all_inner_texts()
    assert all(re.match("Nu open, tot|Nu gesloten, open|Altijd", state) for state in states)
    assert len(states) == 7
    check(visitor)


@with_and_without_script
def test_results(site: Deployment, visitor: "Page") -> None:
    """A search gives articles with the words marked, who published them and since when."""
    search(visitor, site, "rijbewijs kwijt")
    first = visitor.locator(".result").first
    assert first.get_by_role("link", name=TITLE).is_visible()
    assert "rijbewijs" in first.locator("mark").first.inner_text().lower()
    assert re.search(r"bijgewerkt \d+ \w+ \d{4}", first.inner_text())
    check(visitor)


@with_and_without_script
def test_nothing_found(site: Deployment, visitor: "Page") -> None:
    """Where nothing is found the page says so, and offers the form and the telephone."""
    search(visitor, site, "qwxzv")
    assert visitor.get_by_text("Wij vonden geen antwoord.").is_visible()
    assert visitor.get_by_role("link", name="Stel uw vraag").get_attribute("href") == "/mail"
    assert visitor.get_by_role("link", name="Bel gratis 1700").get_attribute("href") == "tel:1700"
    check(visitor)


def test_nothing_asked(site: Deployment, page: "Page") -> None:
    """An empty search asks for words."""
    search(page, site, "")
    assert page.get_by_text("Typ hierboven waarover uw vraag gaat.").is_visible()
    check(page)


@with_and_without_script
def test_filters(site: Deployment, visitor: "Page") -> None:
    """A level and a theme narrow the results to what their number promised, and can be taken away."""
    search(visitor, site, "verhuizen")
    everything = visitor.locator("#aantal").inner_text()
    level = visitor.get_by_role("link", name=re.compile("Vlaamse overheid \\("))
    promised = re.search(r"\((\d+)\)", level.inner_text())
    level.click()
    assert promised
    assert visitor.locator("#aantal").inner_text().startswith(f"{promised[1]} ")
    assert level.get_attribute("aria-current") == "true"
    check(visitor)
    visitor.get_by_text("Kies een onderwerp").click()
    visitor.get_by_role("link", name=re.compile("Bouwen en wonen \\(")).click()
    assert search_box(visitor).input_value() == "verhuizen"
    assert "niveau=Vlaams" in visitor.url
    assert "thema=BouwenWonen" in visitor.url
    visitor.get_by_role("link", name="Toon alles").click()
    assert visitor.locator("#aantal").inner_text() == everything


@with_and_without_script
def test_pages_of_results(site: Deployment, visitor: "Page") -> None:
    """Further results are on a next page, counted on, and the way back is there."""
    search(visitor, site, "gemeente")
    first = visitor.locator(".result h2").all_inner_texts()
    visitor.get_by_role("link", name="Volgende").click()
    visitor.wait_for_load_state()
    assert visitor.locator("ol.results").get_attribute("start") == "11"
    assert not set(first) & set(visitor.locator(".result h2").all_inner_texts())
    check(visitor)
    visitor.get_by_role("link", name="Vorige").click()
    visitor.wait_for_load_state()
    assert visitor.locator(".result h2").all_inner_texts() == first


def test_suggestions_by_keyboard(site: Deployment, page: "Page") -> None:
    """While one types articles are offered; arrows choose, Escape closes, Enter opens: as a combobox promises."""
    page.goto(site.url)
    box = page.get_by_role("combobox", name="Waarover gaat uw vraag?")
    assert box.get_attribute("aria-expanded") == "false"
    box.press_sequentially("rijbew")
    options = page.get_by_role("listbox", name="Voorstellen").get_by_role("option")
    options.first.wait_for()
    assert box.get_attribute("aria-expanded") == "true"
    assert page.get_by_role("status").inner_text() == f"{options.count()} voorstellen"
    check(page, keyboard=False)
    box.press("ArrowDown")
    assert page.get_by_role("option", selected=True).get_attribute("id") == box.get_attribute("aria-activedescendant")
    check(page, keyboard=False)
    box.press("ArrowUp")
    last = page.get_by_role("option", selected=True).inner_text()
    assert last == options.last.inner_text()
    box.press("Escape")
    assert not options.first.is_visible()
    assert box.input_value() == "rijbew"
    box.press("ArrowDown")
    chosen = page.get_by_role("option", selected=True).inner_text()
    box.press("Enter")
    page.wait_for_url("**/artikel/**")
    assert page.get_by_role("heading", level=1).inner_text() == chosen


def test_suggestion_by_mouse(site: Deployment, page: "Page") -> None:
    """A click on a suggestion opens the article; words that fit nothing are said to have no suggestions."""
    page.goto(site.url)
    search_box(page).press_sequentially("qwxzv")
    page.get_by_role("status").filter(has_text="Geen voorstellen").wait_for(state="attached")
    search_box(page).fill("rijbewijs verl")
    page.get_by_role("option", name=TITLE).click()
    page.wait_for_url(f"**{ARTICLE}")


@with_and_without_script
def test_article(site: Deployment, visitor: "Page") -> None:
    """An article tells its level, its source and its date."""
    visitor.goto(site.url + ARTICLE)
    assert visitor.get_by_role("heading", level=1).inner_text() == TITLE
    assert "Federale overheid" in visitor.get_by_role("list", name="Waarover dit gaat").inner_text()
    assert visitor.get_by_role("link", name="FOD Mobiliteit en Vervoer").is_visible()
    assert visitor.locator("time").get_attribute("datetime")
    check(visitor)


def test_article_on_paper(site: Deployment, page: "Page") -> None:
    """An article prints clean: its text and source, with the address of each link, and no buttons."""
    page.goto(site.url + ARTICLE)
    check_print(page)
    page.emulate_media(media="print")
    link = page.get_by_role("link", name="FOD Mobiliteit en Vervoer")
    printed = link.evaluate("element => getComputedStyle(element, '::after').content")
    assert link.get_attribute("href") in printed
    assert not page.get_by_text("Heeft dit u geholpen?").is_visible()


@with_and_without_script
def test_rate_article(site: Deployment, visitor: "Page") -> None:
    """Yes is thanked for, where the reader is looking; no may be explained."""
    visitor.goto(site.url + ARTICLE)
    visitor.get_by_role("button", name="Ja", exact=True).click()
    thanks = visitor.get_by_role("heading", name="Bedankt. Dat helpt ons.")
    thanks.wait_for()
    assert thanks.evaluate("element => element.getBoundingClientRect().bottom <= innerHeight")
    check(visitor)
    visitor.goto(site.url + ARTICLE)
    visitor.get_by_role("button", name="Nee", exact=True).click()
    check(visitor)
    visitor.get_by_role("button", name="Er ontbreekt iets").click()
    thanks.wait_for()


def test_rating_is_counted(site: Deployment, page: "Page") -> None:
    """What readers say is counted per article, and nothing about who said it."""
    page.goto(f"{site.url}/artikel/reispas")
    page.get_by_role("button", name="Nee", exact=True).click()
    page.get_by_role("button", name="Het is moeilijk te lezen").click()
    page.get_by_role("heading", name="Bedankt. Dat helpt ons.").wait_for()
    key = {"#pk": "pk"}
    (item,) = site.items(
        FilterExpression="#pk = :pk",
        ExpressionAttributeNames=key,
        ExpressionAttributeValues={":pk": {"S": "FEEDBACK#reispas"}},
    )
    counts = {name: value["N"] for name, value in item.items() if "N" in value}
    assert counts == {"no": "1", "hard_to_read": "1"}


def test_by_keys_alone(site: Deployment, page: "Page") -> None:
    """From the first page to an article and back without a mouse; the link that skips to the content does so."""
    page.goto(site.url)
    page.keyboard.press("Tab")
    assert page.get_by_role("link", name="Naar de inhoud").evaluate("element => element === document.activeElement")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert search_box(page).evaluate("element => element === document.activeElement")
    page.keyboard.type("rijbewijs kwijt")
    page.keyboard.press("Enter")
    page.wait_for_url("**/zoeken?**")
    link = page.get_by_role("link", name=TITLE)
    for _ in range(60):
        page.keyboard.press("Tab")
        if link.evaluate("element => element === document.activeElement"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{ARTICLE}")
    page.go_back()
    assert search_box(page).input_value() == "rijbewijs kwijt"


def test_unknown_article(site: Deployment, page: "Page") -> None:
    """An article that is not there says so, repeats nothing of the address, and offers the search."""
    answer = page.goto(f"{site.url}/artikel/bestaat-niet")
    assert answer
    assert answer.status == 404
    assert "bestaat-niet" not in page.content()
    check(page)
    search_box(page).fill("reispas")
    page.get_by_role("button", name="Zoeken").click()
    page.get_by_role("heading", name="Zoeken in onze antwoorden").wait_for()


@pytest.mark.parametrize("slug", ["broken", "busy", "link_not_valid", "too_many"])
def test_error_page(site: Deployment, page: "Page", slug: str) -> None:
    """An error says in plain words what to do, on a page like any other."""
    from chalicelib import pages

    body = pages.render("error.html", slug=slug)
    page.route(f"**/fout/{slug}", lambda route: route.fulfill(body=body, content_type="text/html; charset=utf-8"))
    page.goto(f"{site.url}/fout/{slug}")
    assert page.get_by_role("link", name="Bel gratis 1700").is_visible()
    check(page)


@pytest.mark.parametrize("words", ["<script>alert(1)</script>", "\"'><b>", "a" * 400, "\u202e%00 ✓ \U0001f600"])
def test_strange_words(site: Deployment, page: "Page", words: str) -> None:
    """Whatever is asked is shown as it was typed, at most 200 characters of it, and does nothing."""
    search(page, site, words)
    assert search_box(page).input_value() == words[:200]
    assert page.locator("main b, main script").count() == 0
    check(page, keyboard=False)
