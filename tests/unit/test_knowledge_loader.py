"""What the loader makes of a source: articles, and of everything in the source whether and why it was taken."""

import json
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.article import Block, BlockKind, Level, Source, Span, Theme
from chalicelib.errors import Misconfigured
from knowledge_loader.__main__ import main
from knowledge_loader.feed import read_pages
from knowledge_loader.folder import article_of, read_folder
from knowledge_loader.folder import blocks_of as blocks_of_markup
from knowledge_loader.html_blocks import blocks_of, safe_address
from knowledge_loader.ipdc import article_of as article_of_member
from knowledge_loader.ipdc import text_of
from knowledge_loader.reading import NotReadable, Reading, Refused
from knowledge_loader.target import knowledge_writer, organisation_store
from knowledge_loader.telling import table

SHEET = "https://ipdc.test/id/sheet/1"
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
    max_leaves=12,
)
NAMES = st.sampled_from(
    "naam beschrijving voorwaarden procedures kosten websites zoektermen themas bevoegdBestuursniveaus doelgroepen "
    "contactgegevens aangemaaktDoor bevoegdeOverheden laatstGewijzigd generatedAtTime isVersionOf gearchiveerd".split()
)


def member(**other: Any) -> dict[str, Any]:
    return {
        "@id": "https://ipdc.test/id/snapshot/1",
        "isVersionOf": SHEET,
        "generatedAtTime": "2024-07-03T14:02:10.570Z",
        "laatstGewijzigd": "2024-07-02T14:02:10.123456789Z",
        "naam": {"nl": "Rijbewijs"},
        "beschrijving": {"nl": "<p>Een kaart om te rijden.</p>"},
        "bevoegdBestuursniveaus": ["Federaal"],
        "themas": ["MobiliteitOpenbareWerken"],
        **other,
    }


def pages(folder: Path, *members: list[Any]) -> Reading:
    for number, some in enumerate(members):
        (folder / f"page-{number}.json").write_text(json.dumps({"member": some}), encoding="utf-8")
    return read_pages(folder, lambda _: None)


def reasons(reading: Reading) -> list[str]:
    return sorted(refusal.reason for refusal in reading.refused)


# --- HTML ---


def test_html_as_blocks() -> None:
    """Paragraphs, headings and items stay; attributes, scripts and unsafe links go, their words do not."""
    html = (
        '<h3 data-x="1">Hoe?</h3><p>Ga naar <a href="https://www.vlaanderen.be">Vlaanderen</a> of '
        '<a href="javascript:alert(1)">hier</a>.</p><ul><li><p>een</p></li><li>twee<br>drie</li></ul>'
        "<script>alert(1)</script><p>&nbsp;-</p>"
    )
    assert blocks_of(html) == (
        Block(BlockKind.HEADING, (Span("Hoe?"),)),
        Block(
            BlockKind.PARAGRAPH,
            (Span("Ga naar "), Span("Vlaanderen", "https://www.vlaanderen.be"), Span(" of hier.")),
        ),
        Block(BlockKind.ITEM, (Span("een"),)),
        Block(BlockKind.ITEM, (Span("twee"),)),
        Block(BlockKind.PARAGRAPH, (Span("drie"),)),
    )


@given(st.text())
def test_any_html(text: str) -> None:
    """Any text gives blocks that say something, with no address but a safe one."""
    for block in blocks_of(text):
        assert any(letter.isalnum() for letter in block.text)
        assert all(not span.url or span.url == safe_address(span.url) for span in block.spans)


@pytest.mark.parametrize(
    "address", ["javascript:x", "data:text/html,x", "//evil.test", "ftp://x", "mailto:", "http://", ""]
)
def test_unsafe_addresses(address: str) -> None:
    """Only http, https, mailto and tel lead anywhere."""
    assert safe_address(address) == ""


# --- IPDC ---


