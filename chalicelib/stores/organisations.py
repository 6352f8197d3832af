"""Who is who in government: kept from a register, found by words, level, subject and municipality without a scan."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from chalicelib.domain.article import Level
from chalicelib.domain.organisation import Organisation, Proposal
from chalicelib.errors import ChangedMeanwhile, NotFound
from chalicelib.stores.organisation_items import (
    ADDRESS,
    BY_NAME,
    PROPOSALS,
    PROPOSED,
    SORT,
    findable,
    item_of,
    list_partition,
    organisation_of,
    partition,
    rows_of,
    sortable,
    word_partition,
)
from chalicelib.stores.records import from_item, stamp
from chalicelib.stores.table import ABSENT, ConditionFailed, Delete, Put, Table
from chalicelib.stores.values import Item

LOOKED_AT: Final = 400  # rows per word or list: finding costs the same in a large register
MOST_WORDS: Final = 8


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a search filters by; what is left out does not matter. `municipality`: NIS code."""

    level: Level | None = None
    subject: str = ""
    municipality: str = ""

    def fits(self, row: Item) -> bool:
        """Whether a row, or the item of an organisation itself, is one of those asked for."""
        return (
            self.level in (None, row["level"])
            and self.subject in ("", *row.get("subjects", ()))
            and self.municipality in ("", row.get("municipality"))
        )

    def lists(self) -> Iterator[str]:
        """The partitions that hold all that fit, the one with the fewest rows first."""
        if self.municipality:
            yield list_partition("municipality", self.municipality)
        if self.subject:
            yield list_partition("subject", self.subject)
        if self.level:
            yield list_partition("level", self.level.value)


class OrganisationStore:
    def __init__(self, table: Table) -> None:
        self._table = table

    def keep(self, organisations: Iterable[Organisation]) -> int:
        """Make these all there are; those that are in the table and not among them go. Gives how many went.

        Addresses that people confirmed stay, also of organisations that go: a later register may have them again.
        """
        wanted = {one.code: one for one in organisations}
        known = {item["code"]: item for item in self._table.query(BY_NAME, index="lookup").items}
        before = {code: from_item(Organisation, item) for code, item in known.items()}
        new = [one for code, one in wanted.items() if before.get(code) != one]
        old = [one for code, one in before.items() if wanted.get(code) != one]
        rows = {key: row for one in new for key, row in rows_of(one).items()}
        # The organisations come last: a load that breaks off is done again whole by the next.
        self._table.put_all(list(rows.values()))
        for key in {key for one in old for key in rows_of(one)} - set(rows):
            self._table.write(Delete(*key))
        self._table.put_all([item_of(one) for one in new])
        gone = [code for code in before if code not in wanted]
        for code in gone:
            self._table.write(Delete(partition(code), SORT), Delete(partition(code), PROPOSED), Delete(PROPOSALS, code))
        return len(gone)

    def get(self, code: str) -> Organisation | None:
        """One organisation with the address that people confirmed or proposed; one query."""
        return organisation_of(self._table.query(partition(code)).items)

    def head(self, code: str) -> Organisation:
        """The same; raises NotFound."""
        found = self.get(code)
        if found is None:
            raise NotFound(code)
        return found

    def find(
        self, words: str = "", *, level: Level | None = None, subject: str = "", municipality: str = "", limit: int = 25
    ) -> tuple[Organisation, ...]:
        """Those that fit, each of whose names' words begin as the words typed; the closest first, then by the alphabet.

        Without any word to look for: those whose name begins with what was typed.
        """
        wanted, asked = Wanted(level, subject, municipality), findable(words)[:MOST_WORDS]
        if asked:
            return self._told(self._with_all(asked), wanted, words, limit)
        for partition_ in wanted.lists() if not words.strip() else ():
            return self._told(self._table.query(partition_, limit=LOOKED_AT).items, wanted, words, limit)
        rows = self._table.query(BY_NAME, index="lookup", begins=sortable(words), limit=LOOKED_AT).items
        return self._told(({"sort": row["gsi2sk"], **row} for row in rows), wanted, words, limit)

    def with_word(self, word: str) -> tuple[tuple[str, str, str], ...]:
        """Words of names that begin so, each with the whole name (folded) and the code of an organisation, LOOKED_AT at
        most; nothing for a word too short to look for."""
        rows = self._rows(word) if findable(word) else ()
        return tuple((row["sk"].partition("#")[0], row["sort"], row["code"]) for row in rows)

    def _rows(self, word: str) -> list[Item]:
        return self._table.query(word_partition(word), begins=word, limit=LOOKED_AT).items

    def _with_all(self, words: tuple[str, ...]) -> list[Item]:
        found = [{row["code"]: row for row in self._rows(word)} for word in words]
        shared = set.intersection(*(set(one) for one in found))
        return [found[0][code] for code in shared]

    def _told(self, rows: Iterable[Item], wanted: Wanted, words: str, limit: int) -> tuple[Organisation, ...]:
        asked = sortable(words)
        places = {
            row["code"]: (row["sort"] != asked, not row["sort"].startswith(asked), row["sort"], row["code"])
            for row in rows
            if wanted.fits(row)
        }
        found = (self.get(code) for code in sorted(places, key=places.__getitem__)[:limit])
        return tuple(one for one in found if one)

    def propose(self, proposal: Proposal) -> None:
        """Keep an address until it is confirmed. The same again is kept once, and who entered it may correct it; raises
        ChangedMeanwhile where another's address waits."""
        told = {"email": proposal.email, "by": proposal.by, "by_name": proposal.by_name}
        for must in ({"pk": ABSENT}, {"by": proposal.by}):
            try:
                self._table.write(
                    Put({"pk": partition(proposal.code), "sk": PROPOSED, **told}, must),
                    Put({"pk": PROPOSALS, "sk": proposal.code, **told}),
                )
            except ConditionFailed:
                continue
            return
        raise ChangedMeanwhile(proposal.code)

    def proposal(self, code: str) -> Proposal | None:
        """The address that waits for this organisation."""
        item = self._table.get(PROPOSALS, code)
        return Proposal(code, item["email"], item["by"], item["by_name"]) if item else None

    def proposals(self, limit: int = 100) -> tuple[Proposal, ...]:
        """The addresses that wait, in order of the codes."""
        items = self._table.query(PROPOSALS, limit=limit).items
        return tuple(Proposal(item["sk"], item["email"], item["by"], item["by_name"]) for item in items)

    def confirm(self, proposal: Proposal, by: str, at: datetime) -> None:
        """Make the address count, until the register has another than it has now. Raises ChangedMeanwhile, NotFound."""
        register = self._table.get(partition(proposal.code), SORT)
        if register is None:
            raise NotFound(proposal.code)
        kept = {"email": proposal.email, "instead_of": register.get("email", ""), "at": stamp(at)}
        people = {"entered_by": proposal.by, "confirmed_by": by}
        self._end(proposal, Put({"pk": partition(proposal.code), "sk": ADDRESS, **kept, **people}))

    def refuse(self, proposal: Proposal) -> None:
        """Forget the address. Raises ChangedMeanwhile."""
        self._end(proposal)

    def _end(self, proposal: Proposal, *also: Put) -> None:
        """A proposal ends as it was seen: one that was corrected meanwhile is read again first."""
        same = {"email": proposal.email, "by": proposal.by}
        try:
            self._table.write(Delete(partition(proposal.code), PROPOSED, same), Delete(PROPOSALS, proposal.code), *also)
        except ConditionFailed as failed:
            raise ChangedMeanwhile(proposal.code) from failed
