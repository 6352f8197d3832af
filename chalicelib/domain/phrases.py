"""Phrases that editors keep in plain files, and how they are found in what people write.

No regular expressions: a list of some hundred phrases is read in a millisecond, where compiling them would be paid at
every cold start.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).with_name("wordlists")
GAP: Final = ".."  # between words of a phrase: one to LONGEST_GAP other words
LONGEST_GAP: Final = 3
EXCEPTION: Final = "!"
_KEY: Final = 3  # a phrase whose first word may go on is looked up by so many letters of it
_WORD: Final = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Phrases:
    """A file of phrases, by the first word of each; `exceptions`: inside these, nothing counts."""

    wanted: dict[str, list[tuple[str, ...]]]
    exceptions: dict[str, list[tuple[str, ...]]]


def words_of(text: str) -> list[str]:
    """The words of a text without capitals and accents: "Één café." gives ["een", "cafe"]."""
    plain = text.casefold()
    if not plain.isascii():
        parts = unicodedata.normalize("NFKD", plain)
        plain = "".join(letter for letter in parts if letter.isascii() or not unicodedata.combining(letter))
    return _WORD.findall(plain)


@cache
def phrases(name: str) -> Phrases:
    """The phrases of `wordlists/<name>.txt`."""
    return read_phrases((FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines())


def read_phrases(lines: Iterable[str]) -> Phrases:
    """Read phrases, one a line; empty lines and those that begin with "#" say nothing.

    Raises ValueError for a phrase that begins with a gap, or whose first word is cut after one or two letters: these
    would be looked up in vain.
    """
    read = Phrases({}, {})
    for line in lines:
        rule = line.strip()
        if not rule or rule.startswith("#"):
            continue
        parts = _parts(rule.removeprefix(EXCEPTION))
        if not parts or parts[0] == GAP or (parts[0].endswith("*") and len(parts[0]) <= _KEY):
            raise ValueError(f"a phrase must begin with a word: {rule!r}")
        place = read.exceptions if rule.startswith(EXCEPTION) else read.wanted
        place.setdefault(_key(parts[0]), []).append(parts)
    return read


def found_in(words: Sequence[str], rules: Phrases) -> bool:
    """Whether one of the phrases stands in these words (of `words_of`), outside every exception."""
    return bool(_found(words, rules))


def said_in(words: Sequence[str], rules: Phrases) -> tuple[str, ...]:
    """The places in these words where one of the phrases stands, outside every exception; each as it is said, once."""
    return tuple(dict.fromkeys(" ".join(words[start:end]) for start, end in _found(words, rules)))


def _found(words: Sequence[str], rules: Phrases) -> list[tuple[int, int]]:
    wanted = _spans(words, rules.wanted)
    if not wanted:
        return []
    excepted = {place for start, end in _spans(words, rules.exceptions) for place in range(start, end)}
    return [(start, end) for start, end in wanted if not excepted.intersection(range(start, end))]


def _parts(rule: str) -> tuple[str, ...]:
    parts: list[str] = []
    for piece in rule.split():
        if piece == GAP:
            parts.append(GAP)
        else:
            found = words_of(piece)
            parts += [*found[:-1], found[-1] + "*" if piece.endswith("*") else found[-1]] if found else []
    return tuple(parts)


def _key(first: str) -> str:
    """Under what a phrase is looked up: its first word or, of a word that may go on, its first letters and a star."""
    return f"{first[:_KEY]}*" if first.endswith("*") else first


def _spans(words: Sequence[str], rules: dict[str, list[tuple[str, ...]]]) -> list[tuple[int, int]]:
    spans = []
    for start, word in enumerate(words):
        for parts in (*rules.get(word, ()), *rules.get(f"{word[:_KEY]}*", ())):
            end = _end_of(words, start, parts)
            if end is not None:
                spans.append((start, end))
    return spans


def _end_of(words: Sequence[str], start: int, parts: tuple[str, ...]) -> int | None:
    """The place after the last word of the phrase that begins at `start`, or None where it does not stand there."""
    at = start
    for number, part in enumerate(parts):
        if part == GAP:
            tries = range(at + 1, min(at + LONGEST_GAP, len(words)) + 1)
            ends = (_end_of(words, place, parts[number + 1 :]) for place in tries)
            return next((end for end in ends if end is not None), None)
        if at >= len(words) or not _fits(words[at], part):
            return None
        at += 1
    return at


def _fits(word: str, part: str) -> bool:
    return word.startswith(part[:-1]) if part.endswith("*") else word == part
