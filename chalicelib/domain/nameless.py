"""A citizen's words without who the citizen is, for an organisation that need not know. Standard library only.

What is known of the sender goes: name, addresses, numbers. What nobody told us (a neighbour's name, a nickname) we cannot
know; an agent sees the words in the preview before they leave.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from chalicelib.domain.contact import Person

LEFT_OUT: Final = "[…]"
MOST_WORDS: Final = 6  # of a name
LEAST_DIGITS: Final = 8  # that two numbers share at their end where they are the same number
_WORD: Final = re.compile(r"[^\W\d_][\w'’-]*")
_NUMBER: Final = re.compile(r"(?<!\d)(?:\+|\(0?)?\d(?:[ ./()-]{0,3}\d){7,14}(?!\d)")
_BEFORE: Final = r"(?<![^\W_])"  # "_" parts words in the names of files
_AFTER: Final = r"(?![^\W_])"


def nameless(text: str, people: Iterable[Person]) -> str:
    """A text in which LEFT_OUT stands for each name, address and number of these people."""
    for person in people:
        for pattern in _patterns(person):
            text = pattern.sub(LEFT_OUT, text)
        text = _without_number(text, person.phone)
        text = "\n".join(_signature(line, person.name) for line in text.split("\n"))
    return text


def _patterns(person: Person) -> Iterator[re.Pattern[str]]:
    if len(person.email) > 4:
        yield re.compile(_BEFORE + re.escape(person.email) + _AFTER, re.IGNORECASE)
    for whole in (person.name, person.on_behalf_of):
        first, *rest = _WORD.findall(whole)[:MOST_WORDS] or [""]
        if rest:
            yield _phrase((first, *rest), r"[\s,._-]*", re.IGNORECASE)
            yield _phrase((*rest, first), r"[\s,._-]*", re.IGNORECASE)
            # A family name alone can be a word (Bakker): it is written as the name is.
            yield _phrase(rest, r"\s+", 0)
    for line in (*person.address.splitlines(), person.address):
        if len(words := line.replace(",", " ").split()) > 1:
            yield _phrase(words, r"[\s,]+", re.IGNORECASE)


def _phrase(words: Iterable[str], between: str, flags: int) -> re.Pattern[str]:
    return re.compile(_BEFORE + between.join(re.escape(word) for word in words) + _AFTER, flags)


def _without_number(text: str, phone: str) -> str:
    digits = re.sub(r"\D", "", phone)[-LEAST_DIGITS:]
    if len(digits) < LEAST_DIGITS:
        return text
    return _NUMBER.sub(lambda found: LEFT_OUT if re.sub(r"\D", "", found[0]).endswith(digits) else found[0], text)


def _signature(line: str, name: str) -> str:
    """A line that says nothing but a part of a name, as under a letter."""
    words = _WORD.findall(line)
    parts = {one.casefold() for one in _WORD.findall(name)[:MOST_WORDS]}
    named = words and all(one.casefold() in parts or len(one) == 1 for one in words)
    return LEFT_OUT if named and any(one.casefold() in parts for one in words) and len(words) <= MOST_WORDS else line
