"""Who is who in government: ORG#<code> in the table, and in the index `lookup` by name."""

from collections.abc import Iterable
from typing import Final

from chalicelib.domain.article import Level
from chalicelib.domain.organisation import Organisation
from chalicelib.domain.search_words import words_of
from chalicelib.stores.table import Delete, Put, Table
from chalicelib.stores.values import Item

BY_NAME: Final = "ORGANISATIONS"
SORT: Final = "ORG"


class OrganisationStore:
    def __init__(self, table: Table) -> None:
        self._table = table

    def keep(self, organisations: Iterable[Organisation]) -> int:
        """Make these all there are; those that are in the table and not among them go. Gives how many went."""
        kept = {organisation.code for organisation in organisations if self._put(organisation)}
        gone = [item["code"] for item in self._table.query(BY_NAME, index="lookup").items if item["code"] not in kept]
        for code in gone:
            self._table.write(Delete(_key(code), SORT))
        return len(gone)

    def get(self, code: str) -> Organisation | None:
        item = self._table.get(_key(code), SORT)
        return _organisation(item) if item else None

    def find(self, prefix: str, limit: int = 10) -> tuple[Organisation, ...]:
        """Those whose name begins so, capitals and accents aside, in order of the alphabet."""
        found = self._table.query(BY_NAME, index="lookup", begins=_sortable(prefix), limit=limit)
        return tuple(_organisation(item) for item in found.items)

    def _put(self, organisation: Organisation) -> bool:
        item = {"code": organisation.code, "name": organisation.name, "level": organisation.level.value}
        keys = {"pk": _key(organisation.code), "sk": SORT, "gsi2pk": BY_NAME}
        self._table.write(Put({**item, **keys, "gsi2sk": _sortable(organisation.name)}))
        return True


def _key(code: str) -> str:
    return f"ORG#{code}"


def _sortable(name: str) -> str:
    return " ".join(words_of(name))


def _organisation(item: Item) -> Organisation:
    return Organisation(item["code"], item["name"], Level(item["level"]))
