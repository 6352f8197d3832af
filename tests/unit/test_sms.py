"""What an SMS holds: alphabets, parts, signs and letters; which number is what; which word steers."""

import math
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.phones import Line, gets_sms, line_of, same_number, sender_of
from chalicelib.domain.sms import (
    GSM,
    GSM_LONG,
    Alphabet,
    alphabet_of,
    is_full,
    plain,
    size_of,
    split,
    units_of,
    written,
)
from chalicelib.domain.sms_arrival import Part, Word, part_of, readable, word_of

TEXTS = st.text(alphabet=st.characters(codec="utf-8"), max_size=700)
DUTCH = st.text(alphabet="abcdefghijklmnopqrstuvwxyz éëïöüàç€’“”–…\n.,?!ABC0123456789[]", max_size=1200)


@given(st.one_of(TEXTS, DUTCH))
def test_every_text_splits_and_joins_back(text: str) -> None:
    """Parts put together are the text, whatever it holds."""
    assert "".join(split(text)) == text


@given(st.one_of(TEXTS, DUTCH))
def test_every_part_fits(text: str) -> None:
    """Each part fits an SMS: 160 or 153 septets, 70 or 67 code units; no character is cut in two."""
    alphabet = alphabet_of(text)
    parts = split(text)
    most = (160 if alphabet is Alphabet.GSM else 70) if len(parts) == 1 else (153 if alphabet is Alphabet.GSM else 67)
    for part in parts:
        assert sum(units_of(one, alphabet) for one in part) <= most
        if alphabet is Alphabet.UCS2:
            assert len(part.encode("utf-16-be", "surrogatepass")) <= 140


@given(st.one_of(TEXTS, DUTCH))
def test_parts_are_filled(text: str) -> None:
    """Every part but the last is full, so that no text takes more parts than it must: one more at the most for what is
    never cut."""
    parts, alphabet = split(text), alphabet_of(text)
    for part in parts[:-1]:
        assert is_full(part)
    each = 153 if alphabet is Alphabet.GSM else 67
    units = sum(units_of(one, alphabet) for one in text)
    assert len(parts) <= math.ceil(units / (each - 1)) or len(parts) == 1


@given(st.one_of(TEXTS, DUTCH))
def test_what_is_sent_never_takes_more(text: str) -> None:
    """Writing a text for SMS never takes more parts than the text itself, but for three points in the place of one sign."""
    spread = sum(len(unicodedata.normalize("NFC", plain(one) or " ")) for one in text) + 2
    sent = written(text)
    assert len(split(sent)) <= max(len(split(text)), math.ceil(spread / 67))
    assert written(sent) == sent


@given(st.text(alphabet="abcdefghij ëïáíóúêç’“”–…", min_size=1, max_size=400))
def test_dutch_takes_the_least(text: str) -> None:
    """A text of Dutch letters and the signs that programs put in takes as few parts as the 7-bit alphabet needs."""
    bare = sum(3 if one == "…" else 1 for one in text.strip())
    assert len(split(written(text))) <= max(1, math.ceil(bare / 153))


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("“Ja” – zo’n brief…", '"Ja" - zo\'n brief...'),
        ("België", "België"),  # one part either way: the word stays right
        ("één café à la carte", "één café à la carte"),  # in the alphabet
        ("€ 5 [vijf]", "€ 5 [vijf]"),
        ("Zoë " * 40, ("Zoe " * 40).strip()),  # 160 letters are one SMS without, three with the accent
        ("ĳsĳs", "ijsijs"),
        ("Привіт ë", "Привіт ë"),
        ("a\u00a0b\u200bc\u00ad", "a bc"),
        ("a\r\nb\rc", "a\nb\nc"),
    ],
)
def test_written(text: str, sent: str) -> None:
    """Signs that halve the room go always, accents only where that saves a part, other scripts never."""
    assert written(text) == sent