def test_member_as_article() -> None:
    """A member becomes an article with its codes, its day, and the parts in their order."""
    given = member(
        naam={"nl": "Kopie van Kopie van  Rijbewijs", "en": "Licence"},
        aangemaaktDoor="https://x.test/gooik",
        zoektermen={"nl": ["auto", "auto", " "], "en": ["car"]},
        procedures=[
            {"order": 1.0, "naam": {"nl": "Daarna"}, "beschrijving": {"nl": "<p>Betaal.</p>"}},
            {"order": 0.0, "naam": {"nl": "Procedure"}, "beschrijving": {"nl": "<p>Vraag.</p>"}},
        ],
        websites=[{"order": 0.0, "naam": {"nl": "Site"}, "url": "https://www.gooik.be"}],
    )
    article, flaws = article_of_member(given, {"https://x.test/gooik": "Gooik"})
    assert (article.title, article.administration, article.version_of) == ("Rijbewijs", "Gooik", SHEET)
    assert (article.levels, article.themes) == ((Level.FEDERAAL,), (Theme.MOBILITEIT_OPENBARE_WERKEN,))
    assert article.updated == date(2024, 7, 2)
    assert article.search_terms == ("auto",)
    assert article.source == Source("Gooik", "https://www.gooik.be")
    assert [section.text for section in article.sections if section.heading.startswith("Hoe")] == [
        "Vraag.\nDaarna\nBetaal."
    ]
    assert flaws == ["title begins with Kopie van (left out)"]


def test_language() -> None:
    """Formal Dutch comes before other Dutch, and English is not taken for Dutch."""
    assert text_of({"nl-BE-x-informal": "jij", "nl": "neutraal", "nl-BE-x-formal": "u", "en": "you"}) == "u"
    assert text_of({"nl-BE-x-informal": "jij", "nl": " "}) == "jij"
    assert text_of({"en": "you"}) == ""


@given(st.dictionaries(NAMES, ANY_JSON))
def test_any_member(odd: dict[str, Any]) -> None:
    """Whatever stands in a member, it gives an article or a reason."""
    try:
        article, _ = article_of_member({**member(), **odd}, {})
    except Refused as refused:
        assert str(refused)
    else:
        assert article.id
        assert article.title


@pytest.mark.parametrize(
    ("odd", "reason"),
    [
        ({"naam": {"en": "Licence"}}, "no title in Dutch"),
        ({"naam": {"nl": "Kopie van "}}, "no title in Dutch"),
        ({"isVersionOf": 5}, "no identity (isVersionOf)"),
        ({"gearchiveerd": True}, "archived"),
        ({"laatstGewijzigd": "", "generatedAtTime": "gisteren"}, "no date"),
    ],
)
def test_refused_members(tmp_path: Path, odd: dict[str, Any], reason: str) -> None:
    """A member that cannot be taken is told with its reason, and stops no other."""
    reading = pages(tmp_path, [member(**odd), member(isVersionOf=f"{SHEET}2")])
    assert (reading.read, len(reading.articles), reasons(reading)) == (2, 1, [reason])


def test_newest_version(tmp_path: Path) -> None:
    """Of several versions of a sheet the newest counts, in whichever order they come; archiving ends it."""
    old, new = member(naam={"nl": "Oud"}), member(naam={"nl": "Nieuw"}, generatedAtTime="2025-01-01T00:00:00Z")
    for some in ([old, new], [new, old]):
        reading = pages(tmp_path, some)
        assert [article.title for article in reading.articles] == ["Nieuw"]
        assert reasons(reading) == ["an older version of a sheet"]
    ended = member(gearchiveerd=True, generatedAtTime="2026-01-01T00:00:00Z")
    assert pages(tmp_path, [old, ended]).articles == []


def test_broken_pages(tmp_path: Path) -> None:
    """A page that is no page, and a member that is no object, are told; pages are read in order of their number."""
    (tmp_path / "page-10.json").write_text("{", encoding="utf-8")
    (tmp_path / "page-9.json").write_text("[]", encoding="utf-8")
    reading = pages(tmp_path, [member(), "x", None])
    assert reading.read == len(reading.articles) + len(reading.refused) == 5
    assert [refusal.name for refusal in reading.refused if "page" in refusal.reason] == ["page-9.json", "page-10.json"]


@given(st.lists(ANY_JSON | st.builds(lambda odd: {**member(), **odd}, st.dictionaries(NAMES, ANY_JSON)), max_size=6))
def test_nothing_vanishes(tmp_path_factory: pytest.TempPathFactory, members: list[Any]) -> None:
    """Of any page, what was read is what was taken and what was refused."""
    reading = pages(tmp_path_factory.mktemp("feed"), members)
    assert reading.read == len(members) == len(reading.articles) + len(reading.refused)


def test_no_pages(tmp_path: Path) -> None:
    """A folder without pages cannot be read."""
    with pytest.raises(NotReadable):
        read_pages(tmp_path, lambda _: None)


