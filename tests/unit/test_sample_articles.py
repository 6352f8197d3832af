"""The sample knowledge: its files are whole, and its Dutch is plain."""

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from chalicelib.domain.article import Audience, Level, Theme
from knowledge_loader.register import read_register

LOADER = Path(__file__).parents[2] / "knowledge_loader"
FILES = sorted((LOADER / "sample").glob("*.toml"))
OFFICIALESE = re.compile(
    r"\b(gelieve|dien(?:t|en) te|betreffende|conform|indien|teneinde|middels|inzake)\b", re.IGNORECASE
)
LINK = re.compile(r"\[([^\]]+)\]\(([^)]*)\)")
# an end mark before a capital, a digit or the euro sign: "pmd. Het", not "mypension.be ziet"
SENTENCE_END = re.compile(r"(?<=[.?:])\s+(?=[A-ZÀ-Ý0-9€])")
LONGEST, AVERAGE = 20, 13

each_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


def read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def texts(article: dict[str, Any]) -> Iterator[str]:
    """All that a reader sees: title, summary, headings, paragraphs."""
    yield article["title"]
    yield article["summary"]
    for section in article["sections"]:
        yield section["heading"]
        yield section["text"]


def sentences(text: str) -> list[str]:
    """The sentences of paragraphs and list items, links read as their words."""
    lines = (line.removeprefix("- ").strip() for line in LINK.sub(r"\1", text).splitlines())
    return list(chain.from_iterable(SENTENCE_END.split(line) for line in lines if line))


def lengths(article: dict[str, Any]) -> list[int]:
    """Words in each sentence of the summary and the sections; headings and titles are no sentences."""
    running = [article["summary"], *(section["text"] for section in article["sections"])]
    return [len(sentence.split()) for text in running for sentence in sentences(text)]


def test_rules_can_fail() -> None:
    """The rules below see officialese, also with a capital, and count the words between two end marks."""
    assert OFFICIALESE.search("Indien u verhuist")
    assert OFFICIALESE.search("U dient te betalen")
    assert not OFFICIALESE.search("Een klacht indienen kan met een conformiteitsattest.")
    assert sentences("Bel [1700](tel:1700). U hoort meer.\n\n- op mypension.be ziet u alles") == [
        "Bel 1700.",
        "U hoort meer.",
        "op mypension.be ziet u alles",
    ]


def test_enough() -> None:
    """There are at least 66 articles, and no two have the same title."""
    titles = [read(path)["title"] for path in FILES]
    assert len(titles) >= 66
    assert len(set(titles)) == len(titles)


def test_every_level_and_theme() -> None:
    """Every level of government and every theme has at least three articles."""
    articles = [read(path) for path in FILES]
    for level in Level:
        assert sum(level in article["levels"] for article in articles) >= 3, level
    for theme in Theme:
        assert sum(theme in article["themes"] for article in articles) >= 3, theme


@each_file
def test_file_is_whole(path: Path) -> None:
    """The id is the name of the file, codes are those of the lists, and every part is filled in."""
    article = read(path)
    assert article["id"] == path.stem
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", article["id"])
    for values, codes in (("levels", Level), ("themes", Theme), ("audiences", Audience)):
        assert article[values]
        assert [codes(value) for value in article[values]]
    assert type(article["updated"]) is date
    assert article["source"]["name"]
    assert re.fullmatch(r"(https://\S+)?", article["source"]["url"])
    assert 4 <= len(set(article["search_terms"])) == len(article["search_terms"]) <= 10
    assert 2 <= len(article["sections"]) <= 5
    assert all(text.strip() for text in texts(article))


@each_file
def test_plain_words(path: Path) -> None:
    """Nobody reads officialese, markup of another kind or an exclamation mark."""
    for text in texts(read(path)):
        assert not OFFICIALESE.search(text)
        assert not re.search(r"[!<>*_#]", LINK.sub(r"\1", text))


@each_file
def test_short_sentences(path: Path) -> None:
    """No sentence has more than 20 words, the average is under 13, and an article is 120 to 300 words."""
    article = read(path)
    words = lengths(article)
    assert max(words) <= LONGEST
    assert sum(words) / len(words) < AVERAGE
    assert 120 <= sum(words) <= 300


@each_file
def test_links(path: Path) -> None:
    """Links lead to https, mailto or tel, and no bracket is left open."""
    for text in texts(read(path)):
        for _, url in LINK.findall(text):
            assert re.fullmatch(r"https://[\w.-]+\.[a-z]+(/\S*)?|mailto:\S+@\S+|tel:\d+", url)
        assert not re.search(r"\]\(|\[", LINK.sub(r"\1", text))


def test_register() -> None:
    """The register of our own names organisations of every level, with details for nearly all: most can be asked, some
    have no address, one was renamed and one abolished, both with who follows."""
    register = read_register(LOADER / "register.csv", LOADER / "register-details.csv")
    assert register.wrong == ()
    every = {one.code: one for one in register.organisations}
    assert len(every) >= 40
    assert all(re.fullmatch(r"OVO\d{6}", code) for code in every)
    assert {one.level for one in every.values()} == set(Level)
    assert all(one.email.endswith("@diensten.1700.test") for one in every.values() if one.email)
    assert 3 <= sum(not one.email for one in every.values()) <= 10
    assert {one.name: every[one.successor].name for one in every.values() if one.ended} == {
        "Borsbeek": "Antwerpen",
        "Merelbeke": "Merelbeke-Melle",
    }
