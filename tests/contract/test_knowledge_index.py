"""What every knowledge index promises: in memory, embedded (tantivy) and in a real OpenSearch, over the same articles."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.domain.article import (
    NOTHING_FOUND,
    Article,
    Audience,
    Block,
    BlockKind,
    Level,
    Section,
    Source,
    Span,
    Theme,
)
from chalicelib.domain.search_rules import read_rules
from chalicelib.stores.knowledge import KnowledgeIndex, KnowledgeWriter
from chalicelib.stores.knowledge_documents import prepare
from chalicelib.stores.knowledge_memory import MemoryIndex
from chalicelib.stores.knowledge_stems import stem
from tests.available import ROOT, need

RULES = ("poetsvrouw, hulp in huis => poetshulp", "mazout => stookolie", "strafblad => strafregister")
Indexed = Callable[..., KnowledgeIndex]
minutes = count()


def article(name: str, title: str, text: str = "", **other: Any) -> Article:
    """An article with one section of text."""
    made = Article(
        id=name,
        title=title,
        summary=text.partition("\n")[0],
        sections=(Section("Wat is het?", (Block(BlockKind.PARAGRAPH, (Span(text or title),)),)),),
        levels=(Level.LOKAAL,),
        themes=(Theme.BURGER_OVERHEID,),
        audiences=(Audience.BURGER,),
        source=Source("Uw gemeente", "https://www.vlaanderen.be"),
        updated=date(2026, 11, 2),
    )
    return replace(made, **other)


ARTICLES = (
    article("huwelijk", "Huwelijk", "Wilt u trouwen? Doe dan eerst aangifte bij uw gemeente."),
    article(
        "huurwaarborg",
        "Tussenkomst huurwaarborg",
        "Het OCMW kan de waarborg van uw huurwoning betalen.",
        levels=(Level.LOKAAL, Level.VLAAMS),
        themes=(Theme.BOUWEN_WONEN,),
        search_terms=("borg", "huurgarantie"),
    ),
    article(
        "stookolie",
        "Verwarmingstoelage stookolie",
        "U kunt een toelage krijgen om uw woning te verwarmen.",
        levels=(Level.FEDERAAL,),
        themes=(Theme.WELZIJN_GEZONDHEID,),
    ),
    article("strafregister", "Uittreksel uit het strafregister", "Een bewijs van wat in het strafregister staat."),
    article("poetshulp-1", "Poetshulp", "Iemand komt bij u poetsen.", administration="Gooik"),
    article(
        "poetshulp-2", "Kopie van  poetshulp", "Iemand komt bij u poetsen. Dat kost 8 euro.", administration="Aalst"
    ),
    article("poetshulp-3", "POETSHULP", "Iemand poetst.", administration="Zele", levels=(Level.PROVINCIAAL,)),
    article("cafe", "Eén café openen", "Een vergunning voor wie drank schenkt. Cafés, kroegen en bars.", levels=()),
)


@pytest.fixture(scope="session")
def opensearch() -> Iterator[str]:
    """The address of a real OpenSearch, started once."""
    need("java", "maven")
    from infra.local.opensearch import running

    with running(ROOT / ".local/opensearch-tests") as url:
        yield url


def in_memory(_request: pytest.FixtureRequest, _folder: Path) -> tuple[KnowledgeIndex, KnowledgeWriter]:
    index = MemoryIndex()
    return index, index


def embedded(_request: pytest.FixtureRequest, folder: Path) -> tuple[KnowledgeIndex, KnowledgeWriter]:
    from chalicelib.stores.knowledge_tantivy import TantivyIndex, TantivyWriter
    from tests.fake_bucket import FakeBucket

    bucket, seconds = FakeBucket(), count(0, 60)
    return TantivyIndex.from_bucket(bucket, "knowledge", lambda: next(seconds)), TantivyWriter(bucket, "knowledge")


def in_opensearch(request: pytest.FixtureRequest, _folder: Path) -> tuple[KnowledgeIndex, KnowledgeWriter]:
    url = request.getfixturevalue("opensearch")
    from chalicelib.stores.knowledge_opensearch import OpenSearchIndex, connect
    from chalicelib.stores.knowledge_opensearch_writer import OpenSearchWriter

    client = connect(url)
    client.indices.delete(index="knowledge-*")
    return OpenSearchIndex(client), OpenSearchWriter(client)


@pytest.fixture(
    params=[in_memory, embedded, pytest.param(in_opensearch, marks=pytest.mark.enable_socket)],
    ids=["memory", "tantivy", "opensearch"],
)
def pair(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[KnowledgeIndex, KnowledgeWriter]:
    """An index that was never filled, and its writer."""
    return request.param(request, tmp_path)  # type: ignore[no-any-return]


@pytest.fixture
def index(pair: tuple[KnowledgeIndex, KnowledgeWriter]) -> KnowledgeIndex:
    """An index of ARTICLES."""
    fill(pair[1], *ARTICLES)
    return pair[0]


def fill(writer: KnowledgeWriter, *articles: Article) -> None:
    built = datetime(2026, 11, 24, 9, next(minutes) % 60, tzinfo=UTC).replace(microsecond=next(minutes))
    writer.replace(prepare(articles, read_rules(RULES, stem)), built)


def ids(index: KnowledgeIndex, query: str, **choice: Any) -> list[str]:
    return [hit.id for hit in index.search(query, **choice).hits]


def test_never_filled(pair: tuple[KnowledgeIndex, KnowledgeWriter]) -> None:
    """Where no index was ever built, nothing is found, suggested or there."""
    index = pair[0]
    assert index.search("huwelijk") == NOTHING_FOUND
    assert index.search("", level=Level.LOKAAL) == NOTHING_FOUND
    assert index.suggest("huw") == ()
    assert index.get("huwelijk") is None


def test_words_and_their_forms(index: KnowledgeIndex) -> None:
    """A word is found in another form, without its accents, and in capitals."""
    assert ids(index, "HUWELIJKEN")[0] == "huwelijk"
    assert ids(index, "een cafe")[0] == "cafe"
    assert ids(index, "café")[0] == "cafe"


def test_compounds(index: KnowledgeIndex) -> None:
    """A part of a compound finds it."""
    assert "huurwaarborg" in ids(index, "waarborg voor mijn huurwoning")


def test_search_terms(index: KnowledgeIndex) -> None:
    """What only stands among the search terms of an article finds it."""
    assert ids(index, "huurgarantie") == ["huurwaarborg"]


def test_everyday_words(index: KnowledgeIndex) -> None:
    """What people say finds what the article calls it."""
    assert ids(index, "geen geld voor mazout") == ["stookolie"]
    assert ids(index, "in mijn huis hulp")[0] == "poetshulp-2"


def test_typing_error(index: KnowledgeIndex) -> None:
    """One wrong letter in a word that stands nowhere still finds it."""
    assert ids(index, "strafregiter")[0] == "strafregister"


def test_copies_are_one(index: KnowledgeIndex) -> None:
    """The same product of several administrations is one hit, with the others as variants and all their levels."""
    result = index.search("poetshulp")
    assert result.total == 1
    (hit,) = result.hits
    assert (hit.id, hit.administration) == ("poetshulp-2", "Aalst")
    assert [(variant.id, variant.administration) for variant in hit.variants] == [
        ("poetshulp-1", "Gooik"),
        ("poetshulp-3", "Zele"),
    ]
    assert hit.levels == (Level.PROVINCIAAL, Level.LOKAAL)


def test_marked_words(index: KnowledgeIndex) -> None:
    """Words that were asked for are marked in the title and in the fragment, and the text stays whole."""
    hit = index.search("mazout verwarmen").hits[0]
    assert "".join(piece.text for piece in hit.title) == hit.name == "Verwarmingstoelage stookolie"
    assert [piece.text for piece in hit.title if piece.marked] == ["stookolie"]
    assert "".join(p.text for p in hit.fragment) == "U kunt een toelage krijgen om uw woning te verwarmen."
    assert [piece.text for piece in hit.fragment if piece.marked] == ["verwarmen"]


def test_what_a_hit_tells(index: KnowledgeIndex) -> None:
    """A hit tells source, date, levels and themes of its article."""
    hit = index.search("huurwaarborg").hits[0]
    assert hit.source == Source("Uw gemeente", "https://www.vlaanderen.be")
    assert hit.updated == date(2026, 11, 2)
    assert hit.levels == (Level.VLAAMS, Level.LOKAAL)
    assert hit.themes == (Theme.BOUWEN_WONEN,)


def test_choice_of_level_and_theme(index: KnowledgeIndex) -> None:
    """A level and a theme leave only what has both; the numbers beside them are those of the words alone."""
    everything = index.search("uw woning toelage waarborg gemeente")
    chosen = index.search("uw woning toelage waarborg gemeente", level=Level.VLAAMS, theme=Theme.BOUWEN_WONEN)
    assert [hit.id for hit in chosen.hits] == ["huurwaarborg"]
    assert chosen.total == 1
    assert (chosen.levels, chosen.themes) == (everything.levels, everything.themes)
    assert dict(everything.levels)[Level.FEDERAAL] == 1


def test_browsing(index: KnowledgeIndex) -> None:
    """Without words, a level gives all of it in order of the alphabet; without a choice there is nothing."""
    result = index.search("", level=Level.LOKAAL)
    assert [hit.name for hit in result.hits] == [
        "Huwelijk",
        "Kopie van  poetshulp",
        "Tussenkomst huurwaarborg",
        "Uittreksel uit het strafregister",
    ]
    assert index.search("") == NOTHING_FOUND
    assert index.search("  ", theme=Theme.MILIEU_ENERGIE).total == 0


def test_pages(index: KnowledgeIndex) -> None:
    """Pages of a result follow each other without gap or repetition, and know the whole number."""
    whole = index.search("", level=Level.LOKAAL)
    pages = [index.search("", level=Level.LOKAAL, limit=2, offset=offset) for offset in (0, 2, 4)]
    assert [hit.id for page in pages for hit in page.hits] == [hit.id for hit in whole.hits]
    assert {page.total for page in pages} == {4}


def test_best_first(index: KnowledgeIndex) -> None:
    """Scores fall, and a word of the title counts more than one of the text."""
    hits = index.search("uittreksel strafregister gemeente waarborg").hits
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert hits[0].id == "strafregister"


def test_suggestions(index: KnowledgeIndex) -> None:
    """While typing, titles and search terms that hold all words so far are offered; titles that begin so come first."""
    assert [suggestion.title for suggestion in index.suggest("huw")] == ["Huwelijk"]
    assert [suggestion.id for suggestion in index.suggest("huurg")] == ["huurwaarborg"]
    assert [suggestion.id for suggestion in index.suggest("uittreksel straf")] == ["strafregister"]
    assert index.suggest("CAF")[0].title == "Eén café openen"
    assert index.suggest("zeppelin") == index.suggest("  ?!") == index.suggest("") == ()
    assert len(index.suggest("u", limit=1)) == 1


def test_articles_whole(index: KnowledgeIndex) -> None:
    """An article comes back as it was, also the version of one administration; another id gives nothing."""
    for one in ARTICLES:
        assert index.get(one.id) == one
    for wrong in ("", "nergens", "~analysis", "../huwelijk", "é" * 600):
        assert index.get(wrong) is None


def test_replaced(pair: tuple[KnowledgeIndex, KnowledgeWriter]) -> None:
    """A new index takes the place of the old one whole: what is gone is not found, what is new is."""
    index, writer = pair
    fill(writer, *ARTICLES)
    assert ids(index, "huwelijk") == ["huwelijk"]
    fill(writer, article("paspoort", "Belgisch paspoort", "Om te reizen."))
    assert ids(index, "paspoort") == ["paspoort"]
    assert index.search("huwelijk").total == 0
    assert index.get("huwelijk") is None


def test_failed_replacement(pair: tuple[KnowledgeIndex, KnowledgeWriter]) -> None:
    """When building fails half way, the old index serves on."""
    index, writer = pair
    fill(writer, *ARTICLES)
    prepared = prepare(ARTICLES[:1], read_rules((), stem))
    broken = replace(prepared, documents=(*prepared.documents, None))  # type: ignore[arg-type]
    with pytest.raises(Exception, match="NoneType"):
        writer.replace(broken, datetime(2026, 12, 1, tzinfo=UTC))
    assert ids(index, "poetshulp") == ["poetshulp-2"]


@pytest.mark.parametrize(
    "query",
    ["?!…", "😀 🎉", "de het een", "wat is dat", "\x00", "' OR 1=1 --", "{}[]()~^:*\\/+-", "AND OR NOT", "\ud800"],
)
def test_questions_without_words(index: KnowledgeIndex, query: str) -> None:
    """Signs, emoji, stop words and the syntax of query languages break nothing."""
    assert index.search(query).total <= len(ARTICLES)
    assert index.suggest(query) is not None


def test_nothing_to_find(index: KnowledgeIndex) -> None:
    """What carries no word finds nothing, also with a level."""
    for query in ("?!", "😀", "de het een"):
        assert index.search(query, level=Level.LOKAAL) == NOTHING_FOUND


def test_long_question(index: KnowledgeIndex) -> None:
    """Of a long question the first 300 characters and 40 words count."""
    assert ids(index, "huwelijk " + "zzz " * 5_000)[0] == "huwelijk"
    assert ids(index, "zzz " * 100 + "huwelijk") == []


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(query=st.text(max_size=400), limit=st.integers(1, 50), offset=st.integers(0, 100))
def test_any_text(index: KnowledgeIndex, query: str, limit: int, offset: int) -> None:
    """Any text gives a result whose parts fit together."""
    result = index.search(query, limit=limit, offset=offset)
    assert len(result.hits) <= min(limit, max(0, result.total - offset))
    assert all("".join(piece.text for piece in hit.title) == hit.name for hit in result.hits)
    assert len(index.suggest(query)) <= 6
