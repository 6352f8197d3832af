"""An organisation's items in the table: itself, the address that people entered, and the rows by which it is found.

`ORG#code` holds it (`ORG`), an address that was confirmed (`ADDRESS`) and one that waits (`PROPOSED`). Rows of a word lie
together by its first letters, so that a query finds all words that begin as somebody types; a row also carries what a
search filters by. Rows of a level, subject or municipality lie together in order of the name.
"""

from dataclasses import replace
from typing import Final

from chalicelib.domain.organisation import Organisation
from chalicelib.domain.search_words import silent_words, words_of
from chalicelib.stores.records import from_item, to_item
from chalicelib.stores.values import Item

BY_NAME: Final = "ORGANISATIONS"
PROPOSALS: Final = "ORGPROPOSED"
SORT: Final = "ORG"
ADDRESS: Final = "ADDRESS"
PROPOSED: Final = "PROPOSED"
TOGETHER: Final = 3  # letters by which the rows of words lie together; who types fewer finds no word
Key = tuple[str, str]


def partition(code: str) -> str:
    return f"ORG#{code}"


def word_partition(word: str) -> str:
    return f"ORGWORD#{word[:TOGETHER]}"


def list_partition(what: str, value: str) -> str:
    return f"ORGBY#{what}#{value}"


def sortable(name: str) -> str:
    return " ".join(words_of(name))


def item_of(organisation: Organisation) -> Item:
    """The organisation as a register gives it; what people entered is kept beside it."""
    plain = replace(organisation, proposed="", proposed_by="", proposed_name="")
    place = sortable(organisation.name) or organisation.code.lower()  # a key is never empty
    keys = {"pk": partition(organisation.code), "sk": SORT, "gsi2pk": BY_NAME, "gsi2sk": place}
    return {**to_item(plain), **keys}


def organisation_of(items: list[Item]) -> Organisation | None:
    """The organisation of a partition's items, or None. A confirmed address counts until the register gives a new one."""
    by_sort = {item["sk"]: item for item in items}
    if SORT not in by_sort:
        return None
    found = from_item(Organisation, by_sort[SORT])
    confirmed, proposed = by_sort.get(ADDRESS), by_sort.get(PROPOSED)
    if confirmed and confirmed["instead_of"] == found.email:
        found = replace(found, email=confirmed["email"])
    if proposed:
        told = {"proposed": proposed["email"], "proposed_by": proposed["by"], "proposed_name": proposed["by_name"]}
        found = replace(found, **told)
    return found


def rows_of(organisation: Organisation) -> dict[Key, Item]:
    """The rows by which it is found, by their keys."""
    code, place = organisation.code, f"{sortable(organisation.name)}#{organisation.code}"
    keys = [(word_partition(word), f"{word}#{code}") for word in words_that_find(organisation)]
    keys.append((list_partition("level", organisation.level.value), place))
    keys += [(list_partition("subject", subject), place) for subject in organisation.subjects]
    if organisation.municipality:
        keys.append((list_partition("municipality", organisation.municipality), place))
    told = {
        "code": code,
        "sort": sortable(organisation.name),
        "level": organisation.level.value,
        "subjects": list(organisation.subjects),
        "municipality": organisation.municipality,
    }
    return {key: {"pk": key[0], "sk": key[1], **told} for key in keys}


def words_that_find(organisation: Organisation) -> frozenset[str]:
    """Words of its names, and its code."""
    return frozenset(findable(" ".join((organisation.code, organisation.name, *organisation.also))))


def findable(text: str) -> tuple[str, ...]:
    """The words of a text, each once, without those that say nothing and those too short to look for."""
    words = dict.fromkeys(words_of(text))
    return tuple(word for word in words if len(word) >= TOGETHER and word not in silent_words())
