"""Receipt codes can be read aloud, written down with a slip of the pen, and told from each other; they are kept hashed."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.integrity.receipt_code import LOCATOR, SECRET, Code, new_code, read_code, words
from chalicelib.services.integrity.receipt_code import code_hash, locator_hash, same_code

HOUSE = b"the house's own secret"
codes = st.text(min_size=1).map(lambda key: new_code(HOUSE, key))


def _distance(one: str, other: str) -> int:
    row = list(range(len(other) + 1))
    for place, a in enumerate(one, 1):
        before, row = row, [place]
        for n, b in enumerate(other, 1):
            row.append(min(before[n] + 1, row[-1] + 1, before[n - 1] + (a != b)))
    return row[-1]


def test_the_words_are_told_apart() -> None:
    """512 words of plain letters, none within one letter of another."""
    assert len(words()) == len(set(words())) == 512
    assert all(word.isascii() and word.isalpha() and word.islower() and 3 <= len(word) <= 9 for word in words())
    near = [pair for pair in combinations(words(), 2) if abs(len(pair[0]) - len(pair[1])) < 2 and _distance(*pair) < 2]
    assert near == []


SOUNDS = (
    *(("ouw", "au"), ("auw", "au"), ("ou", "au"), ("ij", "ei"), ("y", "i"), ("ie", "i"), ("ph", "f"), ("th", "t")),
    *(("ch", "g"), ("ck", "k"), ("x", "ks"), ("qu", "kw"), ("c", "k"), ("z", "s"), ("v", "f"), ("g", "k")),
)


def _sound(word: str) -> str:
    """Roughly what is heard: letters that sound alike in Dutch are one, as are double ones and the end of a word."""
    for written, heard in SOUNDS:
        word = word.replace(written, heard)
    single = "".join(one for place, one in enumerate(word) if word[place - 1 : place] != one)
    return single[:-1] + {"d": "t", "b": "p"}.get(single[-1], single[-1])


def test_the_words_sound_different() -> None:
    """No two words sound alike: a code is read aloud."""
    heard: dict[str, list[str]] = {}
    for word in words():
        heard.setdefault(_sound(word), []).append(word)
    assert [alike for alike in heard.values() if len(alike) > 1] == []


@given(codes)
def test_read_as_it_was_given(code: Code) -> None:
    """A code is three words and five, and is read however it was written down."""
    assert (len(code.locator.split()), len(code.secret.split())) == (LOCATOR, SECRET)
    for written in (str(code), str(code).upper(), ", ".join(code.words), " - ".join(code.words), f"\n {code} .\t"):
        assert read_code(written) == code


@given(codes, st.integers(0, LOCATOR + SECRET - 1), st.integers(0, 8), st.sampled_from("bcdfghjklmnpqrstvwxyz"))
def test_one_wrong_letter(code: Code, which: int, place: int, letter: str) -> None:
    """One wrong letter in a word leads to the word that was meant, or to none that belongs to another code."""
    told = list(code.words)
    word = told[which]
    told[which] = word[: place % len(word)] + letter + word[place % len(word) + 1 :]
    read = read_code(" ".join(told))
    assert read is not None
    changed = read.words[which]
    assert changed == word or changed not in words() or _distance(told[which], changed) < 2


@pytest.mark.parametrize("typed", ["", "appel", "appel " * 7, "appel " * 9, "12345678", "!" * 5000])
def test_no_code(typed: str) -> None:
    """What is not eight words is no code."""
    assert read_code(typed) is None


def test_one_letter_of_a_real_word() -> None:
    """A slip that is near one word alone is mended."""
    code = new_code(HOUSE, "key")
    slipped = [*code.words[:-1], code.words[-1] + "q"]
    assert read_code(" ".join(slipped)) == code


def test_the_same_key_the_same_code() -> None:
    """A form that is sent twice shows one code; another house gives another."""
    assert new_code(HOUSE, "form") == new_code(HOUSE, "form")
    assert len({str(new_code(HOUSE, str(n))) for n in range(1000)}) == 1000
    assert new_code(b"other", "form") != new_code(HOUSE, "form")


def test_kept_hashed() -> None:
    """The code itself cannot be read in what is kept; it alone is the same."""
    code, other = new_code(HOUSE, "form"), new_code(HOUSE, "other")
    kept = code_hash(code)
    assert same_code(code, kept)
    assert not same_code(other, kept)
    assert not same_code(Code(code.locator, other.secret), kept)
    assert not same_code(code, "")
    assert not any(word in kept + locator_hash(HOUSE, code.locator) for word in code.words)


def test_a_hash_knows_its_cost() -> None:
    """Codes that were kept when a hash cost less, or more, still open; and a wrong one does not."""
    code, other = new_code(HOUSE, "form"), new_code(HOUSE, "other")
    for cost in ((4, 8, 1), (15, 8, 2)):
        kept = code_hash(code, cost)
        assert kept != code_hash(code)
        assert same_code(code, kept)
        assert not same_code(Code(code.locator, other.secret), kept)


def test_never_shown_by_accident() -> None:
    """A code that ends up in an error or a log line says nothing."""
    assert new_code(HOUSE, "form").words[0] not in repr(new_code(HOUSE, "form"))
