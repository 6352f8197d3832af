"""Make a case findable by who sent one of its contacts, and what was said in it."""

from typing import TYPE_CHECKING

from chalicelib.domain.words import findable

if TYPE_CHECKING:
    from chalicelib.stores.cases import CaseStore
    from chalicelib.stores.word_index import WordIndex


def index_words(case: str, contact: str, cases: "CaseStore", words: "WordIndex") -> None:
    """Twice is once; nothing happens where the contact was erased meanwhile. Raises Busy."""
    found = cases.contact(case, contact)
    if found:
        words.keep(case, contact, found.received_at, findable(found))