# --- Articles of our own ---

ARTICLE = """
id = "verhuizen"
title = "Ik ben verhuisd"
summary = "Geef uw nieuwe adres door."
levels = ["Lokaal"]
themes = ["BurgerOverheid"]
audiences = ["Burger"]
updated = 2026-10-14
search_terms = ["domicilie"]
[source]
name = "Uw gemeente"
url = ""
[[sections]]
heading = "Wat moet u doen?"
text = "Zie [de site](https://www.vlaanderen.be)."
"""


def test_folder_of_articles(tmp_path: Path) -> None:
    """Files that are right are taken, and each that is wrong is told with what was expected."""
    wrong = {
        "a": ARTICLE,  # its id is not its name
        "b": "id = ",
        "c": ARTICLE.replace("verhuizen", "c").replace('"Lokaal"', '"Stad"'),
        "d": ARTICLE.replace("verhuizen", "d").replace("2026-10-14", '"gisteren"'),
        "e": ARTICLE.replace("verhuizen", "e").replace('title = "Ik ben verhuisd"', "title = 5"),
        "f": ARTICLE.replace("verhuizen", "f").partition("[[sections]]")[0],
        "g": "sections = [1]\n" + ARTICLE.replace("verhuizen", "g").partition("[[sections]]")[0],
    }
    for name, text in {**wrong, "verhuizen": ARTICLE}.items():
        (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
    reading = read_folder(tmp_path)
    assert [article.id for article in reading.articles] == ["verhuizen"]
    assert [refusal.name for refusal in reading.refused] == [f"{name}.toml" for name in wrong]
    assert reading.read == len(wrong) + 1


def test_markup() -> None:
    """Paragraphs, items and links are read; a link that leads nowhere safe keeps its words."""
    assert blocks_of_markup("Een\nalinea [nu](javascript:x).\n\nLijst:\n- een\n- [bel](tel:1700)\n") == (
        Block(BlockKind.PARAGRAPH, (Span("Een alinea "), Span("nu"), Span("."))),
        Block(BlockKind.PARAGRAPH, (Span("Lijst:"),)),
        Block(BlockKind.ITEM, (Span("een"),)),
        Block(BlockKind.ITEM, (Span("bel", "tel:1700"),)),
    )


def test_sample_is_taken_whole() -> None:
    """Every sample article is taken."""
    folder = Path(__file__).parents[2] / "knowledge_loader/sample"
    reading = read_folder(folder)
    assert reading.refused == []
    assert len(reading.articles) == len(list(folder.glob("*.toml"))) >= 60


def test_article_keeps_its_words() -> None:
    """An article of ours comes out as it was written."""
    article = article_of("verhuizen", tomllib.loads(ARTICLE))
    assert (article.title, article.source, article.search_terms) == (
        "Ik ben verhuisd",
        Source("Uw gemeente", ""),
        ("domicilie",),
    )


# --- Targets, what is said ---

ENVIRONMENTS = (
    {},
    {"KNOWLEDGE_INDEX": "solr"},
    {"KNOWLEDGE_INDEX": "tantivy"},
    {"KNOWLEDGE_INDEX": "opensearch", "OPENSEARCH_URL": ""},
)


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_targets(environment: dict[str, str]) -> None:
    """An environment that names no index or table is told what is missing."""
    with pytest.raises(Misconfigured, match=r"KNOWLEDGE_INDEX|KNOWLEDGE_BUCKET|OPENSEARCH_URL"):
        knowledge_writer(environment)
    with pytest.raises(Misconfigured, match="TABLE"):
        organisation_store(environment)


def test_nothing_to_take(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A source from which nothing can be taken changes nothing, and its reasons are told."""
    (tmp_path / "a.toml").write_text("id = 1", encoding="utf-8")
    assert main(["sync", str(tmp_path)]) == 1
    assert "id: the name of the file was expected" in capsys.readouterr().err
    assert main(["sync", str(tmp_path / "nowhere")]) == 1


def test_table_tells_all(tmp_path: Path) -> None:
    """The table counts what was read, taken and refused, and names some of each reason."""
    reading = pages(tmp_path, [member(), *([None] * 5)])
    said = table(reading, 1).splitlines()
    assert said[:3] == ["read             6", "taken            1", "refused          5"]
    assert any("page-0.json, sheet 2" in line and "and 2 more" in line for line in said)
