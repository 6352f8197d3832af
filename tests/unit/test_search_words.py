"""Words as the search sees them, and what people say for what sheets call it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.article import Piece
from chalicelib.domain.search_rules import WrongRule, read_rules
from chalicelib.domain.search_words import (
    LONGEST_WORD,
    Vocabulary,
    fold,
    grams,
    one_error,
    places_of,
    telling,
    words_of,
)
from chalicelib.stores.knowledge_results import marked
from chalicelib.stores.knowledge_stems import stem
from knowledge_loader.__main__ import EVERYDAY_WORDS

WORDS = st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=20)


@given(st.text())
def test_words_are_folded(text: str) -> None:
    """Whatever stands in a text, its words are small letters a-z and digits, none longer than a word is."""
    for word in words_of(text):
        assert word.isascii()
        assert word.isalnum()
        assert word == word.lower()
        assert len(word) <= LONGEST_WORD


def test_accents_and_capitals() -> None:
    """A word is the same with and without accents and capitals."""
    assert words_of("Één CAFÉ, drie cafés") == ["een", "cafe", "drie", "cafes"]
    assert fold("ǅ") == fold("ǆ")


def test_telling_words() -> None:
    """Articles, pronouns and the words that make a question say nothing about its subject."""
    assert telling(words_of("Hoe vraag ik een rijbewijs aan?")) == ["rijbewijs"]
    assert telling(words_of("Wat is dat?")) == []


@given(WORDS)
def test_grams_cover_a_word(word: str) -> None:
    """The pieces of a word have three letters, and together are the word."""
    pieces = grams(word)
    assert {len(piece) for piece in pieces} == {3}
    assert "".join(piece[1] for piece in pieces) == word


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("huurwaarborg", ("huur", "waarborg")),
        ("kinderopvang", ("kinder", "opvang")),
        ("stationsplein", ("station", "plein")),
        ("waarborg", ()),
        ("huur", ()),
        ("xyzzywaarborg", ()),
    ],
)
def test_compounds(word: str, parts: tuple[str, ...]) -> None:
    """A compound falls into two words that stand elsewhere, also with an s between; another word stays whole."""
    known = "huur waarborg kinder opvang station plein stations"
    assert Vocabulary.of([known, known]).parts(word) == parts


@given(WORDS, WORDS)
def test_parts_make_the_word(head: str, tail: str) -> None:
    """The parts of a compound stand at its beginning and its end."""
    parts = Vocabulary({head: 2, tail: 2}).parts(head + tail)
    assert not parts or ((head + tail).startswith(parts[0]) and (head + tail).endswith(parts[1]))


@given(WORDS, st.data())
def test_one_error(word: str, data: st.DataObject) -> None:
    """A letter left out, put in, changed, or two that changed places, is one error; the word itself is none."""
    place = data.draw(st.integers(0, len(word) - 1))
    letter = data.draw(st.sampled_from("abc"))
    swapped = word[:place] + word[place + 1 : place + 2] + word[place] + word[place + 2 :]
    changed = (
        word[:place] + word[place + 1 :],
        word[:place] + letter + word[place:],
        word[:place] + letter + word[place + 1 :],
        swapped,
    )
    for wrong in changed:
        assert one_error(wrong, word) == (wrong != word)
        assert one_error(word, wrong) == (wrong != word)


def test_two_errors() -> None:
    """Two errors are not one."""
    assert not one_error("rijbevis", "rijbewijs")
    assert not one_error("huis", "thuizen")


def test_rules_in_any_order() -> None:
    """A rule fits when all its words stand near each other, in any order and form; others may stand between."""
    rules = read_rules(["hulp in huis => poetshulp, gezinszorg", "# nothing", ""], stem)
    for question in ("hulp in huis", "in huis wat hulp", "in mijn huis hulp"):
        assert rules.for_words(words_of(question), stem) == [(("poetshulp",), ("gezinszorg",))]
    for question in ("hulp", "huis", "hulp voor mijn oude moeder die alleen woont in een groot huis"):
        assert rules.for_words(words_of(question), stem) == []


def test_rule_fits_once() -> None:
    """A rule that fits twice asks once."""
    rules = read_rules(["mazout, stookolie => verwarmingstoelage"], stem)
    assert len(rules.for_words(words_of("mazout of stookolie, mazout"), stem)) == 1


@pytest.mark.parametrize("line", ["poetsvrouw", "=> poetshulp", "poetsvrouw =>", "poetsvrouw => de het", "!! => a"])
def test_wrong_rules(line: str) -> None:
    """A line that is no rule is told with its number."""
    with pytest.raises(WrongRule, match="line 2"):
        read_rules(["a => poetshulp", line], stem)


def test_everyday_words() -> None:
    """The list that editors keep can be read, and no left side is its own right side."""
    rules = read_rules(EVERYDAY_WORDS.read_text(encoding="utf-8").splitlines(), stem)
    assert len(rules.lines) > 300
    for line in rules.lines:
        said, _, meant = line.partition("=>")
        assert said.strip() != meant.strip()


@given(st.text())
def test_places_of_words(text: str) -> None:
    """Places lie in the text, in order, and do not overlap."""
    end = 0
    for begin, stop, _ in places_of(text):
        assert end <= begin < stop <= len(text)
        end = stop


@given(st.text(), st.frozensets(st.sampled_from(["huis", "rijbewijs", "cafe"])))
def test_marking_keeps_the_text(text: str, asked: frozenset[str]) -> None:
    """Whatever is marked, the pieces together are the text."""
    assert "".join(piece.text for piece in marked(text, asked, lambda word: [stem(word)])) == text


def test_marking_whole_words() -> None:
    """Whole words are marked, as they are written."""
    pieces = marked("Uw Huis, huizen en thuis", frozenset({stem("huis")}), lambda word: [stem(word)])
    assert [piece.text for piece in pieces if piece.marked] == ["Huis", "huizen"]
    assert pieces[0] == Piece("Uw ")
