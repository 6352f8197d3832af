"""Dossiers in the house's own table. A change is one transaction, refused where the dossier changed meanwhile."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from chalicelib.domain.integrity.change import Change, DossierFile, Errand
from chalicelib.domain.integrity.dossier import Dossier
from chalicelib.domain.integrity.entry import Entry, Evidence, Identity
from chalicelib.domain.integrity.phases import Phase
from chalicelib.errors import AlreadyKept, ChangedMeanwhile, NotFound
from chalicelib.stores.integrity.dossier_items import (
    ERASE,
    HEAD,
    IDENTITY,
    OPEN,
    WAITING,
    entry_items,
    errand_item,
    file_items,
    head_item,
    opened_items,
    partition,
    sealed_items,
    upload_pk,
)
from chalicelib.stores.integrity.sealing import Keys
from chalicelib.stores.records import from_item, stamp
from chalicelib.stores.table import ABSENT, ConditionFailed, Delete, Must, Put, Table, Update


class DossierStore:
    """All that the house knows of dossiers.

    `hand_over`: puts new errands on the queue, as well as it can; what it loses the sweeper finds.
    """

    def __init__(self, table: Table, keys: Keys, hand_over: Callable[[Sequence[Errand]], object]) -> None:
        self._table, self._keys, self._hand_over = table, keys, hand_over

    def create(self, change: Change) -> None:
        """Keep a new dossier (version 1) under a key of its own. Raises AlreadyKept where the number is taken, Busy."""
        try:
            self._write(change, {"pk": ABSENT})
        except ConditionFailed as failed:
            raise AlreadyKept(change.dossier.id) from failed

    def keep(self, change: Change) -> None:
        """Keep a change: the head gets the next version. Raises ChangedMeanwhile where its version is no longer the one
        that was read, NotFound where its key is gone, Busy."""
        read = change.dossier.version
        try:
            self._write(replace(change, dossier=replace(change.dossier, version=read + 1)), {"version": read})
        except ConditionFailed as failed:
            raise ChangedMeanwhile(change.dossier.id) from failed

    def _write(self, change: Change, must: Must) -> None:
        number = change.dossier.id
        items = [errand_item(one) for one in change.errands]
        if change.entries or change.files or change.identity:
            box = self._keys.new(number) if must == {"pk": ABSENT} else self._keys.box(number)
            items += [item for entry in change.entries for item in entry_items(entry, number, box)]
            items += [item for file in change.files for item in file_items(file, number, box)]
            if change.identity:
                items += sealed_items(partition(number), IDENTITY, change.identity, box)
        self._table.write(Put(head_item(change.dossier), must), *(Put(item) for item in items))
        if change.errands:
            self._hand_over(change.errands)

    def head(self, number: str) -> Dossier:
        """The head; raises NotFound."""
        item = self._table.get(partition(number), HEAD)
        if item is None:
            raise NotFound(number)
        return from_item(Dossier, item)

    def open(self, number: str) -> DossierFile:
        """A dossier with all that its key opens. Raises NotFound where there is none or its key is gone, Busy."""
        items = self._table.query(partition(number)).items
        head = next((item for item in items if item["sk"] == HEAD), None)
        if head is None:
            raise NotFound(number)
        box = self._keys.box(number)
        return DossierFile(
            from_item(Dossier, head),
            opened_items(Entry, items, "E#", box),
            opened_items(Evidence, items, "F#", box),
            tuple(from_item(Errand, item) for item in items if item["sk"].startswith("X#")),
        )

    def identity(self, number: str) -> Identity:
        """Who reports. Raises NotFound, Busy."""
        items = self._table.query(partition(number), begins=IDENTITY).items
        found = opened_items(Identity, items, IDENTITY, self._keys.box(number))
        if not found:
            raise NotFound(number)
        return found[0]

    def by_locator(self, locator: str) -> Dossier | None:
        """The dossier to which a receipt code's locator (its hash) leads."""
        rows = self._table.query(f"LOCATOR#{locator}", index="owner", limit=1)
        return self.head(rows.items[0]["id"]) if rows.items else None

    def of_service(self, service: str, *, ended: bool | None = None) -> tuple[Dossier, ...]:
        """The dossiers of a service ("": of none yet), the longest in their phase first; only open or ended ones if told."""
        begins = {None: "", True: "ended#", False: "open#"}[ended]
        rows = self._table.query(f"SERVICE#{service}", index="work", begins=begins)
        return tuple(from_item(Dossier, item) for item in rows.items)

    def open_ones(self) -> tuple[Dossier, ...]:
        """All that have not ended, those without a clock first."""
        return tuple(from_item(Dossier, item) for item in self._table.query(OPEN, index="lookup").items)

    def ringing(self, now: datetime) -> tuple[Dossier, ...]:
        """Open ones of which a clock should have said something by now."""
        rows = self._table.query(OPEN, index="lookup", between=("", stamp(now)))
        return tuple(from_item(Dossier, item) for item in rows.items)

    def past(self, now: datetime) -> tuple[Dossier, ...]:
        """Closed ones that must be erased by now."""
        rows = self._table.query(ERASE, index="lookup", between=("", stamp(now)))
        return tuple(from_item(Dossier, item) for item in rows.items)

    def file_of(self, key: str) -> tuple[str, str] | None:
        """Number of the dossier and id of the file to which an object's key belongs."""
        item = self._table.get(upload_pk(key), "#")
        return (item["dossier"], item["file"]) if item else None

    def log(self, number: str, entry: Entry) -> None:
        """Keep an entry beside the head, which stays as it is: who looks changes nothing for who writes. Raises NotFound,
        Busy."""
        self._table.write(*(Put(item) for item in entry_items(entry, number, self._keys.box(number))))

    def keep_file(self, number: str, file: Evidence) -> None:
        """Keep what changed of a file (its scan, its key). Raises NotFound, Busy."""
        self._table.write(*(Put(item) for item in file_items(file, number, self._keys.box(number))))

    def keep_sealed(self, number: str, file: Evidence, upload: str) -> None:
        """Keep where a file lies sealed, and that its upload belongs to nothing any more. Raises NotFound where the dossier
        is erased, Busy."""
        box = self._keys.box(number)
        items = sealed_items(partition(number), f"F#{file.id}", file, box)
        self._table.write(*(Put(item) for item in items), Delete(upload_pk(upload), "#"))

    def forget_upload(self, key: str) -> None:
        """An object belongs to no dossier any more."""
        self._table.write(Delete(upload_pk(key), "#"))

    def was_read(self, number: str) -> None:
        """Keep that the reporter saw all there is. The version stays: nobody's work is disturbed by it."""
        try:
            self._table.update(Update(partition(number), HEAD, change={"unread": 0}, must={"id": number}))
        except ConditionFailed as failed:
            raise NotFound(number) from failed

    def keep_token(self, number: str, run: int, phase: Phase, token: str) -> None:
        """Keep the task token with which an execution waits. The caller reads the head afterwards: where the phase has moved
        meanwhile, nobody will use the token."""
        self._table.write(
            Put({"pk": partition(number), "sk": WAITING, "run": run, "phase": phase.value, "token": token})
        )

    def token(self, number: str) -> tuple[int, Phase, str] | None:
        """Run, phase and task token of what waits, or waited last."""
        item = self._table.get(partition(number), WAITING)
        return (item["run"], Phase(item["phase"]), item["token"]) if item else None

    def purge(self, number: str) -> None:
        """Destroy the key, then delete all but the head. Can be called again. Raises Busy."""
        self._keys.destroy(number)
        for item in self._table.query(partition(number)).items:
            if item["sk"] != HEAD:
                self._table.write(Delete(item["pk"], item["sk"]))
