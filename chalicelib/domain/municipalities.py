"""Municipalities of Flanders and Brussels with their NIS codes and postal codes (municipalities.csv, as of 2025). Standard
library only.

A postal code that is not in the list is not known to belong to one municipality: nothing is guessed from it.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from chalicelib.domain.search_words import words_of

SOURCE: Final = Path(__file__).with_name("municipalities.csv")


@dataclass(frozen=True, slots=True)
class Municipality:
    """`nis`: its code in Statbel's list of territories (REFNIS)."""

    nis: str
    name: str
    postal_codes: tuple[str, ...] = ()


def municipality_of(text: str) -> Municipality | None:
    """The municipality that somebody typed: by its name, NIS code or a postal code; None where it is none that we know."""
    plain = text.strip()
    return _by_nis().get(plain) or _by_postal_code().get(plain) or _by_name().get(_plain(plain))


def municipality_of_postal_code(text: str) -> Municipality | None:
    """The municipality of a postal code as people write it (9000, B-9000)."""
    return _by_postal_code().get(text.upper().removeprefix("BE").removeprefix("B").strip(" -"))


def municipality_in(text: str) -> Municipality | None:
    """The one municipality that an address names, by a postal code or else by its name; None where it names none or several."""
    words = words_of(text)
    by_code = {_by_postal_code()[word] for word in words if word in _by_postal_code()}
    found = by_code or set(_named(words))
    return found.pop() if len(found) == 1 else None


def _named(words: list[str]) -> Iterable[Municipality]:
    """Municipalities whose whole name stands in the words; of two that overlap the longer name counts."""
    place = 0
    while place < len(words):
        for length in (4, 3, 2, 1):
            found = _by_name().get(" ".join(words[place : place + length]))
            if found:
                yield found
                place += length - 1
                break
        place += 1


@cache
def municipalities() -> tuple[Municipality, ...]:
    """All of the list, in order of NIS code."""
    with SOURCE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))[1:]
    return tuple(Municipality(nis, name, tuple(codes.split())) for nis, name, codes in rows)


@cache
def _by_nis() -> dict[str, Municipality]:
    return {one.nis: one for one in municipalities()}


@cache
def _by_name() -> dict[str, Municipality]:
    return {_plain(one.name): one for one in municipalities()}


@cache
def _by_postal_code() -> dict[str, Municipality]:
    return {code: one for one in municipalities() for code in one.postal_codes}


def _plain(name: str) -> str:
    return " ".join(words_of(name))