@pytest.mark.parametrize(
    ("text", "alphabet", "units", "parts"),
    [
        ("", Alphabet.GSM, 0, 1),
        ("a" * 160, Alphabet.GSM, 160, 1),
        ("a" * 161, Alphabet.GSM, 161, 2),
        ("a" * 306, Alphabet.GSM, 306, 2),
        ("a" * 307, Alphabet.GSM, 307, 3),
        ("€" * 80, Alphabet.GSM, 160, 1),
        ("a" * 152 + "€" + "a" * 10, Alphabet.GSM, 164, 2),
        ("ë" * 70, Alphabet.UCS2, 70, 1),
        ("ë" * 71, Alphabet.UCS2, 71, 2),
        ("😀" * 35, Alphabet.UCS2, 70, 1),
        ("😀" * 66, Alphabet.UCS2, 132, 2),
        ("😀" * 67, Alphabet.UCS2, 134, 3),  # 33 to a part: none is cut
    ],
)
def test_size(text: str, alphabet: Alphabet, units: int, parts: int) -> None:
    """Networks count so."""
    size = size_of(text)
    assert (size.alphabet, size.units, size.parts) == (alphabet, units, parts)


def test_the_alphabet_is_whole() -> None:
    """128 characters of which one is the escape, and ten behind it."""
    assert len(GSM) == 127
    assert len(GSM_LONG) == 10
    assert not GSM & GSM_LONG


@pytest.mark.parametrize(
    ("told", "number", "line"),
    [
        ("+32470123456", "+32470123456", Line.MOBILE),
        ("32470123456", "+32470123456", Line.MOBILE),
        ("0470 12 34 56", "+32470123456", Line.MOBILE),
        ("+3242221122", "+3242221122", Line.FIXED),  # Liege, a digit less
        ("022345678", "+3222345678", Line.FIXED),
        ("+33612345678", "+33612345678", Line.FOREIGN),
        ("8850", "8850", Line.SHORT),
        ("1700", "1700", Line.SHORT),
        ("bpost", "bpost", Line.NAME),
        ("", "", Line.NOBODY),
        ("  ", "", Line.NOBODY),
    ],
)
def test_lines(told: str, number: str, line: Line) -> None:
    """Mobile, foreign and fixed numbers, services with short ones, names, and nobody: each is known, none refused."""
    assert sender_of(told) == number
    assert line_of(number) is line
    assert gets_sms(number) is (line in (Line.MOBILE, Line.FOREIGN))


@given(st.from_regex(r"\+?\d{0,18}", fullmatch=True))
def test_a_number_stays_the_same(told: str) -> None:
    """A number that was read once is read the same again."""
    once = sender_of(told)
    assert sender_of(once) == once or not once.startswith("+")
    assert same_number(once) == once or not once.startswith("+")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("STOP", Word.STOP),
        (" stop. ", Word.STOP),
        ("Stoppen!", Word.STOP),
        ("uit", Word.STOP),
        ("Stop de boete?", None),
        ("STOP met bellen", None),
        ("HELP", Word.HELP),
        ("info", Word.HELP),
        ("?", Word.HELP),
        ("Help, mijn kelder staat onder water", None),
        ("AAN", Word.START),
        ("", None),
        ("...", None),
        ("👍", None),
        ("uitkering?", None),
    ],
)
def test_words_that_steer(text: str, word: Word | None) -> None:
    """Only a message that is nothing but the word steers; a question that begins with it is a question."""
    assert word_of(text) is word


@given(st.text(max_size=40), st.sampled_from(["stop", "STOP", "help", "info", "uit"]))
def test_a_longer_message_is_a_question(rest: str, word: str) -> None:
    """Whatever stands behind the word in letters or digits makes it a question, but for the other ways of saying it."""
    said = f"{word} {rest}x"
    assert word_of(said) is None


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ("050003A10302", Part("a1", 2, 3)),
        ("06080412340201", Part("1234", 1, 2)),
        ("0B05040B8423F00003A10301", Part("a1", 1, 3)),  # ports first
        ("", None),
        ("zz", None),
        ("05", None),
        ("050003A10300", None),  # no part is number nought
        ("050003A10304", None),
        ("050003A10101", None),  # a part of one is whole
    ],
)
def test_parts_by_their_header(header: str, part: Part | None) -> None:
    """The two forms of the header are read; what is none, or makes no sense, is passed over."""
    assert part_of(header) == part


@given(st.binary(max_size=40))
def test_any_header_is_read(header: bytes) -> None:
    """No bytes break the reading of a header."""
    part_of(header.hex())


@given(st.text(alphabet=st.characters(), max_size=200))
def test_readable(text: str) -> None:
    """Whatever a network sends can be kept and shown: no control characters, no halves of characters."""
    kept = readable(text)
    kept.encode("utf-8")
    assert all(one == "\n" or unicodedata.category(one) != "Cc" for one in kept)
