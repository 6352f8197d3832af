"""Find a case by its reference, its sender, its subject or words that were written."""

from typing import TYPE_CHECKING, Final

from chalicelib.domain.case import Case
from chalicelib.domain.case_states import GONE
from chalicelib.domain.ids import citizen_hash, read_reference
from chalicelib.domain.words import addresses_of, asked_for

if TYPE_CHECKING:
    from chalicelib.stores.cases import CaseStore
    from chalicelib.stores.word_index import WordIndex

MOST: Final = 25


def find_cases(query: str, cases: "CaseStore", words: "WordIndex", secret: bytes) -> tuple[Case, ...]:
    """The cases that fit, latest first, MOST at most: those of a sender where an address or number was typed, else those
    that hold all of the words. Raises Busy."""
    reference = read_reference(query)
    known = cases.find(reference) if reference else None
    if known:
        return (known,)
    found = {case.id: case for address in addresses_of(query) for case in _of_sender(address, cases, secret)}
    asked = asked_for(query)
    for number in words.cases_with(asked)[:MOST] if asked else ():
        case = found.get(number) or cases.find(number)
        if case:
            found[number] = case
    living = (case for case in found.values() if case.status not in GONE)
    return tuple(sorted(living, key=lambda case: case.opened_at, reverse=True))[:MOST]


def _of_sender(address: str, cases: "CaseStore", secret: bytes) -> tuple[Case, ...]:
    return cases.of_citizen(citizen_hash(secret, address), limit=MOST)
